import ConnectAPI
import KafkaClient
import KafkaWire
import Log

/// The hot path of a source task: one call a batch from the task's records to the producer.
///
/// Everything here is used again for each batch; per record nothing is allocated, locked or looked up by name.
final class SourcePoller {
    private let setup: SourceTaskSetup
    private let submitted: SubmittedBatches
    private let batch = SourceBatch()
    private let outgoing = OutgoingRecords(capacity: 65_536)
    private var keys = SerializedColumn()
    private var values = SerializedColumn()
    private var headers: HeaderEncoder
    private let topics: TopicCreator
    /// The place in `outgoing` of each topic of `batch`; -1: not looked up yet.
    private var topicPlaces: [Int32] = []
    private var seenTopics: Set<String> = []
    private let log = Logger("org.apache.kafka.connect.runtime.WorkerSourceTask")

    init(_ setup: SourceTaskSetup, submitted: SubmittedBatches) {
        self.setup = setup
        self.submitted = submitted
        self.headers = HeaderEncoder(setup.headerConverter)
        self.topics = TopicCreator(admin: setup.admin, newTopic: setup.newTopic)
    }

    /// Offsets were committed: tells the task.
    func didCommit() async {
        do {
            try await self.setup.task.commit()
        } catch {
            self.log.warn("Task failed in commit", ["task": "\(self.setup.id)"], error: error)
        }
    }

    /// Polls once and sends what came.
    func pollOnce() async throws {
        try self.checkSent()
        self.batch.reset()
        do {
            try await self.setup.task.poll(into: self.batch)
        } catch let error as ConnectError where error.isRetriable {
            self.log.warn("Task's poll is tried again", ["task": "\(self.setup.id)"], error: error)
            self.batch.reset()
        }
        guard !self.batch.isEmpty else { return }
        try self.applyTransform()
        let failure = self.convert()
        try await self.prepareTopics()
        try await self.send()
        if let failure { throw failure }
    }

    /// Fails the task once a record that was sent before could not be written.
    private func checkSent() throws {
        do throws(KafkaError) {
            try self.submitted.update()
        } catch {
            throw ConnectError(.connect, "Unrecoverable exception from producer send callback", cause: error)
        }
    }

    private func applyTransform() throws {
        guard let transform = self.setup.transform else { return }
        for index in self.batch.entries.indices {
            do {
                self.batch.replace(at: index, with: try transform(self.batch.record(at: index)))
            } catch {
                throw ConnectError(.connect, "Tolerance exceeded in error handler", cause: error)
            }
        }
    }

    // MARK: conversion

    /// Fills `outgoing` from `batch`. A record that can't be converted ends the task, but those before it are sent, as
    /// Java sends them.
    ///
    /// - Returns: Why the task has to end.
    private func convert() -> ConnectError? {
        self.outgoing.removeAll()
        self.keys.reset()
        self.values.reset()
        self.setup.keyConverter.serialize(.key, of: self.batch, into: &self.outgoing.arena, column: &self.keys)
        self.setup.valueConverter.serialize(.value, of: self.batch, into: &self.outgoing.arena, column: &self.values)
        var failures = [self.keys.failures.first, self.values.failures.first].compactMap(\.self)
        let end = failures.map(\.index).min() ?? self.batch.count
        self.topicPlaces = self.batch.topics.map { self.outgoing.topic($0) }
        for index in 0..<end {
            let entry = self.batch.entries[index]
            if entry.isDropped { continue }
            do throws(ConnectError) {
                try self.append(entry, self.keys.ranges[index], self.values.ranges[index])
            } catch {
                failures.append((index, error))
                break
            }
        }
        guard let failure = failures.min(by: { $0.index < $1.index }) else { return nil }
        // What follows the record that failed was not sent, so its offsets must not be committed either.
        self.batch.entries.removeSubrange(failure.index...)
        return ConnectError(.connect, "Tolerance exceeded in error handler", cause: failure.error)
    }

    @inline(__always)
    private func append(
        _ entry: SourceBatch.Entry, _ key: SerializedRange, _ value: SerializedRange
    ) throws(ConnectError) {
        var timestamp = entry.timestamp
        if timestamp < 0 {
            guard timestamp == SourceBatch.Entry.noTimestamp || timestamp == -1 else {
                throw ConnectError(
                    .other("org.apache.kafka.common.InvalidRecordException"), "Invalid record timestamp \(timestamp)")
            }
            timestamp = -1
        }
        var record = OutgoingRecord(
            topic: self.topicPlaces[Int(entry.topic)], partition: entry.partition, timestamp: timestamp,
            keyOffset: key.offset, keyLength: key.length, valueOffset: value.offset, valueLength: value.length)
        if entry.headerCount > 0 {
            (record.headersOffset, record.headersLength) = try self.headers.encode(
                entry, of: self.batch, into: self.outgoing)
        }
        self.outgoing.records.append(record)
    }

    // MARK: sending

    /// Sees to it that topics exist that this task has not written to before.
    private func prepareTopics() async throws {
        for topic in self.batch.topics { try await self.prepare(topic) }
    }

    private func prepare(_ topic: String) async throws {
        while !self.topics.knows(topic) {
            do throws(ConnectError) {
                try await self.topics.prepare(topic)
            } catch {
                guard error.isRetriable else { throw error }
                self.log.warn("Topic is asked for again", ["task": "\(self.setup.id)", "topic": topic], error: error)
                try await Task.sleep(for: Self.sendBackoff)
            }
        }
    }

    /// As Java waits after a send that may be tried again.
    private static let sendBackoff = Duration.milliseconds(100)

    private func send() async throws {
        let newTopics = self.batch.topics.filter { self.seenTopics.insert($0).inserted }
        let positions = self.lastPositions()
        var delivery: Delivery?
        while delivery == nil {
            do throws(KafkaError) {
                delivery = try await self.setup.producer.send(self.outgoing)
            } catch {
                try Task.checkCancellation()
                guard error.isRetriable else {
                    throw ConnectError(.connect, "Unrecoverable exception trying to send", cause: error)
                }
                self.log.warn("Records are sent again", ["task": "\(self.setup.id)"], error: error)
                try await Task.sleep(for: Self.sendBackoff)
            }
        }
        if let delivery { self.submitted.add(.init(delivery: delivery, positions: positions, newTopics: newTopics)) }
    }

    /// Where each source partition of the batch stands after it. Dropped records don't move it, as on Java.
    private func lastPositions() -> [SubmittedBatches.Position] {
        var last = [Int](repeating: -1, count: self.batch.sourcePartitions.count)
        for index in self.batch.entries.indices where !self.batch.entries[index].isDropped {
            last[Int(self.batch.entries[index].sourcePartition)] = index
        }
        return last.filter { $0 >= 0 }.map { index in
            (partition: self.batch.sourcePartition(at: index), offset: self.batch.sourceOffset(at: index))
        }
    }
}
