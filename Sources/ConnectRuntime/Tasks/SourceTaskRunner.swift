import ConnectAPI
import KafkaClient
import Log

/// Runs one source task: poll, convert, send, and commit offsets of what was acknowledged.
///
/// At least once: an offset is committed only after every record that was sent before it is acknowledged. Polling goes on
/// while earlier batches are on their way; the producer's buffer bounds how many.
package final class SourceTaskRunner {
    private let setup: SourceTaskSetup
    private let control: TaskControl
    private let submitted: SubmittedBatches
    private let log = Logger("org.apache.kafka.connect.runtime.WorkerSourceTask")

    /// - Parameter control: How pause, resume and stop reach the task.
    package init(_ setup: SourceTaskSetup, control: TaskControl) {
        self.setup = setup
        self.control = control
        self.submitted = SubmittedBatches(onTopic: setup.onTopic)
    }

    /// Runs until the control says stop. What was acknowledged by then is committed, also when the task fails.
    ///
    /// Runs plugin code where it is called: call it on the task's own executor. Cancelling the caller gives the task up:
    /// nothing is committed any more.
    ///
    /// - Throws: Why the task failed.
    package func run() async throws {
        guard try await self.waitWhilePaused() else { return }
        let context = TaskContext(id: self.setup.id, store: self.setup.offsets)
        var failure: (any Error)?
        do {
            try await self.setup.task.start(self.setup.configuration, context: context)
            self.setup.onState(.running)
            try await self.pollUntilStopped()
        } catch {
            failure = self.control.isStopping ? nil : error
            if failure == nil {
                self.log.warn("Task ended with an error while it was stopped", self.fields, error: error)
            }
        }
        if Task.isCancelled { return }
        await self.finish()
        if let failure { throw failure }
    }

    private var fields: LogFields { ["task": "\(self.setup.id)"] }

    /// Waits for a target state other than paused; false if that is to stop.
    private func waitWhilePaused() async throws -> Bool {
        var wasPaused = false
        while true {
            switch self.control.target {
            case .stopped: return false
            case .started:
                if wasPaused { self.setup.onState(.running) }
                return true
            case .paused:
                if !wasPaused { self.setup.onState(.paused) }
                wasPaused = true
                await self.control.waitForChange(from: .paused)
                try Task.checkCancellation()
            }
        }
    }

    /// Polls in one child and commits in another, until the control says stop or one of them fails.
    private func pollUntilStopped() async throws {
        let committer = OffsetCommitter(
            id: self.setup.id, submitted: self.submitted, store: self.setup.offsets, timeout: self.setup.flushTimeout)
        // The poll child is the only one that touches the task, the batch and the converters while the group runs.
        nonisolated(unsafe) let runner = self
        let interval = self.setup.flushInterval
        let control = self.control
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runner.poll(committer) }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: interval)
                    await committer.commit()
                }
            }
            group.addTask { await control.waitForStop() }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch is CancellationError where control.isStopping {}
        }
    }

    private func poll(_ committer: OffsetCommitter) async throws {
        let poller = SourcePoller(self.setup, submitted: self.submitted)
        while try await self.waitWhilePaused() {
            if committer.takeCommitted() { await poller.didCommit() }
            try await poller.pollOnce()
            await Task.yield()  // a task that always has records must not starve the others of its thread
        }
    }

    /// Waits for what is on its way, commits, and ends the task.
    private func finish() async {
        let committer = OffsetCommitter(
            id: self.setup.id, submitted: self.submitted, store: self.setup.offsets, timeout: self.setup.flushTimeout)
        await self.submitted.waitUntilDone(within: self.setup.flushTimeout)
        await committer.commit()
        do {
            if committer.takeCommitted() { try await self.setup.task.commit() }
        } catch {
            self.log.warn("Task failed in commit", self.fields, error: error)
        }
        do {
            try await self.setup.task.stop()
        } catch {
            self.log.warn("Task failed in stop", self.fields, error: error)
        }
    }
}

/// What the task's plugin may ask of us.
private struct TaskContext: SourceTaskContext {
    let id: TaskID
    let store: any SourceOffsets

    var connectorName: String { self.id.connector }
    var taskNumber: Int { Int(self.id.task) }

    func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] {
        try await self.store.offsets(of: self.id.connector, partitions)
    }
}
