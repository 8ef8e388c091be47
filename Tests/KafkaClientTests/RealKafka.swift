import Glibc
import Synchronization
import Testing

@testable import KafkaClient

/// A real Kafka for the suites whose names end in Interop: one broker that is started when the first test wants it and
/// stopped when the process ends. `KAFKA_TEST_BOOTSTRAP` names brokers that run already, which saves the wait.
enum RealKafka {
    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static let home = Self.environment("KAFKA_HOME")
    private static let running = Self.environment("KAFKA_TEST_BOOTSTRAP")
    static let isThere = Self.home != nil || Self.running != nil
    static let comment: Comment = "needs Apache Kafka: KAFKA_HOME isn't set"

    /// The shared broker's address.
    private static let shared: Result<Brokers, Failure> = Result { () throws(Failure) in try Brokers(count: 1) }

    static func bootstrap() throws -> String {
        if let running = Self.running { return running }
        return try Self.shared.get().bootstrap
    }

    static func configuration(_ more: [String: String] = [:]) throws -> ClientConfiguration {
        try ClientConfiguration(["bootstrap.servers": try Self.bootstrap()].merging(more) { $1 })
    }

    /// A name that no earlier run has used.
    static func uniqueName(_ prefix: String) -> String { "\(prefix)-\(UInt32.random(in: 0 ... .max))" }

    struct Failure: Error {
        let command: String
        let code: Int32
    }

    /// Brokers of our own, in a folder of their own; gone with the process at the latest.
    final class Brokers: Sendable {
        let bootstrap: String
        let directory: String
        private let home: String
        private static let folders = Mutex<[String]>([])

        /// - Parameter set: Broker properties, as `key=value`.
        init(count: Int, set: [String] = []) throws(Failure) {
            guard let home = RealKafka.home else { throw Failure(command: "KAFKA_HOME", code: 0) }
            self.home = home
            self.directory = "/tmp/sluice-kafka-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            let stop = "'\(home)/kafka' down '\(self.directory)' >/dev/null 2>&1"
            Self.folders.withLock { folders in
                if folders.isEmpty { atexit { Brokers.stopAll() } }
                folders.append(stop)
            }
            let settings = set.map { " --set '\($0)'" }.joined()
            var failure: Failure?
            for _ in 0..<3 {  // somebody else may have one of the ports
                let port = Self.randomPort()
                do throws(Failure) {
                    try Self.run(
                        "'\(home)/kafka' up '\(self.directory)' --brokers \(count) --port \(port)\(settings)")
                    self.bootstrap = (0..<count).map { "127.0.0.1:\(port + $0)" }.joined(separator: ",")
                    return
                } catch {
                    failure = error
                    _ = try? Self.run("'\(home)/kafka' down '\(self.directory)'")
                }
            }
            throw failure ?? Failure(command: "up", code: 0)
        }

        /// Brokers take ports up to 500 above; what the system gives to connections begins at 32,768.
        private static func randomPort() -> Int { 20_000 + Int.random(in: 0..<240) * 50 }

        /// `kill`, `stop` or `start` one of them; their numbers count from 1.
        func broker(_ number: Int, _ action: String) throws(Failure) {
            try self.run("broker '\(self.directory)' \(number) \(action)")
        }

        func stop() { _ = try? self.run("down '\(self.directory)'") }

        private func run(_ arguments: String) throws(Failure) { try Self.run("'\(self.home)/kafka' \(arguments)") }

        private static func run(_ command: String) throws(Failure) {
            let command = "\(command) >/dev/null 2>&1"
            let code = system(command)
            if code != 0 { throw Failure(command: command, code: code) }
        }

        private static func stopAll() {
            for command in Self.folders.withLock({ $0 }) { system(command) }
        }
    }
}
