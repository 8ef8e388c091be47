import Glibc
import KafkaDevBroker
import Log
import Transport

/// The embedded broker alone, for tests with other clients:
/// `devbroker [--brokers N] [--port P] [--data FOLDER] [--check] [--verbose] [--set key=value]…`
///
/// Prints its bootstrap address when it serves, and ends on SIGINT and SIGTERM.
@main
struct Main {
    static func main() async {
        SignalStream.ignoreBrokenPipes()
        do {
            let configuration = try Self.configuration(CommandLine.arguments.dropFirst())
            try await EventLoop.withLoop(named: "brokers") { loop in
                let signals = SignalStream([SIGINT, SIGTERM], on: loop)
                let cluster = try DevCluster(configuration, loop: loop)
                try await cluster.start()
                print(await cluster.bootstrap)
                fflush(nil)
                for await _ in signals { break }
                await cluster.stop()
                signals.stop()
            }
        } catch {
            print("devbroker: \(error)")
            exit(1)
        }
    }

    private static func configuration(
        _ arguments: ArraySlice<String>
    ) throws(DevClusterError) -> DevClusterConfiguration {
        var configuration = DevClusterConfiguration()
        var port = 0
        var rest = arguments
        while let name = rest.popFirst() {
            if name == "--check" {
                configuration.checksRecords = true
                continue
            }
            if name == "--verbose" {
                LogRegistry.shared.configure([LogRegistry.root: .debug])
                continue
            }
            guard let value = rest.popFirst() else {
                throw DevClusterError(.invalidConfiguration, "\(name) needs a value.")
            }
            switch name {
            case "--brokers": configuration.brokers = Int(value) ?? 0
            case "--port": port = Int(value) ?? 0
            case "--data": configuration.dataDirectory = value
            case "--set":
                let parts = value.split(separator: "=", maxSplits: 1)
                configuration.properties[String(parts.first ?? "")] = parts.count > 1 ? String(parts[1]) : ""
            default: throw DevClusterError(.invalidConfiguration, "\(name) is unknown.")
            }
        }
        if port > 0 { configuration.ports = (0..<max(configuration.brokers, 1)).map { port + $0 } }
        return configuration
    }
}
