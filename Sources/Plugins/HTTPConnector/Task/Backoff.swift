/// Decides how long to wait after failures, and when to give up.
struct Backoff {
    private let policy: HTTPSourceSettings.Policy
    private let longestFirst: Int64
    /// Failures in a row.
    private(set) var failures = 0

    /// - Parameter interval: Of the timer: the first repetition comes no later than the next request would.
    init(_ policy: HTTPSourceSettings.Policy, interval: Int64) {
        self.policy = policy
        self.longestFirst = max(interval, 1)
    }

    mutating func succeeded() { self.failures = 0 }

    /// Takes note of a failure.
    ///
    /// - Parameters:
    ///   - retryAfter: What the server asks for, in milliseconds. One that asks for no wait at all, or has the wrong time,
    ///     would be asked without a pause: it gets the same waits as one that asks for nothing.
    ///   - random: From 0 to 1.
    /// - Returns: Milliseconds to wait; nil to give up.
    mutating func failed(retryAfter: Int64? = nil, random: Double = .random(in: 0..<1)) -> Int64? {
        self.failures += 1
        if self.policy.attempts >= 0, self.failures > self.policy.attempts { return nil }
        if let retryAfter, retryAfter > 0 { return PollTimer.bounded(min(retryAfter, self.policy.retryAfterLimit)) }
        let first = Double(min(self.policy.backoff, self.longestFirst))
        let doubled = first * Double(1 << min(self.failures - 1, 30))
        let jittered = doubled * (0.8 + 0.4 * random)
        return Int64(min(jittered, Double(self.policy.backoffLimit), Double(PollTimer.longest)))
    }
}
