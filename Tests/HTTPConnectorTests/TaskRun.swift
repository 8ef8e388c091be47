import ConnectAPI
import HTTPTestServer
import Testing

@testable import HTTPConnector

/// A clock whose sleepers go on at once; keeps how long each wanted to sleep.
final class SleepLog: Clock, @unchecked Sendable {  // used by one test at a time
    struct Instant: InstantProtocol {
        var offset: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(offset: self.offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - self.offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private(set) var now = Instant()
    let minimumResolution = Duration.zero
    private(set) var sleeps: [Duration] = []

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        self.sleeps.append(self.now.duration(to: deadline))
        self.now = deadline
    }
}

/// What a task sees of the worker.
struct TaskContext: SourceTaskContext {
    let connectorName = "http"
    let taskNumber = 0
    var stored: [SourcePosition: SourcePosition] = [:]

    func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] {
        partitions.map { $0.flatMap { self.stored[$0] } }
    }
}

/// One task in front of a server that does as a script says.
struct TaskRun {
    let task: HTTPSourceTask
    let clock: SleepLog
    let server: ScriptedServer
    let batch = SourceBatch()

    static func with(
        _ configuration: ConfigValues, stored: [SourcePosition: SourcePosition] = [:],
        script: @escaping @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Step,
        _ body: (TaskRun) async throws -> Void
    ) async throws {
        try await ScriptedServer.run(script) { server, port in
            var all: ConfigValues = [
                "http.request.url": "http://127.0.0.1:{PORT}/items", "kafka.topic": "t",
                "http.response.record.mapper": HTTPClasses.stringMapper,
            ]
            all.merge(configuration) { $1 }
            all = all.mapValues { $0?.replacing("{PORT}", with: "\(port)") }
            let clock = SleepLog()
            let task = HTTPSourceTask(clock: clock, now: { 1_600_000_000_000 })
            try await task.start(all, context: TaskContext(stored: stored))
            try await body(TaskRun(task: task, clock: clock, server: server))
            try await task.stop()
        }
    }

    /// The keys of the next poll's records.
    func poll() async throws -> [String] {
        self.batch.reset()
        try await self.task.poll(into: self.batch)
        return (0..<self.batch.count).map { self.batch.record(at: $0).key.value.string ?? "" }
    }

    /// Why the next poll fails.
    func failure() async -> ConnectError? {
        do {
            _ = try await self.poll()
            return nil
        } catch {
            return error as? ConnectError
        }
    }

    var targets: [String] { get async { await self.server.requests.map(\.target) } }
}
