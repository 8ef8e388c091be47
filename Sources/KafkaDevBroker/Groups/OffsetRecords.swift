import Bytes
import KafkaWire

/// The records of `__consumer_offsets`, in Kafka's own format: key version 1, value version 3.
enum OffsetRecords {
    static let topic = "__consumer_offsets"

    struct Entry: Equatable {
        var group: String
        var partition: PartitionName
        /// nil: a tombstone.
        var offset: CommittedOffset?
    }

    static func key(group: String, partition: PartitionName) -> Bytes {
        var writer = BytesWriter(capacity: 64)
        writer.append(bigEndian: Int16(1))
        Self.append(group, to: &writer)
        Self.append(partition.topic, to: &writer)
        writer.append(bigEndian: partition.partition)
        return writer.finish()
    }

    static func value(_ offset: CommittedOffset) -> Bytes {
        var writer = BytesWriter(capacity: 64)
        writer.append(bigEndian: Int16(3))
        writer.append(bigEndian: offset.offset)
        writer.append(bigEndian: offset.leaderEpoch)
        Self.append(offset.metadata, to: &writer)
        writer.append(bigEndian: offset.committedAt)
        return writer.finish()
    }

    private static func append(_ text: String, to writer: inout BytesWriter) {
        let bytes = Array(text.utf8.prefix(Int(Int16.max)))
        writer.append(bigEndian: Int16(bytes.count))
        for byte in bytes { writer.append(byte) }
    }

    /// A batch of commits as a producer would send it.
    static func batch(_ entries: [Entry], now: Int64) -> Bytes {
        let records = OutgoingRecords(capacity: 128 * entries.count)
        let topic = records.topic(Self.topic)
        for entry in entries {
            records.append(
                topic: topic, partition: 0, timestamp: now,
                key: Self.key(group: entry.group, partition: entry.partition),
                value: entry.offset.map { Self.value($0) })
        }
        var builder = RecordBatchBuilder(capacity: records.arena.count + 40 * entries.count)
        for record in records.records { builder.append(record, timestamp: now, arena: records.arena.span) }
        return builder.finish()
    }

    /// Reads a record; nil if it is of another kind or malformed.
    static func read(key: Bytes, value: Bytes?) -> Entry? {
        try? Self.parse(key: key, value: value)
    }

    private static func parse(key: Bytes, value: Bytes?) throws(WireError) -> Entry? {
        var reader = WireReader(key)
        let version: Int16 = try reader.read()
        guard version == 0 || version == 1 else { return nil }
        let group = try reader.readText(Int(max(0, try reader.read(Int16.self))))
        let topic = try reader.readText(Int(max(0, try reader.read(Int16.self))))
        let partition = PartitionName(topic: topic, partition: try reader.read())
        guard let value else { return Entry(group: group, partition: partition) }
        var body = WireReader(value)
        guard try body.read(Int16.self) == 3 else { return nil }
        let offset: Int64 = try body.read()
        let epoch: Int32 = try body.read()
        let metadata = try body.readText(Int(max(0, try body.read(Int16.self))))
        return Entry(
            group: group, partition: partition,
            offset: CommittedOffset(
                offset: offset, leaderEpoch: epoch, metadata: metadata, committedAt: try body.read()))
    }
}
