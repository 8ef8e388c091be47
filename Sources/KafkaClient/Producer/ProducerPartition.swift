import KafkaWire

/// One partition as the producer sees it: its batches that wait, and what is known about its leader.
///
/// `@unchecked Sendable`: touched under the producer's lock only, but for `topic`, its name and `index`, which
/// never change, and the meter's `topicNumber`.
final class ProducerPartition: @unchecked Sendable {
    // What changes isn't checked for overlapping accesses, here and in ProducerTopic: the lock leaves none.
    unowned let topic: ProducerTopic
    let topicName: String
    let index: Int32
    /// The number of the topic in the client's meter, which alone looks at this, under its lock.
    @exclusivity(unchecked) var topicNumber: Int32?
    /// Batches that wait, or wait again.
    @exclusivity(unchecked) var queue = BatchQueue()
    /// The last one of ``queue``, while it still takes records.
    @exclusivity(unchecked) var open: ProducerBatch?
    /// Size of the batch that went out last: the next one will be about as large.
    @exclusivity(unchecked) private(set) var lastSize = 0
    /// Bytes in ``queue``, for the choice of a partition.
    @exclusivity(unchecked) var queuedBytes = 0
    /// -1: none at the moment.
    @exclusivity(unchecked) var leader: Int32 = -1
    var leaderEpoch: Int32 = -1
    @exclusivity(unchecked) var sequences = PartitionSequences()
    /// Nothing goes out until all that is under way is answered, and then under a new epoch.
    @exclusivity(unchecked) var mustBump = false
    /// Batches that were sent and not answered yet.
    @exclusivity(unchecked) var inFlight = 0
    /// Whether it is in the list of partitions with something to send.
    @exclusivity(unchecked) var isListed = false

    init(topic: ProducerTopic, index: Int32) {
        self.topic = topic
        self.topicName = topic.name
        self.index = index
    }

    func enqueue(_ batch: ProducerBatch) {
        self.queue.append(batch)
        self.queuedBytes += batch.size
    }

    /// Takes the first batch out, which then takes no more records.
    func dequeue() -> ProducerBatch? {
        guard let batch = self.queue.removeFirst() else { return nil }
        if batch === self.open { self.open = nil }
        self.queuedBytes -= batch.size
        self.lastSize = batch.size
        return batch
    }

    /// As in Kafka's messages.
    var name: String { "\(self.topicName)-\(self.index)" }
}

/// A topic that records were sent to.
final class ProducerTopic: @unchecked Sendable {  // touched under the producer's lock only, but for `name`
    let name: String
    @exclusivity(unchecked) var partitions: [ProducerPartition] = []
    @exclusivity(unchecked) var sticky = StickyPartitioner()
    /// What a batch may grow to, before compression; shrinks when the broker refuses one as too large.
    @exclusivity(unchecked) var growthLimit: Int
    @exclusivity(unchecked) var lastUsed: Int64 = 0
    /// Why there will be no metadata, if the broker said so; until somebody asks anew.
    @exclusivity(unchecked) var error = ErrorCode.none
    /// Why nothing can be learnt of it: for those who wait, once.
    @exclusivity(unchecked) var failure: KafkaError?
    var id = TopicID.zero
    /// When its metadata came; nil: not yet.
    var refreshed: Int64?
    /// Whether its metadata was asked for before.
    var wasAsked = false

    init(name: String, growthLimit: Int) {
        self.name = name
        self.growthLimit = growthLimit
    }

    /// Takes over what the cluster says.
    ///
    /// - Parameter leaders: By partition; an old leader epoch doesn't replace a newer one.
    func update(id: TopicID, leaders: [(leader: Int32, epoch: Int32)], now: Int64) {
        if id != self.id {  // the topic is another one: epochs begin again
            for partition in self.partitions { partition.leaderEpoch = -1 }
            self.id = id
        }
        for (index, news) in leaders.enumerated() {
            if index == self.partitions.count {
                self.partitions.append(ProducerPartition(topic: self, index: Int32(index)))
            }
            let partition = self.partitions[index]
            guard news.epoch < 0 || news.epoch >= partition.leaderEpoch else { continue }
            partition.leader = news.leader
            partition.leaderEpoch = news.epoch
        }
        self.refreshed = now
        self.error = .none
        self.failure = nil
    }
}

/// Chooses partitions for records without a key: one stays until a batch's worth of bytes went to it.
struct StickyPartitioner {
    private(set) var partition: Int32 = -1
    private var produced = 0

    /// The partition for the next record.
    ///
    /// - Parameter isAdaptive: Partitions with much waiting are chosen less often.
    mutating func current(
        of partitions: [ProducerPartition], isAdaptive: Bool, using generator: inout some RandomNumberGenerator
    ) -> Int32 {
        if self.partition >= 0, Int(self.partition) < partitions.count { return self.partition }
        self.partition = Self.choose(partitions, isAdaptive: isAdaptive, using: &generator)
        self.produced = 0
        return self.partition
    }

    /// Counts what went to the current partition and leaves it once that is enough.
    mutating func wrote(_ bytes: Int, batchSize: Int) {
        self.produced += bytes
        if self.produced >= batchSize { self.partition = -1 }
    }

    /// Goes to the next partition: round robin.
    mutating func goOn(of count: Int) {
        self.partition = count > 0 ? (self.partition + 1) % Int32(count) : -1
    }

    private static func choose(
        _ partitions: [ProducerPartition], isAdaptive: Bool, using generator: inout some RandomNumberGenerator
    ) -> Int32 {
        guard !partitions.isEmpty else { return 0 }
        var candidates = partitions.filter { $0.leader >= 0 }
        if candidates.isEmpty { candidates = partitions }
        let fullest = isAdaptive ? candidates.lazy.map(\.queuedBytes).max() ?? 0 : 0
        guard fullest > 0 else { return candidates[Int.random(in: 0..<candidates.count, using: &generator)].index }
        // As often as there is room compared to the fullest; that one now and then as well.
        let share = fullest / 16 + 1
        let total = candidates.reduce(0) { $0 + fullest + share - $1.queuedBytes }
        var place = Int.random(in: 0..<total, using: &generator)
        for candidate in candidates {
            place -= fullest + share - candidate.queuedBytes
            if place < 0 { return candidate.index }
        }
        return candidates[candidates.count - 1].index
    }
}
