/// A clock whose sleepers wait on an event loop's timers, which is cheaper there than `Task.sleep`.
package struct LoopClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    private let loop: EventLoop

    package init(on loop: EventLoop) { self.loop = loop }

    package var now: Instant { .now }
    package var minimumResolution: Duration { .microseconds(1) }

    /// - Parameter tolerance: Sleepers with the same tolerance wake up together, at multiples of it.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let deadline = Self.next(deadline, tolerance)
        let sleeper = Sleeper()
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                self.loop.onLoop { sleeper.sleep(until: deadline, on: self.loop, caller) }
            }
        } onCancel: {
            self.loop.onLoop { sleeper.wake(false) }
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

/// One sleep.
private final class Sleeper: @unchecked Sendable {  // both methods run on the loop
    private var caller: CheckedContinuation<Bool, Never>?
    private var timer: LoopTimer?
    private var isCancelled = false

    func sleep(until deadline: ContinuousClock.Instant, on loop: EventLoop, _ caller: CheckedContinuation<Bool, Never>)
    {
        if self.isCancelled { return caller.resume(returning: false) }
        self.caller = caller
        self.timer = LoopTimer(on: loop) { self.timePassed(until: deadline) }  // the cycle ends with the sleep
        self.timer?.schedule(after: ContinuousClock.now.duration(to: deadline))
    }

    /// libevent counts from the time at which its loop last woke up, so a timer may fire a little early.
    private func timePassed(until deadline: ContinuousClock.Instant) {
        let left = ContinuousClock.now.duration(to: deadline)
        if left > .zero { self.timer?.schedule(after: left) } else { self.wake(true) }
    }

    func wake(_ isOver: Bool) {
        if !isOver { self.isCancelled = true }
        self.timer?.cancel()
        self.timer = nil
        self.caller.take()?.resume(returning: isOver)
    }
}
