import Bytes
import KafkaWire

/// Where a reader of one partition stands. No I/O, no clock.
///
/// An answer counts only if the reader still stands where the question was asked: after a seek it is dropped.
///
/// A class, since a worker's consumers look at each of their partitions several times a second: values would be copied
/// each time.
final class PartitionFetch {
    enum Position: Hashable {
        case offset(Int64)
        /// To be looked up.
        case reset(OffsetReset)
    }

    enum Action {
        /// Records, or at least progress.
        case deliver(FetchedPartition)
        /// Ask again, later if `backsOff`; the metadata is out of date if `isStale`.
        case retry(backsOff: Bool, isStale: Bool)
        /// Look the position up.
        case reset
        case fail(KafkaError)
        case ignore
    }

    let partition: TopicPartition
    private(set) var position: Position
    var isPaused = false
    /// The broker that is being asked, if one is.
    private(set) var asking: Int32?
    /// The replica that the leader has pointed to.
    private(set) var preferredReplica: Int32?
    /// Not to be asked before.
    var notBefore: ContinuousClock.Instant?
    /// What was fetched and waits for the next poll.
    private(set) var waiting: FetchedPartition?
    /// What a failed fetch has to tell the next poll.
    private var question: Int64?

    init(_ partition: TopicPartition, at position: Position) {
        self.partition = partition
        self.position = position
    }

    /// Stands somewhere else now; what was fetched or asked before is dropped.
    func seek(to position: Position) {
        self.position = position
        self.waiting = nil
        self.question = nil
        self.notBefore = nil
    }

    /// The offset to ask for, if it is time to ask.
    func wants(at now: ContinuousClock.Instant) -> Int64? {
        guard !self.isPaused, self.asking == nil, self.waiting == nil, self.notBefore ?? now <= now,
            case .offset(let offset) = self.position
        else { return nil }
        return offset
    }

    func ask(_ broker: Int32, for offset: Int64) {
        self.asking = broker
        self.question = offset
        self.notBefore = nil
    }

    /// The broker's answer is there, or none will come.
    func endAsking() { self.asking = nil }

    /// Takes what waits, unless reading is paused.
    func take() -> FetchedPartition? { self.isPaused ? nil : self.waiting.take() }

    func receive(
        _ answer: FetchResponse.Partition, from broker: Int32, _ configuration: ConsumerConfiguration
    ) -> Action {
        guard case .offset(let offset) = self.position, self.question == offset, self.waiting == nil else {
            return .ignore
        }
        self.question = nil
        let operation = "fetching \(self.partition) at offset \(offset)"
        switch answer.errorCode {
        case .none: break
        case .offsetOutOfRange:
            if self.preferredReplica == broker {  // a replica may be behind its leader
                self.preferredReplica = nil
                return .retry(backsOff: false, isStale: false)
            }
            guard configuration.autoOffsetReset != .none else {
                return .fail(KafkaError(.broker(.offsetOutOfRange), operation))
            }
            self.position = .reset(configuration.autoOffsetReset)
            return .reset
        case .unknownLeaderEpoch, .offsetNotAvailable:
            return .retry(backsOff: true, isStale: false)
        case let code where code.isRetriable || code.meansStaleMetadata:
            self.preferredReplica = nil
            return .retry(backsOff: true, isStale: true)
        case let code:
            return .fail(KafkaError(.broker(code), operation))
        }
        if answer.preferredReadReplica >= 0, answer.preferredReadReplica != broker {
            self.preferredReplica = answer.preferredReadReplica
            return .retry(backsOff: false, isStale: false)
        }
        do throws(WireError) {
            return try self.accept(answer, at: offset, configuration)
        } catch {
            return .fail(KafkaError(.malformedFrame, operation, cause: error))
        }
    }

    private func accept(
        _ answer: FetchResponse.Partition, at offset: Int64, _ configuration: ConsumerConfiguration
    ) throws(WireError) -> Action {
        let all = try RecordBatch.split(answer.records ?? Bytes())
        guard let last = all.last else {
            if let records = answer.records, !records.isEmpty {
                throw WireError(.badBatchLength)  // brokers send the first batch whole, however large
            }
            return .ignore
        }
        var filter = CommittedFilter(
            abortedTransactions: configuration.isolation == .readCommitted
                ? (answer.abortedTransactions ?? []).map { ($0.producerID, $0.firstOffset) } : [])
        var visible: [RecordBatch] = []
        for batch in all where try filter.includes(batch) && batch.header.nextOffset > offset {
            visible.append(batch)
        }
        guard last.header.nextOffset > offset else { throw WireError(.badBatchLength) }  // would never get on
        let fetched = FetchedPartition(
            partition: self.partition, batches: visible, firstOffset: offset, nextOffset: last.header.nextOffset,
            highWatermark: answer.highWatermark, lastStableOffset: answer.lastStableOffset,
            logStartOffset: answer.logStartOffset, checksCRCs: configuration.checksCRCs)
        self.waiting = fetched
        return .deliver(fetched)
    }

    /// The next poll brings `fetched`: the reader stands behind it.
    func advance(to offset: Int64) { self.position = .offset(offset) }

    /// The position was looked up.
    func resolve(_ offset: Int64) {
        if case .reset = self.position { self.position = .offset(offset) }
    }
}
