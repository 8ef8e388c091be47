import Metrics
import Transport

/// Counts what one task does, for metrics. Told once a batch, from any thread; its life is that of one run of the task.
package final class TaskMeter: Sendable {
    package enum Kind: Sendable { case source, sink }

    /// What happens with each batch.
    struct Event: BitwiseCopyable, Sendable {
        /// Whether records came, or were done.
        let isTaken: Bool
        let count: Int32
        /// Records that were left out.
        let dropped: Int32
        /// Nanoseconds of the plugin's call; -1: there was none.
        let nanoseconds: Int64
        /// By ``MetricsClock/now``.
        let time: Int64
    }

    struct State {
        var status: TaskStatus.State
        /// When ``status`` became what it is, and milliseconds of earlier times in a state.
        var since: Int64
        var running: Int64 = 0
        var paused: Int64 = 0
        var hasStarted = false

        /// Milliseconds of commits that succeeded.
        var commits: MetricWindow
        /// 1 for a commit that succeeded, 0 for one that failed.
        var commitResults: MetricWindow
        /// Records that the source gave or, of a sink, that were read from Kafka; an event for each batch.
        var taken: MetricWindow
        /// Records that Kafka has stored or, of a sink, that the plugin got.
        var given: MetricWindow
        /// Milliseconds of a call of the plugin's `poll` or `put`.
        var calls: MetricWindow
        var active = 0
        var activeHistory: MetricWindow
        /// Records of a transaction, of tasks that use them.
        var transactions: MetricWindow?
        var sink = SinkFigures()
        var errors = ErrorFigures()
        var lastRecord: Int64?
        var lastCommit: Int64?
        /// At the end, beside the lock: a note that isn't counted yet touches nothing else.
        var notes = MetricNotes<Event>()
    }

    /// What records that fail have led to.
    package struct ErrorFigures: Sendable {
        package var failures = 0
        package var errors = 0
        package var skipped = 0
        package var retries = 0
        package var logged = 0
        package var deadLetters = 0
        package var failedDeadLetters = 0
        /// Milliseconds since 1970; 0: never.
        package var lastError: Int64 = 0

        var values: [Double] {
            [
                Double(self.failures), Double(self.errors), Double(self.skipped), Double(self.retries),
                Double(self.logged), Double(self.deadLetters), Double(self.failedDeadLetters), Double(self.lastError),
            ]
        }
    }

    package struct SinkFigures: Sendable {
        package var partitions = 0
        package var commitNumber = 0
        package var completedCommits = 0
        package var skippedCommits = 0
    }

    let id: TaskID
    let kind: Kind
    let made: Int64
    let labels: MetricLabels
    let state: Locked<State>

    /// - Parameter isPaused: Whether it begins in a pause.
    init(_ id: TaskID, _ kind: Kind, isPaused: Bool, span: MetricSpan) {
        (self.id, self.kind, self.made) = (id, kind, MetricsClock.now)
        self.labels = MetricLabels([
            ("connector", MetricLabels.jmx(id.connector)), ("task", String(id.task)),
        ])
        let empty = MetricWindow(span)
        self.state = Locked(
            State(
                status: isPaused ? .paused : .running, since: self.made, commits: empty, commitResults: empty,
                taken: empty, given: empty, calls: empty, activeHistory: empty))
    }

    var status: TaskStatus.State { self.state.withLock { $0.status } }

    /// - Returns: Whether this is the first time that the task runs, or fails before it ever did.
    func enter(_ status: TaskStatus.State) -> Bool {
        let now = MetricsClock.now
        return self.state.withLock { state in
            state.account(until: now)
            state.status = status
            guard !state.hasStarted, status == .running || status == .failed else { return false }
            state.hasStarted = true
            return true
        }
    }

    // MARK: records

    /// A call of the plugin's `poll` brought records, or Kafka did.
    ///
    /// - Parameter start: When the call began, by ``MetricsClock/nanoseconds``.
    package func took(_ count: Int, since start: Int64? = nil) {
        let now = MetricsClock.nanoseconds
        self.note(
            Event(
                isTaken: true, count: Int32(clamping: count), dropped: 0, nanoseconds: start.map { now - $0 } ?? -1,
                time: now / 1_000_000))
    }

    /// Records are done: stored by Kafka or, of a sink, given to the plugin.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - dropped: How many more were left out.
    package func gave(_ count: Int, dropped: Int = 0, within nanoseconds: Int64? = nil) {
        self.note(
            Event(
                isTaken: false, count: Int32(clamping: count), dropped: Int32(clamping: dropped),
                nanoseconds: nanoseconds ?? -1, time: MetricsClock.now))
    }

    private func note(_ event: Event) {
        self.state.withLock { if $0.notes.append(event) { $0.countNotes() } }
    }

    package func committed(within nanoseconds: Int64) {
        let now = MetricsClock.now
        self.state.withLock { state in
            state.commits.record(Double(nanoseconds) / 1e6, at: now)
            state.commitResults.record(1, at: now)
            state.lastCommit = now
        }
    }

    package func commitFailed() {
        let now = MetricsClock.now
        self.state.withLock { $0.commitResults.record(0, at: now) }
    }

    package func updateErrors(_ change: (inout ErrorFigures) -> Void) { self.state.withLock { change(&$0.errors) } }
    package func updateSink(_ change: (inout SinkFigures) -> Void) { self.state.withLock { change(&$0.sink) } }
}

extension TaskMeter.State {
    /// Call it before anything is read.
    mutating func countNotes() {
        for index in 0..<self.notes.count { self.count(self.notes[index]) }
        self.notes.removeAll()
    }

    private mutating func count(_ event: TaskMeter.Event) {
        let (now, count) = (event.time, Int(event.count))
        if event.isTaken {
            self.taken.record(Double(count), at: now)
            self.active += count
            self.lastRecord = now
        } else {
            if count > 0 { self.given.record(Double(count), at: now) }
            self.active = max(self.active - count - Int(event.dropped), 0)
        }
        if event.nanoseconds >= 0 { self.calls.record(Double(event.nanoseconds) / 1e6, at: now) }
        self.activeHistory.record(Double(self.active), at: now)
    }

    /// Adds the time since ``since`` to the state that the task was in.
    fileprivate mutating func account(until now: Int64) {
        if self.status == .running { self.running += now - self.since }
        if self.status == .paused { self.paused += now - self.since }
        self.since = now
    }

    /// Running and pause ratio.
    func ratios(made: Int64, at now: Int64) -> [Double] {
        let total = Double(now - made)
        guard total > 0 else { return [0, 0] }
        var copy = self
        copy.account(until: now)
        return [Double(copy.running) / total, Double(copy.paused) / total]
    }
}
