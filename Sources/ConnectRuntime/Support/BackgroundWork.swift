package import Transport

/// Work that one component starts and another waits for: children of the worker, which outlive the command that
/// started them.
package final class BackgroundWork: Sendable {
    private typealias Job = (body: @Sendable () async -> Void, executor: (any TaskExecutor)?)

    private let (jobs, intake) = AsyncStream.makeStream(of: Job.self)

    package init() {}

    /// Starts `body` as a child of ``run()``; dropped once ``stop()`` was called.
    package func start(on executor: (any TaskExecutor)? = nil, _ body: @escaping @Sendable () async -> Void) {
        self.intake.yield((body, executor))
    }

    /// Takes no more work; ``run()`` cancels what is left, waits for it and returns.
    package func stop() { self.intake.finish() }

    package func run() async {
        await withDiscardingTaskGroup { group in
            for await job in self.jobs {
                if let executor = job.executor {
                    group.addTask(executorPreference: executor) { await job.body() }
                } else {
                    group.addTask { await job.body() }
                }
            }
            group.cancelAll()
        }
    }

    /// Calls `body` for `duration` at most.
    ///
    /// - Returns: nil if the time is over; `body` is cancelled then, but nobody waits for its end.
    package func limited<Result: Sendable>(
        to duration: Duration, on clock: LoopClock, _ body: @escaping @Sendable () async -> Result
    ) async -> Result? {
        let latch = Latch()
        let outcome = Locked<Result?>(nil)
        self.start {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    let result = await body()
                    outcome.withLock { $0 = result }
                    latch.open()
                }
                group.addTask { try? await clock.sleep(for: duration) }
                await group.next()
                group.cancelAll()
            }
        }
        guard await latch.wait(for: duration, on: clock) else { return nil }
        return outcome.withLock { $0 }
    }
}
