/// The records of one poll on their way from a source task through transforms and converters to the producer.
///
/// One batch object serves all polls of a task: the runtime resets it and hands it to the next poll, so memory,
/// interned texts, topics, schemas and source partitions stay. Two ways in: ``append(_:)`` takes a whole
/// ``SourceRecord``, and ``append(_:)-(Entry)`` takes trivial cells and costs a few nanoseconds.
/// Not shared between threads.
public final class SourceBatch {
    /// One record in trivial parts.
    @frozen
    public struct Entry: BitwiseCopyable, Sendable {
        /// Index into ``SourceBatch/topics``; -1: none, which no record that is written may have.
        public var topic: Int32
        /// -1: the partitioner chooses.
        public var partition: Int32
        /// Milliseconds since 1970-01-01 UTC; `Int64.min`: none.
        public var timestamp: Int64
        public var key: Cell
        public var value: Cell
        /// Indices into the arena's schemas; -1: schemaless.
        public var keySchema: Int32
        public var valueSchema: Int32
        /// Range of ``SourceBatch/headers``.
        public var firstHeader: UInt32
        public var headerCount: UInt32
        /// Index into ``SourceBatch/sourcePartitions``.
        public var sourcePartition: Int32
        public var isDropped: Bool
        /// What ``SourceBatch/offsetOfToken`` makes the source offset from; with none set, an index into
        /// ``SourceBatch/sourceOffsets``.
        public var offsetToken: Int64

        public static var noTimestamp: Int64 { @inlinable get { .min } }

        @inlinable
        public init(
            topic: Int32, partition: Int32 = -1, timestamp: Int64 = Entry.noTimestamp, key: Cell = .null,
            keySchema: Int32 = -1, value: Cell, valueSchema: Int32 = -1, firstHeader: UInt32 = 0,
            headerCount: UInt32 = 0, sourcePartition: Int32, offsetToken: Int64
        ) {
            self.topic = topic
            self.partition = partition
            self.timestamp = timestamp
            self.key = key
            self.value = value
            self.keySchema = keySchema
            self.valueSchema = valueSchema
            self.firstHeader = firstHeader
            self.headerCount = headerCount
            self.sourcePartition = sourcePartition
            self.isDropped = false
            self.offsetToken = offsetToken
        }
    }

    /// One header in trivial parts.
    @frozen
    public struct HeaderEntry: BitwiseCopyable, Sendable {
        /// A text.
        public var key: Cell
        public var value: Cell
        /// Index into the arena's schemas; -1: schemaless.
        public var schema: Int32

        @inlinable
        public init(key: Cell, value: Cell, schema: Int32) {
            self.key = key
            self.value = value
            self.schema = schema
        }
    }

    /// Where the records of a batch come from.
    public enum Origin: Sendable { case source, sink }

    public let arena = ValueArena()
    /// Of records that were read from Kafka for a sink, ``Entry/offsetToken`` is the offset there.
    public let origin: Origin
    @exclusivity(unchecked) @usableFromInline var storedEntries: [Entry] = []
    @exclusivity(unchecked) @usableFromInline var storedHeaders: [HeaderEntry] = []
    @exclusivity(unchecked) @usableFromInline var storedTopics: [String] = []
    @exclusivity(unchecked) private var topicIndices: [String: Int32] = [:]
    @exclusivity(unchecked) @usableFromInline var storedPartitions: [SourcePosition?] = []
    @exclusivity(unchecked) public private(set) var sourceOffsets: [SourcePosition?] = []
    /// Makes a source offset from an entry's token when the offset is needed, which is once a commit rather than
    /// once a record. Called on the task's thread, for the last entries of a batch, and, if a record can't be written
    /// with which the task then ends, for an entry of that record's poll, which may be some polls ago: nil then means
    /// that the offset isn't known any more.
    @exclusivity(unchecked) public var offsetOfToken: ((Int64) -> SourcePosition?)?
    @exclusivity(unchecked) @usableFromInline var storedRest: Rest?

    /// A wait between two polls, which ends early when the task is being stopped.
    public struct Rest: BitwiseCopyable, Sendable {
        public var duration: Duration
        /// How much longer it may take; tasks that wait with a tolerance wake up together.
        public var tolerance: Duration

        public init(_ duration: Duration, tolerance: Duration) {
            self.duration = duration
            self.tolerance = tolerance
        }
    }

