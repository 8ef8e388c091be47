import Bytes
import ConnectAPI
import JavaLang
import KafkaClient
import KafkaWire
import Log
import Transport

/// What one source task consists of, and how a batch goes from the plugin to the producer.
///
/// Nothing here is done per record beyond numbers: memory, topics and tables stay from batch to batch.
final class SourceTaskEngine: @unchecked Sendable {
    // Used by the runner alone: by its polling child while that runs, by the runner itself before and after. What other
    // children need is in `RunnerState`, behind a lock.
    let task: any SourceTask
    private let id: TaskID
    private let batch = SourceBatch()
    private let converters: TaskConverters
    private let stages: RecordStages
    private let errors: ErrorHandling
    private let producer: KafkaProducer
    private let topics: any TopicPreparation
    private let workbenches: Workbenches
    private let clock: LoopClock
    // What follows isn't checked for overlapping accesses: one thread has the engine at a time, and no access calls code
    // that comes back to it.
    /// The batch's records as the source gave them, if they are to be logged.
    private var originals: [SourceBatch.Entry] = []
    /// The task's own, if its batches are large.
    @exclusivity(unchecked) private var workbench: Workbench?
    /// By the batch's number of a topic.
    @exclusivity(unchecked) private var topicUse: [TopicUse] = []
    @exclusivity(unchecked) private var toldRemovals = 0
    /// Where in the batch the task has to end, and why.
    @exclusivity(unchecked) private var failure: (index: Int, error: any Error)?
    /// Whether all of the batch was sent, from one source partition and with offset tokens one behind the other.
    @exclusivity(unchecked) private var isSequence = false
    private static let log = Logger("org.apache.kafka.connect.runtime.AbstractWorkerSourceTask")

    /// What the task has done for a topic that it writes to.
    private struct TopicUse {
        var isPrepared = false
        /// Whether it has told that it uses it.
        var isTold = false
    }

    init(
        _ id: TaskID, task: any SourceTask, converters: TaskConverters, stages: RecordStages, errors: ErrorHandling,
        producer: KafkaProducer, topics: any TopicPreparation, workbenches: Workbenches, clock: LoopClock
    ) {
        self.id = id
        self.task = task
        self.converters = converters
        self.stages = stages
        self.errors = errors
        self.producer = producer
        self.topics = topics
        self.workbenches = workbenches
        self.clock = clock
    }

    /// Asks the plugin for records.
    ///
    /// - Returns: How many there are.
    func poll() async throws -> Int {
        self.batch.reset()
        self.failure = nil
        try await self.task.poll(into: self.batch)
        return self.batch.count
    }

    /// The wait that the plugin wants after the polled batch.
    var rest: SourceBatch.Rest? { self.batch.rest }

    /// What became of the polled batch.
    struct Sent {
        var batch: SubmittedBatches.Batch
        var sent: Int
        var skipped: Int
        /// Why the task has to end; what came before the record that failed was sent.
        var failure: (any Error)?
    }

    /// Where transforms have stopped at a record.
    struct TransformStop {
        fileprivate var position: RecordStages.Position
        fileprivate let failure: RecordStages.Failure
    }

    /// Sends the polled batch through the connector's transforms; once. What may have to wait before it tries again is
    /// apart: such a call costs more than all else that is done here with a lone record.
    ///
    /// - Returns: Whether it goes on with ``transform(after:)``.
    func transform() -> TransformStop? {
        if self.errors.logsRecords { self.originals = self.batch.entries }
        var position = RecordStages.Position()
        if let failure = self.stages.run(self.batch, from: &position) {
            return TransformStop(position: position, failure: failure)
        }
        self.checkTopics()
        return nil
    }

    /// Handles the record where transforms have stopped, and goes on with those behind it.
    func transform(after stop: TransformStop) async throws {
        var position = stop.position
        var next: RecordStages.Failure? = stop.failure
        var attempts: ErrorHandling.Attempts?
        var failing = (index: -1, className: "")
        while let failure = next {
            // Each record's time for new attempts is its own.
            if (failure.index, failure.className) != failing { attempts = nil }
            failing = (failure.index, failure.className)
            var tried = attempts ?? ErrorHandling.Attempts()
            if try await self.errors.waitToRetry(failure.error, &tried, self.clock) {
                attempts = tried
            } else {
                attempts = nil
                self.handle(failure.index, failure.error, .transformation, failure.className)
                if self.failure != nil { break }
                position.skip()
            }
            next = self.stages.run(self.batch, from: &position)
        }
        self.checkTopics()
    }

    /// A record without a topic, which only a plugin that misbehaves makes, ends the task.
    private func checkTopics() {
        let count = self.batch.topics.count
        let end = self.failure?.index ?? self.batch.count
        guard let index = self.batch.entries[..<end].firstIndex(where: { $0.topic < 0 || Int($0.topic) >= count })
        else {
            return
        }
        self.end(
            before: index, ConnectError(.other("java.lang.IllegalArgumentException"), "Topic cannot be null."))
        self.cutOff()
    }

