import Bytes
import ConnectAPI
import KafkaClient
import KafkaWire
import Log

/// What one source task consists of, and how a batch goes from the plugin to the producer.
///
/// Nothing here is done per record beyond numbers: memory, topics and tables stay from batch to batch.
final class SourceTaskEngine: @unchecked Sendable {
    // Used by the runner alone: by its polling child while that runs, by the runner itself before and after. What other
    // children need is in `RunnerState`, behind a lock.
    let task: any SourceTask
    private let id: TaskID
    private let batch = SourceBatch()
    private let outgoing = OutgoingRecords(capacity: 1 << 16)
    private let converters: TaskConverters
    private let stages: RecordStages
    private let errors: ErrorHandling
    private let producer: KafkaProducer
    private let topics: any TopicPreparation
    private var keys = SerializedColumn()
    private var values = SerializedColumn()
    private var headers: [SerializedRange] = []
    /// The producer's number of a topic, by the batch's; as many as were prepared.
    private var topicNumbers: [Int32] = []
    /// By the batch's number of a topic: whether the task has told that it uses it.
    private var toldTopics: [Bool] = []
    private var toldRemovals = 0
    /// The last entry of each source partition of a batch; -1: none.
    private var lastEntries: [Int32] = []
    private static let log = Logger("org.apache.kafka.connect.runtime.AbstractWorkerSourceTask")

    init(
        _ id: TaskID, task: any SourceTask, converters: TaskConverters, stages: RecordStages, errors: ErrorHandling,
        producer: KafkaProducer, topics: any TopicPreparation
    ) {
        self.id = id
        self.task = task
        self.converters = converters
        self.stages = stages
        self.errors = errors
        self.producer = producer
        self.topics = topics
    }

    /// Asks the plugin for records.
    ///
    /// - Returns: How many there are.
    func poll() async throws -> Int {
        self.batch.reset()
        try await self.task.poll(into: self.batch)
        return self.batch.count
    }

    /// What became of the polled batch.
    struct Sent {
        var batch: SubmittedBatches.Batch
        var sent: Int
        var skipped: Int
    }

    /// Sends the polled batch through the connector's transforms; once.
    func transform() throws { try self.stages.apply(to: self.batch, self.errors) }

    /// Brings the polled batch to the producer; may be called again after an error.
    ///
    /// - Parameter removals: How often topics were taken back in the status topic: each time they are told anew.
    func send(removals: Int) async throws -> Sent {
        try await self.prepareTopics()
        self.outgoing.removeAll()
        try self.convert()
        let newTopics = try self.fill(removals)
        let positions = self.positions()
        let delivery = try await self.producer.send(self.outgoing)
        return Sent(
            batch: SubmittedBatches.Batch(delivery: delivery, positions: positions, newTopics: newTopics),
            sent: self.outgoing.count, skipped: self.batch.count - self.outgoing.count)
    }

    /// Topics that appear for the first time are created, if the connector says how.
    private func prepareTopics() async throws {
        while self.topicNumbers.count < self.batch.topics.count {
            let topic = self.batch.topics[self.topicNumbers.count]
            try await self.topics.prepare(topic)
            self.topicNumbers.append(self.outgoing.topic(topic))
            self.toldTopics.append(false)
        }
    }

    private func convert() throws {
        try self.convertHeaders()
        self.keys.reset()
        self.converters.key.serialize(.key, of: self.batch, into: &self.outgoing.arena, column: &self.keys)
        self.values.reset()
        self.converters.value.serialize(.value, of: self.batch, into: &self.outgoing.arena, column: &self.values)
        guard !self.keys.failures.isEmpty || !self.values.failures.isEmpty else { return }
        for (index, error) in self.keys.failures {
            try self.fail(index, error, .keyConverter, type(of: self.converters.key).className)
        }
        for (index, error) in self.values.failures where !self.batch.entries[index].isDropped {
            try self.fail(index, error, .valueConverter, type(of: self.converters.value).className)
        }
    }

    private func fail(_ index: Int, _ error: ConnectError, _ stage: ErrorHandling.Stage, _ className: String) throws {
        try self.errors.handle(error, stage, className, record: { self.batch.record(at: index) })
        self.batch.entries[index].isDropped = true
    }

