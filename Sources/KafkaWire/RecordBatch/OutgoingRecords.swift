public import Bytes

/// What the producer takes in one call: records of any topics, their bytes in one arena.
///
/// Made once and filled again and again: ``removeAll()`` keeps the memory, so that nothing is allocated per record. Those
/// who make records write keys and values straight into ``arena`` and append an ``OutgoingRecord`` with the offsets.
public final class OutgoingRecords {
    // Not checked for overlapping accesses: one task at a time has it, and what ``withContents(_:)`` calls has the contents
    // but not this. Others come to them by what is inlined, for theirs would be checked.
    @exclusivity(unchecked) @usableFromInline var storedTopics: [String] = []
    @exclusivity(unchecked) @usableFromInline var storedRecords: [OutgoingRecord] = []
    @exclusivity(unchecked) @usableFromInline var storedArena: BytesWriter

    public init(capacity: Int = 4096) { unsafe self.storedArena = BytesWriter(capacity: capacity) }

    /// Names that ``OutgoingRecord/topic`` points into.
    public private(set) var topics: [String] {
        @inlinable get { unsafe self.storedTopics }
        _modify { yield unsafe &self.storedTopics }
    }
    @inlinable public var records: [OutgoingRecord] {
        _read { yield unsafe self.storedRecords }
        _modify { yield unsafe &self.storedRecords }
    }
    @inlinable public var arena: BytesWriter {
        _read { yield unsafe self.storedArena }
        _modify { yield unsafe &self.storedArena }
    }

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
        self.records.clear()
        self.arena.removeAll()
    }

    /// Puts other names in the place of the topics'. Records that are there already keep their places in them.
    public func setTopics(_ topics: [String]) { self.topics = topics }

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

    /// Calls `body` with the records and with the bytes that their offsets count from; both are good inside the call only.
    @inlinable
    public func withContents<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<OutgoingRecord>, UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe self.records.withUnsafeBufferPointer { records throws(Failure) in
            try unsafe Self.withBytes(of: self.arena) { bytes throws(Failure) in try unsafe body(records, bytes) }
        }
    }

    @inlinable
    static func withBytes<Result, Failure: Error>(
        of arena: borrowing BytesWriter, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe arena.span.withUnsafeBytes { bytes throws(Failure) in try unsafe body(bytes) }
    }

    private func copy(_ bytes: Bytes?) -> (offset: UInt32, length: Int32) {
        let offset = UInt32(self.arena.count)
        guard let bytes else { return (offset, -1) }
        self.arena.append(bytes)
        return (offset, Int32(bytes.count))
    }
}
