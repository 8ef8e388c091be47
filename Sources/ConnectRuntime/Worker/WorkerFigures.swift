import Transport

/// What tasks have done so far, for metrics and for the live view of `sluice dev`.
package final class WorkerFigures: Sendable {
    package struct Task: Sendable, Equatable {
        /// Records that the source gave.
        package var polled = 0
        /// Records that the producer took.
        package var sent = 0
        /// Records that Kafka has stored.
        package var acknowledged = 0
        /// Records that were dropped, or left out because of an error that is tolerated.
        package var skipped = 0
        package var offsetCommits = 0
        package var failedOffsetCommits = 0

        package init() {}
    }

    private let tasks = Locked<[TaskID: Locked<Task>]>([:])

    package init() {}

    /// Of all tasks that ran here since the worker was started.
    package var all: [TaskID: Task] { self.tasks.withLock { $0 }.mapValues { $0.withLock { $0 } } }

    package subscript(id: TaskID) -> Task { self.tasks.withLock { $0[id] }?.withLock { $0 } ?? Task() }

    /// What one task counts in.
    func of(_ id: TaskID) -> Locked<Task> {
        self.tasks.withLock { tasks in
            if let known = tasks[id] { return known }
            let figures = Locked(Task())
            tasks[id] = figures
            return figures
        }
    }
}
