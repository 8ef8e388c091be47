/// Kafka's configuration keys of topics, with Kafka's defaults.
enum TopicConfigKeys {
    private static let longMax = "9223372036854775807"
    private static let intMax = Double(Int32.max)

    static let all: [ConfigKey] = [
        ConfigKey(
            "cleanup.policy", .list, "delete", synonym: "log.cleanup.policy", rule: .oneOf(["compact", "delete"]),
            "Whether old segments are deleted, compacted, or both."),
        ConfigKey(
            "compression.gzip.level", .int, "-1", synonym: "compression.gzip.level", rule: .between(-1, 9),
            "Level for gzip, if the broker compresses."),
        ConfigKey(
            "compression.lz4.level", .int, "9", synonym: "compression.lz4.level", rule: .between(1, 17),
            "Level for lz4, if the broker compresses."),
        ConfigKey(
            "compression.type", .string, "producer", synonym: "compression.type",
            rule: .oneOf(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]),
            "Compression of the stored batches; producer keeps what the producer chose."),
        ConfigKey(
            "compression.zstd.level", .int, "3", synonym: "compression.zstd.level", rule: .between(-131_072, 22),
            "Level for zstd, if the broker compresses."),
        ConfigKey(
            "delete.retention.ms", .long, "86400000", synonym: "log.cleaner.delete.retention.ms", rule: .atLeast(0),
            "How long compaction keeps tombstones."),
        ConfigKey(
            "file.delete.delay.ms", .long, "60000", synonym: "log.segment.delete.delay.ms", rule: .atLeast(0),
            "How long a deleted file stays on the disk; this broker deletes at once."),
        ConfigKey(
            "flush.messages", .long, Self.longMax, synonym: "log.flush.interval.messages", rule: .atLeast(1),
            "Records between two flushes to the disk; without effect here."),
        ConfigKey(
            "flush.ms", .long, Self.longMax, synonym: "log.flush.interval.ms", rule: .atLeast(0),
            "Time between two flushes to the disk; without effect here."),
        ConfigKey(
            "follower.replication.throttled.replicas", .list, "", "Replicas that are throttled; without effect here."),
        ConfigKey(
            "index.interval.bytes", .int, "4096", synonym: "log.index.interval.bytes", rule: .atLeast(0),
            "Bytes between two entries of the index; without effect here."),
        ConfigKey(
            "leader.replication.throttled.replicas", .list, "", "Replicas that are throttled; without effect here."),
        ConfigKey(
            "local.retention.bytes", .long, "-2", synonym: "log.local.retention.bytes", rule: .atLeast(-2),
            "Bytes kept locally with tiered storage; without effect here."),
        ConfigKey(
            "local.retention.ms", .long, "-2", synonym: "log.local.retention.ms", rule: .atLeast(-2),
            "Time kept locally with tiered storage; without effect here."),
        ConfigKey(
            "max.compaction.lag.ms", .long, Self.longMax, synonym: "log.cleaner.max.compaction.lag.ms",
            rule: .atLeast(1),
            "After how long a record is compacted at the latest."),
        ConfigKey(
            "max.message.bytes", .int, "1048588", synonym: "message.max.bytes", rule: .atLeast(0),
            "Largest record batch that is accepted."),
        ConfigKey(
            "message.timestamp.after.max.ms", .long, "3600000", synonym: "log.message.timestamp.after.max.ms",
            rule: .atLeast(0), "How far a record's timestamp may be in the future."),
        ConfigKey(
            "message.timestamp.before.max.ms", .long, Self.longMax, synonym: "log.message.timestamp.before.max.ms",
            rule: .atLeast(0), "How far a record's timestamp may be in the past."),
        ConfigKey(
            "message.timestamp.type", .string, "CreateTime", synonym: "log.message.timestamp.type",
            rule: .oneOf(["CreateTime", "LogAppendTime"]), "Whose time a record carries."),
        ConfigKey(
            "min.cleanable.dirty.ratio", .double, "0.5", synonym: "log.cleaner.min.cleanable.ratio",
            rule: .between(0, 1),
            "Share of the log that must be new before it is compacted."),
        ConfigKey(
            "min.compaction.lag.ms", .long, "0", synonym: "log.cleaner.min.compaction.lag.ms", rule: .atLeast(0),
            "How long a record stays uncompacted at least."),
        ConfigKey(
            "min.insync.replicas", .int, "1", synonym: "min.insync.replicas", rule: .between(1, Self.intMax),
            "Replicas in sync that acks=all needs."),
        ConfigKey(
            "preallocate", .boolean, "false", synonym: "log.preallocate",
            "Whether files are made at full size; without effect here."),
        ConfigKey(
            "remote.log.copy.disable", .boolean, "false", "Tiered storage; without effect here."),
        ConfigKey(
            "remote.log.delete.on.disable", .boolean, "false", "Tiered storage; without effect here."),
        ConfigKey(
            "remote.storage.enable", .boolean, "false", rule: .oneOf(["false"]), "Tiered storage; not there."),
        ConfigKey(
            "retention.bytes", .long, "-1", synonym: "log.retention.bytes", rule: .atLeast(-2),
            "Size of a partition above which its oldest segments are deleted; -1: no limit."),
        ConfigKey(
            "retention.ms", .long, "604800000", synonym: "log.retention.ms", rule: .atLeast(-1),
            "Age above which segments are deleted; -1: no limit."),
        ConfigKey(
            "segment.bytes", .int, "1073741824", synonym: "log.segment.bytes", rule: .atLeast(14),
            "Size at which a new segment begins."),
        ConfigKey(
            "segment.index.bytes", .int, "10485760", synonym: "log.index.size.max.bytes", rule: .atLeast(4),
            "Size of an index; without effect here."),
        ConfigKey(
            "segment.jitter.ms", .long, "0", synonym: "log.roll.jitter.ms", rule: .atLeast(0),
            "Random part of segment.ms; without effect here."),
        ConfigKey(
            "segment.ms", .long, "604800000", synonym: "log.roll.ms", rule: .atLeast(1),
            "Age at which a new segment begins."),
        ConfigKey(
            "unclean.leader.election.enable", .boolean, "false", synonym: "unclean.leader.election.enable",
            "Whether a replica that is out of sync may lead; without effect here."),
    ]

    static let byName = Dictionary(uniqueKeysWithValues: Self.all.map { ($0.name, $0) })

    /// What is wrong with a topic's configuration, in Kafka's words; nil if nothing.
    static func problem(with configuration: [String: String]) -> String? {
        for name in configuration.keys.sorted() {
            guard let key = Self.byName[name] else { return "Unknown topic config name: \(name)" }
            if let value = configuration[name], let problem = key.problem(with: value) { return problem }
        }
        return nil
    }
}
