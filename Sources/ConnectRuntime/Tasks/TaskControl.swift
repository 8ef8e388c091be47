import Transport

/// How a task's target state reaches it: set from any thread, waited for by the task.
package final class TaskControl: Sendable {
    private struct Waiter {
        let isReached: @Sendable (TargetState) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var target: TargetState
        var waiters: [Int: Waiter] = [:]
        var lastID = 0
    }

    private let state: Locked<State>

    package init(_ target: TargetState = .started) { self.state = Locked(State(target: target)) }

    package var target: TargetState { self.state.withLock(\.target) }
    package var isStopping: Bool { self.target == .stopped }

    /// Sets the target state. Stopping is final: nothing changes it any more.
    package func set(_ target: TargetState) {
        let woken = self.state.withLock { state -> [Waiter] in
            guard state.target != .stopped, state.target != target else { return [] }
            state.target = target
            let woken = state.waiters.filter { $0.value.isReached(target) }
            for id in woken.keys { state.waiters[id] = nil }
            return Array(woken.values)
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    /// Waits until the target state is another one, or the caller is cancelled.
    func waitForChange(from state: TargetState) async { await self.wait { $0 != state } }

    /// Waits until the task is to stop, or the caller is cancelled.
    func waitForStop() async { await self.wait { $0 == .stopped } }

    private func wait(until isReached: @escaping @Sendable (TargetState) -> Bool) async {
        let id = self.state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Cancellation is looked at under the lock: the handler below either sees the waiter or came before.
                let isDone = self.state.withLock { state in
                    if isReached(state.target) || Task.isCancelled { return true }
                    state.waiters[id] = Waiter(isReached: isReached, continuation: continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            self.state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
        }
    }
}
