import ConnectAPI

/// The connector's configuration keys, and what they say once parsed.
struct HeartbeatConfiguration {
    /// Both of MirrorMaker's own replication policies call it so.
    static let topic = "heartbeats"
    static let policies = [
        "org.apache.kafka.connect.mirror.DefaultReplicationPolicy",
        "org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
    ]

    static let sourceKey = ConfigKey<String>(
        "source.cluster.alias", importance: .high, "Name of the cluster that records are replicated from.")
    static let targetKey = ConfigKey<String>(
        "target.cluster.alias", default: "target", importance: .high,
        "Name of the cluster that records are replicated to.")
    static let policyKey = ConfigKey<ClassName>(
        "replication.policy.class", default: ClassName(policies[0]), importance: .low,
        "How topics are named: org.apache.kafka.connect.mirror.DefaultReplicationPolicy or IdentityReplicationPolicy.")
    static let emitKey = ConfigKey<Bool>(
        "emit.heartbeats.enabled", default: true, importance: .low, "Whether there are heartbeats at all.")
    static let intervalKey = ConfigKey<Int64>(
        "emit.heartbeats.interval.seconds", default: 1, importance: .low, "Pause between two heartbeats, in seconds.")
    static let replicationKey = ConfigKey<Int16>(
        "heartbeats.topic.replication.factor", default: 3, importance: .low,
        "Replicas of the topic heartbeats when it has to be created.")

    /// In Java's order. Keys that only other connectors of MirrorMaker or a JVM have use for are taken and ignored.
    static let definition = ConfigDefinition(
        ([
            key("enabled", .boolean, "true", .low, "Whether to replicate this way. Accepted for compatibility."),
            sourceKey, targetKey,
            key(
                "admin.timeout.ms", .long, "60000", .low,
                "Time limit of administrative requests. Accepted for compatibility: the worker's admin client has its own."
            ),
            policyKey,
            key(
                "replication.policy.separator", .string, ".", .low,
                "Text between a cluster's alias and a topic's name. Not part of the name heartbeats."),
            key(
                "replication.policy.internal.topic.separator.enabled", .boolean, "true", .low,
                "Whether internal topics have that text in their names. Not part of the name heartbeats."),
            key(
                "forwarding.admin.class", .class, "org.apache.kafka.clients.admin.ForwardingAdmin", .low,
                "Java class of an admin client. Accepted for compatibility."),
            key(
                "metric.reporters", .list, "org.apache.kafka.common.metrics.JmxReporter", .low,
                "Java classes that report metrics. Accepted for compatibility."),
            key(
                "security.protocol", .string, "PLAINTEXT", .medium,
                .oneOfIgnoringCase(["SASL_SSL", "PLAINTEXT", "SSL", "SASL_PLAINTEXT"]),
                "How Java's connector reaches brokers. Accepted for compatibility: the worker's clients are used."),
        ] as [any ConfigKeyProtocol]) + SecurityKeys.tls + SecurityKeys.sasl + [emitKey, intervalKey, replicationKey])

    let sourceAlias: String
    let targetAlias: String
    /// Seconds; nil: no heartbeats.
    let interval: Int64?
    let replicationFactor: Int16

    init(_ properties: ConfigValues) throws(ConnectError) {
        do throws(ConfigError) {
            let values = try Self.definition.parse(properties)
            self.sourceAlias = values[Self.sourceKey]
            self.targetAlias = values[Self.targetKey]
            let interval = values[Self.intervalKey]
            self.interval = values[Self.emitKey] && interval >= 0 ? min(interval, Int64(Int32.max)) : nil
            self.replicationFactor = values[Self.replicationKey]
        } catch {
            throw ConnectError(.config, error.description)
        }
    }
}
