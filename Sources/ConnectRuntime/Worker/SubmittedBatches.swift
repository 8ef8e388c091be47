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
        /// Topics that the task uses for the first time.
        var newTopics: [String]
    }

    /// nil: taken. A slow task always has its last batch here, and what was taken before it must not pile up.
    private var waiting: [Batch?] = []
    private var first = 0
    /// By the batch's index of their partitions.
    private var committable: [Position?] = []

    var isEmpty: Bool { self.first == self.waiting.count }
    /// How many are held, those that were taken included.
    var heldCount: Int { self.waiting.count }
    /// The delivery that was handed over last.
    var last: Delivery? { self.isEmpty ? nil : self.waiting.last??.delivery }

    mutating func append(_ batch: Batch) { self.waiting.append(batch) }

    /// Takes the next batch whose fate is known. Its offsets become committable if all of it was stored, or if
    /// `tolerates` says that a failure is no reason to stop. One that is a reason stays where it is: it is given again
    /// and again, and no offset behind it ever becomes committable.
    mutating func takeDone(_ tolerates: (KafkaError) -> Bool) -> Batch? {
        guard !self.isEmpty, self.waiting[self.first]?.delivery.isDone == true else { return nil }
        if let (_, error) = self.waiting[self.first]?.delivery.firstFailure, !tolerates(error) {
            return self.waiting[self.first]
        }
        guard let batch = self.waiting[self.first].take() else { return nil }
        self.first += 1
        if self.first == self.waiting.count {
            self.waiting.removeAll(keepingCapacity: true)
            self.first = 0
        } else if self.first >= 16, self.first * 2 >= self.waiting.count {
            self.waiting.removeFirst(self.first)
            self.first = 0
        }
        for position in batch.positions {
            self.makeRoom(for: position)
            self.committable[Int(position.index)] = position
        }
        return batch
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
