import ConnectAPI
import Transport

/// What a source task's plugin sees of the worker.
final class RunnerContext: SourceTaskContext {
    // For each sleep; the flag is raised by it.
    private let clock: LoopClock
    private let hasWaited: Flag
    private let id: TaskID
    private let offsets: OffsetStore

    init(id: TaskID, services: WorkerServices, hasWaited: Flag) {
        self.clock = services.clock
        self.hasWaited = hasWaited
        self.id = id
        self.offsets = services.offsets
    }

    var connectorName: String { self.id.connector }
    var taskNumber: Int { Int(self.id.task) }

    func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] {
        try await self.offsets.offsets(of: self.id.connector, partitions)
    }

    func sleep(for duration: Duration, tolerance: Duration) async throws {
        self.hasWaited.raise()
        try await self.clock.sleep(until: self.clock.now.advanced(by: duration), tolerance: tolerance)
    }
}