    private func convertHeaders() throws {
        guard !self.batch.headers.isEmpty else { return }
        self.headers.removeAll(keepingCapacity: true)
        for index in self.batch.entries.indices {
            let entry = self.batch.entries[index]
            let start = self.outgoing.arena.count
            if entry.headerCount > 0, !entry.isDropped {
                do throws(ConnectError) {
                    try self.convertHeaders(of: entry)
                } catch {
                    self.outgoing.arena.truncate(to: start)
                    let name = self.converters.header.map { type(of: $0).className } ?? ""
                    try self.fail(index, error, .headerConverter, name)
                }
            }
            self.headers.append(
                SerializedRange(offset: UInt32(start), length: Int32(self.outgoing.arena.count - start)))
        }
    }

    private func convertHeaders(of entry: SourceBatch.Entry) throws(ConnectError) {
        guard let converter = self.converters.header else {
            throw ConnectError(.connect, "There is no header converter, but a record has headers")
        }
        let arena = self.batch.arena
        let topic = self.batch.topics[Int(entry.topic)]
        self.outgoing.arena.append(varint: Int32(entry.headerCount))
        var scratch = BytesWriter()
        for place in entry.firstHeader..<entry.firstHeader + entry.headerCount {
            let header = self.batch.headers[Int(place)]
            let name = arena.text(of: header.key)
            scratch.removeAll()
            let isThere = try converter.serializeHeader(
                topic: topic, key: name, schema: self.batch.schema(header.schema), cell: header.value, in: arena,
                into: &scratch)
            self.outgoing.arena.append(varint: Int32(name.utf8.count))
            self.outgoing.arena.append(utf8: name)
            self.outgoing.arena.append(varint: isThere ? Int32(scratch.count) : -1)
            if isThere { self.outgoing.arena.append(scratch.span) }
        }
    }
}

/// The loop over a batch's records.
extension SourceTaskEngine {
    /// Appends a record for each entry that wasn't dropped. Gives the topics that are used for the first time.
    private func fill(_ removals: Int) throws -> [String] {
        if removals != self.toldRemovals {
            self.toldRemovals = removals
            for index in self.toldTopics.indices { self.toldTopics[index] = false }
        }
        let count = self.batch.entries.count
        let partitions = self.batch.sourcePartitions.count
        self.lastEntries.removeAll(keepingCapacity: true)
        self.lastEntries.append(contentsOf: repeatElement(-1, count: partitions))
        self.outgoing.records.reserveCapacity(count)
        var newTopics: [String] = []
        var topic: Int32 = -1
        let hasHeaders = !self.batch.headers.isEmpty
        for index in 0..<count {
            let entry = self.batch.entries[index]
            self.lastEntries[Int(entry.sourcePartition)] = Int32(truncatingIfNeeded: index)
            if entry.isDropped { continue }
            if entry.topic != topic {
                topic = entry.topic
                if !self.toldTopics[Int(topic)] {
                    self.toldTopics[Int(topic)] = true
                    newTopics.append(self.batch.topics[Int(topic)])
                }
            }
            let (key, value) = (self.keys.ranges[index], self.values.ranges[index])
            var record = OutgoingRecord(
                topic: self.topicNumbers[Int(topic)], partition: entry.partition,
                timestamp: entry.timestamp == SourceBatch.Entry.noTimestamp ? -1 : entry.timestamp,
                keyOffset: key.offset, keyLength: key.length, valueOffset: value.offset, valueLength: value.length)
            if record.timestamp < -1 || record.partition < -1 { throw Self.invalid(record) }
            if hasHeaders {
                record.headersOffset = self.headers[index].offset
                record.headersLength = self.headers[index].length
            }
            self.outgoing.records.append(record)
        }
        return newTopics
    }

    private static func invalid(_ record: OutgoingRecord) -> ConnectError {
        if record.timestamp < -1 { return ConnectError(.connect, "Invalid record timestamp \(record.timestamp)") }
        return ConnectError(
            .other("java.lang.IllegalArgumentException"),
            "Invalid partition: \(record.partition). Partition number should always be non-negative or null.")
    }

    /// How far the source was read with this batch, for each of its partitions.
    private func positions() -> [SubmittedBatches.Position] {
        var positions: [SubmittedBatches.Position] = []
        for (partition, last) in self.lastEntries.enumerated() where last >= 0 {
            positions.append(
                SubmittedBatches.Position(
                    index: Int32(partition), partition: self.batch.sourcePartitions[partition],
                    offset: self.batch.sourceOffset(at: Int(last))))
        }
        return positions
    }
}
