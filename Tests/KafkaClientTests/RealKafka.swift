import Glibc
import Testing

@testable import KafkaClient

/// Where a real Kafka is, for the suites whose names end in Interop. Started by hand or by `make interop`:
/// `$KAFKA_HOME/kafka up DIR --port 21092`, and `KAFKA_TEST_BOOTSTRAP=127.0.0.1:21092`.
enum RealKafka {
    static let bootstrap = getenv("KAFKA_TEST_BOOTSTRAP").map { String(cString: $0) }
    static let comment: Comment = "needs a real Kafka: KAFKA_TEST_BOOTSTRAP isn't set"

    static func configuration(_ more: [String: String] = [:]) throws -> ClientConfiguration {
        try ClientConfiguration(
            ["bootstrap.servers": try #require(self.bootstrap)].merging(more) { $1 })
    }

    /// A name that no earlier run has used.
    static func uniqueName(_ prefix: String) -> String { "\(prefix)-\(UInt32.random(in: 0 ... .max))" }
}
