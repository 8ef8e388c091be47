package import ConnectAPI
import JavaLang

/// With what settings the topics of a source connector are created: its `topic.creation.` keys.
///
/// Topics belong to the first group, in the order of `topic.creation.groups`, that includes and doesn't exclude them,
/// otherwise to the group `default`, which takes all.
package struct TopicCreation: Sendable {
    package struct Group: Sendable {
        package let name: String
        /// -1: as the broker has it.
        package let partitions: Int
        /// -1: as the broker has it.
        package let replicationFactor: Int16
        /// Further settings of the topic, such as `cleanup.policy`.
        package let settings: [String: String]
        fileprivate let include: JavaRegex
        fileprivate let exclude: JavaRegex

        /// A pattern that takes too many steps counts as one that doesn't match.
        fileprivate func takes(_ topic: String) -> Bool {
            (try? self.include.matches(topic)) == true && (try? self.exclude.matches(topic)) != true
        }
    }

    package static let prefix = "topic.creation."
    package static let defaultGroup = "default"

    package let groups: [Group]
    package let fallback: Group

    /// - Parameter properties: Of the connector.
    /// - Returns: Nothing if none of them begins with `topic.creation.`: then topics are left to the broker.
    /// - Throws: `ConfigError` in Java's words.
    package init?(_ properties: ConfigValues) throws(ConfigError) {
        guard properties.keys.contains(where: { $0.hasPrefix(Self.prefix) }) else { return nil }
        let names = try ConfigDefinition(ConnectorKeys.topicCreationGroups).parse(properties)[
            ConnectorKeys.topicCreationGroups]
        guard names.count <= ConnectorValidator.aliasLimit else {
            throw ConfigError(
                "Too many names in topic.creation.groups: \(names.count), the limit is \(ConnectorValidator.aliasLimit)"
            )
        }
        let defaults = Keys(group: Self.defaultGroup, partitions: nil, replicationFactor: nil)
        let fallback = try defaults.group(properties)
        var groups: [Group] = []
        for name in names where name != Self.defaultGroup {
            let keys = Keys(
                group: name, partitions: fallback.partitions, replicationFactor: fallback.replicationFactor)
            groups.append(try keys.group(properties))
        }
        self.fallback = fallback
        self.groups = groups
    }

    package func group(for topic: String) -> Group {
        self.groups.first { $0.takes(topic) } ?? self.fallback
    }
}

extension TopicCreation {
    /// The keys of one group.
    package struct Keys {
        private let group: String
        private let include: ConfigKey<[String]>
        private let exclude: ConfigKey<[String]>
        private let replicationFactor: ConfigKey<Int16>
        private let partitions: ConfigKey<Int>

        private static let names = ["include", "exclude", "replication.factor", "partitions"]

        /// - Parameters:
        ///   - partitions: The default group's; nothing for the default group itself, which needs them.
        package init(group: String, partitions: Int?, replicationFactor: Int16?) {
            let isDefault = group == TopicCreation.defaultGroup
            let title = isDefault ? group : "Topic Creation: \(group)"
            let patterns = isDefault ? ConfigValidator.nonNull : TopicCreation.patterns
            self.group = group
            self.include = ConfigKey(
                "include", default: isDefault ? [".*"] : [], importance: .low,
                "Patterns in Java's syntax for the names of topics that belong to the group."
            ).shown(in: title, order: 0, width: .long, as: "Inclusion Topic Pattern for \(title)").validated(
                by: patterns)
            self.exclude = ConfigKey(
                "exclude", default: [], importance: .low,
                "Patterns for the names of topics that don't, even if they are included."
            ).shown(in: title, order: 1, width: .long, as: "Exclusion Topic Pattern for \(title)").validated(
                by: patterns)
            self.replicationFactor = ConfigKey(
                "replication.factor", default: replicationFactor, importance: .low,
                "Replicas of the topics; -1: as the broker has it."
            ).shown(in: title, order: 2, width: .long, as: "Replication Factor for Topics in \(title)")
                .validated(by: .replicationFactor)
            self.partitions = ConfigKey(
                "partitions", default: partitions, importance: .low,
                "Partitions of the topics; -1: as the broker has it."
            ).shown(in: title, order: 3, width: .long, as: "Partition Count for Topics in \(title)")
                .validated(by: .partitionCount)
        }

        private var prefix: String { TopicCreation.prefix + self.group + "." }

        /// As they are embedded into the definition of a connector, with the group's name twice as Java has it.
        package var definition: ConfigDefinition {
            var definition = ConfigDefinition()
            let title = self.include.definition.group ?? ""
            definition.embed(
                ConfigDefinition(self.include, self.exclude, self.replicationFactor, self.partitions),
                prefix: self.prefix, group: title, order: 0)
            return definition
        }

        fileprivate func group(_ properties: ConfigValues) throws(ConfigError) -> Group {
            let values = try self.definition.parse(properties)
            let isDefault = self.group == TopicCreation.defaultGroup
            var settings: [String: String] = [:]
            for (name, value) in Configuration.strip(self.prefix, from: properties) where !Self.names.contains(name) {
                settings[name] = value
            }
            let factor = Int16(configValue: values.value(named: self.prefix + self.replicationFactor.name))
            let partitions = Int(configValue: values.value(named: self.prefix + self.partitions.name))
            return Group(
                name: self.group, partitions: partitions ?? -1, replicationFactor: factor ?? -1, settings: settings,
                include: isDefault ? try Self.compile([".*"]) : try self.pattern(self.include, values),
                exclude: isDefault ? try Self.compile([]) : try self.pattern(self.exclude, values))
        }

        private func pattern(
            _ key: ConfigKey<[String]>, _ values: Configuration
        ) throws(ConfigError) -> JavaRegex {
            try Self.compile([String](configValue: values.value(named: self.prefix + key.name)) ?? [])
        }

        private static func compile(_ patterns: [String]) throws(ConfigError) -> JavaRegex {
            do {
                return try JavaRegex(patterns.joined(separator: "|"))
            } catch {
                throw ConfigError("Syntax error in regular expression: \(error)")
            }
        }
    }

    private static let patterns = ConfigValidator("Positive number, or -1 to use the broker's default") { value in
        guard case .list(let patterns) = value else { return "entry must be non null" }
        for pattern in patterns {
            do {
                _ = try JavaRegex(pattern)
            } catch {
                return "Syntax error in regular expression: \(error)"
            }
        }
        return nil
    }
}
