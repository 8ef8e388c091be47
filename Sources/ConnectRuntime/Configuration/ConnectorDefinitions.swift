package import ConnectAPI

/// The framework's keys for one connector, with what depends on the worker, its plugins and the connector's own
/// settings: defaults of converters and versions, values to offer, and the keys of transformations and predicates.
package struct ConnectorDefinitions: Sendable {
    package let catalog: any PluginCatalog
    /// Nothing: defaults are left null, as `GET /connector-plugins/{name}/config` shows them.
    package let worker: WorkerConfiguration?

    package init(catalog: any PluginCatalog, worker: WorkerConfiguration?) {
        self.catalog = catalog
        self.worker = worker
    }

    /// The keys of a source or sink connector with these settings.
    package func definition(
        _ kind: PluginInfo.Kind, _ properties: ConfigValues
    ) -> ConfigDefinition {
        var definition = kind == .sink ? ConnectorKeys.sink : ConnectorKeys.source
        self.complete(&definition, properties)
        self.addTransforms(to: &definition, properties)
        self.addPredicates(to: &definition, properties)
        return definition
    }

    /// The keys of transformations and predicates alone.
    package func stages(_ properties: ConfigValues) -> ConfigDefinition {
        var definition = ConfigDefinition(ConnectorKeys.transforms, ConnectorKeys.predicates)
        self.addTransforms(to: &definition, properties)
        self.addPredicates(to: &definition, properties)
        return definition
    }

    /// Completes the framework's keys without those of transformations and predicates.
    package func complete(_ definition: inout ConfigDefinition, _ properties: ConfigValues) {
        let connector = (properties["connector.class"] ?? nil).flatMap { self.catalog.find($0, .sink, .source) }
        self.setVersion(of: connector?.className, as: nil, key: "connector.plugin.version", &definition)
        for (part, kind) in [
            ("key", PluginInfo.Kind.converter), ("value", .converter), ("header", .headerConverter),
        ] {
            self.completeConverter(part, kind, &definition, properties)
        }
    }

    private func completeConverter(
        _ part: String, _ kind: PluginInfo.Kind, _ definition: inout ConfigDefinition, _ properties: ConfigValues
    ) {
        let key = "\(part).converter"
        let workers = self.worker?.converterClass(part).map(self.catalog.className)
        let classNames = self.worker == nil ? [] : self.catalog.classNames(kind)
        let catalog = self.catalog
        definition.change(key) {
            $0.defaultValue = .value(workers.map(ConfigValue.class))
            $0.recommender = ConfigRecommender { _, _ in classNames }
            $0.validator = ConfigValidator(description: $0.validator?.description) { _, value in
                guard case .class(let className) = value else { return nil }
                return catalog.problem(with: className, as: kind)
            }
        }
        let chosen = ((properties[key] ?? nil) ?? workers).map(self.catalog.className)
        let isNull = properties[key] == .some(nil)
        self.setVersion(of: chosen, as: kind, key: "\(key).plugin.version", isHidden: isNull, &definition)
    }

    /// Gives the version key of a plugin its default and the versions to offer.
    ///
    /// - Parameter kind: The role in which the class must be installed; nothing: any connector's.
    private func setVersion(
        of className: String?, as kind: PluginInfo.Kind?, key: String, isHidden: Bool = false,
        _ definition: inout ConfigDefinition
    ) {
        let installed = className.flatMap { name in
            self.catalog.facts.first { $0.className == name && (kind == nil || $0.kind == kind) }?.version
        }
        let isLoadable = kind == nil || className.map { self.catalog.resolveClass($0) != nil } == true
        let isVisible = !isHidden && (isLoadable || self.worker == nil)
        definition.change(key) {
            $0.defaultValue = .value(installed.map(ConfigValue.string))
            $0.recommender = ConfigRecommender(visible: { _, _ in isVisible }) { _, _ in
                isHidden ? [] : installed.map { [$0] } ?? []
            }
        }
    }
}

/// Transformations and predicates.
extension ConnectorDefinitions {
    private func addTransforms(to definition: inout ConfigDefinition, _ properties: ConfigValues) {
        let implicit = ConfigDefinition(
            ConfigKey<String?>("predicate", "Alias of the predicate that decides which records are transformed."),
            ConfigKey<Bool>(
                "negate", default: false, "Whether those records are left alone that the predicate holds for."))
        self.addPlugins(
            .transformation, aliasKey: "transforms", group: "Transforms", implicit, to: &definition, properties
        ) { prefix in
            guard properties[prefix + "negate"] != nil, properties[prefix + "predicate"] == nil else { return nil }
            return "Config '\(prefix)negate' was provided but there is no config '\(prefix)predicate' defining a "
                + "predicate to be negated."
        }
    }

