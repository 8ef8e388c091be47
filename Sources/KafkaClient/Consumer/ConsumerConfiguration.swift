/// Where to begin when there is no position, or when it is gone from the log.
package enum OffsetReset: String, Sendable {
    case earliest, latest
    /// Fail instead.
    case none
}

/// What a consumer is configured with: Kafka's keys, types and defaults.
package struct ConsumerConfiguration: Sendable {
    package var client: ClientConfiguration
    package var isolation: IsolationLevel
    package var autoOffsetReset: OffsetReset
    package var fetchMinBytes: Int32
    /// The most that one broker is asked for at once; also what may lie in memory for each broker.
    package var fetchMaxBytes: Int32
    package var fetchMaxWait: Duration
    package var maxPartitionFetchBytes: Int32
    package var checksCRCs: Bool
    /// `client.rack`: lets brokers point to a replica nearby.
    package var rack: String

    /// - Throws: `invalidConfiguration`, in Kafka's words, naming the key.
    package init(_ properties: [String: String]) throws(KafkaError) {
        self.client = try ClientConfiguration(properties)
        let reader = PropertyReader(properties)
        let isolation = try reader.oneOf(
            "isolation.level", default: "read_uncommitted", ["read_committed", "read_uncommitted"])
        self.isolation = isolation == "read_committed" ? .readCommitted : .readUncommitted
        let reset = reader.string("auto.offset.reset", default: "latest")
        guard let reset = OffsetReset(rawValue: reset) else {
            throw reader.failure(
                "auto.offset.reset",
                "The string must be one of: earliest, latest, none. Durations are not supported.")
        }
        self.autoOffsetReset = reset
        self.fetchMinBytes = Int32(try reader.int("fetch.min.bytes", default: 1))
        self.fetchMaxBytes = Int32(try reader.int("fetch.max.bytes", default: 52_428_800))
        self.fetchMaxWait = try reader.milliseconds("fetch.max.wait.ms", default: 500)
        self.maxPartitionFetchBytes = Int32(try reader.int("max.partition.fetch.bytes", default: 1_048_576))
        self.checksCRCs = try reader.bool("check.crcs", default: true)
        self.rack = reader.string("client.rack", default: "")
        // an answer holds what is asked for and the first batch whole, however large
        self.client.maxResponseSize = max(self.client.maxResponseSize, Int(self.fetchMaxBytes) * 2)
    }
}
