/// The broker's own configuration keys, with Kafka's names and, where nothing else is said, Kafka's defaults.
enum BrokerConfigKeys {
    private static let own: [ConfigKey] = [
        ConfigKey("auto.create.topics.enable", .boolean, "true", "Whether a client's question makes a missing topic."),
        ConfigKey("num.partitions", .int, "1", rule: .atLeast(1), "Partitions of a topic, if nothing else is said."),
        ConfigKey("default.replication.factor", .int, "1", rule: .atLeast(1), "Replicas, if nothing else is said."),
        ConfigKey("delete.topic.enable", .boolean, "true", "Whether topics may be deleted."),
        ConfigKey(
            "group.initial.rebalance.delay.ms", .int, "0", rule: .atLeast(0), "How long an empty group waits for more."),
        ConfigKey(
            "group.min.session.timeout.ms", .int, "6000", rule: .atLeast(1), "Shortest session that is accepted."),
        ConfigKey(
            "group.max.session.timeout.ms", .int, "1800000", rule: .atLeast(1), "Longest session that is accepted."),
        ConfigKey("group.max.size", .int, "2147483647", rule: .atLeast(1), "Most members of a group."),
        ConfigKey(
            "offset.metadata.max.bytes", .int, "4096", rule: .atLeast(0), "Longest text with a committed offset."),
        ConfigKey(
            "offsets.retention.minutes", .int, "10080", rule: .atLeast(1), "How long an empty group's offsets stay."),
        ConfigKey(
            "producer.id.expiration.ms", .int, "86400000", rule: .atLeast(1), "How long a producer is remembered."),
        ConfigKey(
            "socket.request.max.bytes", .int, "104857600", rule: .atLeast(1), "Largest request that is accepted."),
        ConfigKey(
            "log.retention.check.interval.ms", .long, "300000", rule: .atLeast(1), "How often retention is applied."),
        ConfigKey("log.cleaner.backoff.ms", .long, "15000", rule: .atLeast(0), "How often compaction looks for work."),
        ConfigKey("log.cleaner.enable", .boolean, "true", "Whether compacted topics are compacted."),
        ConfigKey("fetch.max.bytes", .int, "57671680", rule: .atLeast(1024), "Most bytes of one answer to a fetch."),
    ]

    /// A broker's key for each default of a topic, and its own.
    static let all: [ConfigKey] = {
        var keys = Self.own
        var seen: Set<String> = []
        for key in TopicConfigKeys.all {
            guard let synonym = key.synonym, seen.insert(synonym).inserted else { continue }
            keys.append(ConfigKey(synonym, key.type, key.defaultValue, rule: key.rule, key.documentation))
        }
        return keys.sorted { $0.name < $1.name }
    }()

    static let byName = Dictionary(uniqueKeysWithValues: Self.all.map { ($0.name, $0) })
}

/// What was set for the brokers, with defaults for the rest.
struct BrokerProperties {
    /// What was set, valid values of known keys only.
    private(set) var own: [String: String] = [:]

    /// - Throws: A sentence about the first value that is not valid. Unknown keys are ignored, as Kafka does.
    init(_ properties: [String: String]) throws(DevClusterError) {
        for (name, value) in properties {
            guard let key = BrokerConfigKeys.byName[name] else { continue }
            if let problem = key.problem(with: value) { throw DevClusterError(.invalidConfiguration, problem) }
            self.own[name] = value
        }
    }

    mutating func set(_ name: String, _ value: String?) { self.own[name] = value }

    func text(_ name: String) -> String {
        self.own[name] ?? BrokerConfigKeys.byName[name]?.defaultValue ?? ""
    }
    func number(_ name: String) -> Int64 { Int64(self.text(name).filter { !$0.isWhitespace }) ?? 0 }
    func flag(_ name: String) -> Bool { self.text(name).lowercased() == "true" }

    /// The brokers' defaults of topics, by the topics' names.
    var topicDefaults: [String: String] {
        var defaults: [String: String] = [:]
        for key in TopicConfigKeys.all {
            if let synonym = key.synonym, let value = self.own[synonym] { defaults[key.name] = value }
        }
        return defaults
    }

    var groupSettings: GroupSettings {
        var settings = GroupSettings()
        settings.initialRebalanceDelay = self.number("group.initial.rebalance.delay.ms")
        settings.minSessionTimeout = self.number("group.min.session.timeout.ms")
        settings.maxSessionTimeout = self.number("group.max.session.timeout.ms")
        settings.maxSize = Int(self.number("group.max.size"))
        settings.offsetMetadataMax = Int(self.number("offset.metadata.max.bytes"))
        settings.offsetsRetention = self.number("offsets.retention.minutes") * 60_000
        return settings
    }
}
