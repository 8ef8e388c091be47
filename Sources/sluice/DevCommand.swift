import ConnectAPI
import ConnectRuntime
import Glibc
import KafkaDevBroker
import Log
import Transport

/// Broker, worker and a connector in one process: what a newcomer starts with.
struct DevCommand: Command {
    let name = "dev"
    let summary = "run an embedded broker, a worker and a Datagen connector in one process"
    let options = [
        CommandOption("port", "PORT", "port of the broker (9092); 0 takes a free one"),
        CommandOption("rest-port", "PORT", "port of the REST API (8083); 0 takes a free one"),
        CommandOption("metrics-port", "[HOST:]PORT", "serve metrics for Prometheus there; 0 takes a free port"),
        CommandOption("brokers", "N", "how many brokers (1)"),
        CommandOption(
            "data", "FOLDER", "keep everything here, so that the next start goes on; without it it is in memory"),
        CommandOption("quickstart", "NAME", "what Datagen makes (users)"),
        CommandOption("no-connector", nil, "start no connector"),
        CommandOption("quiet", nil, "don't show the records"),
        CommandOption("set", "KEY=VALUE", "a broker property"),
        CommandOption("log-format", "text|json", "how log lines look"),
        CommandOption("log-level", "LEVEL", "level of the root logger (WARN)"),
    ]

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        do {
            try Logging.configure(invocation, default: .warn)
            return try await self.serve(invocation, on: loop)
        } catch let error as UsageError {
            return self.fail(error.message, code: 2)
        } catch {
            return self.fail("\(error)")
        }
    }

    private func serve(_ invocation: Invocation, on loop: EventLoop) async throws -> Int32 {
        let restPort = try invocation.number("rest-port", in: 0...65_535, default: 8083)
        // Records have the time of what they tell about, which may be years ago: somebody who tries a connector must see
        // them nevertheless. In memory their size limits them.
        let broker = try await EmbeddedBroker.start(invocation, defaults: ["log.retention.ms": "-1"], on: loop)
        let bootstrap = await broker.bootstrap
        let configuration = try WorkerConfiguration(Self.properties(bootstrap, restPort: restPort))
        let metrics = try MetricsAddress.endpoint(option: invocation["metrics-port"])
        let process = WorkerProcess(configuration, plugins: Plugins.all, metrics: metrics)
        let demonstration = Demonstration(invocation, bootstrap: bootstrap, loop: loop)
        let code = await process.runUntilSignal(on: loop, with: demonstration.run)
        await broker.stop()
        return code > 128 ? 0 : code  // Ctrl-C is how it ends
    }

    private static func properties(_ bootstrap: String, restPort: Int) -> [String: String] {
        [
            "bootstrap.servers": bootstrap, "group.id": "connect-cluster",
            "config.storage.topic": "connect-configs", "offset.storage.topic": "connect-offsets",
            "status.storage.topic": "connect-status", "config.storage.replication.factor": "1",
            "offset.storage.replication.factor": "1", "status.storage.replication.factor": "1",
            // A Connect group of one: nobody else is expected, and nobody who left comes back.
            "offset.storage.partitions": "1", "status.storage.partitions": "1",
            "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": "org.apache.kafka.connect.json.JsonConverter", "value.converter.schemas.enable": "false",
            "listeners": "http://127.0.0.1:\(restPort)", "offset.flush.interval.ms": "5000",
        ]
    }
}
