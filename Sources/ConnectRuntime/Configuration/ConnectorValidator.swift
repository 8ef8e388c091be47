package import ConnectAPI

/// Checks the configuration of a connector as the Java worker does, and reports every key with its definition, value,
/// values to offer and errors, in the same order.
///
/// A pure function of plugins, worker and configuration: no connector is made. It runs the checks of plugins, so
/// not on an event loop.
package struct ConnectorValidator: Sendable {
    let catalog: any PluginCatalog
    let worker: WorkerConfiguration

    package init(catalog: any PluginCatalog, worker: WorkerConfiguration) {
        self.catalog = FixedCatalog(catalog)
        self.worker = worker
    }

    /// - Parameter properties: With references to configuration providers already resolved.
    /// - Throws: `HerderError` with status 400 where there is nothing to validate: no connector class, an unknown one,
    ///   a version that can't be read, a client setting that isn't of its type.
    package func validate(_ properties: ConfigValues) throws(HerderError) -> ConfigurationReport {
        guard let name = properties["connector.class"] ?? nil else {
            throw .badRequest("Connector config \(Self.describe(properties)) contains no connector type")
        }
        guard let connector = self.catalog.find(name, .sink, .source) else {
            throw .badRequest(self.catalog.unknownConnector(name))
        }
        try Self.checkSize(properties)
        if let problem = try self.versionProblem(properties, connector) {
            return self.reportWithoutPlugin(name, properties, problem)
        }
        let kind: PluginInfo.Kind = connector.kind
        let definition = ConnectorDefinitions(catalog: self.catalog, worker: self.worker).definition(kind, properties)
        var framework = definition.validate(properties, classes: self.resolver)
        if kind == .sink {
            self.checkSink(properties, &framework)
        } else {
            self.checkSource(properties, connector, &framework)
        }
        for key in properties.keys.sorted() where properties[key] == .some(nil) {
            framework.add(error: "Null value can not be supplied as the configuration value.", to: key)
        }
        let ownDefinition = self.ownDefinition(of: connector, properties)
        var own = ownDefinition.validate(properties, classes: self.ownResolver(of: connector, properties))
        connector.validate(properties, &own)

        let converters = self.converterParts(properties, &framework)
        var parts = [Self.connectorPart(definition, framework, ownDefinition, own)]
        for client in self.clients(of: kind, properties) { parts.append(try self.overrides(client, properties)) }
        return Self.merge(name, parts + converters)
    }

    private static let converterKeys: [(key: String, kind: PluginInfo.Kind)] = [
        ("key.converter", .converter), ("value.converter", .converter), ("header.converter", .headerConverter),
    ]

    /// The connector's keys. Where they repeat the framework's, converters are checked there too, without the worker's
    /// as defaults.
    private func ownDefinition(of connector: PluginFacts, _ properties: ConfigValues) -> ConfigDefinition {
        var definition = connector.configuration
        guard connector.repeatsCommonKeys else { return definition }
        let catalog = self.catalog
        for (key, kind) in Self.converterKeys {
            definition.change(key) {
                $0.validator = ConfigValidator(description: $0.validator?.description) { _, value in
                    guard case .class(let className) = value else { return nil }
                    return catalog.problem(with: className, as: kind)
                }
            }
            let isThere = (properties[key] ?? nil).flatMap { catalog.resolveClass($0) } != nil
            definition.change("\(key).plugin.version") {
                $0.recommender = ConfigRecommender(visible: { _, _ in isThere }) { _, _ in [] }
            }
        }
        return definition
    }

    /// A connector's classes are its own affair, but for the converters among repeated keys.
    private func ownResolver(of connector: PluginFacts, _ properties: ConfigValues) -> ClassResolver {
        guard connector.repeatsCommonKeys else { return { $0 } }
        let catalog = self.catalog
        let converters = Self.converterKeys.compactMap { key, _ -> String? in
            guard let text = properties[key] ?? nil,
                case .success(.class(let name)) = ConfigValue.parse(text, as: .class)
            else { return nil }
            return name
        }
        return { converters.contains($0) ? catalog.resolveClass($0) : $0 }
    }

    /// Most aliases of transformations, and of predicates: each adds keys to the answer.
    package static let aliasLimit = 1_000

    private static func checkSize(_ properties: ConfigValues) throws(HerderError) {
        for key in ["transforms", "predicates", "topic.creation.groups"] {
            let count = (properties[key] ?? nil)?.utf8.count { $0 == UInt8(ascii: ",") } ?? 0
            guard count < Self.aliasLimit else {
                throw .badRequest("Too many names in \(key): \(count + 1), the limit is \(Self.aliasLimit)")
            }
        }
    }

    var resolver: ClassResolver {
        let catalog = self.catalog
        return { catalog.resolveClass($0) }
    }

    /// What is wrong with `connector.plugin.version`.
    private func versionProblem(
        _ properties: ConfigValues, _ connector: PluginFacts
    ) throws(HerderError) -> String? {
        let version = properties["connector.plugin.version"] ?? nil
        if let version {
            do {
                _ = try VersionRange(version)
            } catch {
                throw .badRequest(error.description)
            }
        }
        return self.catalog.problem(withVersion: version, of: connector.className)
    }

    /// The short answer for a connector whose version isn't there: the keys of all connectors, without the worker.
    private func reportWithoutPlugin(
        _ name: String, _ properties: ConfigValues, _ problem: String
    ) -> ConfigurationReport {
        var definition = ConnectorKeys.common
        ConnectorDefinitions(catalog: self.catalog, worker: nil).complete(&definition, properties)
        for part in ["key", "value", "header"] {
            definition.change("\(part).converter.plugin.version") {
                $0.recommender = ConfigRecommender(visible: { _, _ in false }) { _, _ in [] }
            }
        }
        var validation = definition.validate(properties, classes: self.resolver)
        validation.add(error: problem, to: "connector.class")
        if validation["connector.plugin.version"]?.errors.contains(problem) != true {
            validation.add(error: problem, to: "connector.plugin.version")
        }
        return Self.merge(name, [Self.connectorPart(definition, validation, ConfigDefinition(), nil)])
    }

    /// As Java prints a map.
    private static func describe(_ properties: ConfigValues) -> String {
        let pairs = JavaHashOrder.sorted(properties.keys.sorted()).map { "\($0)=\((properties[$0] ?? nil) ?? "null")" }
        return "{" + pairs.joined(separator: ", ") + "}"
    }
}

