/// What is known of the way to one broker: whether there is a connection, one in the making, or when the next may be
/// tried. No I/O, no clock.
struct BrokerLink<Connection, Attempt> {
    private enum State {
        case idle(notBefore: ContinuousClock.Instant?)
        case connecting(Attempt, since: ContinuousClock.Instant)
        case open(Connection, since: ContinuousClock.Instant)
    }

    enum Action {
        case use(Connection)
        case join(Attempt)
        /// Start an attempt and tell ``begin(_:at:)``.
        case connect
        case wait(until: ContinuousClock.Instant)
    }

    private var state = State.idle(notBefore: nil)
    /// Attempts in a row that failed.
    private(set) var failures = 0

    /// Somebody wants to send.
    func want(at now: ContinuousClock.Instant) -> Action {
        switch self.state {
        case .open(let connection, _): .use(connection)
        case .connecting(let attempt, _): .join(attempt)
        case .idle(let notBefore?) where notBefore > now: .wait(until: notBefore)
        case .idle: .connect
        }
    }

    mutating func begin(_ attempt: Attempt, at now: ContinuousClock.Instant) {
        self.state = .connecting(attempt, since: now)
    }

    mutating func succeed(_ connection: Connection, at now: ContinuousClock.Instant) {
        self.state = .open(connection, since: now)
        self.failures = 0
    }

    mutating func fail(at now: ContinuousClock.Instant, _ backoff: Backoff) {
        self.state = .idle(notBefore: now + backoff.delay(after: self.failures))
        self.failures += 1
    }

    /// The connection is gone. A broker that takes connections and drops them at once must not be stormed either.
    mutating func lose(_ backoff: Backoff) {
        guard case .open(_, let since) = self.state else { return }
        self.state = .idle(notBefore: since + backoff.delay(after: 0))
    }

    var connection: Connection? {
        if case .open(let connection, _) = self.state { connection } else { nil }
    }

    var attempt: Attempt? {
        if case .connecting(let attempt, _) = self.state { attempt } else { nil }
    }

    var notBefore: ContinuousClock.Instant? {
        if case .idle(let notBefore) = self.state { notBefore } else { nil }
    }
}
