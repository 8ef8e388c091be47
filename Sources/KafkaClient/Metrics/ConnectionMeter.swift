import Metrics

/// One connection's part in its client's figures. Lives where the connection does; times are those of
/// ``MetricsClock/nanoseconds``.
struct ConnectionMeter {
    private let client: ClientMeter
    private let node: Int32
    /// When the requests whose answers are still to come were sent; answers come in the same order.
    private var sentAt = Few<Int64>()
    /// What came in last, until it is read: then it is noted, before anybody hears of it.
    private var answer: (what: ClientMeter.Event.Answer, at: Int64)?
    private var isOpen = false

    init?(_ configuration: ClientConfiguration) {
        guard let client = configuration.meter else { return nil }
        self.client = client
        self.node = Int32(configuration.node.map { client.node(named: $0) } ?? -1)
    }

    mutating func opened() {
        self.isOpen = true
        let now = MetricsClock.now
        self.client.network { network in
            network.opened.record(1, at: now)
            network.openConnections += 1
        }
    }

    mutating func closed() {
        guard self.isOpen else { return }
        self.isOpen = false
        let (now, lost) = (MetricsClock.now, self.sentAt.count)
        self.sentAt = Few()
        self.client.network { network in
            network.closed.record(1, at: now)
            network.openConnections -= 1
            network.inFlight -= lost
        }
    }

    mutating func sent(_ bytes: Int, expectsAnswer: Bool, at now: Int64) {
        if expectsAnswer { self.sentAt.append(now) }
        self.client.note(
            .request(bytes: Int32(clamping: bytes), node: self.node, expectsAnswer: expectsAnswer),
            at: now / 1_000_000)
    }

    mutating func received(_ bytes: Int, at now: Int64) {
        let sent = self.sentAt.isEmpty ? now : self.sentAt.removeFirst()
        self.noteAnswer()
        let answer = ClientMeter.Event.Answer(
            bytes: Int32(clamping: bytes), node: self.node, nanoseconds: now - sent)
        self.answer = (answer, at: now / 1_000_000)
    }

    /// The broker asks for a pause, or for none, in the answer that came last.
    mutating func throttled(_ time: Duration) {
        let milliseconds = time == .zero ? 0 : time / .milliseconds(1)
        if self.answer != nil {
            self.answer?.what.throttle = Int32(clamping: Int64(milliseconds))
            self.noteAnswer()
        } else {  // it was handed to a task, which has read it only now
            let now = MetricsClock.now
            self.client.network { $0.throttles.record(milliseconds, at: now) }
        }
    }

    /// The broker knows who we are, or doesn't believe it.
    func authenticated(_ succeeded: Bool) { self.client.authenticated(succeeded) }

    /// The same, before a session ends.
    func authenticatedAgain(_ succeeded: Bool, since start: ContinuousClock.Instant) {
        self.client.reauthenticated(succeeded, after: start.duration(to: .now))
    }

    /// What came in has been dealt with.
    mutating func worked(since start: Int64) {
        self.noteAnswer()
        let end = MetricsClock.nanoseconds
        self.client.note(.work(end - start), at: end / 1_000_000)
    }

    private mutating func noteAnswer() {
        if let answer = self.answer.take() { self.client.note(.answer(answer.what), at: answer.at) }
    }
}
