import Transport

/// Something that happens once and that many may wait for; who is cancelled stops waiting.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var gone: Set<Int> = []
        var lastID = 0
    }

    private let state = Locked(State())

    var isOpen: Bool { self.state.withLock { $0.isOpen } }

    func open() {
        let waiters = self.state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when it happened, or when the caller is cancelled.
    func wait() async { await self.wait(self.newID()) }

    /// Waits for `duration` at most; true if it happened.
    func wait(for duration: Duration, on clock: LoopClock) async -> Bool {
        let id = self.newID()
        let alarm = clock.alarm(after: duration) { self.leave(id) }
        await self.wait(id)
        alarm.cancel()
        return self.state.withLock { state in
            state.gone.remove(id)
            return state.isOpen
        }
    }

    private func newID() -> Int {
        self.state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    private func wait(_ id: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isOver = self.state.withLock { state in
                    if state.isOpen || state.gone.remove(id) != nil { return true }
                    state.waiters[id] = waiter
                    return false
                }
                if isOver { waiter.resume() }
            }
        } onCancel: {
            self.leave(id)
        }
    }

    /// Ends a wait, also one that hasn't begun.
    private func leave(_ id: Int) {
        let waiter = self.state.withLock { state in
            let waiter = state.waiters.removeValue(forKey: id)
            if waiter == nil, !state.isOpen { state.gone.insert(id) }
            return waiter
        }
        waiter?.resume()
    }
}
