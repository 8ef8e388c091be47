/// One record on its way to the producer: numbers only. Its bytes lie in the arena of its ``OutgoingRecords``.
public struct OutgoingRecord: BitwiseCopyable, Sendable {
    /// Place in ``OutgoingRecords/topics``.
    public var topic: Int32
    /// -1: the partitioner decides.
    public var partition: Int32
    /// Milliseconds since 1970; -1: the time at which the producer takes the record.
    public var timestamp: Int64
    public var keyOffset: UInt32
    /// -1: no key (null).
    public var keyLength: Int32
    public var valueOffset: UInt32
    /// -1: no value (null; a tombstone).
    public var valueLength: Int32
    public var headersOffset: UInt32
    /// 0: no headers. Otherwise their length in the form of a record: a varint with their number, then for each a varint
    /// with the length of its name, the name, a varint with the length of its value (-1: null), the value.
    public var headersLength: Int32

    @inlinable
    public init(
        topic: Int32, partition: Int32 = -1, timestamp: Int64 = -1, keyOffset: UInt32 = 0, keyLength: Int32 = -1,
        valueOffset: UInt32 = 0, valueLength: Int32 = -1, headersOffset: UInt32 = 0, headersLength: Int32 = 0
    ) {
        self.topic = topic
        self.partition = partition
        self.timestamp = timestamp
        self.keyOffset = keyOffset
        self.keyLength = keyLength
        self.valueOffset = valueOffset
        self.valueLength = valueLength
        self.headersOffset = headersOffset
        self.headersLength = headersLength
    }
}
