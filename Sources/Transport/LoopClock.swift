/// A clock whose sleepers wait on an event loop's timers, which is cheaper there than `Task.sleep`.
package struct LoopClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    private let loop: EventLoop

    package init(on loop: EventLoop) { self.loop = loop }

    /// Calls `action` on the loop after `delay`, unless what this returns is cancelled before.
    package func alarm(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> LoopDeadline {
        LoopDeadline(delay, on: self.loop, action)
    }

    package var now: Instant { .now }
    package var minimumResolution: Duration { .microseconds(1) }

    /// - Parameter tolerance: Sleepers with the same tolerance wake up together, at multiples of it.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try await self.withRests { rests in try await rests.sleep(until: deadline, tolerance: tolerance) }
    }

    /// What one task sleeps with time and again while ``LoopClock/withRests(_:)`` runs.
    package struct Rests: Sendable {
        fileprivate let sleeper: Sleeper
        fileprivate let loop: EventLoop

        /// - Parameter tolerance: Sleepers with the same tolerance wake up together, at multiples of it.
        /// - Throws: `CancellationError`.
        package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws(CancellationError) {
            try await self.sleep(until: LoopMoment(deadline), tolerance: tolerance)
        }

        /// The same, for less: without instants, which are 128 bits long.
        package func sleep(for duration: Duration, tolerance: Duration? = nil) async throws(CancellationError) {
            try await self.sleep(until: LoopMoment.now + duration, tolerance: tolerance)
        }

        private func sleep(until moment: LoopMoment, tolerance: Duration?) async throws(CancellationError) {
            let deadline = tolerance.map { moment.roundedUp(to: $0) } ?? moment
            let isOver = await withUnsafeContinuation { caller in  // resumed by whoever takes it out under the lock
                switch self.loop.sleeps.begin(self.sleeper, until: deadline, caller) {
                case .cancelled: caller.resume(returning: false)
                case .joined: break
                case .needsTimer: self.loop.onLoop { self.loop.sleeps.wait(until: deadline, on: self.loop) }
                }
            }
            if !isOver { throw CancellationError() }
        }
    }

    /// For who sleeps often: what a sleep needs to end with its task is made once for all of them. One sleep at a time.
    ///
    /// - Parameter gatherer: The executor of the task, if it wants to know of those that wake up together.
    package func withRests<Result>(
        gatheredBy gatherer: (any WakeGatherer)? = nil, _ body: (Rests) async throws -> Result
    ) async rethrows -> Result {
        let rests = Rests(sleeper: Sleeper(gatherer), loop: self.loop)
        return try await withTaskCancellationHandler {
            try await body(rests)
        } onCancel: {
            self.loop.sleeps.cancel(rests.sleeper, on: self.loop)
        }
    }
}