    private func addPredicates(to definition: inout ConfigDefinition, _ properties: ConfigValues) {
        self.addPlugins(
            .predicate, aliasKey: "predicates", group: "Predicates", ConfigDefinition(), to: &definition, properties
        ) { _ in nil }
    }

    private func addPlugins(
        _ kind: PluginInfo.Kind, aliasKey: String, group: String, _ implicit: ConfigDefinition,
        to definition: inout ConfigDefinition, _ properties: ConfigValues,
        check: (_ prefix: String) -> String?
    ) {
        guard let text = properties[aliasKey] ?? nil,
            case .success(.list(let aliases)) = ConfigValue.parse(text, as: .list)
        else { return }
        var seen: Set<String> = []
        for alias in aliases where seen.insert(alias).inserted {
            let prefix = "\(aliasKey).\(alias)."
            let ownGroup = "\(group): \(alias)"
            let className = properties[prefix + "type"] ?? nil
            let resolved = className.flatMap(self.catalog.resolveClass)
            let version = properties[prefix + "plugin.version"] ?? nil
            definition.define(self.typeKey(kind, alias, prefix, ownGroup, version, problem: check(prefix)))
            definition.define(self.versionKey(kind, alias, prefix, ownGroup, resolved))
            guard let resolved, self.catalog.problem(with: resolved, as: kind) == nil,
                self.catalog.problem(withVersion: version, of: resolved) == nil,
                let plugin = self.catalog.find(resolved, kind)
            else { continue }
            var keys = implicit
            for key in plugin.configuration.keys where implicit[key.name] == nil { keys.define(key) }
            definition.embed(keys, prefix: prefix, group: ownGroup, order: 2)
        }
    }

    private func typeKey(
        _ kind: PluginInfo.Kind, _ alias: String, _ prefix: String, _ group: String, _ version: String?,
        problem: String?
    ) -> ConfigKeyDefinition {
        let word = kind.rawValue
        var key = ConfigKeyDefinition(
            prefix + "type", .class, importance: .high, documentation: "Class of the \(word) \(alias).")
        key.group = group
        key.order = 0
        key.width = .long
        key.displayName = "\(kind.interface) type for \(alias)"
        let classNames = self.catalog.classNames(kind)
        key.recommender = ConfigRecommender { _, _ in classNames }
        let catalog = self.catalog
        key.validator = ConfigValidator(description: "valid configs for \(alias) \(word)") { _, value in
            if let problem { return problem }
            guard case .class(let className) = value else { return nil }
            return catalog.problem(with: className, as: kind) ?? catalog.problem(withVersion: version, of: className)
        }
        return key
    }

    private func versionKey(
        _ kind: PluginInfo.Kind, _ alias: String, _ prefix: String, _ group: String, _ className: String?
    ) -> ConfigKeyDefinition {
        let installed = className.flatMap { self.catalog.find($0, kind)?.version }
        var key = ConfigKeyDefinition(
            prefix + "plugin.version", .string, default: .value(installed.map(ConfigValue.string)), importance: .high,
            documentation: "Version, or range of versions, of the \(kind.rawValue) \(alias); null is the newest.")
        key.group = group
        key.order = 1
        key.width = .long
        key.displayName = "\(kind.interface) version for \(alias)"
        key.recommender = ConfigRecommender { _, _ in installed.map { [$0] } ?? [] }
        let catalog = self.catalog
        key.validator = ConfigValidator(description: nil) { _, value in
            guard case .string(let version) = value, let className, installed != nil else { return nil }
            return catalog.problem(withVersion: version, of: className)
        }
        return key
    }
}

extension WorkerConfiguration {
    /// The worker's converter class of a part (`key`, `value`, `header`).
    package func converterClass(_ part: String) -> String? {
        switch part {
        case "key": self[WorkerKeys.keyConverter].name
        case "value": self[WorkerKeys.valueConverter].name
        default: self[WorkerKeys.headerConverter].name
        }
    }

    /// The converter of a part for a connector: its own class with its own settings if it names one, else the worker's
    /// class with the worker's settings. Settings without a class have no effect.
    package func converter(
        _ part: String, for properties: ConfigValues
    ) -> (className: String, configuration: ConfigValues) {
        if let own = properties["\(part).converter"] ?? nil {
            return (own.trimmingBlanks, Configuration.strip("\(part).converter.", from: properties))
        }
        return (self.converterClass(part) ?? "", self.converterProperties(part))
    }
}