/// A part of the answer before it is put together.
struct ReportPart {
    var errorCount = 0
    var groups: [String] = []
    var entries: [ConfigurationReport.Entry] = []
}

extension ConnectorValidator {
    /// The framework's keys and then the connector's, which win over the framework's of the same name. Names without a
    /// definition come first.
    static func connectorPart(
        _ framework: ConfigDefinition, _ frameworkReports: ConfigValidation, _ own: ConfigDefinition,
        _ ownReports: ConfigValidation?
    ) -> ReportPart {
        var definition = framework
        definition.define(allOf: own)
        var reports: [String: ConfigValueReport] = [:]
        var part = ReportPart(groups: definition.groups)
        for report in frameworkReports.reports + (ownReports?.reports ?? []) {
            reports[report.name] = report
            guard definition[report.name] == nil else { continue }
            part.entries.append(.init(definition: nil, report: report))
            part.errorCount += report.errors.count
        }
        for key in definition.keys {
            let report = reports[key.name] ?? ConfigValueReport(key.name)
            part.entries.append(.init(definition: key, report: report))
            part.errorCount += report.errors.count
        }
        return part
    }

    /// Reports on keys that are shown with a prefix. An entry counts as one error, however many it has.
    static func prefixedPart(
        _ prefix: String, _ definition: ConfigDefinition, _ reports: [ConfigValueReport]
    ) -> ReportPart {
        var part = ReportPart()
        for report in reports {
            let key = definition[report.name]
            if let group = key?.group, !part.groups.contains(group) { part.groups.append(group) }
            var shown = report
            shown.name = prefix + report.name
            shown.visible = true
            var prefixed = key
            prefixed?.name = prefix + report.name
            if !report.errors.isEmpty { part.errorCount += 1 }
            part.entries.append(.init(definition: prefixed, report: shown))
        }
        return part
    }

    static func merge(_ name: String, _ parts: [ReportPart]) -> ConfigurationReport {
        var groups: [String] = []
        var seen: Set<String> = []
        for group in parts.flatMap(\.groups) where seen.insert(group).inserted { groups.append(group) }
        return ConfigurationReport(
            name: name, errorCount: parts.reduce(0) { $0 + $1.errorCount }, groups: groups,
            entries: parts.flatMap(\.entries))
    }
}
