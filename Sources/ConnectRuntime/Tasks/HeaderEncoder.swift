import Bytes
import ConnectAPI
import KafkaWire

/// Writes a record's headers as they stand in a record batch: their number, and name and value of each.
struct HeaderEncoder: ~Copyable {
    private let converter: any HeaderConverter
    private var value = BytesWriter(capacity: 256)

    init(_ converter: any HeaderConverter) { self.converter = converter }

    /// Appends the headers of `entry` to the arena of `records`.
    ///
    /// - Returns: Where they are.
    mutating func encode(
        _ entry: SourceBatch.Entry, of batch: SourceBatch, into records: OutgoingRecords
    ) throws(ConnectError) -> (offset: UInt32, length: Int32) {
        let start = records.arena.count
        let topic = batch.topics[Int(entry.topic)]
        records.arena.append(varint: Int32(clamping: entry.headerCount))
        for index in entry.firstHeader..<entry.firstHeader + entry.headerCount {
            let header = batch.headers[Int(index)]
            let name = batch.arena.text(of: header.key)
            records.arena.append(varint: Int32(clamping: name.utf8.count))
            records.arena.append(utf8: name)
            self.value.removeAll()
            let isThere = try self.converter.serializeHeader(
                topic: topic, key: name, schema: batch.schema(header.schema), cell: header.value, in: batch.arena,
                into: &self.value)
            records.arena.append(varint: isThere ? Int32(clamping: self.value.count) : -1)
            if isThere { records.arena.append(self.value.span) }
        }
        return (UInt32(start), Int32(records.arena.count - start))
    }
}
