package import ConnectAPI

/// Configuration keys of the worker, as far as the runtime asks for them by type. Their order is that of
/// ``definition``, which has the keys of the Kafka client in between.
package enum WorkerKeys {
    package static let bootstrapServers = ConfigKey<[String]>(
        "bootstrap.servers", default: ["localhost:9092"], importance: .high,
        "Brokers to ask first, as host:port with commas between; the others are learned from them.")
    package static let keyConverter = ConfigKey<ClassName>(
        "key.converter", importance: .high,
        "Converter between record keys and their bytes in Kafka, for connectors that don't name their own.")
    package static let valueConverter = ConfigKey<ClassName>(
        "value.converter", importance: .high,
        "Converter between record values and their bytes in Kafka, for connectors that don't name their own.")
    package static let headerConverter = ConfigKey<ClassName>(
        "header.converter", default: "org.apache.kafka.connect.storage.SimpleHeaderConverter", importance: .low,
        "Converter between header values and their bytes in Kafka, for connectors that don't name their own.")
    package static let keyConverterVersion = converterVersion("key")
    package static let valueConverterVersion = converterVersion("value")
    package static let headerConverterVersion = converterVersion("header")
    package static let shutdownTimeout = ConfigKey<Duration>(
        "task.shutdown.graceful.timeout.ms", default: .seconds(5), importance: .low,
        "How long all tasks together may take to stop before they are abandoned.")
    package static let offsetFlushInterval = ConfigKey<Duration>(
        "offset.flush.interval.ms", default: .seconds(60), importance: .low, "Time between two commits of offsets.")
    package static let offsetFlushTimeout = ConfigKey<Duration>(
        "offset.flush.timeout.ms", default: .seconds(5), importance: .low,
        "How long a commit of offsets may wait for records and offsets to be written; then it is given up and "
            + "tried again later. Tasks with exactly-once support don't use it.")
    package static let pluginPath = ConfigKey<[String]?>(
        "plugin.path", importance: .low,
        "Folders of Java plugins. Accepted for compatibility: plugins are compiled into the worker.")
    package static let pluginDiscovery = ConfigKey<String>(
        "plugin.discovery", default: "hybrid_warn", importance: .low,
        "How a Java worker looks for plugins. Accepted for compatibility: plugins are compiled into the worker."
    ).validated(by: .oneOfIgnoringCase(["ONLY_SCAN", "SERVICE_LOAD", "HYBRID_WARN", "HYBRID_FAIL"]))
    package static let metricsWindow = ConfigKey<Duration>(
        "metrics.sample.window.ms", default: .seconds(30), in: .zero..., importance: .low,
        "Length of one sample of a metric that is taken over time.")
    package static let metricsSamples = ConfigKey<Int>(
        "metrics.num.samples", default: 2, in: 1..., importance: .low,
        "How many samples such a metric is made of.")
    package static let metricsLevel = ConfigKey<String>(
        "metrics.recording.level", default: "INFO", importance: .low, "Which metrics are recorded at all."
    ).validated(by: .oneOf(["INFO", "DEBUG"]))
    package static let metricReporters = ConfigKey<[String]>(
        "metric.reporters", default: ["org.apache.kafka.common.metrics.JmxReporter"], importance: .low,
        "Classes that a Java worker tells about metrics. Accepted for compatibility.")
    package static let configProviders = ConfigKey<[String]>(
        "config.providers", default: [], importance: .low,
        "Names of the providers that may be referred to in values as ${name:path:key}; each needs "
            + "config.providers.<name>.class.")
    package static let overridePolicy = ConfigKey<String>(
        "connector.client.config.override.policy", default: "All",
        "Which settings of its Kafka clients a connector may override with producer.override., consumer.override. "
            + "and admin.override.: All, None or Principal (only those that say who it is).")
    package static let topicCreation = ConfigKey<Bool>(
        "topic.creation.enable", default: true, importance: .low,
        "Whether topics of source connectors are created by their topic.creation. settings.")
    package static let topicTracking = ConfigKey<Bool>(
        "topic.tracking.enable", default: true, importance: .low,
        "Whether the topics that each connector uses are kept track of.")
    package static let topicTrackingReset = ConfigKey<Bool>(
        "topic.tracking.allow.reset", default: true, importance: .low,
        "Whether users may reset the set of topics that a connector uses.")

    private static func converterVersion(_ part: String) -> ConfigKey<String?> {
        ConfigKey(
            "\(part).converter.plugin.version", importance: .low,
            "Version, or range of versions, of the \(part) converter; null is the newest.")
    }
}

