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
        let deadline = Self.next(deadline, tolerance)
        let (sleeper, sleeps) = (Sleeper(), self.loop.sleeps)
        let isOver = await withTaskCancellationHandler {
            await withUnsafeContinuation { caller in  // each is resumed by whoever takes it out under the lock
                switch sleeps.begin(sleeper, until: deadline, caller) {
                case .cancelled: caller.resume(returning: false)
                case .joined: break
                case .needsTimer: self.loop.onLoop { sleeps.wait(until: deadline, on: self.loop) }
                }
            }
        } onCancel: {
            sleeps.cancel(sleeper, on: self.loop)
        }
        if !isOver { throw CancellationError() }
    }

    private static let anchor = ContinuousClock.now

    /// The first multiple of `tolerance` that isn't before `deadline`.
    static func next(_ deadline: Instant, _ tolerance: Duration?) -> Instant {
        guard let tolerance, tolerance > .zero else { return deadline }
        func nanoseconds(_ duration: Duration) -> Int64 {
            let (seconds, attoseconds) = duration.components
            return seconds.multipliedReportingOverflow(by: 1_000_000_000).overflow
                ? (seconds < 0 ? .min / 2 : .max / 2) : seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
        }
        let (step, time) = (max(nanoseconds(tolerance), 1), nanoseconds(self.anchor.duration(to: deadline)))
        guard time > 0, time < .max / 2 - step else { return deadline }
        let rest = time % step
        return rest == 0 ? deadline : deadline.advanced(by: .nanoseconds(step - rest))
    }
}