    /// Brings the polled batch to the producer; may be called again after an error.
    ///
    /// - Parameter removals: How often topics were taken back in the status topic: each time they are told anew.
    func send(removals: Int) async throws -> Sent {
        let bench = self.workbench ?? self.workbenches.take()
        self.workbench = nil
        defer { self.workbench = self.workbenches.put(bench) }
        self.cutOff()
        let failures = self.convertHeaders(bench)
        if !failures.isEmpty { try await self.handleHeaders(failures, bench) }
        self.convertKeysAndValues(bench)
        if !bench.keys.failures.isEmpty || !bench.values.failures.isEmpty {
            try await self.handleKeysAndValues(bench)
        }
        self.cutOff()
        self.makeRoomForTopics()
        while let topic = self.firstUnpreparedTopic { try await self.prepare(topic) }
        let newTopics = self.fill(removals, bench)
        self.cutOff()
        let positions = self.positions(bench.lastEntries)
        let (outgoing, count) = (bench.outgoing, bench.outgoing.count)
        let trail = count > 1 ? SourceTrail(self.batch, isSequence: self.isSequence) : nil
        let delivery = try await self.producer.send(outgoing, stopsAtFailure: !self.errors.toleratesAll)
        return Sent(
            batch: SubmittedBatches.Batch(
                delivery: delivery, positions: positions, trail: trail, newTopics: newTopics),
            sent: count, skipped: self.batch.count - count, failure: self.failure?.error)
    }

    /// The topic of a record that was sent last.
    func topic(ofSent index: Int) -> String {
        let sent = self.batch.entries.lazy.filter { !$0.isDropped }
        return self.batch.topics[Int(sent[sent.index(sent.startIndex, offsetBy: index)].topic)]
    }

    /// Topics that are written to for the first time are created, if the connector says how. Not those that records had
    /// before transforms, nor those of records that were left out.
    private func prepare(_ topic: Int32) async throws {
        let (name, topics) = (self.batch.topics[Int(topic)], self.topics)
        try await inTaskOfItsOwn { try await topics.prepare(name) }
        self.topicUse[Int(topic)].isPrepared = true
    }

    private func makeRoomForTopics() {
        let count = self.batch.topics.count - self.topicUse.count
        if count > 0 { self.topicUse.append(contentsOf: repeatElement(TopicUse(), count: count)) }
    }

    private var firstUnpreparedTopic: Int32? {
        var last: Int32 = -1
        for entry in self.batch.entries where entry.topic != last && !entry.isDropped {
            last = entry.topic
            if !self.topicUse[Int(last)].isPrepared { return last }
        }
        return nil
    }

    /// Leaves the record at `index` out, or takes note that the task has to end before it.
    private func handle(
        _ index: Int, _ error: ConnectError, _ stage: ErrorHandling.Stage, _ className: String
    ) {
        do {
            try self.errors.handle(error, stage, className) {
                index < self.originals.count ? JavaRecordText.text(of: self.originals[index], self.batch) : nil
            }
            self.batch.entries[index].isDropped = true
        } catch {
            self.end(before: index, error)
        }
    }

    private func end(before index: Int, _ error: any Error) {
        if self.failure.map({ index < $0.index }) ?? true { self.failure = (index, error) }
    }

    /// Forgets the record at which the task has to end, and what comes after it.
    private func cutOff() {
        guard let index = self.failure?.index, index < self.batch.entries.count else { return }
        self.batch.entries.removeSubrange(index...)
    }
}

/// From values to bytes. What waits before it tries again is apart from what is done with each batch, as with transforms.
extension SourceTaskEngine {
    private func convertHeaders(_ bench: Workbench) -> [(index: Int, error: ConnectError)] {
        if self.batch.headers.isEmpty { return [] }
        return bench.headerEncoder.encode(
            self.batch, by: self.converters.header, into: &bench.outgoing.arena, ranges: &bench.headers)
    }

    private func convertKeysAndValues(_ bench: Workbench) {
        self.converters.key.serialize(.key, of: self.batch, into: &bench.outgoing.arena, column: &bench.keys)
        self.converters.value.serialize(.value, of: self.batch, into: &bench.outgoing.arena, column: &bench.values)
    }

    private func handleKeysAndValues(_ bench: Workbench) async throws {
        try await self.handle(bench.keys.failures, .keyConverter, self.converters.key) {
            (index) throws(ConnectError) in
            bench.keys.ranges[index] = try self.convertAgain(index, self.converters.key, .key, bench)
        }
        try await self.handle(bench.values.failures, .valueConverter, self.converters.value) {
            (index) throws(ConnectError) in
            bench.values.ranges[index] = try self.convertAgain(index, self.converters.value, .value, bench)
        }
    }

    private func handleHeaders(_ failures: [(index: Int, error: ConnectError)], _ bench: Workbench) async throws {
        let header = self.converters.header
        try await self.handle(failures, .headerConverter, header.converter) { (index) throws(ConnectError) in
            bench.headers[index] = try bench.headerEncoder.encodeAgain(
                index, of: self.batch, by: header, into: &bench.outgoing.arena)
        }
    }

