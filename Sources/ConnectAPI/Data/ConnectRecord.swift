/// A header of a record.
public struct Header: Sendable, Hashable {
    public var key: String
    public var value: SchemaAndValue

    public init(_ key: String, _ value: SchemaAndValue) {
        self.key = key
        self.value = value
    }
}

/// What source and sink records have in common, and all that a transform may look at and change.
public struct ConnectRecord: Sendable, Hashable {
    public var topic: String
    /// The topic's partition; nil lets the partitioner choose.
    public var partition: Int32?
    public var key: SchemaAndValue
    public var value: SchemaAndValue
    /// Milliseconds since 1970-01-01 UTC.
    public var timestamp: Int64?
    public var headers: [Header]

    public init(
        topic: String, partition: Int32? = nil, key: SchemaAndValue = .null, value: SchemaAndValue,
        timestamp: Int64? = nil, headers: [Header] = []
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.timestamp = timestamp
        self.headers = headers
    }
}

/// A record that a source task read, and where it stood in the source.
public struct SourceRecord: Sendable {
    public var record: ConnectRecord
    /// nil: the source has no parts (a legal key of the offset store).
    public var sourcePartition: SourcePosition?
    /// nil: nothing to remember.
    public var sourceOffset: SourcePosition?

    public init(_ record: ConnectRecord, sourcePartition: SourcePosition?, sourceOffset: SourcePosition?) {
        self.record = record
        self.sourcePartition = sourcePartition
        self.sourceOffset = sourceOffset
    }
}

/// A record that was read from Kafka for a sink task.
public struct SinkRecord: Sendable {
    public enum TimestampType: Sendable { case createTime, logAppendTime }

    public var record: ConnectRecord
    public var offset: Int64
    public var timestampType: TimestampType
    /// As they were before transforms: what errors and commits name.
    public let originalTopic: String
    public let originalPartition: Int32
    public let originalOffset: Int64

    public init(
        _ record: ConnectRecord, offset: Int64, timestampType: TimestampType, originalTopic: String,
        originalPartition: Int32, originalOffset: Int64
    ) {
        self.record = record
        self.offset = offset
        self.timestampType = timestampType
        self.originalTopic = originalTopic
        self.originalPartition = originalPartition
        self.originalOffset = originalOffset
    }
}
