package import ConnectAPI
import JavaLang

/// Configuration keys that every connector has, whatever its plugin.
package enum ConnectorKeys {
    package static let name = ConfigKey<String>(
        "name", importance: .high, "Name of the connector, unique in the group of workers."
    ).shown(in: "Common", order: 1, width: .medium, as: "Connector name").validated(
        by: .nonEmptyWithoutControlCharacters)
    package static let connectorClass = ConfigKey<String>(
        "connector.class", importance: .high,
        "Class of the connector: its full name, its simple name, or that without the ending Connector."
    ).shown(in: "Common", order: 2, width: .long, as: "Connector class")
    package static let pluginVersion = version(
        "connector.plugin.version", .medium, order: 3, width: .medium, "Connector version", "connector")
    package static let tasksMax = ConfigKey<Int>(
        "tasks.max", default: 1, in: 1..., importance: .high, "Most tasks that the connector may split its work into."
    ).shown(in: "Common", order: 4, width: .short, as: "Tasks max")
    package static let tasksMaxEnforce = ConfigKey<Bool>(
        "tasks.max.enforce", default: true, importance: .low,
        "Whether a connector that makes more tasks than that fails. Deprecated: leave it on."
    ).shown(in: "Common", order: 5, width: .short, as: "Enforce tasks max")
    package static let keyConverter = converter("key", order: 6, "Key converter class")
    package static let keyConverterVersion = version(
        "key.converter.plugin.version", .low, order: 7, width: .short, "Key converter version", "key converter")
    package static let valueConverter = converter("value", order: 8, "Value converter class")
    package static let valueConverterVersion = version(
        "value.converter.plugin.version", .low, order: 9, width: .short, "Value converter version", "value converter")
    package static let headerConverter = converter("header", order: 10, "Header converter class")
    package static let headerConverterVersion = version(
        "header.converter.plugin.version", .low, order: 11, width: .short, "Header converter version",
        "header converter")
    package static let transforms = ConfigKey<[String]>(
        "transforms", default: [], importance: .low,
        "Aliases of the transformations that records go through, in order; each has settings under transforms.<alias>."
    ).shown(in: "Transforms", order: 12, width: .long, as: "Transforms").validated(
        by: aliases("transformation aliases"))
    package static let predicates = ConfigKey<[String]>(
        "predicates", default: [], importance: .low,
        "Aliases of the predicates that transformations refer to; each has settings under predicates.<alias>."
    ).shown(in: "Predicates", order: 13, width: .long, as: "Predicates").validated(by: aliases("predicate aliases"))
    package static let reloadAction = ConfigKey<String>(
        "config.action.reload", default: "restart", importance: .low,
        "What to do when a value from a configuration provider runs out: restart the connector, or none."
    ).shown(in: "Common", order: 14, width: .medium, as: "Reload Action").validated(by: .oneOf(["none", "restart"]))
    package static let retryTimeout = ConfigKey<Int64>(
        "errors.retry.timeout", default: 0,
        "How long an operation that failed is tried again, in milliseconds; -1: for ever."
    ).shown(in: "Error Handling", order: 1, width: .medium, as: "Retry Timeout for Errors")
    package static let retryDelayMax = ConfigKey<Duration>(
        "errors.retry.delay.max.ms", default: .seconds(60), "Longest wait between two tries."
    ).shown(in: "Error Handling", order: 2, width: .medium, as: "Maximum Delay Between Retries for Errors")
    package static let tolerance = ConfigKey<String>(
        "errors.tolerance", default: "none",
        "Whether a record that can't be processed fails the task (none) or is skipped (all)."
    ).shown(in: "Error Handling", order: 3, width: .short, as: "Error Tolerance").validated(
        by: .oneOf(["none", "all"]))
    package static let logErrors = ConfigKey<Bool>(
        "errors.log.enable", default: false, "Whether errors that are tolerated are logged."
    ).shown(in: "Error Handling", order: 4, width: .short, as: "Log Errors")
    package static let logRecords = ConfigKey<Bool>(
        "errors.log.include.messages", default: false, "Whether the log of an error shows the record."
    ).shown(in: "Error Handling", order: 5, width: .short, as: "Log Error Details")

    /// Keys of sources and sinks alike.
    package static let common = ConfigDefinition(commonKeys)
    static let commonKeys: [any ConfigKeyProtocol] = [
        name, connectorClass, pluginVersion, tasksMax, tasksMaxEnforce, keyConverter, keyConverterVersion,
        valueConverter,
        valueConverterVersion, headerConverter, headerConverterVersion, transforms, predicates, reloadAction,
        retryTimeout,
        retryDelayMax, tolerance, logErrors, logRecords,
    ]

    private static func version(
        _ name: String, _ importance: ConfigImportance, order: Int, width: ConfigWidth, _ display: String,
        _ what: String
    ) -> ConfigKey<String?> {
        ConfigKey(name, importance: importance, "Version, or range of versions, of the \(what); null is the newest.")
            .shown(in: "Common", order: order, width: width, as: display)
            .validated(by: .versionRange)
            .recommending(ConfigRecommender { _, _ in [] })
    }

    private static func converter(_ part: String, order: Int, _ display: String) -> ConfigKey<ClassName?> {
        let interface = part == "header" ? "HeaderConverter" : "Converter"
        return ConfigKey(
            "\(part).converter", importance: .low,
            "Converter between \(part)s and their bytes in Kafka; the worker's, with the worker's settings, if null."
        )
        .shown(in: "Common", order: order, width: .short, as: display)
        .validated(
            by: ConfigValidator(
                "A concrete subclass of org.apache.kafka.connect.storage.\(interface), "
                    + "A class with a public, no-argument constructor"
            ) { _ in nil }
        )
        .recommending(ConfigRecommender { _, _ in [] })
    }

    static func aliases(_ what: String) -> ConfigValidator {
        .all(
            .nonNull,
            ConfigValidator("unique \(what)") { value in
                guard case .list(let names) = value, Set(names).count < names.count else { return nil }
                return "Duplicate alias provided."
            })
    }
}

