import Bytes
import KafkaWire

/// What is wrong with the records inside of a batch.
enum RecordScanError: Error {
    case cutOff, badVarint, badLength, offsetDelta, trailingBytes
    case decompression(any Error)
    /// No codec has this number.
    case compression(Int16)
}

/// One record of an opened batch: where its parts are in ``BatchRecords/payload``.
struct ScannedRecord {
    /// The whole record with its length prefix.
    var range: Range<Int>
    var timestampDelta: Int64
    var offsetDelta: Int32
    var key: Range<Int>?
    var value: Range<Int>?
}

/// The records of one batch, decompressed, walked in order. Deltas are kept as they stand, so that a batch from
/// which some records are taken out keeps everybody else's offset and timestamp.
struct BatchRecords {
    /// Most bytes that a batch may decompress to.
    static let payloadLimit = 256 << 20

    let payload: Bytes
    let count: Int32

    /// Opens a batch given from its magic byte on.
    init(body: Bytes) throws(RecordScanError) {
        guard body.count >= BatchHeader.size - BatchHeader.bodyStart else { throw .cutOff }
        let attributes = Int16(body[5]) << 8 | Int16(body[6])
        let counted = body[41..<45]
        self.count = (0..<4).reduce(Int32(0)) { $0 << 8 | Int32(counted[$1]) }
        let records = body.dropFirst(BatchHeader.size - BatchHeader.bodyStart)
        do {
            self.payload = try RecordCompression.decompress(records, id: attributes & 0x07, limit: Self.payloadLimit)
        } catch {
            throw .decompression(error)
        }
    }

    /// Calls `body` with each record until it returns false.
    func forEach(_ body: (ScannedRecord) throws(RecordScanError) -> Bool) throws(RecordScanError) {
        let bytes = self.payload.span
        var place = 0
        var index: Int32 = 0
        while index < self.count {
            let record = try Self.scan(bytes, at: place)
            place = record.range.upperBound
            index += 1
            guard try body(record) else { return }
        }
        guard place == bytes.byteCount else { throw .trailingBytes }
    }

    private static func scan(_ bytes: RawSpan, at start: Int) throws(RecordScanError) -> ScannedRecord {
        var place = start
        let length = try Self.varint(bytes, &place)
        guard length > 0, length <= bytes.byteCount - place else { throw .badLength }
        let end = place + Int(length)
        place += 1  // the record's attributes: none is defined
        let timestampDelta = try Self.varint(bytes, &place)
        guard let offsetDelta = Int32(exactly: try Self.varint(bytes, &place)) else { throw .offsetDelta }
        let key = try Self.field(bytes, &place, end: end)
        let value = try Self.field(bytes, &place, end: end)
        var headers = try Self.varint(bytes, &place)
        guard headers >= 0, headers <= end - place else { throw .badLength }
        while headers > 0 {
            guard try Self.field(bytes, &place, end: end) != nil else { throw .badLength }
            _ = try Self.field(bytes, &place, end: end)
            headers -= 1
        }
        guard place == end else { throw .badLength }
        return ScannedRecord(
            range: start..<end, timestampDelta: timestampDelta, offsetDelta: offsetDelta, key: key, value: value)
    }

    private static func field(_ bytes: RawSpan, _ place: inout Int, end: Int) throws(RecordScanError) -> Range<Int>? {
        let length = try Self.varint(bytes, &place)
        guard length >= 0 else {
            guard length == -1 else { throw .badLength }
            return nil
        }
        guard place <= end, length <= end - place else { throw .badLength }
        let start = place
        place += Int(length)
        return start..<place
    }

    private static func varint(_ bytes: RawSpan, _ place: inout Int) throws(RecordScanError) -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
            place += 1
            guard shift < 64 else { throw .badVarint }
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
            shift += 7
        }
        throw .cutOff
    }
}
