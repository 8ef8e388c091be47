import Metrics
import Transport

/// What a scrape gets of a task.
extension TaskMeter {
    static let states = [TaskStatus.State.running, .paused, .failed, .unassigned, .restarting].map {
        (state: $0, name: $0.rawValue.lowercased())
    }

    func collect(restarts: Int, into snapshot: inout MetricsSnapshot) {
        self.state.withLock { state in
            state.countNotes()
            self.collect(state, restarts, into: &snapshot)
        }
    }

    private func collect(_ state: State, _ restarts: Int, into snapshot: inout MetricsSnapshot) {
        let now = snapshot.now
        let succeeded = state.commitResults.average(at: now)
        snapshot.add(
            Self.common, self.labels,
            state.ratios(made: self.made, at: now) + [
                state.commits.average(at: now), state.commits.maximum(at: now), succeeded.isNaN ? 0 : succeeded,
                succeeded.isNaN ? 0 : 1 - succeeded, state.taken.average(at: now), state.taken.maximum(at: now),
            ])
        switch self.kind {
        case .source: self.collectSource(state, into: &snapshot)
        case .sink: self.collectSink(state, into: &snapshot)
        }
        snapshot.add(Self.errors, self.labels, state.errors.values)
        self.collectOwn(state, restarts, into: &snapshot)
    }

    private func collectSource(_ state: State, into snapshot: inout MetricsSnapshot) {
        let now = snapshot.now
        snapshot.add(
            Self.source, self.labels,
            [
                state.taken.rate(at: now), state.taken.total, state.given.rate(at: now), state.given.total,
                state.calls.average(at: now), state.calls.maximum(at: now), Double(state.active),
                state.activeHistory.average(at: now), state.activeHistory.maximum(at: now),
            ])
        guard let transactions = state.transactions else { return }
        snapshot.add(
            Self.transactions, self.labels,
            [transactions.average(at: now), transactions.minimum(at: now), transactions.maximum(at: now)])
    }

    private func collectSink(_ state: State, into snapshot: inout MetricsSnapshot) {
        let now = snapshot.now
        let completed = state.commitResults
        snapshot.add(
            Self.sink, self.labels,
            [
                state.taken.rate(at: now), state.taken.total, state.given.rate(at: now), state.given.total,
                Double(state.active), state.activeHistory.average(at: now), state.activeHistory.maximum(at: now),
                Double(state.sink.partitions), Double(state.sink.commitNumber), completed.eventRate(at: now),
                Double(state.sink.completedCommits), 0, Double(state.sink.skippedCommits),
                state.calls.average(at: now), state.calls.maximum(at: now),
            ])
    }

    private func collectOwn(_ state: State, _ restarts: Int, into snapshot: inout MetricsSnapshot) {
        for (candidate, name) in Self.states {
            snapshot.add(Self.state, [("state", name)], after: self.labels, [candidate == state.status ? 1 : 0])
        }
        let now = snapshot.now
        snapshot.add(
            Self.ages, self.labels,
            [
                Double(now - (state.lastRecord ?? self.made)) / 1000,
                Double(now - (state.lastCommit ?? self.made)) / 1000, Double(restarts),
            ])
    }

    private static let common = MetricGroup(
        kafka: "kafka.connect", type: "connector-task-metrics",
        [
            "running-ratio", "pause-ratio", "offset-commit-avg-time-ms", "offset-commit-max-time-ms",
            "offset-commit-success-percentage", "offset-commit-failure-percentage", "batch-size-avg",
            "batch-size-max",
        ])
    private static let source = MetricGroup(
        kafka: "kafka.connect", type: "source-task-metrics",
        [
            "source-record-poll-rate", "source-record-poll-total", "source-record-write-rate",
            "source-record-write-total", "poll-batch-avg-time-ms", "poll-batch-max-time-ms",
            "source-record-active-count", "source-record-active-count-avg", "source-record-active-count-max",
        ])
    private static let transactions = MetricGroup(
        kafka: "kafka.connect", type: "source-task-metrics",
        ["transaction-size-avg", "transaction-size-min", "transaction-size-max"])
    private static let sink = MetricGroup(
        kafka: "kafka.connect", type: "sink-task-metrics",
        [
            "sink-record-read-rate", "sink-record-read-total", "sink-record-send-rate", "sink-record-send-total",
            "sink-record-active-count", "sink-record-active-count-avg", "sink-record-active-count-max",
            "partition-count", "offset-commit-seq-no", "offset-commit-completion-rate",
            "offset-commit-completion-total", "offset-commit-skip-rate", "offset-commit-skip-total",
            "put-batch-avg-time-ms", "put-batch-max-time-ms",
        ])
    private static let errors = MetricGroup(
        kafka: "kafka.connect", type: "task-error-metrics",
        [
            "total-record-failures", "total-record-errors", "total-records-skipped", "total-retries",
            "total-errors-logged", "deadletterqueue-produce-requests", "deadletterqueue-produce-failures",
            "last-error-timestamp",
        ])
    private static let state = MetricGroup([
        MetricColumn("sluice_task_state", .gauge, "1 for the state that the task is in, 0 for the others.")
    ])
    private static let ages = MetricGroup([
        MetricColumn(
            "sluice_task_last_record_age_seconds", .gauge,
            "Time since the task last had a record; before its first, since it was made."),
        MetricColumn(
            "sluice_task_last_commit_age_seconds", .gauge,
            "Time since the task last committed its offsets; before its first commit, since it was made."),
        MetricColumn(
            "sluice_task_restarts_total", .counter,
            "How often this worker has started the task, after the first time."),
    ])
}
