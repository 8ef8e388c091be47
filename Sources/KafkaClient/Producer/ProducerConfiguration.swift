package import KafkaWire

/// What a producer is told by Kafka's `producer` configuration; keys, defaults and ranges are Kafka's own.
package struct ProducerConfiguration: Sendable {
    /// What ``partitionerClass`` may name.
    package enum Partitioner: Sendable { case builtIn, roundRobin }

    /// -1: all replicas in sync.
    package var acks: Int16 = -1
    /// Bytes that a partition's batch should have before it goes out, unless ``linger`` ends earlier.
    package var batchSize = 16_384
    /// Whether the user has set `batch.size`: then batches are never larger.
    package var isBatchSizeExplicit = false
    package var bufferMemory = 33_554_432
    package var compression = Compression.none
    /// nil: the codec's default.
    package var compressionLevel: Int32?
    package var deliveryTimeout: Int64 = 120_000
    package var isIdempotent = true
    package var linger: Int64 = 5
    package var maxBlock: Int64 = 60_000
    package var maxInFlight = 5
    package var maxRequestSize = 1_048_576
    package var metadataMaxAge: Int64 = 300_000
    /// A topic that nothing was sent to for so long is forgotten.
    package var metadataMaxIdle: Int64 = 300_000
    package var partitioner = Partitioner.builtIn
    package var isPartitionerAdaptive = true
    package var partitionerIgnoresKeys = false
    package var requestTimeout: Int64 = 30_000
    package var retries = Int32.max
    package var retryBackoff: Int64 = 100
    package var retryBackoffMax: Int64 = 1000
    package var transactionalID: String?
    package var transactionTimeout: Int64 = 60_000
    /// Last: what is needed with each record lies together before it.
    package var client: ClientConfiguration

    /// - Throws: `.invalidConfiguration` with Kafka's words.
    package init(_ properties: [String: String]) throws(KafkaError) {
        self.client = try ClientConfiguration(properties)
        let values = PropertyReader(properties)
        try self.readBasics(values)
        try self.readCompression(values)
        try self.readPartitioner(values)
        try self.readTimes(values)
        try self.readIdempotence(values)
    }

    private mutating func readBasics(_ values: PropertyReader) throws(KafkaError) {
        switch try values.oneOf("acks", default: "all", ["all", "-1", "0", "1"]) {
        case "0": self.acks = 0
        case "1": self.acks = 1
        default: self.acks = -1
        }
        self.isBatchSizeExplicit = (values.properties["batch.size"] != nil)
        self.batchSize = try values.int("batch.size", default: self.batchSize, in: 0...Int(Int32.max))
        self.bufferMemory = try values.int(
            "buffer.memory", default: self.bufferMemory, in: 0...Int.max, type: "LONG")
        self.maxRequestSize = try values.int(
            "max.request.size", default: self.maxRequestSize, in: 0...Int(Int32.max))
        self.maxInFlight = try values.int(
            "max.in.flight.requests.per.connection", default: self.maxInFlight, in: 1...Int(Int32.max))
        self.retries = Int32(try values.int("retries", default: Int(Int32.max), in: 0...Int(Int32.max)))
    }

    private mutating func readCompression(_ values: PropertyReader) throws(KafkaError) {
        let name = try values.oneOf("compression.type", default: "none", Compression.allCases.map(\.name))
        self.compression = Compression(name: name) ?? .none
        for (codec, range) in [
            (Compression.gzip, "[1,...,9] or -1"), (.lz4, "[1,...,17]"), (.zstd, "[-131072,...,22]"),
        ] {
            let key = "compression.\(codec.name).level"
            let level = try values.int(key, default: Int(codec.defaultLevel), in: Int(Int32.min)...Int(Int32.max))
            guard codec.accepts(level: Int32(level)) else {
                throw values.failure(key, "Value must be in \(range)")
            }
            if codec == self.compression { self.compressionLevel = Int32(level) }
        }
    }

    private mutating func readPartitioner(_ values: PropertyReader) throws(KafkaError) {
        let key = "partitioner.class"
        switch values.string(key, default: "") {
        case "", "org.apache.kafka.clients.producer.internals.DefaultPartitioner",
            "org.apache.kafka.clients.producer.UniformStickyPartitioner":
            break
        case "org.apache.kafka.clients.producer.RoundRobinPartitioner", "RoundRobinPartitioner":
            self.partitioner = .roundRobin
        case let name: throw values.failure(key, "Class \(name) could not be found.")
        }
        self.isPartitionerAdaptive = try values.bool("partitioner.adaptive.partitioning.enable", default: true)
        self.partitionerIgnoresKeys = try values.bool("partitioner.ignore.keys", default: false)
    }

    private mutating func readTimes(_ values: PropertyReader) throws(KafkaError) {
        self.linger = try Self.milliseconds(values, limit: Int64(Int32.max), "linger.ms", default: self.linger)
        self.maxBlock = try Self.milliseconds(values, "max.block.ms", default: self.maxBlock)
        self.requestTimeout = try Self.milliseconds(
            values, limit: Int64(Int32.max), "request.timeout.ms", default: self.requestTimeout)
        self.retryBackoff = try Self.milliseconds(
            values, limit: Int64(Int32.max), "retry.backoff.ms", default: self.retryBackoff)
        self.retryBackoffMax = try Self.milliseconds(
            values, limit: Int64(Int32.max), "retry.backoff.max.ms", default: self.retryBackoffMax)
        self.metadataMaxAge = try Self.milliseconds(values, "metadata.max.age.ms", default: self.metadataMaxAge)
        self.metadataMaxIdle = try Self.milliseconds(values, "metadata.max.idle.ms", default: self.metadataMaxIdle)
        self.deliveryTimeout = try Self.milliseconds(
            values, limit: Int64(Int32.max), "delivery.timeout.ms", default: self.deliveryTimeout)
        let (least, isHuge) = self.linger.addingReportingOverflow(self.requestTimeout)
        let needed = isHuge ? Int64(Int32.max) : min(least, Int64(Int32.max))
        if self.deliveryTimeout < needed {
            guard !(values.properties["delivery.timeout.ms"] != nil) else {
                throw Self.objection(
                    "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms")
            }
            self.deliveryTimeout = needed
        }
    }

    /// - Parameter limit: What is longer counts as this: 24 days, as for Java.
    private static func milliseconds(
        _ values: PropertyReader, limit: Int64 = .max, _ key: String, default standard: Int64
    ) throws(KafkaError) -> Int64 {
        min(Int64(try values.int(key, default: Int(standard), in: 0...Int.max, type: "LONG")), limit)
    }

    private mutating func readIdempotence(_ values: PropertyReader) throws(KafkaError) {
        self.transactionalID = values.optionalString("transactional.id")
        // Better refused than sent as batches of a transaction that never began.
        guard self.transactionalID == nil else {
            throw values.failure("transactional.id", "this version has no transactions")
        }
        self.transactionTimeout = try Self.milliseconds(
            values, "transaction.timeout.ms", default: self.transactionTimeout)
        let isExplicit = (values.properties["enable.idempotence"] != nil)
        self.isIdempotent = try values.bool("enable.idempotence", default: true)
        if self.isIdempotent {
            var objection: String?
            if self.retries == 0 {
                objection = "Must set retries to non-zero when using the idempotent producer."
            } else if self.acks != -1 {
                objection =
                    "Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence."
            } else if self.maxInFlight > 5 {
                objection =
                    "Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer."
            }
            if let objection {
                guard !isExplicit else { throw Self.objection(objection) }
                self.isIdempotent = false
            }
        }
    }

    private static func objection(_ words: String) -> KafkaError {
        KafkaError(.invalidConfiguration, "reading the producer's configuration", detail: words)
    }

    /// What a batch may grow to, before compression, while it waits for its turn.
    var growthLimit: Int {
        self.isBatchSizeExplicit ? self.batchSize : max(self.batchSize, min(self.maxRequestSize, 1 << 20))
    }
}
