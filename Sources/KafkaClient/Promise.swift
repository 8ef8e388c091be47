import Transport

/// A value that comes later and that many may wait for. Each of them may leave by cancellation, which disturbs nobody.
final class Promise<Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Result<Value, KafkaError>, Never>

    private struct State {
        var result: Result<Value, KafkaError>?
        var waiters: [Int: Waiter] = [:]
        var nextID = 0
        /// Waiters that were cancelled before they came.
        var gone: Set<Int> = []
    }

    private let operation: String
    private let state = Locked(State())

    /// - Parameter operation: What is waited for, for the error of those who leave.
    init(_ operation: String) { self.operation = operation }

    /// Answers everybody, once; a second result is ignored.
    func fulfil(_ result: Result<Value, KafkaError>) {
        let waiters = self.state.withLock { state -> [Waiter] in
            guard state.result == nil else { return [] }
            state.result = result
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }

    /// Waits for the result.
    func wait() async throws(KafkaError) -> Value {
        let id = self.state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let cancelled = Result<Value, KafkaError>.failure(KafkaError(.cancelled, self.operation))
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                let result = self.state.withLock { state -> Result<Value, KafkaError>? in
                    if let result = state.result { return result }
                    if state.gone.remove(id) != nil { return cancelled }
                    state.waiters[id] = waiter
                    return nil
                }
                if let result { waiter.resume(returning: result) }
            }
        } onCancel: {
            let waiter = self.state.withLock { state -> Waiter? in
                guard let waiter = state.waiters.removeValue(forKey: id) else {
                    if state.result == nil { state.gone.insert(id) }
                    return nil
                }
                return waiter
            }
            waiter?.resume(returning: cancelled)
        }
        return try result.get()
    }
}
