/// A topic's configuration as the log uses it: typed, with defaults filled in.
struct TopicSettings: Equatable {
    var isCompacted = false
    var isDeleted = true
    var retentionMilliseconds: Int64 = 604_800_000
    /// -1: no limit.
    var retentionBytes = -1
    var segmentBytes = 1 << 30
    var segmentMilliseconds: Int64 = 604_800_000
    var maxMessageBytes = 1_048_588
    var minInsyncReplicas = 1
    var usesLogAppendTime = false
    var timestampAfterMax: Int64 = 3_600_000
    var timestampBeforeMax = Int64.max
    var deleteRetention: Int64 = 86_400_000
    var minCompactionLag: Int64 = 0
    var maxCompactionLag = Int64.max
    var minCleanableDirtyRatio = 0.5
    /// Compression in which batches are stored; nil: as the producer chose.
    var compressionID: Int16?
    /// `producer.id.expiration.ms`, the same for all topics.
    var producerExpiration: Int64 = 86_400_000

    /// - Parameters:
    ///   - own: the topic's own values, valid ones.
    ///   - defaults: the broker's defaults by the topic's names; Kafka's stand in for what is missing.
    init(_ own: [String: String] = [:], defaults: [String: String] = [:]) {
        func text(_ name: String) -> String? { own[name] ?? defaults[name] }
        func number(_ name: String, _ fallback: Int64) -> Int64 {
            text(name).flatMap { Int64($0.filter { !$0.isWhitespace }) } ?? fallback
        }
        let policies = ConfigKey.items(text("cleanup.policy") ?? "delete")
        self.isCompacted = policies.contains("compact")
        self.isDeleted = policies.contains("delete")
        self.retentionMilliseconds = number("retention.ms", self.retentionMilliseconds)
        self.retentionBytes = Int(number("retention.bytes", -1))
        self.segmentBytes = Int(number("segment.bytes", Int64(self.segmentBytes)))
        self.segmentMilliseconds = number("segment.ms", self.segmentMilliseconds)
        self.maxMessageBytes = Int(number("max.message.bytes", Int64(self.maxMessageBytes)))
        self.minInsyncReplicas = Int(number("min.insync.replicas", 1))
        self.usesLogAppendTime = text("message.timestamp.type") == "LogAppendTime"
        self.timestampAfterMax = number("message.timestamp.after.max.ms", self.timestampAfterMax)
        self.timestampBeforeMax = number("message.timestamp.before.max.ms", self.timestampBeforeMax)
        self.deleteRetention = number("delete.retention.ms", self.deleteRetention)
        self.minCompactionLag = number("min.compaction.lag.ms", 0)
        self.maxCompactionLag = number("max.compaction.lag.ms", self.maxCompactionLag)
        self.minCleanableDirtyRatio = text("min.cleanable.dirty.ratio").flatMap { Double($0) } ?? 0.5
        self.compressionID =
            switch text("compression.type") {
            case "uncompressed": 0
            case "gzip": 1
            case "snappy": 2
            case "lz4": 3
            case "zstd": 4
            default: nil
            }
    }
}
