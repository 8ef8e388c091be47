import Bytes

/// The fixed part of a record batch (format v2), as the log needs it: 61 bytes.
///
/// The log keeps batches as they arrived and looks at this part alone; only compaction and look-ups by time open
/// the records.
struct BatchHeader: Equatable {
    /// Bytes of the whole fixed part.
    static let size = 61
    /// Bytes in front of what the batch's length field counts.
    static let lengthOverhead = 12
    /// Where the part starts that never changes once a producer made it: magic, CRC, attributes, records. In front
    /// of it stand base offset, length and leader epoch, which the broker decides.
    static let bodyStart = 16
    /// Where the part starts that the CRC covers.
    static let crcStart = 21

    var baseOffset: Int64
    /// The whole batch with its fixed part, in bytes.
    var size: Int
    var leaderEpoch: Int32
    var magic: Int8
    var crc: UInt32
    var attributes: Int16
    var lastOffsetDelta: Int32
    var baseTimestamp: Int64
    var maxTimestamp: Int64
    var producerID: Int64
    var producerEpoch: Int16
    var baseSequence: Int32
    var count: Int32

    /// Reads the fixed part at `start`; nil if fewer than 61 bytes are left.
    ///
    /// Nothing is judged here: `size` may be anything.
    init?(_ bytes: RawSpan, at start: Int = 0) {
        guard start >= 0, bytes.byteCount - start >= Self.size else { return nil }
        func read<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as _: Value.Type = Value.self) -> Value {
            Value(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: start + offset, as: Value.self))
        }
        self.baseOffset = read(0)
        self.size = Int(read(8, as: Int32.self)) + Self.lengthOverhead
        self.leaderEpoch = read(12)
        self.magic = read(16)
        self.crc = read(17)
        self.attributes = read(21)
        self.lastOffsetDelta = read(23)
        self.baseTimestamp = read(27)
        self.maxTimestamp = read(35)
        self.producerID = read(43)
        self.producerEpoch = read(51)
        self.baseSequence = read(53)
        self.count = read(57)
    }

    /// The compression's number in the attributes: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.
    var compressionID: Int16 { self.attributes & 0x07 }
    var isLogAppendTime: Bool { self.attributes & 0x08 != 0 }
    var isTransactional: Bool { self.attributes & 0x10 != 0 }
    var isControl: Bool { self.attributes & 0x20 != 0 }
    var lastOffset: Int64 { self.baseOffset &+ Int64(self.lastOffsetDelta) }
    var lastSequence: Int32 {
        guard self.baseSequence >= 0 else { return -1 }
        let last = Int64(self.baseSequence) + Int64(self.lastOffsetDelta)
        return Int32(truncatingIfNeeded: last > Int64(Int32.max) ? last - Int64(Int32.max) - 1 : last)
    }
}