extension WorkerKeys {
    package static let listeners = ConfigKey<[String]>(
        "listeners", default: ["http://:8083"], importance: .low,
        "Addresses of the REST API as URLs of http or https; without a host, all interfaces."
    ).validated(by: urlList("listeners", mayBeEmpty: false))
    package static let advertisedHost = ConfigKey<String?>(
        "rest.advertised.host.name", importance: .low, "Host under which other workers reach this one.")
    package static let advertisedPort = ConfigKey<Int?>(
        "rest.advertised.port", importance: .low, "Port under which other workers reach this one.")
    package static let advertisedListener = ConfigKey<String?>(
        "rest.advertised.listener", importance: .low, "Which listener other workers are told to use: http or https.")
    package static let allowedOrigin = ConfigKey<String>(
        "access.control.allow.origin", default: "", importance: .low,
        "Origins whose pages may call the REST API from a browser; * for all, empty for none.")
    package static let allowedMethods = ConfigKey<String>(
        "access.control.allow.methods", default: "", importance: .low,
        "Methods that such pages may use; empty for GET, POST and HEAD.")
    package static let responseHeaders = ConfigKey<String>(
        "response.http.headers.config", default: "", importance: .low,
        "Headers to add to every answer, as rules with commas between: [set|add|setDate|addDate] Name:value."
    ).validated(by: responseHeaderRules)
    package static let clientAuthentication = ConfigKey<String>(
        "ssl.client.auth", default: "none", importance: .low,
        "Whether clients of an https listener need a certificate: required, requested or none."
    ).validated(by: .oneOf(["required", "requested", "none"]))
    package static let restExtensions = ConfigKey<[String]>(
        "rest.extension.classes", default: [], importance: .low, "Extensions of the REST API, by class name, in order.")
    package static let adminListeners = ConfigKey<[String]?>(
        "admin.listeners", importance: .low,
        "Addresses for /admin alone: null for those of the REST API, empty to switch it off."
    ).validated(by: .unlessNull(urlList("admin.listeners", mayBeEmpty: true)))
    static let rest: [any ConfigKeyProtocol] = [
        listeners, advertisedHost, advertisedPort, advertisedListener, allowedOrigin, allowedMethods, responseHeaders,
        clientAuthentication, restExtensions, adminListeners,
    ]

    private static func urlList(_ name: String, mayBeEmpty: Bool) -> ConfigValidator {
        let example = "http://localhost:8080,https://localhost:8443."
        return .message("List of comma-separated URLs, ex: " + example) { value in
            guard case .list(let urls) = value else {
                return "Invalid value type for \(name) (expected list of URLs , ex: \(example))."
            }
            if urls.isEmpty, !mayBeEmpty {
                return "Invalid value for \(name), at least one URL is expected, ex: \(example)"
            }
            return urls.contains("") ? "Empty URL found when parsing \(name) list." : nil
        }
    }
}

