import Metrics
import Transport

/// What a consumer tells.
extension ClientMeter {
    func beganPoll() {
        let now = MetricsClock.now
        self.state.withLock { $0.consumer.beganPoll(at: now) }
    }

    func endedPoll(since start: Int64) {
        let end = MetricsClock.nanoseconds
        self.state.withLock { $0.consumer.idle.record(Double(end - start) / 1e6, at: end / 1_000_000) }
    }

    func took(_ fetched: [FetchedPartition]) {
        let now = MetricsClock.now
        self.state.withLock { state in
            for part in fetched { state.consumer.took(part, at: now) }
        }
    }

    func fetched(since start: Int64, throttle: Duration) {
        let end = MetricsClock.nanoseconds
        self.state.withLock { state in
            state.consumer.latency.record(Double(end - start) / 1e6, at: end / 1_000_000)
            state.consumer.throttles.record(throttle / .milliseconds(1), at: end / 1_000_000)
        }
    }

    func assigned(_ partitions: Set<TopicPartition>) {
        self.state.withLock { state in
            state.consumer.assign(partitions)
            state.group.assigned = [Double(partitions.count), 0]
        }
    }
}
