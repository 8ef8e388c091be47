package import ConnectAPI

/// A connector's transforms, in order, each with the predicate that it depends on.
package final class RecordStages {
    private final class Stage {
        let transform: any Transform
        let predicate: (any Predicate)?
        /// Whether the transform applies where the predicate doesn't hold.
        let negates: Bool

        init(_ transform: any Transform, _ predicate: (any Predicate)?, negates: Bool) {
            self.transform = transform
            self.predicate = predicate
            self.negates = negates
        }
    }

    private let stages: [Stage]

    /// - Throws: What is wrong with `transforms` and `predicates`, as the Java worker says when a task starts.
    package init(_ connector: ConfigValues, _ plugins: PluginRegistry) throws {
        try Self.checkTypes("transforms", "Transformation", connector)
        try Self.checkTypes("predicates", "Predicate", connector)
        let definition = ConnectorDefinitions(catalog: plugins, worker: nil).stages(connector)
        let values = try definition.parse(connector, classes: { plugins.resolveClass($0) })
        self.stages = try (values.value(named: "transforms")?.list ?? []).map { alias in
            let prefix = "transforms.\(alias)."
            guard case .class(let name)? = values.value(named: prefix + "type"),
                let type = plugins.find(name, [.transformation])?.type as? any Transform.Type
            else { throw ConfigError(prefix + "type", values.value(named: prefix + "type"), "Not a Transformation") }
            let transform = type.init()
            try transform.configure(Self.settings(prefix, connector, without: ["type", "predicate", "negate"]))
            let predicate = try values.value(named: prefix + "predicate").map {
                try Self.predicate($0.text, values, connector, plugins)
            }
            return Stage(transform, predicate, negates: values.value(named: prefix + "negate") == .boolean(true))
        }
    }

    /// Says that an alias has no class before it says anything else, as Java does.
    private static func checkTypes(_ key: String, _ kind: String, _ connector: ConfigValues) throws(ConfigError) {
        guard let text = connector[key] ?? nil, case .success(.list(let aliases)) = ConfigValue.parse(text, as: .list)
        else { return }
        for alias in aliases where connector["\(key).\(alias).type"] ?? nil == nil {
            throw ConfigError("\(key).\(alias).type", nil, "Not a \(kind)")
        }
    }

    private static func predicate(
        _ alias: String, _ values: Configuration, _ connector: ConfigValues, _ plugins: PluginRegistry
    ) throws -> any Predicate {
        let prefix = "predicates.\(alias)."
        guard case .class(let name)? = values.value(named: prefix + "type"),
            let type = plugins.find(name, [.predicate])?.type as? any Predicate.Type
        else {
            // Java finds out only here, and not in so many words.
            throw ConnectError(
                .connect,
                "org.apache.kafka.connect.errors.ConnectException: "
                    + "org.apache.kafka.common.config.ConfigException: Unknown configuration "
                    + "'\(prefix)plugin.version'",
                cause: ConnectError(
                    .connect, "A transformation names the predicate '\(alias)', which is not among 'predicates'"))
        }
        let predicate = type.init()
        try predicate.configure(Self.settings(prefix, connector, without: ["type"]))
        return predicate
    }

    private static func settings(
        _ prefix: String, _ connector: ConfigValues, without own: [String]
    ) -> ConfigValues {
        var settings = Configuration.strip(prefix, from: connector)
        for name in own + ["plugin.version"] { settings[name] = nil }
        return settings
    }

    package var isEmpty: Bool { self.stages.isEmpty }

    /// How far a batch has come.
    package struct Position {
        fileprivate var index = 0
        fileprivate var stage = 0
        /// The record on its way through the stages.
        fileprivate var entry: SourceBatch.Entry?

        package init() {}

        /// Leaves the rest of the stages out for the record that failed, and goes on with the next one.
        package mutating func skip() {
            self.index += 1
            self.stage = 0
            self.entry = nil
        }
    }

    /// A record that a transform couldn't change.
    package struct Failure {
        package let index: Int
        package let error: ConnectError
        /// Of the transform.
        package let className: String
    }

    /// Changes, and drops, the batch's records from `position` on.
    ///
    /// - Returns: The record at which a transform failed; called again, the same transform tries once more. Nothing at the
    ///   end of the batch.
    package func run(_ batch: SourceBatch, from position: inout Position) -> Failure? {
        guard !self.stages.isEmpty else { return nil }
        let stages = self.stages
        while position.index < batch.count {
            var entry = position.entry ?? batch.entries[position.index]
            while !entry.isDropped, position.stage < stages.count {
                let stage = stages[position.stage]
                let before = entry
                do throws(ConnectError) {
                    if let predicate = stage.predicate {
                        if try predicate.test(entry, of: batch) != stage.negates {
                            try stage.transform.apply(to: &entry, of: batch)
                        }
                    } else {
                        try stage.transform.apply(to: &entry, of: batch)
                    }
                } catch {
                    position.entry = before
                    return Failure(
                        index: position.index, error: error, className: type(of: stage.transform).className)
                }
                position.stage += 1
            }
            batch.entries[position.index] = entry
            position.skip()
        }
        return nil
    }
}

extension ConfigValue {
    fileprivate var list: [String]? { if case .list(let values) = self { values } else { nil } }
}
