import Bytes
import ConnectAPI
import KafkaWire
import Transport

/// What one batch needs on its way from values to the producer, and nothing longer.
final class Workbench: @unchecked Sendable {  // one task has it at a time
    // Not checked for overlapping accesses: a task works alone, and no access calls code that comes back to it.
    let outgoing = OutgoingRecords(capacity: 2048)
    @exclusivity(unchecked) var keys = SerializedColumn()
    @exclusivity(unchecked) var values = SerializedColumn()
    @exclusivity(unchecked) var headers: [SerializedRange] = []
    @exclusivity(unchecked) var headerEncoder = HeaderEncoder()
    /// The last entry of each source partition of the batch; -1: none.
    @exclusivity(unchecked) var lastEntries: [Int32] = []

    /// Whether its memory is but that of a few records.
    fileprivate var isSmall: Bool {
        self.outgoing.arena.capacity <= 1 << 16 && self.outgoing.records.capacity <= 256
            && self.keys.ranges.capacity <= 256 && self.values.ranges.capacity <= 256 && self.headers.capacity <= 256
            && self.lastEntries.capacity <= 256 && self.headerEncoder.isSmall
    }

    /// Forgets the batch.
    fileprivate func clear() {
        self.outgoing.removeAll()
        self.outgoing.setTopics([])
        self.keys.reset()
        self.values.reset()
        self.headers.clear()
    }
}

/// The small workbenches of a worker, which tasks borrow for a batch each: a thousand tasks that make a record now and
/// then need a few, whose memory is still in the processor's cache from the task before.
///
/// One that has grown for a large batch stays with the task that needs such.
final class Workbenches: Sendable {
    private let idle = Locked<[Workbench]>([])
    /// Those that tasks need at the same time are as many as threads, unless producers are full.
    private static let mostIdle = 8

    /// A workbench without a batch.
    func take() -> Workbench { self.idle.withLock { $0.popLast() } ?? Workbench() }

    /// Takes a workbench back that no batch needs any more.
    ///
    /// - Returns: The workbench, if it is too large to be kept for others.
    func put(_ bench: Workbench) -> Workbench? {
        bench.clear()
        guard bench.isSmall else { return bench }
        self.idle.withLock { idle in
            if idle.count < Self.mostIdle { idle.append(bench) }
        }
        return nil
    }
}
