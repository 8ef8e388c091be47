import KafkaWire

/// What the producer does with records until they are stored: batches, order, retries, sequence numbers, memory. No
/// I/O, clock or lock: methods take events with their time in milliseconds, ``step(now:)`` says what to do next.
///
/// Invariants:
/// - A partition's batches wait in ``ProducerPartition/queue`` in the order in which they go out. Only the last one,
///   ``ProducerPartition/open``, still takes records.
/// - Each batch is in one place: in its partition's queue, in one request under way, or done.
/// - A batch that has sequence numbers keeps them, and goes out with the same records, until its end is known or the
///   epoch is bumped.
/// - ``used`` is the sum of the sizes of all batches that aren't done.
struct ProducerMachine {
    let configuration: ProducerConfiguration
    var topics: [String: ProducerTopic] = [:]
    /// The one of ``topics`` that was looked up last: most producers have no other.
    var lastTopic: ProducerTopic?
    /// Partitions with something in their queue.
    var listed = Few<ProducerPartition>()
    var random: ProducerRandom

    /// Bytes of `buffer.memory` that are taken.
    var used = 0
    var waiters = ProducerWaiters()
    var flushes = 0
    var isClosing = false
    var closeDeadline = Int64.max

    /// No batch that isn't done was begun before this.
    var oldestBatch = Int64.max
    /// Those under way, the oldest first.
    var requests = Few<ProduceWork>()
    var nextRequestID = 0
    /// How many of them are under way to each broker.
    var inFlightByNode = NodeCounts()

    var identity: ProducerIdentity?
    var partitionsToBump: [ProducerPartition] = []
    /// Partitions with batches that were given up and whose fate is open.
    var unresolved: [ProducerPartition] = []

    /// Something is known to be out of date.
    var isMetadataStale = false
    /// When to look through the topics again for what has to be asked.
    var metadataDue: Int64 = 0

    /// Something has come up that ``step(now:)`` should see before the time it has asked for.
    var needsStep = false
    var wakeAt = Int64.max

    /// Deliveries to be told, once the lock is left, that one of their batches is done.
    var finished = Few<Delivery>()
    var figures = ProducerFigures()

    // What is seldom needed comes last: the rest lies together.
    /// Nothing works any more, and why.
    var fatalError: KafkaError?
    var identityRequest = BackedOffRequest()
    var metadataRequest = BackedOffRequest()
    var sorted = PartitionSort()

    init(_ configuration: ProducerConfiguration, seed: UInt64) {
        self.configuration = configuration
        self.random = ProducerRandom(state: seed)
    }

    /// Lets `latch` wait for all batches that aren't done, and sends those that wait for more records.
    mutating func beginFlush(_ latch: Delivery) {
        self.flushes += 1
        self.needsStep = true
        for partition in self.listed {
            for batch in partition.queue.all { latch.attach(to: batch) }
        }
        for work in self.requests {
            for batch in work.batches where !batch.isDone { latch.attach(to: batch) }
        }
    }

    mutating func endFlush() { self.flushes -= 1 }

    /// Takes no more records; what isn't stored at `deadline` fails.
    mutating func close(at deadline: Int64) {
        self.isClosing = true
        self.closeDeadline = min(self.closeDeadline, deadline)
        self.needsStep = true
        self.waiters.wakeAll()
    }

    /// A call of `send` ends before its records are all taken.
    mutating func leave(_ id: Int) {
        self.waiters.leave(id)
        self.wakeForMemory()
    }

    mutating func takeFinished() -> Few<Delivery> {
        defer { self.finished = Few() }
        return self.finished
    }

    var currentFigures: ProducerFigures {
        var figures = self.figures
        figures.bufferUsed = self.used
        figures.waitingSends = self.waiters.waiting.count
        return figures
    }
}

/// A Produce request: batches of one leader, at most one a partition.
struct ProduceWork: Sendable {
    let id: Int
    let node: Int32
    let batches: Few<ProducerBatch>
}

/// A number for each of a few brokers, 0 if there is none. Searched through: that is quicker than hashing.
struct NodeCounts {
    private var counts = Few<(node: Int32, count: Int)>()

    subscript(node: Int32) -> Int {
        get { self.counts.first { $0.node == node }?.count ?? 0 }
        set {
            if let place = self.counts.firstIndex(where: { $0.node == node }) {
                self.counts[place].count = newValue
            } else {
                self.counts.append((node, newValue))
            }
        }
    }
}

