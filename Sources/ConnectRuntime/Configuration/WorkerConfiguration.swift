package import ConnectAPI

/// The configuration of a worker, parsed and checked.
package struct WorkerConfiguration: Sendable {
    /// Typed values: `worker[WorkerKeys.groupID]`.
    package let values: Configuration
    /// What the worker was given, with references to providers replaced and blanks around values as they were. Holds secrets: never print it.
    package let properties: [String: String]
    package let overridePolicy: ClientOverridePolicy
    /// Gives the values that configurations refer to; those of the worker's own are replaced already.
    package let providers: ConfigProviders

    /// - Parameters:
    ///   - given: From the properties file or the environment.
    ///   - classes: Finds the class behind a name or alias, for the worker's converters.
    /// - Throws: `ConfigError` with everything that is wrong, in Java's words.
    package init(_ given: [String: String], classes: ClassResolver = { $0 }) throws(ConfigError) {
        self.providers = try ConfigProviders(given)
        var properties = try self.providers.resolve(given)
        properties[WorkerKeys.pluginPath.name] = given[WorkerKeys.pluginPath.name]
        let values = try WorkerKeys.definition.parse(properties, classes: classes)
        let algorithm = values[WorkerKeys.signatureAlgorithm]
        guard values[WorkerKeys.verificationAlgorithms].contains(algorithm) else {
            throw ConfigError(
                WorkerKeys.signatureAlgorithm.name, .string(algorithm),
                "Signature algorithm must be present in \(WorkerKeys.verificationAlgorithms.name) list")
        }
        do {
            self.overridePolicy = try ClientOverridePolicy(named: values[WorkerKeys.overridePolicy])
        } catch {
            throw ConfigError([.init("\(error)", name: WorkerKeys.overridePolicy.name)])
        }
        self.values = values
        self.properties = properties
    }

    package subscript<Value>(key: ConfigKey<Value>) -> Value { self.values[key] }

    /// References to providers that came to nothing, in words.
    package var leftovers: [String] {
        var properties = self.properties
        properties[WorkerKeys.pluginPath.name] = nil  // is used as it is
        return self.providers.leftovers(in: properties)
    }

    package var groupID: String { self[WorkerKeys.groupID] }
    package var exactlyOnce: ExactlyOnceMode { self[WorkerKeys.exactlyOnceSupport] }

    /// Keys that mean nothing to the worker, in alphabetical order, to be reported once at start. Keys that begin with
    /// a prefix under which anything goes are not among them.
    package var unknownKeys: [String] {
        self.values.unknownNames.filter { name in !Self.openPrefixes.contains { name.hasPrefix($0) } }
    }

    /// Keys that were removed from Kafka and only cause a warning, in alphabetical order.
    package var removedKeys: [String] {
        self.properties.keys.filter { name in
            ["internal.key.converter", "internal.value.converter"].contains {
                name == $0 || name.hasPrefix($0 + ".")
            }
        }.sorted()
    }

    private static let openPrefixes = [
        "producer.", "consumer.", "admin.", "config.storage.", "offset.storage.", "status.storage.", "key.converter.",
        "value.converter.", "header.converter.", "internal.key.converter", "internal.value.converter",
        "config.providers.", "metrics.context.", "log4j.", "cub.", "listeners.https.", "admin.listeners.https.",
        "sluice.",
    ]

    /// Settings of the converter of a part (`key`, `value`, `header`), without the prefix.
    package func converterProperties(_ part: String) -> [String: String] {
        self.properties(withPrefix: "\(part).converter.")
    }

    /// The entries whose key begins with `prefix`, without it.
    package func properties(withPrefix prefix: String) -> [String: String] {
        var result: [String: String] = [:]
        for (name, value) in self.properties where name.utf8.count > prefix.utf8.count && name.hasPrefix(prefix) {
            result[String(name.dropFirst(prefix.count))] = value
        }
        return result
    }
}

/// One of the worker's own three topics.
package enum InternalTopic: String, Sendable, CaseIterable {
    case config, offset, status
}

extension WorkerConfiguration {
    package func topic(_ topic: InternalTopic) -> String {
        switch topic {
        case .config: self[WorkerKeys.configTopic]
        case .offset: self[WorkerKeys.offsetTopic]
        case .status: self[WorkerKeys.statusTopic]
        }
    }

    /// Partitions to create it with; -1: as the broker has it.
    package func partitions(_ topic: InternalTopic) -> Int {
        switch topic {
        case .config: 1
        case .offset: self[WorkerKeys.offsetPartitions]
        case .status: self[WorkerKeys.statusPartitions]
        }
    }

    /// Replicas to create it with; -1: as the broker has it.
    package func replicationFactor(_ topic: InternalTopic) -> Int16 {
        switch topic {
        case .config: self[WorkerKeys.configReplication]
        case .offset: self[WorkerKeys.offsetReplication]
        case .status: self[WorkerKeys.statusReplication]
        }
    }

    /// Further settings to create it with. Compaction is not among them, since it is not a matter of choice.
    package func topicSettings(_ topic: InternalTopic) -> [String: String] {
        var settings = self.properties(withPrefix: "\(topic.rawValue).storage.")
        for name in ["topic", "partitions", "replication.factor", "cleanup.policy"] { settings[name] = nil }
        return settings
    }

    /// Keys that are set but have no effect, with the reason.
    package var ignoredSettings: [(key: String, reason: String)] {
        var ignored: [(key: String, reason: String)] = []
        if self.properties["config.storage.partitions"] != nil {
            ignored.append(("config.storage.partitions", "config topic partitions is always 1"))
        }
        for topic in InternalTopic.allCases {
            let name = "\(topic.rawValue).storage.cleanup.policy"
            if self.properties[name] != nil { ignored.append((name, "compaction is always used")) }
        }
        return ignored
    }
}