extension WorkerKeys {
    package static let groupID = ConfigKey<String>(
        "group.id", importance: .high,
        "Name of the group of workers that share the work. Consumer groups of sinks must have other names.")
    package static let sessionTimeout = ConfigKey<Int>(
        "session.timeout.ms", default: 10_000, importance: .high,
        "How long the group waits for a worker's sign of life before it goes on without it.")
    package static let rebalanceTimeout = ConfigKey<Int>(
        "rebalance.timeout.ms", default: 60_000, importance: .high,
        "How long a worker has to join again once the group is being rebalanced.")
    package static let heartbeatInterval = ConfigKey<Int>(
        "heartbeat.interval.ms", default: 3_000, importance: .high,
        "Time between two signs of life; at most a third of session.timeout.ms makes sense.")
    package static let exactlyOnceSupport = ConfigKey<ExactlyOnceMode>(
        "exactly.once.source.support", default: .disabled, importance: .high,
        "Exactly-once delivery for source connectors. Switch a running group on in two rolling restarts: first "
            + "preparing everywhere, then enabled."
    ).validated(by: .oneOfIgnoringCase(["DISABLED", "ENABLED", "PREPARING"]))
    package static let clientID = ConfigKey<String>(
        "client.id", default: "", importance: .low, "Name under which the worker's clients show up in brokers' logs.")
    package static let syncTimeout = ConfigKey<Int>(
        "worker.sync.timeout.ms", default: 3_000,
        "How long to read on in the configuration topic when this worker is behind the others, before it leaves the group."
    )
    package static let unsyncBackoff = ConfigKey<Int>(
        "worker.unsync.backoff.ms", default: 300_000,
        "How long to stay away from the group when reading on took too long.")
    package static let offsetTopic = ConfigKey<String>(
        "offset.storage.topic", importance: .high, "Topic that keeps the offsets of source connectors.")
    package static let offsetPartitions = partitions("offset", 25)
    package static let offsetReplication = replication("offset")
    package static let configTopic = ConfigKey<String>(
        "config.storage.topic", importance: .high, "Topic that keeps the configurations of connectors; one partition.")
    package static let configReplication = replication("config")
    package static let statusTopic = ConfigKey<String>(
        "status.storage.topic", importance: .high, "Topic that keeps the state of connectors and tasks.")
    package static let statusPartitions = partitions("status", 5)
    package static let statusReplication = replication("status")
    package static let connectProtocol = ConfigKey<String>(
        "connect.protocol", default: "sessioned", importance: .low,
        "How workers share the work: eager stops everything in a rebalance; compatible moves only what must move; "
            + "sessioned does too and signs the requests between workers."
    ).validated(
        by: ConfigValidator("[eager, compatible, sessioned]") { value in
            guard case .string(let text) = value, ["eager", "compatible", "sessioned"].contains(text.lowercased())
            else { return "Invalid Connect protocol compatibility" }
            return nil
        })
    package static let rebalanceDelay = ConfigKey<Int>(
        "scheduled.rebalance.max.delay.ms", default: 300_000, in: 0...Int(Int32.max), importance: .low,
        "How long the work of a worker that left is kept for its return.")
    package static let sessionKeyLifetime = ConfigKey<Int>(
        "inter.worker.key.ttl.ms", default: 3_600_000, in: 0...Int(Int32.max), importance: .low,
        "Age at which the key that signs requests between workers is replaced; 0: never.")
    package static let sessionKeyAlgorithm = ConfigKey<String>(
        "inter.worker.key.generation.algorithm", default: "HmacSHA256", importance: .low,
        "Algorithm for which the key that signs requests between workers is made."
    ).validated(by: macAlgorithm("Any KeyGenerator algorithm supported by the worker JVM"))
    package static let sessionKeySize = ConfigKey<Int?>(
        "inter.worker.key.size", importance: .low, "Size of that key in bits; null: what suits the algorithm.")
    package static let signatureAlgorithm = ConfigKey<String>(
        "inter.worker.signature.algorithm", default: "HmacSHA256", importance: .low,
        "Algorithm with which requests between workers are signed."
    ).validated(by: macAlgorithm("Any MAC algorithm supported by the worker JVM"))
    package static let verificationAlgorithms = ConfigKey<[String]>(
        "inter.worker.verification.algorithms", default: ["HmacSHA256"], importance: .low,
        "Algorithms of signatures that are accepted; the one used for signing must be among them."
    ).validated(by: macAlgorithmList)

    private static func partitions(_ topic: String, _ count: Int) -> ConfigKey<Int> {
        ConfigKey(
            "\(topic).storage.partitions", default: count, importance: .low,
            "Partitions of the \(topic) topic when it has to be created; -1: as the broker has it."
        ).validated(by: .partitionCount)
    }

    private static func replication(_ topic: String) -> ConfigKey<Int16> {
        ConfigKey(
            "\(topic).storage.replication.factor", default: 3, importance: .low,
            "Replicas of the \(topic) topic when it has to be created; -1: as the broker has it."
        ).validated(by: .replicationFactor)
    }
}

/// `exactly.once.source.support`.
package enum ExactlyOnceMode: String, CaseIterable, ConfigConvertible {
    case disabled, preparing, enabled

    /// Whether the leader writes the configuration topic in transactions.
    package var usesTransactionalLeader: Bool { self != .disabled }
}
