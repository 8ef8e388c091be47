import ConnectAPI
import KafkaClient
import Transport

/// The batches of a source task that are on their way, oldest first, and the offsets that may be committed because all
/// that was sent before them is acknowledged.
///
/// The task's thread adds, the committer takes; hence the lock, once a batch.
final class SubmittedBatches: Sendable {
    /// Where a source partition stands after a batch.
    typealias Position = (partition: SourcePosition?, offset: SourcePosition?)

    struct Batch {
        let delivery: Delivery
        let positions: [Position]
        /// Topics that had their first record in this batch.
        let newTopics: [String]
    }

    private struct State {
        var batches: [Batch] = []
        var committable: [SourcePosition?: SourcePosition?] = [:]
        var failure: KafkaError?
    }

    private let state = Locked(State())
    private let onTopic: @Sendable (String) -> Void

    init(onTopic: @escaping @Sendable (String) -> Void) { self.onTopic = onTopic }

    func add(_ batch: Batch) { self.state.withLock { $0.batches.append(batch) } }

    /// Takes up what has been acknowledged.
    ///
    /// - Throws: Once a record could not be written; offsets from there on are never committed.
    func update() throws(KafkaError) {
        var topics: [String] = []
        let failure = self.state.withLock { state in
            var done = 0
            while state.failure == nil, done < state.batches.count, state.batches[done].delivery.isDone {
                let batch = state.batches[done]
                if let (_, error) = batch.delivery.firstFailure {
                    state.failure = error
                    break
                }
                for position in batch.positions { state.committable[position.partition] = position.offset }
                topics += batch.newTopics
                done += 1
            }
            state.batches.removeFirst(done)
            return state.failure
        }
        for topic in topics { self.onTopic(topic) }
        if let failure { throw failure }
    }

    /// The offsets to commit; whoever takes them gives them back if the commit fails.
    func take() -> [Position] {
        self.state.withLock { state in
            defer { state.committable = [:] }
            return state.committable.map { (partition: $0.key, offset: $0.value) }
        }
    }

    /// Takes back what was not committed; newer offsets win.
    func giveBack(_ positions: [Position]) {
        self.state.withLock { state in
            for position in positions where state.committable[position.partition] == nil {
                state.committable[position.partition] = position.offset
            }
        }
    }

    /// Waits until the fate of all batches is known, `time` at most.
    func waitUntilDone(within time: Duration) async {
        let deadline = ContinuousClock.now + time
        var pause = Duration.milliseconds(1)
        // A delivery can't be waited for with a time limit: it ends with `delivery.timeout.ms`, which Kafka Connect sets
        // to weeks. So look now and then.
        while let last = self.state.withLock({ $0.batches.last }), !last.delivery.isDone, ContinuousClock.now < deadline
        {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
        try? self.update()
    }
}
