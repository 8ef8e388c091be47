public import Bytes

/// What the producer takes in one call: records of any topics, their bytes in one arena.
///
/// Made once and filled again and again: ``removeAll()`` keeps the memory, so that nothing is allocated per record. Those
/// who make records write keys and values straight into ``arena`` and append an ``OutgoingRecord`` with the offsets.
public final class OutgoingRecords {
    /// Names that ``OutgoingRecord/topic`` points into.
    public private(set) var topics: [String] = []
    public var records: [OutgoingRecord] = []
    public var arena: BytesWriter

    public init(capacity: Int = 4096) { self.arena = BytesWriter(capacity: capacity) }

    @inlinable public var count: Int { self.records.count }
    @inlinable public var isEmpty: Bool { self.records.isEmpty }

    /// The place of `name` in ``topics``, new if need be. Ask once per batch and topic, not per record.
    public func topic(_ name: String) -> Int32 {
        if let known = self.topics.firstIndex(of: name) { return Int32(known) }
        self.topics.append(name)
        return Int32(self.topics.count - 1)
    }

    /// Forgets the records and their bytes; keeps the memory and, so that their places stay good, the topics' names.
    public func removeAll() {
        self.records.removeAll(keepingCapacity: true)
        self.arena.removeAll()
    }

    /// Forgets the names of the topics too.
    public func removeTopics() {
        self.removeAll()
        self.topics.removeAll(keepingCapacity: true)
    }

    /// Appends a record whose bytes lie elsewhere, with a copy: the simple way, for whoever has few.
    public func append(
        topic: Int32, partition: Int32 = -1, timestamp: Int64 = -1, key: Bytes? = nil, value: Bytes?,
        headers: [RecordHeader] = []
    ) {
        var record = OutgoingRecord(topic: topic, partition: partition, timestamp: timestamp)
        (record.keyOffset, record.keyLength) = self.copy(key)
        (record.valueOffset, record.valueLength) = self.copy(value)
        if !headers.isEmpty {
            record.headersOffset = UInt32(self.arena.count)
            self.arena.append(recordHeaders: headers)
            record.headersLength = Int32(self.arena.count - Int(record.headersOffset))
        }
        self.records.append(record)
    }

    /// The partition that Kafka's own producer would choose for a record by its key, which must not be null.
    @inlinable
    public func partition(ofKeyOf record: OutgoingRecord, partitionCount: Int32) -> Int32 {
        Self.partition(of: record, self.arena, partitionCount)
    }

    @inlinable
    static func partition(of record: OutgoingRecord, _ arena: borrowing BytesWriter, _ partitionCount: Int32) -> Int32 {
        let start = Int(record.keyOffset)
        let key = arena.span.extracting(start..<start &+ Int(record.keyLength))
        return KafkaWire.partition(ofKey: key, partitionCount: partitionCount)
    }

    private func copy(_ bytes: Bytes?) -> (offset: UInt32, length: Int32) {
        let offset = UInt32(self.arena.count)
        guard let bytes else { return (offset, -1) }
        self.arena.append(bytes)
        return (offset, Int32(bytes.count))
    }
}