/// Keys that source connectors have besides.
extension ConnectorKeys {
    package static let topicCreationGroups = ConfigKey<[String]>(
        "topic.creation.groups", default: [], importance: .low,
        "Names of groups of topics that are created with settings of their own, under topic.creation.<group>."
    ).shown(in: "Topic Creation", order: 1, width: .long, as: "Topic Creation Groups")
        .validated(by: aliases("topic creation groups"))
    package static let exactlyOnceSupport = ConfigKey<String>(
        "exactly.once.support", default: "requested",
        "Whether the connector must deliver exactly once (required, refused if it can't) or may (requested)."
    ).shown(in: "Exactly Once Support", order: 2, width: .short, as: "Exactly once support")
        .validated(by: .oneOfIgnoringCase(["REQUIRED", "REQUESTED"]))
    package static let transactionBoundary = ConfigKey<String>(
        "transaction.boundary", default: "poll",
        "When a task with exactly-once delivery ends a transaction: after each poll, after an interval, or where the "
            + "connector says."
    ).shown(in: "Exactly Once Support", order: 3, width: .short, as: "Transaction Boundary")
        .validated(by: .oneOfIgnoringCase(["INTERVAL", "POLL", "CONNECTOR"]))
    package static let transactionInterval = ConfigKey<Int64?>(
        "transaction.boundary.interval.ms", importance: .low,
        "That interval; null: the worker's offset.flush.interval.ms."
    ).shown(in: "Exactly Once Support", order: 4, width: .short, as: "Transaction boundary interval")
        .validated(by: .unlessNull(.range(.long(0), nil)))
    package static let offsetsTopic = ConfigKey<String?>(
        "offsets.storage.topic", importance: .low,
        "Topic for the connector's offsets, in the cluster that its records go to; null: the worker's topic alone."
    ).shown(in: "offsets.topic", order: 1, width: .long, as: "Offsets topic").validated(by: .nonEmptyString)

    package static let source = ConfigDefinition(
        commonKeys + [
            topicCreationGroups, exactlyOnceSupport, transactionBoundary, transactionInterval, offsetsTopic,
        ])
}

/// Keys that sink connectors have besides.
extension ConnectorKeys {
    package static let topics = ConfigKey<[String]>(
        "topics", default: [], importance: .high, "Topics to read, with commas between."
    ).shown(in: "Common", order: 4, width: .long, as: "Topics")
    package static let topicsRegex = ConfigKey<String>(
        "topics.regex", default: "", importance: .high,
        "Pattern in Java's syntax for the names of topics to read, instead of topics."
    ).shown(in: "Common", order: 4, width: .long, as: "Topics regex").validated(by: .javaRegex)
    package static let deadLetterTopic = ConfigKey<String>(
        "errors.deadletterqueue.topic.name", default: "",
        "Topic for records that can't be processed; empty: they are only skipped or logged."
    ).shown(in: "Error Handling", order: 6, width: .medium, as: "Dead Letter Queue Topic Name")
    package static let deadLetterReplication = ConfigKey<Int16>(
        "errors.deadletterqueue.topic.replication.factor", default: 3,
        "Replicas of that topic when it has to be created."
    ).shown(in: "Error Handling", order: 7, width: .medium, as: "Dead Letter Queue Topic Replication Factor")
    package static let deadLetterHeaders = ConfigKey<Bool>(
        "errors.deadletterqueue.context.headers.enable", default: false,
        "Whether such records get headers that say what went wrong; their names begin with __connect.errors."
    ).shown(in: "Error Handling", order: 8, width: .medium, as: "Enable Error Context Headers")

    package static let sink = ConfigDefinition(
        commonKeys + [topics, topicsRegex, deadLetterTopic, deadLetterReplication, deadLetterHeaders])
}

extension ConfigValidator {
    /// A pattern in Java's syntax; null and empty text are right.
    package static let javaRegex = ConfigValidator("valid regex") { value in
        guard case .string(let pattern) = value else { return nil }
        do {
            _ = try JavaRegex(pattern)
            return nil
        } catch {
            return "Invalid regex: \(error)"
        }
    }

    /// A version or range of versions; the message stands alone.
    static let versionRange = ConfigValidator.message(nil) { value in
        guard case .string(let text) = value else { return nil }
        do throws(ConfigError) {
            _ = try VersionRange(text)
            return nil
        } catch {
            return error.description
        }
    }
}
