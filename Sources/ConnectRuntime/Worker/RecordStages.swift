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
            let settings = Self.settings(prefix, connector, without: ["type", "predicate", "negate"])
            try Self.wrapped { () throws(ConnectError) in try transform.configure(settings) }
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
        let settings = Self.settings(prefix, connector, without: ["type"])
        try Self.wrapped { () throws(ConnectError) in try predicate.configure(settings) }
        return predicate
    }

    /// What a plugin finds wrong with its settings only now, as Java tells it.
    private static func wrapped(_ configure: () throws(ConnectError) -> Void) throws(ConnectError) {
        do throws(ConnectError) {
            try configure()
        } catch {
            throw ConnectError(.connect, "\(error)", cause: error)
        }
    }

    private static func settings(
        _ prefix: String, _ connector: ConfigValues, without own: [String]
    ) -> ConfigValues {
        var settings = Configuration.strip(prefix, from: connector)
        for name in own + ["plugin.version"] { settings[name] = nil }
        return settings
    }

    package var isEmpty: Bool { self.stages.isEmpty }

    /// How far a batch has come: first records have passed more stages than later ones.
    package struct Position {
        /// Records that come to the same stage next.
        fileprivate struct Stretch {
            var next: Int
            let end: Int
            let stage: Int
            /// Of the record `next`; it is told when the records before it have passed all stages.
            var failure: Failure?
        }

        /// Whose turn it is next comes last.
        fileprivate var stretches: [Stretch] = []
        /// The first record that is in no stretch yet.
        fileprivate var start = 0

        package init() {}

        /// Leaves the rest of the stages out for the record that failed, and goes on with the next one.
        package mutating func skip() {
            guard !self.stretches.isEmpty else { return }
            self.stretches[self.stretches.count - 1].next += 1
        }
    }

    /// A record that a transform couldn't change.
    package struct Failure {
        package let index: Int
        package let error: ConnectError
        /// Of the transform.
        package let className: String
    }

    /// Records that go through a stage together: few enough to stay in the processor's nearest cache until the last one.
    private static let stretchLength = 64

    /// Changes, and drops, the batch's records from `position` on.
    ///
    /// - Returns: The first record at which a transform failed; called again, the same transform tries once more. Those
    ///   before it are done. Nothing at the end of the batch.
    package func run(_ batch: SourceBatch, from position: inout Position) -> Failure? {
        guard !self.stages.isEmpty else { return nil }
        while true {
            guard var stretch = position.stretches.popLast() else {
                let (start, count) = (position.start, batch.count)
                guard start < count else { return nil }
                position.start = min(start + Self.stretchLength, count)
                position.stretches.append(Position.Stretch(next: start, end: position.start, stage: 0))
                continue
            }
            if let failure = stretch.failure {
                stretch.failure = nil
                position.stretches.append(stretch)
                return failure
            }
            let first = stretch.next
            stretch.failure = Self.apply(self.stages[stretch.stage], batch, &stretch.next, stretch.end)
            if stretch.failure != nil { position.stretches.append(stretch) }
            if stretch.next > first, stretch.stage + 1 < self.stages.count {
                position.stretches.append(Position.Stretch(next: first, end: stretch.next, stage: stretch.stage + 1))
            }
        }
    }

    /// Applies one stage to the records from `next` to `end`; `next` is then the one that failed, or `end`.
    private static func apply(_ stage: Stage, _ batch: SourceBatch, _ next: inout Int, _ end: Int) -> Failure? {
        let (transform, predicate, negates) = (stage.transform, stage.predicate, stage.negates)
        return batch.entries.withUnsafeMutableBufferPointer { entries in
            while next < end {
                var entry = entries[next]
                if !entry.isDropped {
                    do throws(ConnectError) {
                        if let predicate, try predicate.test(entry, of: batch) == negates {
                            next += 1
                            continue
                        }
                        try transform.apply(to: &entry, of: batch)
                    } catch {
                        return Failure(index: next, error: error, className: type(of: transform).className)
                    }
                    entries[next] = entry
                }
                next += 1
            }
            return nil
        }
    }
}

extension ConfigValue {
    fileprivate var list: [String]? { if case .list(let values) = self { values } else { nil } }
}
