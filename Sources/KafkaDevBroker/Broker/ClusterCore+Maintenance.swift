import KafkaWire
import Log

extension ClusterCore {
    /// Plans retention, compaction and the expiry of offsets, again and again.
    ///
    /// - Parameter left: Milliseconds until retention is due; compaction comes more often.
    func startMaintenance(retentionIn left: Int64? = nil) {
        let left = left ?? self.properties.number("log.retention.check.interval.ms")
        let pause = max(1, min(left, self.properties.number("log.cleaner.backoff.ms")))
        self.schedule(after: pause) { [weak self] in
            self?.maintain(appliesRetention: pause >= left)
            self?.startMaintenance(retentionIn: pause >= left ? nil : left - pause)
        }
    }

    /// Applies retention and compaction to every log, and forgets groups that have long been empty.
    func maintain(appliesRetention: Bool = true) {
        let now = self.now
        let cleans = self.properties.flag("log.cleaner.enable")
        for topic in self.topics.values {
            for partition in topic.partitions {
                do {
                    if appliesRetention { try partition.log.applyRetention(now: now) }
                    if cleans { _ = try LogCleaner(log: partition.log, now: now).runIfNeeded() }
                } catch {
                    self.logger.warn(
                        "Maintaining a log failed",
                        ["topic": topic.name, "partition": partition.index], error: error)
                }
            }
        }
        let forgotten = self.groups.expireOffsets(now: now)
        self.saveOffsets(forgotten.map { OffsetRecords.Entry(group: $0.group, partition: $0.partition) })
        if self.store == nil { self.memoryUsed = self.measureMemory() }
    }

    /// Called after each append: keeps a log within its retention and the memory within its limit.
    func didAppend(_ size: Int, to partition: PartitionState, rolled: Bool) {
        if rolled {
            do {
                try partition.log.applyRetention(now: self.now)
            } catch {
                self.logger.warn("Applying retention failed", ["topic": partition.topic], error: error)
            }
        }
        if self.store == nil {
            self.memoryUsed += size
            if self.memoryUsed > self.configuration.memoryLimit { self.freeMemory() }
        }
        self.wakeFetches(of: partition)
    }

    private func measureMemory() -> Int {
        self.topics.values.reduce(0) { total, topic in
            total + topic.partitions.reduce(0) { $0 + $1.log.footprint }
        }
    }

    /// Compacts what can be compacted, then drops the oldest segments of the largest logs that may lose them.
    private func freeMemory() {
        self.memoryUsed = self.measureMemory()
        let goal = self.configuration.memoryLimit - self.configuration.memoryLimit / 8
        guard self.memoryUsed > self.configuration.memoryLimit else { return }
        let logs = self.topics.values.flatMap(\.partitions).map(\.log)
        for log in logs where log.settings.isCompacted && log.segments.count > 1 {
            try? LogCleaner(log: log, now: self.now).run()
        }
        self.memoryUsed = self.measureMemory()
        var candidates = logs.filter { $0.settings.isDeleted && $0.size > 0 }
        while self.memoryUsed > goal,
            let largest = candidates.indices.max(by: { candidates[$0].footprint < candidates[$1].footprint })
        {
            let log = candidates[largest]
            let before = log.footprint
            if log.segments.count == 1 { try? log.roll() }
            _ = try? log.removeFirstSegment()
            self.memoryUsed -= before - log.footprint
            if log.size == 0 || log.footprint == before { candidates.remove(at: largest) }
        }
    }
}
