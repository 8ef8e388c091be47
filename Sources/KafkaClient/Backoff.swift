/// Pauses that double from one failure to the next, up to a maximum, and differ by a fifth so that clients don't
/// come back all at once (KIP-580).
package struct Backoff: Sendable, Hashable {
    package var initial: Duration
    package var maximum: Duration

    package init(initial: Duration, maximum: Duration) {
        self.initial = initial
        self.maximum = max(initial, maximum)
    }

    /// The pause after so many failures in a row, the first of which is number 0.
    package func delay(after failures: Int) -> Duration {
        let jitter = Double.random(in: 0.8...1.2)
        return self.steady(after: failures) * jitter
    }

    /// The pause without chance in it.
    func steady(after failures: Int) -> Duration {
        // past 2^40 the maximum is reached whatever it is
        min(self.initial * (1 << min(max(failures, 0), 40)), self.maximum)
    }
}