    /// Tries again what may succeed later on, and handles what doesn't.
    private func handle(
        _ failures: [(index: Int, error: ConnectError)], _ stage: ErrorHandling.Stage, _ plugin: (any Plugin)?,
        _ convert: (Int) throws(ConnectError) -> Void
    ) async throws {
        for (index, first) in failures where !self.batch.entries[index].isDropped {
            var attempts = ErrorHandling.Attempts()
            var failure: ConnectError? = first
            while let error = failure, try await self.errors.waitToRetry(error, &attempts, self.clock) {
                do throws(ConnectError) {
                    try convert(index)
                    failure = nil
                } catch {
                    failure = error
                }
            }
            if let failure { self.handle(index, failure, stage, plugin.map { type(of: $0).className } ?? "null") }
            if self.failure.map({ $0.index <= index }) ?? false { return }
        }
    }

    private func convertAgain(
        _ index: Int, _ converter: any Converter, _ part: RecordPart, _ bench: Workbench
    ) throws(ConnectError) -> SerializedRange {
        let entry = self.batch.entries[index]
        let start = bench.outgoing.arena.count
        do throws(ConnectError) {
            let isThere = try converter.serialize(
                topic: self.batch.topics[Int(entry.topic)],
                schema: self.batch.schema(part == .key ? entry.keySchema : entry.valueSchema),
                cell: part == .key ? entry.key : entry.value, in: self.batch.arena, into: &bench.outgoing.arena)
            return isThere
                ? SerializedRange(offset: UInt32(start), length: Int32(bench.outgoing.arena.count - start)) : .null
        } catch {
            bench.outgoing.arena.truncate(to: start)
            throw error
        }
    }
}

/// The loop over a batch's records.
extension SourceTaskEngine {
    /// Appends a record for each entry that wasn't dropped. Gives the topics that are used for the first time.
    private func fill(_ removals: Int, _ bench: Workbench) -> [String] {
        if removals != self.toldRemovals {
            self.toldRemovals = removals
            for index in self.topicUse.indices { self.topicUse[index].isTold = false }
        }
        bench.lastEntries.clear()
        bench.lastEntries.append(-1, times: self.batch.sourcePartitions.count)
        var newTopics: [String] = []
        var topic: Int32 = -1
        // Arrays of their own while the loop runs: a class's properties are checked at each access.
        let (entries, keys, values) = (self.batch.entries, bench.keys.ranges, bench.values.ranges)
        let headers = bench.headers
        var lastEntries: [Int32] = []
        swap(&lastEntries, &bench.lastEntries)
        var records: [OutgoingRecord] = []
        swap(&records, &bench.outgoing.records)
        records.reserveCapacity(entries.count)
        let (firstPartition, firstToken) = (entries.first?.sourcePartition ?? 0, entries.first?.offsetToken ?? 0)
        var isSequence = true
        for index in entries.indices {
            let entry = entries[index]
            if entry.timestamp < -1 && entry.timestamp != SourceBatch.Entry.noTimestamp || entry.partition < -1 {
                self.end(before: index, Self.invalid(entry))
                break
            }
            lastEntries[Int(entry.sourcePartition)] = Int32(truncatingIfNeeded: index)
            if entry.sourcePartition != firstPartition || entry.offsetToken &- firstToken != Int64(index) {
                isSequence = false
            }
            if entry.isDropped {
                isSequence = false
                continue
            }
            if entry.topic != topic {
                topic = entry.topic
                if !self.topicUse[Int(topic)].isTold {
                    self.topicUse[Int(topic)].isTold = true
                    newTopics.append(self.batch.topics[Int(topic)])
                }
            }
            var record = OutgoingRecord(
                topic: topic, partition: entry.partition, timestamp: max(entry.timestamp, -1),
                keyOffset: keys[index].offset, keyLength: keys[index].length, valueOffset: values[index].offset,
                valueLength: values[index].length)
            if !headers.isEmpty {
                record.headersOffset = headers[index].offset
                record.headersLength = headers[index].length
            }
            records.append(record)
        }
        swap(&records, &bench.outgoing.records)
        swap(&lastEntries, &bench.lastEntries)
        bench.outgoing.setTopics(self.batch.topics)
        self.isSequence = isSequence
        return newTopics
    }

    private static func invalid(_ entry: SourceBatch.Entry) -> ConnectError {
        if entry.partition >= -1 { return ConnectError(.connect, "Invalid record timestamp \(entry.timestamp)") }
        return ConnectError(
            .other("java.lang.IllegalArgumentException"),
            "Invalid partition: \(entry.partition). Partition number should always be non-negative or null.")
    }

    /// How far the source was read with this batch, for each of its partitions.
    private func positions(_ lastEntries: [Int32]) -> [SubmittedBatches.Position] {
        var positions: [SubmittedBatches.Position] = []
        for (partition, last) in lastEntries.enumerated() where last >= 0 {
            positions.append(
                SubmittedBatches.Position(
                    index: Int32(partition), partition: self.batch.sourcePartitions[partition],
                    offset: self.batch.sourceOffset(at: Int(last))))
        }
        return positions
    }
}
