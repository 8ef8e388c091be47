import Bytes
import KafkaWire

/// A batch of one partition, from its first record until its fate is known.
///
/// `@unchecked Sendable`: every property is touched under the producer's lock only, with two exceptions. What the sender
/// takes out to seal (``builder``, ``bytes``) nobody else looks at while the batch is in flight, and ``result`` is read
/// without the lock by those that ``Delivery`` has told of it.
final class ProducerBatch: @unchecked Sendable {
    /// What has become of the records.
    enum Result {
        case stored(baseOffset: Int64, appendTime: Int64)
        /// Beside the batch in memory: it is large and rare, and batches are many.
        indirect case failed(KafkaError, records: [Int32: KafkaError])
        /// It was too large for the broker: its records live on in these.
        case split([ProducerBatch])
    }

    // What changes isn't checked for overlapping accesses: the rules above leave none.
    let partition: ProducerPartition
    /// When its first record came, for `linger.ms` and `delivery.timeout.ms`.
    let created: Int64
    /// Takes records until the batch is sealed.
    @exclusivity(unchecked) var builder: RecordBatchBuilder?
    /// The batch as it was sealed (compressed, with its header) for ``sealedProducer``.
    @exclusivity(unchecked) var bytes: Bytes?
    @exclusivity(unchecked) var sealedProducer = BatchProducer.none
    @exclusivity(unchecked) var recordCount: Int32 = 0
    /// Bytes before compression: what it takes of `buffer.memory`.
    @exclusivity(unchecked) var size = RecordBatchHeader.size

    /// How often it was sent.
    @exclusivity(unchecked) var attempts: Int32 = 0
    /// Not to be sent again before.
    @exclusivity(unchecked) var notBefore: Int64 = 0
    /// Identity and sequence number that it is, or will be, sent with; `.none` until it has its turn.
    @exclusivity(unchecked) var producer = BatchProducer.none
    @exclusivity(unchecked) var isInFlight = false
    var isSplit = false

    /// Whom to tell of the end, each with as many mentions as it counts.
    @exclusivity(unchecked) var deliveries = Few<Delivery>()
    @exclusivity(unchecked) var result: Result?

    /// Place of this batch in the last one of ``deliveries``.
    @exclusivity(unchecked) var lastDeliveryIndex: Int32 = 0

    init(partition: ProducerPartition, created: Int64, capacity: Int) {
        self.partition = partition
        self.created = created
        self.builder = RecordBatchBuilder(capacity: capacity)
    }

    var hasSequence: Bool { self.producer.baseSequence >= 0 }
    var lastSequence: Int32 { SequenceNumber.advance(self.producer.baseSequence, by: self.recordCount - 1) }
    var isDone: Bool { self.result != nil }
}

/// Arithmetic of sequence numbers, which go on with 0 behind `Int32.max`.
enum SequenceNumber {
    static func advance(_ sequence: Int32, by count: Int32) -> Int32 {
        Int32(truncatingIfNeeded: (Int64(sequence) + Int64(count)) & 0x7fff_ffff)
    }

    /// The later one of two that lie less than half of all numbers apart; -1 is before all.
    static func later(_ one: Int32, _ other: Int32) -> Int32 {
        if one < 0 || other < 0 { return max(one, other) }
        return (other &- one) & 0x7fff_ffff < 0x4000_0000 ? other : one
    }
}

/// Batches in their order, the oldest first.
struct BatchQueue {
    /// The only one: mostly there is no other, and that needs no memory of its own.
    private var lone: ProducerBatch?
    /// All of several.
    private var items: [ProducerBatch] = []
    private var start = 0

    var count: Int { self.lone == nil ? self.items.count - self.start : 1 }
    var isEmpty: Bool { self.lone == nil && self.start == self.items.count }
    var first: ProducerBatch? { self.lone ?? (self.isEmpty ? nil : self.items[self.start]) }
    var all: ArraySlice<ProducerBatch> { self.lone.map { [$0] } ?? self.items[self.start...] }

    mutating func append(_ batch: ProducerBatch) {
        if self.isEmpty { return self.lone = batch }
        self.makeRoom()
        self.items.append(batch)
    }

    mutating func prepend(_ batch: ProducerBatch) {
        if self.isEmpty { return self.lone = batch }
        self.makeRoom()
        if self.start > 0 {
            self.start -= 1
            self.items[self.start] = batch
        } else {
            self.items.insert(batch, at: 0)
        }
    }

    mutating func removeFirst() -> ProducerBatch? {
        if let lone = self.lone.take() { return lone }
        guard let first = self.first else { return nil }
        self.start += 1
        if self.isEmpty {
            self.items.clear()
            self.start = 0
        } else if self.start > 32 {
            self.items.removeFirst(self.start)
            self.start = 0
        }
        return first
    }

    /// Puts a batch that has a sequence number back where it belongs: in front of all with a later one, or none yet.
    mutating func insertInSequence(_ batch: ProducerBatch) {
        if self.isEmpty { return self.lone = batch }
        self.makeRoom()
        var place = self.start
        while place < self.items.count, self.items[place].hasSequence,
            self.items[place].producer.baseSequence < batch.producer.baseSequence
        {
            place += 1
        }
        self.items.insert(batch, at: place)
    }

    /// For more than one.
    private mutating func makeRoom() {
        if let lone = self.lone.take() { self.items.append(lone) }
    }
}
