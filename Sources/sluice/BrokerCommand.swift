import Glibc
import KafkaDevBroker
import Log
import Transport

/// The embedded broker alone, for tests of other programs.
struct BrokerCommand: Command {
    let name = "broker"
    let summary = "run the embedded broker alone"
    let options = [
        CommandOption("port", "PORT", "port of the first broker (9092); the others follow; 0 takes free ones"),
        CommandOption("brokers", "N", "how many brokers (1)"),
        CommandOption("data", "FOLDER", "keep records here; without it they are in memory"),
        CommandOption("set", "KEY=VALUE", "a broker property, such as auto.create.topics.enable=true"),
    ]

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        do {
            let broker = try await EmbeddedBroker.start(invocation, on: loop)
            StandardOutput.write("\(await broker.bootstrap)\n")
            await Self.waitForSignal(on: loop)
            await broker.stop()
            return 0
        } catch {
            return self.fail("\(error)")
        }
    }

    /// Waits for SIGINT or SIGTERM.
    static func waitForSignal(on loop: EventLoop) async {
        let signals = SignalStream([SIGINT, SIGTERM], on: loop)
        for await _ in signals { break }
        signals.stop()
    }
}

/// Starts the embedded broker from a command line's options.
enum EmbeddedBroker {
    /// - Parameter defaults: Broker properties that `--set` goes before.
    static func start(
        _ invocation: Invocation, defaults: [String: String] = [:], on loop: EventLoop
    ) async throws -> DevCluster {
        let port = try invocation.number("port", in: 0...65_535, default: 9092)
        let brokers = try invocation.number("brokers", in: 1...9, default: 1)
        var properties = ["auto.create.topics.enable": "true"].merging(defaults) { $1 }
        if let setting = invocation["set"] {
            let halves = setting.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2 else { throw UsageError("'--set' is KEY=VALUE, not '\(setting)'") }
            properties[halves[0]] = halves[1]
        }
        let cluster = try DevCluster(
            DevClusterConfiguration(
                brokers: brokers, ports: (0..<brokers).map { port == 0 ? 0 : port + $0 },
                dataDirectory: invocation["data"], properties: properties),
            loop: loop)
        try await cluster.start()
        return cluster
    }
}

extension UsageError: CustomStringConvertible {
    var description: String { self.message }
}
