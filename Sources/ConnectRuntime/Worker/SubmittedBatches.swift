import ConnectAPI
import KafkaClient

/// Batches on their way to Kafka, and the source offsets that may be committed: those of batches that are stored, as far
/// as everything before them is stored too. A value without I/O.
struct SubmittedBatches {
    /// The newest offset of one source partition.
    struct Position: Sendable {
        /// The batch's index of the partition.
        var index: Int32
        var partition: SourcePosition?
        var offset: SourcePosition?
    }

    struct Batch {
        var delivery: Delivery
        var positions: [Position]
        /// nil for a lone record, whose position says it all.
        var trail: SourceTrail?
        /// Topics that the task uses for the first time.
        var newTopics: [String]

        fileprivate static let taken = Batch(delivery: Delivery(), positions: [], trail: nil, newTopics: [])
    }

    /// What became of a batch, with its first record that isn't stored and why.
    struct Done {
        var delivery: Delivery
        var newTopics: [String]
        var failure: (index: Int, error: KafkaError)?
    }

    /// Those before `first` are taken, and nothing is left of them: a slow task always has its last batch here, and what
    /// was taken before it must not pile up.
    private var waiting: [Batch] = []
    private var first = 0
    /// By the batch's index of their partitions.
    private var committable: [Position?] = []

    var isEmpty: Bool { self.first == self.waiting.count }
    /// How many are held, those that were taken included.
    var heldCount: Int { self.waiting.count }
    /// The delivery that was handed over last.
    var last: Delivery? { self.isEmpty ? nil : self.waiting.last?.delivery }

    mutating func append(_ batch: Batch) { self.waiting.append(batch) }

    /// Whether there is a batch for ``takeDone(_:)``.
    var hasDone: Bool { !self.isEmpty && self.waiting[self.first].delivery.isDone }

    /// Takes the next batch whose fate is known. Its offsets become committable if all of it was stored, or if
    /// `tolerates` says that a failure is no reason to stop. One that is a reason stays where it is: it is given again
    /// and again, and no offset behind it ever becomes committable.
    mutating func takeDone(_ tolerates: (KafkaError) -> Bool) -> Done? {
        guard self.hasDone else { return nil }
        let delivery = self.waiting[self.first].delivery
        let failure = delivery.firstFailure
        if let failure, !tolerates(failure.error) { return Done(delivery: delivery, newTopics: [], failure: failure) }
        let batch = self.takeFirst()
        for position in batch.positions { self.note(position) }
        return Done(delivery: delivery, newTopics: batch.newTopics, failure: failure)
    }

    private mutating func takeFirst() -> Batch {
        if self.waiting.count == 1 { return self.waiting.removeLast() }
        var batch = Batch.taken
        swap(&batch, &self.waiting[self.first])
        self.first += 1
        if self.first == self.waiting.count {
            self.waiting.removeAll(keepingCapacity: true)
            self.first = 0
        } else if self.first >= 16, self.first * 2 >= self.waiting.count {
            self.waiting.removeFirst(self.first)
            self.first = 0
        }
        return batch
    }

    /// Takes all that is left when the task ends with a record that could not be stored. What becomes committable of
    /// each source partition is the offset of the last record before the first one that isn't stored.
    mutating func settle() {
        var blocked: Set<Int32> = []
        for batch in self.waiting[self.first...] {
            guard batch.delivery.isDone else {
                blocked.formUnion(batch.positions.lazy.map(\.index))
                continue
            }
            let last = batch.delivery.firstFailure == nil ? [:] : Self.lastStored(of: batch, &blocked)
            for position in batch.positions {
                if !blocked.contains(position.index) {
                    self.note(position)
                } else if let index = last[position.index], let offset = batch.trail?.offset(of: index) {
                    self.note(Position(index: position.index, partition: position.partition, offset: offset))
                }
            }
        }
        self.waiting = []
        self.first = 0
    }

    /// The number of the last record of each source partition before the first that isn't stored.
    private static func lastStored(of batch: Batch, _ blocked: inout Set<Int32>) -> [Int32: Int] {
        guard let trail = batch.trail else {
            blocked.formUnion(batch.positions.lazy.map(\.index))
            return [:]
        }
        var last: [Int32: Int] = [:]
        for index in 0..<batch.delivery.count {
            let partition = trail.place(of: index).partition
            guard !blocked.contains(partition) else { continue }
            if case .success = batch.delivery.result(at: index) {
                last[partition] = index
            } else {
                blocked.insert(partition)
            }
        }
        return last
    }

    private mutating func note(_ position: Position) {
        self.makeRoom(for: position)
        self.committable[Int(position.index)] = position
    }

    private mutating func makeRoom(for position: Position) {
        while self.committable.count <= Int(position.index) { self.committable.append(nil) }
    }

    /// Takes what is to be committed now.
    mutating func takeCommittable() -> [Position] {
        defer { self.committable.removeAll(keepingCapacity: true) }
        return self.committable.compactMap(\.self)
    }

    /// Takes back what could not be committed; what is newer stays.
    mutating func restore(_ positions: [Position]) {
        for position in positions {
            self.makeRoom(for: position)
            if self.committable[Int(position.index)] == nil { self.committable[Int(position.index)] = position }
        }
    }
}
