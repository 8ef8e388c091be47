import Bytes
package import ConnectAPI

/// Records and schemas as Java's `toString` prints them, for messages and logs.
package enum JavaRecordText {
    /// `Schema{STRING}`, `Schema{com.example.User:STRUCT}`.
    package static func text(of schema: Schema) -> String {
        let name = schema.name.map { $0 + ":" } ?? ""
        return "Schema{\(name)\(schema.type.javaName)}"
    }

    /// - Parameter record: An entry of `batch`.
    package static func text(of record: SourceBatch.Entry, _ batch: SourceBatch) -> String {
        let topic = batch.topic(of: record).map { "'\($0)'" } ?? "'null'"
        let timestamp = record.timestamp == SourceBatch.Entry.noTimestamp ? "null" : String(record.timestamp)
        let body =
            "ConnectRecord{topic=\(topic), kafkaPartition=\(record.partition < 0 ? "null" : String(record.partition)), "
            + "key=\(self.text(of: record.key, batch)), keySchema=\(self.schema(record.keySchema, batch)), "
            + "value=\(self.text(of: record.value, batch)), valueSchema=\(self.schema(record.valueSchema, batch)), "
            + "timestamp=\(timestamp), headers=\(self.headers(of: record, batch))}"
        guard batch.origin == .source else {
            // What the record was before its transforms isn't known here; most leave it alone.
            return "SinkRecord{kafkaOffset=\(record.offsetToken), timestampType=CreateTime, "
                + "originalTopic=\(batch.topic(of: record) ?? "null"), originalKafkaPartition=\(record.partition), "
                + "originalKafkaOffset=\(record.offsetToken)} \(body)"
        }
        let partition = batch.sourcePositions(of: record)
        return "SourceRecord{sourcePartition=\(self.text(of: partition.partition)), "
            + "sourceOffset=\(self.text(of: partition.offset))} \(body)"
    }

    private static func headers(of record: SourceBatch.Entry, _ batch: SourceBatch) -> String {
        let texts = batch.headers(of: record).map { header in
            "ConnectHeader(key=\(batch.arena.text(of: header.key)), value=\(self.text(of: header.value, batch)), "
                + "schema=\(self.schema(header.schema, batch)))"
        }
        return "ConnectHeaders(headers=\(texts.isEmpty ? "" : "[\(texts.joined(separator: ", "))]"))"
    }

    private static func schema(_ index: Int32, _ batch: SourceBatch) -> String {
        batch.schema(index).map(self.text) ?? "null"
    }

    private static func text(of cell: Cell, _ batch: SourceBatch) -> String {
        var output = BytesWriter()
        JavaToString.append(cell, in: batch.arena, to: &output)
        return String(decoding: output.finish())
    }

    private static func text(of position: SourcePosition?) -> String {
        guard let position else { return "null" }
        let arena = ValueArena()
        let entries = position.entries.map { entry in
            var output = BytesWriter()
            JavaToString.append(arena.cell(entry.value), in: arena, to: &output)
            return "\(entry.key)=\(String(decoding: output.finish()))"
        }
        return "{\(entries.joined(separator: ", "))}"
    }
}
