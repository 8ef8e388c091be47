import Metrics

/// What is particular to a producer. A value without clock or lock.
struct ProducerMeterFigures: Sendable {
    struct Topic: Sendable {
        let name: String
        /// Records of a batch.
        var records: MetricWindow
        /// Bytes of a batch as it is sent.
        var bytes: MetricWindow
        /// Bytes as sent for each byte before compression.
        var compression: MetricWindow
        var retries: MetricWindow
        var errors: MetricWindow

        init(_ name: String, _ span: MetricSpan) {
            self.name = name
            let empty = MetricWindow(span)
            (self.records, self.bytes, self.compression) = (empty, empty, empty)
            (self.retries, self.errors) = (empty, empty)
        }

        mutating func sent(records: Int, bytes: Int, ratio: Double, at now: Int64) {
            self.records.record(Double(records), at: now)
            self.bytes.record(Double(bytes), at: now)
            self.compression.record(ratio, at: now)
        }

        static let attributes = [
            "record-send-rate", "record-send-total", "byte-rate", "byte-total", "compression-rate",
            "record-retry-rate", "record-retry-total", "record-error-rate", "record-error-total",
        ]

        func values(at now: Int64) -> [Double] {
            [
                self.records.rate(at: now), self.records.total, self.bytes.rate(at: now), self.bytes.total,
                self.compression.average(at: now), self.retries.rate(at: now), self.retries.total,
                self.errors.rate(at: now), self.errors.total,
            ]
        }
    }

    /// A batch that is on its way.
    struct Batch: BitwiseCopyable, Sendable {
        /// Its number; -1: one too many.
        let topic: Int32
        let records: Int32
        let bytes: Int32
        /// Bytes before compression.
        let before: Int32
        /// Milliseconds since its first record.
        let waited: Int32
        /// Whether its request has no other.
        let isAlone: Bool
    }

    let span: MetricSpan
    private(set) var topics: [Topic] = []
    private var numbers: [String: Int32] = [:]
    /// Bytes of a batch as it is sent.
    var batchSizes: MetricWindow
    var compression: MetricWindow
    /// Milliseconds from a batch's first record until it is sent.
    var queueTimes: MetricWindow
    /// Records of a request.
    var records: MetricWindow
    /// Bytes of a record: each batch's mean.
    var recordSizes: MetricWindow
    var retries: MetricWindow
    var errors: MetricWindow
    var splits: MetricWindow
    /// Nanoseconds that calls waited for memory or metadata.
    var waits: MetricWindow
    var exhausted: MetricWindow
    var flushNanoseconds = 0.0
    var bufferTotal = 0
    private var last = ProducerFigures()

    init(_ span: MetricSpan) {
        self.span = span
        let empty = MetricWindow(span)
        (self.batchSizes, self.compression, self.queueTimes, self.records) = (empty, empty, empty, empty)
        (self.recordSizes, self.retries, self.errors, self.splits) = (empty, empty, empty, empty)
        (self.waits, self.exhausted) = (empty, empty)
    }

    /// The number of a partition's topic; -1 if there are too many.
    mutating func number(of partition: ProducerPartition) -> Int32 {
        if let known = partition.topicNumber { return known }
        let number = self.number(of: partition.topicName)
        partition.topicNumber = number
        return number
    }

    private mutating func number(of name: String) -> Int32 {
        if let known = self.numbers[name] { return known }
        guard self.topics.count < ClientMeter.limit else { return -1 }
        let number = Int32(self.topics.count)
        self.topics.append(Topic(name, self.span))
        self.numbers[name] = number
        return number
    }

    mutating func sent(_ batch: Batch, at now: Int64) {
        let ratio = batch.before > 0 ? Double(batch.bytes) / Double(batch.before) : 1
        let records = Int(batch.records)
        if batch.isAlone { self.records.record(Double(records), at: now) }
        self.batchSizes.record(Double(batch.bytes), at: now)
        self.compression.record(ratio, at: now)
        self.queueTimes.record(Double(max(batch.waited, 0)), at: now)
        self.recordSizes.record(Double(batch.before) / Double(max(records, 1)), times: records, at: now)
        guard batch.topic >= 0 else { return }
        self.topics[Int(batch.topic)].sent(records: records, bytes: Int(batch.bytes), ratio: ratio, at: now)
    }

    /// A batch was not stored.
    mutating func failed(_ partition: ProducerPartition, records: Int, isRetried: Bool, at now: Int64) {
        let number = Int(self.number(of: partition))
        guard number >= 0 else { return }
        if isRetried {
            self.topics[number].retries.record(Double(records), at: now)
        } else {
            self.topics[number].errors.record(Double(records), at: now)
        }
    }

    /// Takes up what the producer has counted since the last time. What is rare is taken up only when somebody looks.
    mutating func catchUp(with figures: ProducerFigures, at now: Int64) {
        self.retries.record(Double(figures.recordRetries - self.last.recordRetries), at: now)
        self.errors.record(Double(figures.recordErrors - self.last.recordErrors), at: now)
        self.splits.record(Double(figures.batchSplits - self.last.batchSplits), at: now)
        self.last = figures
    }

    static let attributes = [
        "batch-size-avg", "batch-size-max", "compression-rate-avg", "record-queue-time-avg", "record-queue-time-max",
        "request-latency-avg", "request-latency-max", "record-send-rate", "record-send-total",
        "records-per-request-avg", "record-retry-rate", "record-retry-total", "record-error-rate",
        "record-error-total", "record-size-avg", "record-size-max", "requests-in-flight", "metadata-age",
        "batch-split-rate", "batch-split-total", "produce-throttle-time-avg", "produce-throttle-time-max",
        "bufferpool-wait-ratio", "bufferpool-wait-time-ns-total", "buffer-exhausted-rate", "buffer-exhausted-total",
        "waiting-threads", "buffer-total-bytes", "buffer-available-bytes", "flush-time-ns-total",
        "metadata-wait-time-ns-total", "txn-init-time-ns-total", "txn-begin-time-ns-total",
        "txn-send-offsets-time-ns-total", "txn-commit-time-ns-total", "txn-abort-time-ns-total",
        "txn-prepare-time-ns-total",
    ]

    func values(network: NetworkFigures, metadataAge: Double, at now: Int64) -> [Double] {
        [
            self.batchSizes.average(at: now), self.batchSizes.maximum(at: now), self.compression.average(at: now),
            self.queueTimes.average(at: now), self.queueTimes.maximum(at: now), network.latency.average(at: now),
            network.latency.maximum(at: now), self.records.rate(at: now), self.records.total,
            self.records.average(at: now), self.retries.rate(at: now), self.retries.total, self.errors.rate(at: now),
            self.errors.total, self.recordSizes.average(at: now), self.recordSizes.maximum(at: now),
            Double(network.inFlight), metadataAge, self.splits.rate(at: now), self.splits.total,
            network.throttles.average(at: now), network.throttles.maximum(at: now),
            min(self.waits.rate(at: now) / 1e9, 1), self.waits.total, self.exhausted.rate(at: now),
            self.exhausted.total, Double(self.last.waitingSends), Double(self.bufferTotal),
            Double(max(self.bufferTotal - self.last.bufferUsed, 0)), self.flushNanoseconds,
        ] + [Double](repeating: 0, count: 7)
    }
}
