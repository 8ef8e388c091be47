import Transport

/// Wakes the producer's sending task: when somebody rings, or when it is time. A ring while nobody waits is kept.
final class ProducerBell: @unchecked Sendable {  // `timer` and `armed` are touched on the loop only
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let loop: EventLoop
    private let state = Locked(State())
    private var timer: LoopTimer?
    private var armed = Int64.max

    init(on loop: EventLoop) { self.loop = loop }

    func ring() {
        let waiter = self.state.withLock { state in
            state.isRung = state.waiter == nil
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Returns when somebody has rung since the last wait, when it is `deadline`, or when the task is cancelled. Now and
    /// then earlier.
    func wait(until deadline: Int64) async {
        if deadline < .max { self.arm(deadline) }
        await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let isRung = self.state.withLock { state in
                    guard !state.isRung else { return true }
                    state.waiter = caller
                    return false
                }
                guard isRung else { return }
                self.state.withLock { $0.isRung = false }
                caller.resume()
            }
        } onCancel: {
            self.ring()
        }
    }

    private func arm(_ deadline: Int64) {
        if self.loop.isCurrent { return self.armOnLoop(deadline) }
        self.loop.onLoop { self.armOnLoop(deadline) }
    }

    /// One that is set for an earlier time stays: it wakes the waiter once for nothing.
    private func armOnLoop(_ deadline: Int64) {
        guard deadline < self.armed else { return }
        self.armed = deadline
        if self.timer == nil {
            self.timer = LoopTimer(on: self.loop) { [weak self] in
                self?.armed = .max
                self?.ring()
            }
        }
        self.timer?.schedule(after: .milliseconds(max(deadline - ProducerClock.now, 0)))
    }

    /// Frees the timer, which has to happen on the loop. Nobody waits any more.
    func close() {
        self.loop.onLoop {
            self.timer = nil
            self.armed = .min
        }
    }
}
