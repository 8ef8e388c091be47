import Metrics
import Transport

/// What a member of a group does. A value without clock or lock; times are milliseconds.
struct GroupFigures: Sendable {
    var heartbeats: MetricWindow
    var joins: MetricWindow
    var syncs: MetricWindow
    var rebalances: MetricWindow
    var failedRebalances: MetricWindow
    private var lastHeartbeat: Int64?
    private var lastRebalance: Int64?
    private var rebalancingSince: Int64?
    /// What the last round gave: connectors and tasks of a worker, partitions of a consumer.
    var assigned: [Double] = [0, 0]

    init(_ span: MetricSpan) {
        let empty = MetricWindow(span)
        (self.heartbeats, self.joins, self.syncs) = (empty, empty, empty)
        (self.rebalances, self.failedRebalances) = (empty, empty)
    }

    mutating func sentHeartbeat(at now: Int64) { self.lastHeartbeat = now }

    mutating func beganToJoin(at now: Int64) {
        // the round before came to nothing: a rebalance lasts until one succeeds
        if self.rebalancingSince == nil {
            self.rebalancingSince = now
        } else {
            self.failedRebalances.record(1, at: now)
        }
    }

    mutating func joined(at now: Int64) {
        if let since = self.rebalancingSince { self.rebalances.record(Double(now - since), at: now) }
        self.rebalancingSince = nil
        self.lastRebalance = now
    }

    static let attributes = [
        "heartbeat-rate", "heartbeat-total", "heartbeat-response-time-max", "join-time-avg", "join-time-max",
        "join-rate", "join-total", "sync-time-avg", "sync-time-max", "sync-rate", "sync-total",
        "rebalance-latency-avg", "rebalance-latency-max", "rebalance-latency-total", "rebalance-total",
        "rebalance-rate-per-hour", "failed-rebalance-total", "failed-rebalance-rate-per-hour",
        "last-rebalance-seconds-ago", "last-heartbeat-seconds-ago",
    ]

    func values(at now: Int64) -> [Double] {
        func ago(_ time: Int64?) -> Double { time.map { Double((now - $0) / 1000) } ?? -1 }
        return [
            self.heartbeats.eventRate(at: now), Double(self.heartbeats.count), self.heartbeats.maximum(at: now),
            self.joins.average(at: now), self.joins.maximum(at: now), self.joins.eventRate(at: now),
            Double(self.joins.count), self.syncs.average(at: now), self.syncs.maximum(at: now),
            self.syncs.eventRate(at: now), Double(self.syncs.count), self.rebalances.average(at: now),
            self.rebalances.maximum(at: now), self.rebalances.total, Double(self.rebalances.count),
            self.rebalances.eventRate(at: now) * 3600, Double(self.failedRebalances.count),
            self.failedRebalances.eventRate(at: now) * 3600, ago(self.lastRebalance), ago(self.lastHeartbeat),
        ]
    }
}

extension ClientMeter {
    /// What the last round gave: connectors and tasks of a worker, partitions of a consumer.
    package func assigned(_ first: Int, _ second: Int = 0) {
        self.state.withLock { $0.group.assigned = [Double(first), Double(second)] }
    }

    func group(_ change: (inout GroupFigures, Int64) -> Void) {
        let now = MetricsClock.now
        self.state.withLock { state in
            change(&state.group, now)
        }
    }
}
