import Bytes
import KafkaWire

/// Opens and closes the records part of a batch by the compression's number in its attributes.
enum RecordCompression {
    static func decompress(_ records: Bytes, id: Int16, limit: Int) throws -> Bytes {
        let compression = try Self.compression(id)
        guard compression != .none else { return records }
        return try Decompressor().decompress(records, compression, limit: limit)
    }

    static func compress(_ records: Bytes, id: Int16) throws -> Bytes {
        let compression = try Self.compression(id)
        guard compression != .none else { return records }
        var writer = BytesWriter(capacity: max(64, records.count / 2))
        try Compressor(compression).compress(records.span, into: &writer)
        return writer.finish()
    }

    private static func compression(_ id: Int16) throws(RecordScanError) -> Compression {
        guard let known = Compression(rawValue: UInt8(truncatingIfNeeded: id)) else {
            throw RecordScanError.compression(id)
        }
        return known
    }
}
