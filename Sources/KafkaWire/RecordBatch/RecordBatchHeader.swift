public import Bytes

/// The 61 bytes in front of a batch's records (format v2).
///
/// Source: Kafka protocol guide, "Record Batch" (KIP-98).
public struct RecordBatchHeader: Sendable, Hashable, BitwiseCopyable {
    public static let size = 61
    /// What stands in front of the part that `batchLength` counts.
    static let lengthPrefix = 12

    public var baseOffset: Int64 = 0
    /// Bytes of the whole batch, this header included: 12 more than the field in the header says.
    public var byteCount: Int = Self.size
    public var partitionLeaderEpoch: Int32 = -1
    public var crc: UInt32 = 0
    public var attributes: Int16
    public var lastOffsetDelta: Int32
    public var baseTimestamp: Int64
    public var maxTimestamp: Int64
    public var producer: BatchProducer
    public var recordCount: Int32

    init(
        attributes: Int16, lastOffsetDelta: Int32, baseTimestamp: Int64, maxTimestamp: Int64, producer: BatchProducer,
        recordCount: Int32
    ) {
        self.attributes = attributes
        self.lastOffsetDelta = lastOffsetDelta
        self.baseTimestamp = baseTimestamp
        self.maxTimestamp = maxTimestamp
        self.producer = producer
        self.recordCount = recordCount
    }

    public var lastOffset: Int64 { self.baseOffset &+ Int64(self.lastOffsetDelta) }
    /// Where a reader goes on after this batch.
    public var nextOffset: Int64 { self.lastOffset &+ 1 }
    public var isLogAppendTime: Bool { self.attributes & 8 != 0 }
    public var isTransactional: Bool { self.attributes & 16 != 0 }
    /// Its records are marks of the broker, such as the end of a transaction, and not for users.
    public var isControl: Bool { self.attributes & 32 != 0 }

    /// nil for a number that stands for no codec we know.
    public var compression: Compression? { Compression(rawValue: UInt8(self.attributes & 7)) }

    /// Reads the header at the start of `bytes`.
    ///
    /// - Throws: `.truncated` if there are not 61 bytes, `.badMagic` for a format other than v2 (which has been the
    ///   only one that brokers write since 0.11), `.badBatchLength` if the batch claims to be shorter than its header.
    public init(from bytes: Bytes) throws(WireError) {
        var reader = WireReader(bytes)
        self.baseOffset = try reader.read()
        let length = Int(try reader.read(Int32.self))
        self.partitionLeaderEpoch = try reader.read()
        guard try reader.read(UInt8.self) == 2 else { throw WireError(.badMagic, at: 16) }
        guard length >= Self.size - Self.lengthPrefix else { throw WireError(.badBatchLength, at: 8) }
        self.byteCount = length + Self.lengthPrefix
        self.crc = try reader.read()
        self.attributes = try reader.read()
        self.lastOffsetDelta = try reader.read()
        self.baseTimestamp = try reader.read()
        self.maxTimestamp = try reader.read()
        self.producer = BatchProducer(
            id: try reader.read(), epoch: try reader.read(), baseSequence: try reader.read())
        self.recordCount = try reader.read()
    }

    /// Fills the header into the first 61 bytes of `writer`, which holds the whole batch, and computes the CRC.
    ///
    /// - Parameter known: The CRC of the first bytes behind the header, and how many they are.
    func patch(into writer: inout BytesWriter, known: (crc: UInt32, count: Int) = (0, 0)) {
        writer.patch(bigEndian: self.baseOffset, at: 0)
        writer.patch(bigEndian: Int32(writer.count - Self.lengthPrefix), at: 8)
        writer.patch(bigEndian: self.partitionLeaderEpoch, at: 12)
        writer.patch(bigEndian: UInt8(2), at: 16)
        writer.patch(bigEndian: self.attributes, at: 21)
        writer.patch(bigEndian: self.lastOffsetDelta, at: 23)
        writer.patch(bigEndian: self.baseTimestamp, at: 27)
        writer.patch(bigEndian: self.maxTimestamp, at: 35)
        writer.patch(bigEndian: self.producer.id, at: 43)
        writer.patch(bigEndian: self.producer.epoch, at: 51)
        writer.patch(bigEndian: self.producer.baseSequence, at: 53)
        writer.patch(bigEndian: self.recordCount, at: 57)
        var crc = crc32c(writer.span.extracting(21..<Self.size))
        if known.count > 0 { crc = crc32c(crc, followedBy: known.crc, count: known.count) }
        crc = crc32c(writer.span.extracting(Self.size &+ known.count..<writer.count), continuing: crc)
        writer.patch(bigEndian: crc, at: 17)
    }
}
