import Metrics

/// What one client's connections do. A value without clock or lock.
struct NetworkFigures: Sendable {
    /// Bytes of requests; an event each.
    var sent: MetricWindow
    /// Bytes of answers.
    var received: MetricWindow
    var opened: MetricWindow
    var closed: MetricWindow
    /// Nanoseconds of work on what came in, an event for each time that something did.
    var work: MetricWindow
    /// Milliseconds of the pauses that brokers asked for, an event for each answer.
    var throttles: MetricWindow
    /// Milliseconds from request to answer.
    var latency: MetricWindow
    var authentications: MetricWindow
    var failedAuthentications: MetricWindow
    /// Milliseconds.
    var reauthentications: MetricWindow
    var failedReauthentications: MetricWindow
    var openConnections = 0
    var inFlight = 0
    /// When the client was made, as ``MetricsClock/nanoseconds``.
    let made: Int64

    init(_ span: MetricSpan, made: Int64) {
        let empty = MetricWindow(span)
        (self.sent, self.received, self.opened, self.closed) = (empty, empty, empty, empty)
        (self.work, self.throttles, self.latency) = (empty, empty, empty)
        (self.authentications, self.failedAuthentications) = (empty, empty)
        (self.reauthentications, self.failedReauthentications) = (empty, empty)
        self.made = made
    }

    static let attributes = [
        "connection-count", "connection-creation-rate", "connection-creation-total", "connection-close-rate",
        "connection-close-total", "network-io-rate", "network-io-total", "incoming-byte-rate", "incoming-byte-total",
        "outgoing-byte-rate", "outgoing-byte-total", "request-rate", "request-total", "request-size-avg",
        "request-size-max", "response-rate", "response-total", "select-rate", "select-total", "io-ratio",
        "io-time-ns-avg", "io-time-ns-total", "io-wait-ratio", "io-wait-time-ns-avg", "io-wait-time-ns-total",
        "successful-authentication-rate", "successful-authentication-total",
        "successful-authentication-no-reauth-total", "failed-authentication-rate", "failed-authentication-total",
        "successful-reauthentication-rate", "successful-reauthentication-total", "failed-reauthentication-rate",
        "failed-reauthentication-total", "reauthentication-latency-avg", "reauthentication-latency-max",
    ]

    func values(at now: Int64) -> [Double] {
        let workRatio = min(self.work.rate(at: now) / 1e9, 1)
        let selects = self.work.eventRate(at: now)
        // what isn't work is waiting: a loop serves many clients, so each one's waits aren't measured
        let waited = max(Double(now * 1_000_000 - self.made) - self.work.total, 0)
        return [
            Double(self.openConnections), self.opened.eventRate(at: now), Double(self.opened.count),
            self.closed.eventRate(at: now), Double(self.closed.count),
            self.sent.eventRate(at: now) + self.received.eventRate(at: now),
            Double(self.sent.count + self.received.count), self.received.rate(at: now), self.received.total,
            self.sent.rate(at: now), self.sent.total, self.sent.eventRate(at: now), Double(self.sent.count),
            self.sent.average(at: now), self.sent.maximum(at: now), self.received.eventRate(at: now),
            Double(self.received.count), selects, Double(self.work.count), workRatio, self.work.average(at: now),
            self.work.total, 1 - workRatio, selects > 0 ? (1 - workRatio) * 1e9 / selects : .nan, waited,
        ] + self.authenticationValues(at: now)
    }

    private func authenticationValues(at now: Int64) -> [Double] {
        [
            self.authentications.eventRate(at: now), Double(self.authentications.count),
            0, self.failedAuthentications.eventRate(at: now), Double(self.failedAuthentications.count),
            self.reauthentications.eventRate(at: now), Double(self.reauthentications.count),
            self.failedReauthentications.eventRate(at: now), Double(self.failedReauthentications.count),
            self.reauthentications.average(at: now), self.reauthentications.maximum(at: now),
        ]
    }
}

/// One broker's share of it.
struct NodeFigures: Sendable {
    let name: String
    var sent: MetricWindow
    var received: MetricWindow
    var latency: MetricWindow

    init(_ name: String, _ span: MetricSpan) {
        self.name = name
        (self.sent, self.received, self.latency) = (MetricWindow(span), MetricWindow(span), MetricWindow(span))
    }

    mutating func answered(bytes: Double, latency: Double, at now: Int64) {
        self.received.record(bytes, at: now)
        self.latency.record(latency, at: now)
    }

    static let attributes = [
        "request-rate", "request-total", "request-size-avg", "request-size-max", "outgoing-byte-rate",
        "outgoing-byte-total", "response-rate", "response-total", "incoming-byte-rate", "incoming-byte-total",
        "request-latency-avg", "request-latency-max",
    ]

    func values(at now: Int64) -> [Double] {
        [
            self.sent.eventRate(at: now), Double(self.sent.count), self.sent.average(at: now),
            self.sent.maximum(at: now), self.sent.rate(at: now), self.sent.total, self.received.eventRate(at: now),
            Double(self.received.count), self.received.rate(at: now), self.received.total,
            self.latency.average(at: now), self.latency.maximum(at: now),
        ]
    }
}