/// What is to be done now, and when to ask again.
struct ProducerStep: Sendable {
    var requests = Few<ProduceWork>()
    var needsProducerID = false
    /// Topics whose metadata is wanted; empty: none.
    var metadata: [String] = []
    /// When something is due that no event announces.
    var wakeAt = Int64.max
    /// Closed, and nothing is left to do.
    var isFinished = false
}

/// Counts, for metrics.
package struct ProducerFigures: Sendable, Equatable {
    package var recordsSent = 0
    package var recordErrors = 0
    package var recordRetries = 0
    /// As sent, after compression.
    package var bytesSent = 0
    package var batchesSent = 0
    package var batchSplits = 0
    package var requestsSent = 0
    package var bufferUsed = 0
    package var waitingSends = 0
}

/// A request that is under way at most once at a time, and after a failure not again at once.
struct BackedOffRequest {
    private(set) var isInFlight = false
    private(set) var notBefore: Int64 = 0
    private var failures: Int32 = 0

    mutating func start(now: Int64, isUrgent: Bool = false) -> Bool {
        guard !self.isInFlight, isUrgent || now >= self.notBefore else { return false }
        self.isInFlight = true
        return true
    }

    /// - Parameter pause: Not again before that has passed.
    mutating func succeeded(now: Int64 = 0, pause: Int64 = 0) {
        self.isInFlight = false
        self.failures = 0
        self.notBefore = now + pause
    }

    mutating func failed(now: Int64, backoff: Int64, max: Int64) {
        self.isInFlight = false
        self.notBefore = now + exponentialBackoff(backoff, attempts: self.failures, max: max)
        self.failures = min(self.failures + 1, 30)
    }
}

/// Kafka's pause before a further try: doubles from try to try, up to a maximum.
func exponentialBackoff(_ first: Int64, attempts: Int32, max limit: Int64) -> Int64 {
    let (grown, isTooMuch) = first.multipliedReportingOverflow(by: 1 << Int64(min(max(attempts, 0), 30)))
    return isTooMuch ? limit : min(grown, max(limit, first))
}

/// A fast generator; what it decides is only which partition comes next.
struct ProducerRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed &>> 31)
    }
}

/// Calls of `send` that wait, for memory in the order of their coming, or for metadata.
struct ProducerWaiters {
    enum Reason: Equatable { case memory, metadata }

    struct Waiter {
        let id: Int
        let reason: Reason
        let deadline: Int64
    }

    private(set) var waiting: [Waiter] = []
    private var nextID = 0
    /// Waiters that may go on now.
    private(set) var woken: [Int] = []
    /// Has its turn at the memory: others wait behind it.
    private(set) var turn: Int?

    var needsMemory: Bool { self.turn != nil || self.waiting.contains { $0.reason == .memory } }
    var nextDeadline: Int64 { self.waiting.lazy.map(\.deadline).min() ?? .max }

    mutating func newID() -> Int {
        self.nextID += 1
        return self.nextID
    }

    mutating func wait(_ id: Int, for reason: Reason, until deadline: Int64) {
        let waiter = Waiter(id: id, reason: reason, deadline: deadline)
        if self.turn == id {  // it had its turn and it wasn't enough: still the first
            self.turn = nil
            self.waiting.insert(waiter, at: 0)
        } else {
            self.waiting.append(waiter)
        }
    }

    /// The call has ended, or was cancelled.
    mutating func leave(_ id: Int) {
        if self.turn == id { self.turn = nil }
        self.waiting.removeAll { $0.id == id }
    }

    mutating func wake(_ reason: Reason) {
        guard !self.waiting.isEmpty else { return }
        if reason == .memory, self.turn != nil { return }
        var isFirst = true
        self.waiting.removeAll { waiter in
            guard waiter.reason == reason, reason == .metadata || isFirst else { return false }
            isFirst = false
            if reason == .memory { self.turn = waiter.id }
            self.woken.append(waiter.id)
            return true
        }
    }

    mutating func wakeAll() {
        self.woken += self.waiting.map(\.id)
        self.waiting = []
    }

    mutating func wakeExpired(now: Int64) {
        if self.waiting.isEmpty { return }
        self.waiting.removeAll { waiter in
            guard waiter.deadline <= now else { return false }
            self.woken.append(waiter.id)
            return true
        }
    }

    mutating func takeWoken() -> [Int] {
        defer { self.woken = [] }
        return self.woken
    }
}
