import Bytes
import KafkaWire
import Metrics

/// What is particular to a consumer. A value without clock or lock.
struct ConsumerMeterFigures: Sendable {
    struct Topic: Sendable {
        /// Bytes of a fetch.
        var bytes: MetricWindow
        /// Records of a fetch.
        var records: MetricWindow

        init(_ span: MetricSpan) { (self.bytes, self.records) = (MetricWindow(span), MetricWindow(span)) }

        func values(at now: Int64) -> [Double] {
            [
                self.bytes.average(at: now), self.bytes.maximum(at: now), self.bytes.rate(at: now), self.bytes.total,
                self.records.average(at: now), self.records.rate(at: now), self.records.total,
            ]
        }
    }

    struct Partition: Sendable {
        var lag: MetricWindow
        var lead: MetricWindow
        var lastLag = Double.nan
        var lastLead = Double.nan
        var preferredReplica = -1.0
    }

    let span: MetricSpan
    private var all: Topic
    private var topics: [String: Topic] = [:]
    private var partitions: [TopicPartition: Partition] = [:]
    /// Milliseconds that a fetch takes.
    var latency: MetricWindow
    var throttles: MetricWindow
    /// Milliseconds from poll to poll.
    var polls: MetricWindow
    /// Milliseconds of it that were spent in the poll.
    var idle: MetricWindow
    private var lastPoll: Int64?
    var commits: MetricWindow

    init(_ span: MetricSpan) {
        self.span = span
        self.all = Topic(span)
        let empty = MetricWindow(span)
        (self.latency, self.throttles, self.polls, self.idle, self.commits) = (empty, empty, empty, empty, empty)
    }

    mutating func beganPoll(at now: Int64) {
        if let last = self.lastPoll { self.polls.record(Double(now - last), at: now) }
        self.lastPoll = now
    }

    /// A poll has brought something of a partition.
    mutating func took(_ fetched: FetchedPartition, at now: Int64) {
        let bytes = Double(fetched.batches.reduce(0) { $0 + $1.bytes.count })
        let records = Double(fetched.batches.reduce(0) { $0 + Int($1.header.recordCount) })
        self.all.bytes.record(bytes, at: now)
        self.all.records.record(records, at: now)
        let partition = fetched.partition
        if self.topics[partition.topic] != nil || self.topics.count < ClientMeter.limit {
            self.topics[partition.topic, default: Topic(self.span)].bytes.record(bytes, at: now)
            self.topics[partition.topic]?.records.record(records, at: now)
        }
        guard self.partitions[partition] != nil || self.partitions.count < ClientMeter.limit else { return }
        var state = self.partitions[partition] ?? Partition(lag: MetricWindow(self.span), lead: MetricWindow(self.span))
        state.lastLag = Double(max(fetched.highWatermark - fetched.nextOffset, 0))
        state.lag.record(state.lastLag, at: now)
        if fetched.logStartOffset >= 0 {
            state.lastLead = Double(max(fetched.nextOffset - fetched.logStartOffset, 0))
            state.lead.record(state.lastLead, at: now)
        }
        self.partitions[partition] = state
    }

    /// Only these are read from now on.
    mutating func assign(_ partitions: Set<TopicPartition>) {
        self.partitions = self.partitions.filter { partitions.contains($0.key) }
    }

    static let clientAttributes = [
        "last-poll-seconds-ago", "time-between-poll-avg", "time-between-poll-max", "poll-idle-ratio-avg",
        "commit-sync-time-ns-total", "committed-time-ns-total",
    ]

    func clientValues(at now: Int64) -> [Double] {
        let between = self.polls.average(at: now)
        return [
            self.lastPoll.map { Double((now - $0) / 1000) } ?? -1, between, self.polls.maximum(at: now),
            min(self.idle.average(at: now) / max(between, 1), 1), 0, 0,
        ]
    }

    static let groupAttributes = [
        "assigned-partitions", "commit-latency-avg", "commit-latency-max", "commit-rate", "commit-total",
        "partition-assigned-latency-avg", "partition-assigned-latency-max", "partition-revoked-latency-avg",
        "partition-revoked-latency-max", "partition-lost-latency-avg", "partition-lost-latency-max",
    ]

    func groupValues(assigned: Double, at now: Int64) -> [Double] {
        [
            assigned, self.commits.average(at: now), self.commits.maximum(at: now), self.commits.eventRate(at: now),
            Double(self.commits.count),
        ] + [Double](repeating: .nan, count: 6)
    }

    func collect(_ id: String, into snapshot: inout MetricsSnapshot) {
        let now = snapshot.now
        let ends = [("client_type", "consumer")]
        let client = [("client_id", id)]
        let lag = self.partitions.values.map { $0.lag.maximum(at: now) }.filter { !$0.isNaN }.max() ?? .nan
        let lead = self.partitions.values.map { $0.lead.minimum(at: now) }.filter { !$0.isNaN }.min() ?? .nan
        snapshot.add(Self.fetches, MetricLabels(client + ends), self.all.values(at: now))
        snapshot.add(
            Self.fetchTimes, MetricLabels(client + ends),
            [
                self.latency.average(at: now), self.latency.maximum(at: now), self.latency.eventRate(at: now),
                Double(self.latency.count), lag, lead, self.throttles.average(at: now), self.throttles.maximum(at: now),
            ])
        for (topic, figures) in self.topics {
            let labels = MetricLabels(client + [("topic", MetricLabels.jmx(topic))] + ends)
            snapshot.add(Self.fetches, labels, figures.values(at: now))
        }
        for (partition, figures) in self.partitions {
            let place = [("topic", MetricLabels.jmx(partition.topic)), ("partition", String(partition.partition))]
            snapshot.add(
                Self.partitions, MetricLabels(client + place + ends),
                [
                    figures.lastLag, figures.lag.average(at: now), figures.lag.maximum(at: now), figures.lastLead,
                    figures.lead.average(at: now), figures.lead.minimum(at: now), figures.preferredReplica,
                ])
        }
    }

    private static let fetches = group([
        "fetch-size-avg", "fetch-size-max", "bytes-consumed-rate", "bytes-consumed-total", "records-per-request-avg",
        "records-consumed-rate", "records-consumed-total",
    ])
    private static let fetchTimes = group([
        "fetch-latency-avg", "fetch-latency-max", "fetch-rate", "fetch-total", "records-lag-max", "records-lead-min",
        "fetch-throttle-time-avg", "fetch-throttle-time-max",
    ])
    private static let partitions = group([
        "records-lag", "records-lag-avg", "records-lag-max", "records-lead", "records-lead-avg", "records-lead-min",
        "preferred-read-replica",
    ])

    private static func group(_ attributes: [String]) -> MetricGroup {
        MetricGroup(kafka: "kafka.consumer", type: "consumer-fetch-manager-metrics", kind: .gauge, attributes)
    }
}
