import ConnectAPI

/// A connector's transforms, in order, each with the predicate that it depends on.
final class RecordStages {
    private struct Stage {
        let transform: any Transform
        let predicate: (any Predicate)?
        /// Whether the transform applies where the predicate doesn't hold.
        let negates: Bool
    }

    private let stages: [Stage]

    /// - Throws: If a class is unknown, an alias isn't defined, or a plugin refuses its configuration.
    init(_ connector: ConfigValues, _ plugins: PluginRegistry) throws {
        self.stages = try Self.aliases("transforms", connector).map { alias in
            let prefix = "transforms.\(alias)."
            func setting(_ name: String) -> String? { connector[prefix + name] ?? nil }
            guard let name = setting("type"),
                let type = plugins.find(name, [.transformation])?.type as? any Transform.Type
            else { throw Self.unknown(prefix + "type", setting("type")) }
            let transform = type.init()
            var settings = Configuration.strip(prefix, from: connector)
            for own in ["type", "predicate", "negate"] { settings[own] = nil }
            try transform.configure(settings)
            let predicate = try setting("predicate").map { try Self.predicate($0, connector, plugins) }
            return Stage(
                transform: transform, predicate: predicate, negates: setting("negate")?.lowercased() == "true")
        }
    }

    private static func predicate(
        _ alias: String, _ connector: ConfigValues, _ plugins: PluginRegistry
    ) throws -> any Predicate {
        let prefix = "predicates.\(alias)."
        let name = connector[prefix + "type"] ?? nil
        guard let name, let type = plugins.find(name, [.predicate])?.type as? any Predicate.Type else {
            throw Self.unknown(prefix + "type", name)
        }
        let predicate = type.init()
        var settings = Configuration.strip(prefix, from: connector)
        settings["type"] = nil
        try predicate.configure(settings)
        return predicate
    }

    private static func aliases(_ key: String, _ connector: ConfigValues) -> [String] {
        (connector[key] ?? nil).map { list in
            list.split(separator: ",").map { $0.trimming }.filter { !$0.isEmpty }
        } ?? []
    }

    private static func unknown(_ key: String, _ name: String?) -> ConfigError {
        ConfigError(
            "Invalid value \(name ?? "null") for configuration \(key): Class \(name ?? "null") could not be found.")
    }

    /// Changes, and drops, the batch's entries.
    ///
    /// - Parameter fail: Told of an entry that a transform couldn't change: its place, the error, the transform's class,
    ///   and the record as the transform got it.
    func apply(
        to batch: SourceBatch, fail: (Int, ConnectError, String, () -> ConnectRecord?) -> Void
    ) {
        guard !self.stages.isEmpty else { return }
        for index in batch.entries.indices where !batch.entries[index].isDropped {
            var record: ConnectRecord? = batch.record(at: index)
            for stage in self.stages {
                guard let before = record else { break }
                do throws(ConnectError) {
                    if let predicate = stage.predicate, try predicate.test(before) == stage.negates { continue }
                    record = try stage.transform.apply(before)
                } catch {
                    fail(index, error, type(of: stage.transform).className) { before }
                    record = nil
                }
            }
            batch.replace(at: index, with: record)
        }
    }
}

extension Substring {
    /// Without blanks at its ends.
    fileprivate var trimming: String {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
