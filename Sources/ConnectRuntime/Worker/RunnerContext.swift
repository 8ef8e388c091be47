import ConnectAPI
import Transport

/// What a source task's plugin sees of the worker.
struct RunnerContext: SourceTaskContext {
    let id: TaskID
    let services: WorkerServices
    /// Raised by each sleep.
    let hasWaited: Flag

    var connectorName: String { self.id.connector }
    var taskNumber: Int { Int(self.id.task) }

    func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] {
        try await self.services.offsets.offsets(of: self.id.connector, partitions)
    }

    func sleep(for duration: Duration, tolerance: Duration) async throws {
        self.hasWaited.raise()
        let clock = self.services.clock
        try await clock.sleep(until: clock.now.advanced(by: duration), tolerance: tolerance)
    }
}