    /// The records in order; those that a transform dropped are marked, so that their offsets still count.
    @inlinable public var entries: [Entry] {
        _read { yield self.storedEntries }
        _modify { yield &self.storedEntries }
    }
    @inlinable public var headers: [HeaderEntry] {
        _read { yield self.storedHeaders }
        _modify { yield &self.storedHeaders }
    }
    @inlinable public var topics: [String] { self.storedTopics }
    @inlinable public var sourcePartitions: [SourcePosition?] { self.storedPartitions }
    /// When the next poll is worth while; nil: at once. A task that knows this leaves the wait to the worker, which costs
    /// less than one inside of its poll.
    @inlinable public var rest: Rest? {
        get { self.storedRest }
        set { self.storedRest = newValue }
    }

    public init(_ origin: Origin = .source) { self.origin = origin }

    @inlinable public var count: Int { self.entries.count }
    @inlinable public var isEmpty: Bool { self.entries.isEmpty }

    /// Forgets the records; keeps topics, schemas, source partitions and what the arena interned.
    public func reset() {
        // The memory of a few records goes back: a task that waits needs none, and what was used a moment ago by another
        // one is in the processor's cache, as this won't be.
        if self.entries.count <= Self.few { self.entries = [] } else { self.entries.removeAll(keepingCapacity: true) }
        if self.headers.count <= Self.few { self.headers = [] } else { self.headers.removeAll(keepingCapacity: true) }
        if !self.sourceOffsets.isEmpty { self.sourceOffsets.removeAll(keepingCapacity: true) }
        self.arena.reset()
        self.storedRest = nil
    }

    private static let few = 16

    /// The index of `topic` in ``topics``, added if it is new.
    public func index(ofTopic topic: String) -> Int32 {
        if let last = self.topics.last, last == topic { return Int32(self.topics.count - 1) }
        if let index = self.topicIndices[topic] { return index }
        self.storedTopics.append(topic)
        self.topicIndices[topic] = Int32(self.topics.count - 1)
        return Int32(self.topics.count - 1)
    }

    /// The topic of a record, nil for none.
    public func topic(of entry: Entry) -> String? { entry.topic < 0 ? nil : self.topics[Int(entry.topic)] }

    /// The headers of a record, in order.
    @inlinable
    public func headers(of entry: Entry) -> ArraySlice<HeaderEntry> {
        self.headers[Int(entry.firstHeader)..<Int(entry.firstHeader) + Int(entry.headerCount)]
    }

    /// Adds a header behind those that the record has.
    public func append(_ header: HeaderEntry, to entry: inout Entry) {
        self.moveHeadersToEnd(of: &entry)
        self.headers.append(header)
        entry.headerCount += 1
    }

    /// Gives the record's headers a place where they may grow: at the end of all headers.
    private func moveHeadersToEnd(of entry: inout Entry) {
        let end = Int(entry.firstHeader) + Int(entry.headerCount)
        guard end != self.headers.count else { return }
        let start = self.headers.count
        for place in Int(entry.firstHeader)..<end { self.headers.append(self.headers[place]) }
        entry.firstHeader = UInt32(start)
    }

    /// Leaves out those of the record's headers for which `isUnwanted` says so.
    public func removeHeaders(of entry: inout Entry, where isUnwanted: (HeaderEntry) -> Bool) {
        let old = Int(entry.firstHeader)..<Int(entry.firstHeader) + Int(entry.headerCount)
        guard self.headers[old].contains(where: isUnwanted) else { return }
        let start = self.headers.count
        for place in old where !isUnwanted(self.headers[place]) { self.headers.append(self.headers[place]) }
        entry.firstHeader = UInt32(start)
        entry.headerCount = UInt32(self.headers.count - start)
    }

    /// The index of `partition` in ``sourcePartitions``, added if it is new.
    public func index(ofSourcePartition partition: SourcePosition?) -> Int32 {
        Self.index(of: partition, in: &self.storedPartitions)
    }

    private static func index<Element: Equatable>(of element: Element, in table: inout [Element]) -> Int32 {
        if let index = table.lastIndex(of: element) { return Int32(index) }
        table.append(element)
        return Int32(table.count - 1)
    }

