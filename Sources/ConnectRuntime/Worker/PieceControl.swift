import Transport

/// What a connector or task is to do, told from any thread.
final class PieceControl: Sendable {
    private struct State {
        var target: TargetState
        var isStopping = false
        var isAbandoned = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Locked<State>
    /// Opened when the piece has to end.
    let stopped = Latch()
    /// Opened when it has ended, with all that it does at its end.
    let ended = Latch()

    init(_ target: TargetState) { self.state = Locked(State(target: target)) }

    var target: TargetState { self.state.withLock { $0.target } }
    var isStopping: Bool { self.state.withLock { $0.isStopping } }
    /// Both at once.
    var orders: (target: TargetState, isStopping: Bool) { self.state.withLock { ($0.target, $0.isStopping) } }
    /// Nobody waits for it any more: it must not change anything that others see.
    var isAbandoned: Bool { self.state.withLock { $0.isAbandoned } }

    func transition(to target: TargetState) { self.change { $0.target = target } }

    func stop() {
        self.change { $0.isStopping = true }
        self.stopped.open()
    }

    func abandon() {
        self.change { state in
            state.isStopping = true
            state.isAbandoned = true
        }
        self.stopped.open()
    }

    private func change(_ body: (inout State) -> Void) {
        let waiter = self.state.withLock { state in
            body(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits until the target is another than `target`, or the piece has to end.
    func leaves(_ target: TargetState) async {
        while true {
            await withCheckedContinuation { waiter in
                let isOver = self.state.withLock { state in
                    if state.isStopping || state.target != target { return true }
                    state.waiter = waiter
                    return false
                }
                if isOver { waiter.resume() }
            }
            if self.state.withLock({ $0.isStopping || $0.target != target }) { return }
        }
    }
}

/// A connector or task that runs here, as the herder sees it.
protocol RunningPiece: AnyObject, Sendable {
    var control: PieceControl { get }
    /// Begins to run; call it once.
    func start()
    func transition(to target: TargetState)
    /// Asks it to end; `control.ended` tells when it has.
    func stop()
    /// Gives up on it: it took too long to end.
    func abandon()
}
