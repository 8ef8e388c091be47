import ConnectAPI
import JavaLang

/// Checks of several keys together.
extension ConnectorValidator {
    func checkSink(_ properties: ConfigValues, _ results: inout ConfigValidation) {
        let topics = Self.text("topics", properties)
        let pattern = Self.text("topics.regex", properties)
        if topics != nil, pattern != nil {
            let problem = "topics and topics.regex are mutually exclusive options, but both are set."
            results.add(error: problem, to: "topics")
            results.add(error: problem, to: "topics.regex")
        }
        if topics == nil, pattern == nil {
            let problem = "Must configure one of topics or topics.regex"
            results.add(error: problem, to: "topics")
            results.add(error: problem, to: "topics.regex")
        }
        self.checkDeadLetterTopic(topics, pattern, properties, &results)
        self.checkGroup(properties, &results)
    }

    private func checkDeadLetterTopic(
        _ topics: String?, _ pattern: String?, _ properties: ConfigValues, _ results: inout ConfigValidation
    ) {
        guard let dead = Self.text("errors.deadletterqueue.topic.name", properties)?.trimmingBlanks else { return }
        if let topics, case .success(.list(let names)) = ConfigValue.parse(topics, as: .list), names.contains(dead) {
            results.add(
                error: "The DLQ topic '\(dead)' may not be included in the list of topics "
                    + "('topics=[\(names.joined(separator: ", "))]') consumed by the connector",
                to: "topics")
        }
        if let pattern, let regex = try? JavaRegex(pattern), (try? regex.matches(dead)) == true {
            results.add(
                error: "The DLQ topic '\(dead)' may not be matched by the regex for the topics "
                    + "('topics.regex=\(pattern)') consumed by the connector",
                to: "topics.regex")
        }
    }

    /// The consumer group of a sink must not be the group of the workers.
    private func checkGroup(_ properties: ConfigValues, _ results: inout ConfigValidation) {
        let key = "consumer.override.group.id"
        let workerGroup = self.worker.groupID
        if let override = properties[key] {
            results.change(key) { $0.value = override.map(ConfigValue.string) }
            if override == workerGroup {
                results.add(
                    error: "Consumer group \(workerGroup) conflicts with Connect worker group \(workerGroup)", to: key)
            }
        } else if case .string(let name) = results["name"]?.value, "connect-\(name)" == workerGroup {
            results.add(
                error: "Consumer group for sink connector named \(name) conflicts with Connect worker group "
                    + workerGroup,
                to: "name")
        }
    }

    func checkSource(_ properties: ConfigValues, _ connector: PluginFacts, _ results: inout ConfigValidation) {
        if Self.isValid("exactly.once.support", "required", results) {
            if self.worker.exactlyOnce != .enabled {
                results.add(
                    error: "This worker does not have exactly-once source support enabled.", to: "exactly.once.support")
            }
            if let problem = Self.problem(connector.exactlyOnceSupport(properties)) {
                results.add(error: problem, to: "exactly.once.support")
            }
        }
        if Self.isValid("transaction.boundary", "connector", results),
            !connector.definesTransactionBoundaries(properties)
        {
            results.add(
                error: "The connector does not support connector-defined transaction boundaries with the given "
                    + "configuration. Please reconfigure it to use a different transaction boundary definition.",
                to: "transaction.boundary")
        }
    }

    private static func problem(_ support: ExactlyOnceSupport) -> String? {
        switch support {
        case .supported: nil
        case .unsupported: "The connector does not support exactly-once semantics with the provided configuration."
        case .unknown:
            "The connector does not implement the API required for preflight validation of exactly-once source support. "
                + "Please consult the documentation for the connector to determine whether it supports exactly-once "
                + "semantics, and then consider reconfiguring the connector to use the value \"requested\" for this "
                + "property (which will disable this preflight check and allow the connector to be created)."
        }
    }