    /// Appends a record whose cells are in ``arena``.
    @inlinable public func append(_ entry: Entry) { self.entries.append(entry) }

    /// Appends a record, copied into ``arena``.
    public func append(_ record: SourceRecord) {
        let partition = self.index(ofSourcePartition: record.sourcePartition)
        self.sourceOffsets.append(record.sourceOffset)
        self.entries.append(
            self.entry(record.record, sourcePartition: partition, offsetToken: Int64(self.sourceOffsets.count - 1)))
    }

    private func entry(_ record: ConnectRecord, sourcePartition: Int32, offsetToken: Int64) -> Entry {
        let firstHeader = UInt32(self.headers.count)
        for header in record.headers {
            self.headers.append(
                HeaderEntry(
                    key: self.arena.string(header.key), value: self.arena.cell(header.value.value),
                    schema: self.index(header.value.schema)))
        }
        return Entry(
            topic: self.index(ofTopic: record.topic), partition: record.partition ?? -1,
            timestamp: record.timestamp ?? Entry.noTimestamp, key: self.arena.cell(record.key.value),
            keySchema: self.index(record.key.schema), value: self.arena.cell(record.value.value),
            valueSchema: self.index(record.value.schema), firstHeader: firstHeader,
            headerCount: UInt32(record.headers.count), sourcePartition: sourcePartition, offsetToken: offsetToken)
    }

    private func index(_ schema: Schema?) -> Int32 { schema.map { Int32(self.arena.index(of: $0)) } ?? -1 }

    /// The record at `index`, copied out of the batch.
    public func record(at index: Int) -> ConnectRecord { self.record(of: self.entries[index]) }

    /// The record of an entry of this batch, copied out of it.
    public func record(of entry: Entry) -> ConnectRecord {
        let headers = (entry.firstHeader..<entry.firstHeader + entry.headerCount).map { place in
            let header = self.headers[Int(place)]
            return Header(self.arena.text(of: header.key), self.pair(header.value, header.schema))
        }
        return ConnectRecord(
            topic: self.topic(of: entry) ?? "", partition: entry.partition < 0 ? nil : entry.partition,
            key: self.pair(entry.key, entry.keySchema), value: self.pair(entry.value, entry.valueSchema),
            timestamp: entry.timestamp == Entry.noTimestamp ? nil : entry.timestamp, headers: headers)
    }

    private func pair(_ cell: Cell, _ schema: Int32) -> SchemaAndValue {
        SchemaAndValue(self.schema(schema), self.arena.value(of: cell))
    }

    /// The schema that an entry names, nil for -1.
    public func schema(_ index: Int32) -> Schema? { index < 0 ? nil : self.arena.schemas[Int(index)] }

    /// Puts `record` in the place of the one at `index`, whose source position stays; nil drops it.
    public func replace(at index: Int, with record: ConnectRecord?) {
        var entry = self.entries[index]
        self.replace(&entry, with: record)
        self.entries[index] = entry
    }

    /// Puts `record` in the place of the one of an entry, whose source position stays; nil drops it.
    public func replace(_ entry: inout Entry, with record: ConnectRecord?) {
        guard let record else {
            entry.isDropped = true
            return
        }
        entry = self.entry(record, sourcePartition: entry.sourcePartition, offsetToken: entry.offsetToken)
    }

    /// The source offset of the record at `index`.
    public func sourceOffset(at index: Int) -> SourcePosition? {
        let token = self.entries[index].offsetToken
        if let offsetOfToken { return offsetOfToken(token) }
        return self.sourceOffsets[Int(token)]
    }

    /// Where the record of an entry stood in the source.
    public func sourcePositions(of entry: Entry) -> (partition: SourcePosition?, offset: SourcePosition?) {
        let partition = Int(entry.sourcePartition)
        let offset: SourcePosition?
        if let offsetOfToken {
            offset = offsetOfToken(entry.offsetToken)
        } else {
            let token = Int(entry.offsetToken)
            offset = self.sourceOffsets.indices.contains(token) ? self.sourceOffsets[token] : nil
        }
        return (self.sourcePartitions.indices.contains(partition) ? self.sourcePartitions[partition] : nil, offset)
    }

    /// The source partition of the record at `index`.
    public func sourcePartition(at index: Int) -> SourcePosition? {
        self.sourcePartitions[Int(self.entries[index].sourcePartition)]
    }
}
