import Transport

/// Holds requests back until a test lets them go, and tells the test when one has come.
package final class RequestGate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var held: [@Sendable () -> Void] = []
    }

    private let state = Locked(State())

    package init() {}

    /// How many requests have come so far.
    package var arrivals: Int { self.state.withLock { $0.arrived } }

    /// Waits until `count` requests have come, held ones and those that passed the open gate.
    package func arrival(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state in
                if state.arrived >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets the held requests go, and all later ones pass.
    package func open() {
        let held = self.state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for release in held { release() }
    }

    /// A request comes: `pass` is called now, or on whatever thread opens the gate.
    func arrive(_ pass: @escaping @Sendable () -> Void) {
        let (isOpen, ready) = self.state.withLock { state in
            state.arrived += 1
            let arrived = state.arrived
            let ready = state.waiters.filter { $0.count <= arrived }
            state.waiters.removeAll { $0.count <= arrived }
            if !state.isOpen { state.held.append(pass) }
            return (state.isOpen, ready)
        }
        for waiter in ready { waiter.continuation.resume() }
        if isOpen { pass() }
    }
}
