import ConnectAPI
import KafkaClient
import Log
import Transport

/// Commits a source task's offsets, now and then and at its end.
final class OffsetCommitter: Sendable {
    private let id: TaskID
    private let submitted: SubmittedBatches
    private let store: any SourceOffsets
    private let timeout: Duration
    private let hasCommitted = Locked(false)
    private static let log = Logger("org.apache.kafka.connect.runtime.SourceTaskOffsetCommitter")

    init(id: TaskID, submitted: SubmittedBatches, store: any SourceOffsets, timeout: Duration) {
        self.id = id
        self.submitted = submitted
        self.store = store
        self.timeout = timeout
    }

    /// Whether there was a successful commit since the last call: the task wants to hear of it, on its own thread.
    func takeCommitted() -> Bool {
        self.hasCommitted.withLock { hasCommitted in
            defer { hasCommitted = false }
            return hasCommitted
        }
    }

    /// Commits what may be. A failure is logged, and what was not committed is tried again the next time.
    func commit() async {
        try? self.submitted.update()  // its failure ends the poll loop, which looks for it too
        let positions = self.submitted.take()
        if !positions.isEmpty {
            do {
                try await self.write(positions)
            } catch {
                self.submitted.giveBack(positions)
                Self.log.error("Offsets could not be committed", ["task": "\(self.id)"], error: error)
                return
            }
        }
        self.hasCommitted.withLock { $0 = true }
    }

    private func write(_ positions: [SubmittedBatches.Position]) async throws {
        let (id, store, timeout) = (self.id, self.store, self.timeout)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.write(id.connector, positions) }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw ConnectError(.connect, "Timed out waiting to flush offsets to storage")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
