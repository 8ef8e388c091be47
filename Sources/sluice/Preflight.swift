import ConnectAPI
import ConnectRuntime
import KafkaClient
import Log
import Transport

/// Waits until enough brokers answer, before the worker is made: what the images do before they start Java.
struct Preflight: Sendable {
    private let brokers: Int
    private let timeout: Duration
    private let code: StartFailure.Code
    private static let log = Logger("org.apache.kafka.connect.cli.ConnectDistributed")

    /// - Parameter environment: With the images' `CONNECT_CUB_KAFKA_MIN_BROKERS` and `CONNECT_CUB_KAFKA_TIMEOUT`; nil for
    ///   a worker with a properties file, which takes what Java's own start takes.
    init(environment: [String: String]?) {
        func number(_ name: String, _ fallback: Int) -> Int {
            environment?[name].flatMap(Int.init).map { min(max($0, 1), 86_400) } ?? fallback
        }
        self.brokers = number("CONNECT_CUB_KAFKA_MIN_BROKERS", 1)
        self.timeout = .seconds(number("CONNECT_CUB_KAFKA_TIMEOUT", environment == nil ? 60 : 40))
        self.code = environment == nil ? .configuration : .environment
    }

    /// - Throws: ``StartFailure`` when the time is over, or at once for what another try doesn't mend.
    func run(_ configuration: WorkerConfiguration, on loop: EventLoop) async throws {
        let servers = configuration[WorkerKeys.bootstrapServers].joined(separator: ", ")
        var properties = configuration.adminProperties
        properties["default.api.timeout.ms"] = "1"  // one try at a time: we say what each has found
        let cluster = KafkaCluster(try self.client(properties), loop: loop)
        let last = Locked<String?>(nil)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.ask(cluster, last) }
                group.addTask {
                    try await Task.sleep(for: self.timeout)
                    let reason = last.withLock { $0 } ?? "no answer"
                    throw StartFailure(
                        self.code,
                        "Kafka can't be reached: \(self.brokers) broker(s) wanted within \(self.timeout.components.seconds) s, "
                            + "asked \(servers): \(reason). Check bootstrap.servers, security.protocol, and that the "
                            + "brokers are up")
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            await cluster.close()
            throw error
        }
        await cluster.close()
    }

    private func client(_ properties: [String: String]) throws(StartFailure) -> ClientConfiguration {
        do throws(KafkaError) {
            return try ClientConfiguration(properties)
        } catch {
            throw StartFailure(self.code, "\(error.detail ?? error.description)")
        }
    }

    private func ask(_ cluster: KafkaCluster, _ last: Locked<String?>) async throws {
        let admin = KafkaAdmin(cluster)
        while true {
            do {
                let count = try await admin.describeCluster().brokers.count
                if count >= self.brokers { return }
                last.withLock { $0 = "\(count) broker(s) are there" }
            } catch let error where !error.isRetriable {
                if error.code == .cancelled { throw CancellationError() }
                throw StartFailure(self.code, "Kafka can't be reached: \(error)")
            } catch {
                Self.log.info("Kafka isn't there yet; trying again", error: error)
                last.withLock { $0 = "\(error)" }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
