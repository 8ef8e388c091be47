package import Transport

/// Work that one component starts and another waits for: children of the worker, which outlive the command that
/// started them.
package final class BackgroundWork: Sendable {
    private typealias Job = (body: @Sendable () async -> Void, executor: (any TaskExecutor)?)

    private struct Limited {
        var tasks: [Int: Task<Void, Never>] = [:]
        var lastID = 0
        var isOver = false
    }

    private let (jobs, intake) = AsyncStream.makeStream(of: Job.self)
    /// What ``limited(to:on:_:)`` runs. No children of a group: one that waits for the time would cost as much as the work,
    /// and a thousand tasks commit at once.
    private let limited = Locked(Limited())

    private let executor: any TaskExecutor

    /// - Parameter executor: Where work runs that doesn't say.
    package init(on executor: any TaskExecutor) { self.executor = executor }

    /// Starts `body` as a child of ``run()``; dropped once ``stop()`` was called.
    package func start(on executor: (any TaskExecutor)? = nil, _ body: @escaping @Sendable () async -> Void) {
        self.intake.yield((body, executor))
    }

    /// Takes no more work; ``run()`` cancels what is left, waits for it and returns.
    package func stop() { self.intake.finish() }

    package func run() async {
        await withDiscardingTaskGroup { group in
            for await job in self.jobs {
                group.addTask(executorPreference: job.executor ?? self.executor) { await job.body() }
            }
            group.cancelAll()
        }
        let left = self.limited.withLock { limited in
            limited.isOver = true
            return Array(limited.tasks.values)
        }
        for task in left { task.cancel() }
        for task in left { await task.value }
    }

    /// Calls `body` for `duration` at most, one task for each call.
    ///
    /// - Returns: nil if the time is over: `body` is cancelled then, and ``run()`` alone waits for its end. Also nil once
    ///   ``run()`` is over.
    package func limited<Result: Sendable>(
        to duration: Duration, on clock: LoopClock, _ body: @escaping @Sendable () async -> Result
    ) async -> Result? {
        let latch = Latch()
        let outcome = Locked<Result?>(nil)
        let task = self.limited.withLock { limited -> Task<Void, Never>? in
            guard !limited.isOver else { return nil }
            limited.lastID += 1
            let id = limited.lastID
            let task = Task(executorPreference: self.executor) {
                let result = await body()
                outcome.withLock { $0 = result }
                latch.open()
                self.limited.withLock { $0.tasks[id] = nil }
            }
            limited.tasks[id] = task
            return task
        }
        guard let task else { return nil }
        guard await latch.wait(for: duration, on: clock) else {
            task.cancel()
            return nil
        }
        return outcome.withLock { $0 }
    }
}
