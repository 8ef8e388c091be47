package import Bytes
package import ConnectAPI
package import JSON
package import KafkaClient
import Log
import Transport

/// An offsets topic: how far the parts of sources have been read.
package final class OffsetStore: Sendable {
    private let log: any InternalLog
    private let shared = Locked(OffsetState())
    private static let logger = Logger("org.apache.kafka.connect.storage.KafkaOffsetBackingStore")

    /// - Parameter makeLog: Makes the topic's log from a function that takes up the records it reads.
    package init(
        _ makeLog: (@escaping @Sendable (_ key: Bytes?, _ value: Bytes?, _ offset: Int64) -> Void) -> any InternalLog
    ) {
        let shared = self.shared
        self.log = makeLog { key, value, offset in
            if let reason = shared.withLock({ $0.apply(key: key, value: value) }) {
                Self.logger.warn("Record of the offsets topic passed over", ["offset": offset, "reason": reason])
            }
        }
    }

    package func start() async throws(KafkaError) { try await self.log.readToEnd() }

    /// The offsets written last for `partitions`, nil where there is none; reads what is new first.
    package func offsets(
        of connector: String, _ partitions: [SourcePosition?]
    ) async throws -> [SourcePosition?] {
        let keys = try partitions.map(Self.json)
        try await self.log.readToEnd()
        return self.shared.withLock { state in
            keys.map { key in
                guard let value = state.value(connector: connector, partition: key) else { return nil }
                guard let json = try? JSONValue.parse(value) else {
                    Self.logger.error("CRITICAL: an offset is no JSON and is left out", ["connector": connector])
                    return nil
                }
                return json.objectValue.map(SourcePosition.init(json:))
            }
        }
    }

    /// Every source partition of `connector` with its offset, after reading what is new.
    package func all(of connector: String) async throws(KafkaError) -> [ConnectorOffset] {
        try await self.log.readToEnd()
        return self.shared.withLock { state in
            state.partitionKeys(of: connector).map { partition, _ in
                let value = state.value(connector: connector, partition: partition)
                let offset = value.flatMap { try? JSONValue.parse($0) } ?? .null
                return ConnectorOffset(partition: partition, offset: offset)
            }.sorted { $0.partition.text < $1.partition.text }
        }
    }

    /// Writes offsets, nil for none, and waits until they are acknowledged.
    ///
    /// - Throws: ``ConnectError`` of kind `data` if a value is not primitive (nothing is written), or what Kafka says.
    package func write(
        _ connector: String, _ offsets: [(partition: SourcePosition?, offset: SourcePosition?)]
    ) async throws {
        try await self.write(
            connector, json: try offsets.map { (try Self.json($0.partition), try $0.offset?.json()) })
    }

    /// Writes offsets that are JSON already; nil forgets a partition under every key that names it.
    package func write(
        _ connector: String, json offsets: [(partition: JSONValue, offset: JSONValue?)]
    ) async throws(KafkaError) {
        let records = self.shared.withLock { state in
            offsets.map { partition, offset in
                InternalRecord(
                    key: state.key(connector: connector, partition: partition),
                    value: offset.map { Bytes(utf8: $0.text) })
            }
        }
        if !records.isEmpty { try await self.log.append(records) }
    }

    private static func json(_ position: SourcePosition?) throws(ConnectError) -> JSONValue {
        try position?.json() ?? .null
    }
}