    /// Whether the key has no errors and that value, in any case.
    private static func isValid(_ key: String, _ value: String, _ results: ConfigValidation) -> Bool {
        guard let report = results[key], report.errors.isEmpty, case .string(let text) = report.value else {
            return false
        }
        return text.lowercased() == value
    }

    /// The value as given; nothing if it isn't there or blank.
    static func text(_ key: String, _ properties: ConfigValues) -> String? {
        guard let value = properties[key] ?? nil, !value.allSatisfy(\.isWhitespace) else { return nil }
        return value
    }
}

/// Settings of Kafka clients and of converters.
extension ConnectorValidator {
    /// Clients for which such a connector may have settings of its own, in the order of the answer.
    func clients(of kind: PluginInfo.Kind, _ properties: ConfigValues) -> [ClientKind] {
        let hasDeadLetters = Self.text("errors.deadletterqueue.topic.name", properties) != nil
        if kind == .sink { return hasDeadLetters ? [.producer, .consumer, .admin] : [.consumer] }
        let hasOwnOffsets =
            self.worker.exactlyOnce == .enabled || Self.text("offsets.storage.topic", properties) != nil
        let createsTopics = properties.keys.contains { $0.hasPrefix("topic.creation.") }
        return [.producer] + (hasOwnOffsets ? [.consumer] : []) + (createsTopics || hasOwnOffsets ? [.admin] : [])
    }

    /// Reads a connector's settings for a client and asks the policy. Values are only converted, not validated.
    func overrides(_ client: ClientKind, _ properties: ConfigValues) throws(HerderError) -> ReportPart {
        let given = Configuration.strip(client.overridePrefix, from: properties)
        var reports: [ConfigValueReport] = []
        for name in JavaHashOrder.sorted(given.keys.sorted()) {
            guard let text = given[name] ?? nil else {
                reports.append(self.override(name, nil))
                continue
            }
            let key = client.definition[name]
            let parsed = key.map { ConfigValue.parse(text, as: $0.type) } ?? .success(.string(text))
            switch parsed {
            case .success(.class(let className)) where !className.contains("."):
                throw .badRequest(
                    "Invalid value \(text) for configuration \(name): Class \(text) could not be found.")
            case .success(let value): reports.append(self.override(name, value))
            case .failure(let failure):
                throw .badRequest("Invalid value \(text) for configuration \(name): \(failure.reason)")
            }
        }
        return Self.prefixedPart(client.overridePrefix, client.definition, reports)
    }

    private func override(_ name: String, _ value: ConfigValue?) -> ConfigValueReport {
        let problem = self.worker.overridePolicy.problem(with: name)
        return ConfigValueReport(name, value: value, errors: problem.map { [$0] } ?? [])
    }

    /// The settings of the converters that the connector names itself, in the order of the answer.
    func converterParts(_ properties: ConfigValues, _ results: inout ConfigValidation) -> [ReportPart] {
        var parts: [ReportPart] = []
        for (part, kind) in [
            ("header", PluginInfo.Kind.headerConverter), ("key", .converter), ("value", .converter),
        ] {
            let key = "\(part).converter"
            let versionKey = "\(key).plugin.version"
            guard let name = properties[key] ?? nil, results[key]?.errors.isEmpty == true,
                results[versionKey]?.errors.isEmpty == true,
                let converter = self.catalog.find(name.trimmingBlanks, kind)
            else { continue }
            let version = properties[versionKey] ?? nil
            if let problem = self.catalog.problem(withVersion: version, of: converter.className) {
                results.add(error: problem, to: key)
                results.add(error: problem, to: versionKey)
                continue
            }
            var settings = Configuration.strip(key + ".", from: properties)
            if settings["converter.type"] == nil { settings["converter.type"] = part }
            let validation = converter.configuration.validate(settings)
            let reports = JavaHashOrder.sorted(converter.configuration.names).compactMap { validation[$0] }
            parts.append(Self.prefixedPart(key + ".", converter.configuration, reports))
        }
        return parts
    }
}
