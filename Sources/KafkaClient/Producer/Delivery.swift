import Synchronization
import Transport

/// Where a record has got to.
package struct RecordMetadata: Sendable, Hashable {
    package let partition: Int32
    /// -1: not known, with `acks=0` or when the broker had the record already from an earlier try.
    package let offset: Int64
    /// The broker's time where the topic has `message.timestamp.type=LogAppendTime`; otherwise -1, and the record's own
    /// time counts.
    package let appendTime: Int64
}

/// What becomes of the records of one call of ``KafkaProducer/send(_:)``.
///
/// Costs memory per run of records that went into the same batch, not per record.
package final class Delivery: @unchecked Sendable {
    // `runs`, `batches` and `failures` change under the producer's lock until `send` returns and are read after that;
    // `waiters` has a lock, which all deliveries share: hardly anybody waits.

    private struct Run {
        var first: Int32
        /// Place in `batches`; ~place in `failures` if negative.
        var target: Int32
        /// Place of the run's first record in its batch.
        var position: Int32
    }

    /// Where a record is whose call was sorted by partition.
    private struct Slot {
        var batch: Int32 = 0
        var position: Int32 = 0
    }

    // Not checked for overlapping accesses: the rules above leave none.
    /// How many records there are.
    @exclusivity(unchecked) package private(set) var count = 0
    @exclusivity(unchecked) private var runs = Few<Run>()
    /// In place of `runs`, one a record.
    @exclusivity(unchecked) private var slots: [Slot] = []
    @exclusivity(unchecked) private var batches = Few<ProducerBatch>()
    @exclusivity(unchecked) private var failures: [KafkaError] = []
    /// Batches that aren't done, and one for the call of `send` itself; with ``isAwaited``.
    private let pending = Atomic(1)
    @exclusivity(unchecked) private var waiters: [CheckedContinuation<Void, Never>] = []

    /// A bit of `pending`: there are waiters.
    private static let isAwaited = 1 << 62
    private static let waitersLock = Locked(())

    package init() {}

    /// Whether the fate of every record is known.
    package var isDone: Bool { self.pending.load(ordering: .acquiring) & ~Self.isAwaited == 0 }

    /// Returns once the fate of every record is known. That takes `delivery.timeout.ms` at most, so cancellation doesn't
    /// end it earlier.
    package func wait() async {
        await withCheckedContinuation { caller in
            Self.waitersLock.withLock { _ in self.waiters.append(caller) }
            let (before, _) = self.pending.bitwiseOr(Self.isAwaited, ordering: .acquiringAndReleasing)
            if before & ~Self.isAwaited == 0 { self.resumeWaiters() }
        }
    }

    private func resumeWaiters() {
        let waiters = Self.waitersLock.withLock { _ in
            defer { self.waiters = [] }
            return self.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    // MARK: What the producer tells

    /// The next `count` records went into `batch`. Under the producer's lock.
    func append(_ count: Int, to batch: ProducerBatch, at position: Int32) {
        let target = self.target(batch)
        self.runs.append(Run(first: Int32(self.count), target: target, position: position))
        self.count += count
    }

    /// All `count` records will be placed by ``place(_:in:from:)``. Under the producer's lock.
    func beginSlots(_ count: Int) {
        self.slots = Array(repeating: Slot(), count: count)
        self.count = count
    }

    /// The records with these numbers went into `batch`, one behind the other. Under the producer's lock.
    func place(_ numbers: ArraySlice<Int32>, in batch: ProducerBatch, from position: Int32) {
        let target = self.target(batch)
        var position = position
        self.slots.withUnsafeMutableBufferPointer { slots in
            for number in numbers {
                slots[Int(number)] = Slot(batch: target, position: position)
                position += 1
            }
        }
    }

    /// Place of `batch` in `batches`.
    private func target(_ batch: ProducerBatch) -> Int32 {
        if batch.deliveries.last !== self {
            batch.lastDeliveryIndex = Int32(self.batches.count)
            self.batches.append(batch)
            self.attach(to: batch)
        }
        return batch.lastDeliveryIndex
    }

    /// The next `count` records can't be sent. Under the producer's lock.
    func append(_ count: Int, failure: KafkaError) {
        self.failures.append(failure)
        self.runs.append(Run(first: Int32(self.count), target: ~Int32(self.failures.count - 1), position: 0))
        self.count += count
    }

    /// `batch` counts for the end of the wait. Under the producer's lock.
    func attach(to batch: ProducerBatch) {
        batch.deliveries.append(self)
        self.hold()
    }

    /// One more has to be done before the wait is over.
    func hold() { self.pending.add(1, ordering: .relaxed) }

    /// One of those that ``attach(to:)`` counted is done, or the call itself.
    func finishOne() {
        let (_, left) = self.pending.subtract(1, ordering: .acquiringAndReleasing)
        if left == Self.isAwaited { self.resumeWaiters() }
    }
}

// MARK: - Results

extension Delivery {
    /// Where the record at `index` in the call is, or why it isn't. Only once ``isDone``; before, it is an error too.
    package func result(at index: Int) -> Result<RecordMetadata, KafkaError> {
        guard (0..<self.count).contains(index) else {
            return .failure(KafkaError(.timedOut, "asking for record \(index) of \(self.count)"))
        }
        if let (batch, position) = self.place(at: index) { return Self.result(batch, position) }
        return .failure(self.failures[Int(~self.run(of: index).target)])
    }

    /// The batch that the record at `index` went into, and where in it; nil if it went into none.
    private func place(at index: Int) -> (batch: ProducerBatch, position: Int32)? {
        guard (0..<self.count).contains(index) else { return nil }
        if !self.slots.isEmpty {
            let slot = self.slots[index]
            return (self.batches[Int(slot.batch)], slot.position)
        }
        let run = self.run(of: index)
        return run.target < 0 ? nil : (self.batches[Int(run.target)], run.position + Int32(index) - run.first)
    }

    private func run(of index: Int) -> Run {
        var low = 0
        var high = self.runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(self.runs[middle].first) <= index { low = middle } else { high = middle }
        }
        return self.runs[low]
    }

    /// The partition that the record at `index` was meant for; nil if it was never given one.
    package func partition(at index: Int) -> TopicPartition? {
        guard let (batch, _) = self.place(at: index) else { return nil }
        return TopicPartition(batch.partition.topicName, batch.partition.index)
    }

    private static func result(_ batch: ProducerBatch, _ position: Int32) -> Result<RecordMetadata, KafkaError> {
        switch batch.result {
        case .stored(let baseOffset, let appendTime):
            let offset = baseOffset < 0 ? -1 : baseOffset + Int64(position)
            return .success(
                RecordMetadata(partition: batch.partition.index, offset: offset, appendTime: appendTime))
        case .failed(let error, let records): return .failure(records[position] ?? error)
        case .split(let parts):
            var rest = position
            for part in parts {
                if rest < part.recordCount { return Self.result(part, rest) }
                rest -= part.recordCount
            }
            return .failure(KafkaError(.timedOut, "looking for a record of a batch that was split"))
        case nil: return .failure(KafkaError(.timedOut, "asking for the result of a record that is still on its way"))
        }
    }

    /// The first record that was never taken, and why; nil if all were. Known as soon as the call has returned.
    package var firstRefusal: (index: Int, error: KafkaError)? {
        guard !self.failures.isEmpty, let run = self.runs.first(where: { $0.target < 0 }) else { return nil }
        return (Int(run.first), self.failures[Int(~run.target)])
    }

    /// The first record that failed, in the order of the call, and why; nil if all are stored. Cheap when all are well.
    package var firstFailure: (index: Int, error: KafkaError)? {
        if self.failures.isEmpty, self.areAllStored { return nil }
        for index in 0..<self.count {
            if case .failure(let error) = self.result(at: index) { return (index, error) }
        }
        return nil
    }

    private var areAllStored: Bool {
        if case .one(let batch) = self.batches { return Self.isStored(batch) }
        return self.batches.allSatisfy { Self.isStored($0) }
    }

    private static func isStored(_ batch: ProducerBatch) -> Bool {
        switch batch.result {
        case .stored: true
        case .split(let parts): parts.allSatisfy { Self.isStored($0) }
        case .failed, nil: false
        }
    }
}
