package import ConnectAPI

extension ConnectorDefinitions {
    /// The keys of a plugin for `GET /connector-plugins/{name}/config`: a connector's own first, then the framework's that
    /// it doesn't define itself.
    ///
    /// - Parameter version: A version or range that must be installed; nothing or `latest`: any.
    /// - Throws: 404 if there is no such plugin, 400 for a version that isn't installed or can't be read.
    package func pluginConfiguration(_ name: String, version: String?) throws(HerderError) -> [ConfigKeyDefinition] {
        let className = self.catalog.className(name)
        guard let plugin = self.catalog.facts.first(where: { $0.className == className }) else {
            throw .notFound("Unknown plugin \(name).")
        }
        if let version {
            do throws(ConfigError) {
                _ = try VersionRange(version)
            } catch {
                throw .badRequest("Invalid version specification: \(version)")
            }
        }
        if let problem = self.catalog.problem(withVersion: version, of: className) { throw .badRequest(problem) }
        guard plugin.kind == .source || plugin.kind == .sink else { return plugin.configuration.keys }
        var framework = plugin.kind == .sink ? ConnectorKeys.sink : ConnectorKeys.source
        ConnectorDefinitions(catalog: self.catalog, worker: nil).complete(&framework, ["connector.class": className])
        var keys = plugin.configuration
        for key in framework.keys where keys[key.name] == nil { keys.define(key) }
        return keys.keys
    }
}

extension ConfigurationReport {
    /// What creating or changing a connector answers if there are errors; nothing if there are none.
    package var failure: String? {
        guard self.errorCount > 0 else { return nil }
        var text = "Connector configuration is invalid and contains the following \(self.errorCount) error(s):"
        for entry in self.entries {
            for error in entry.report.errors { text += "\n" + error }
        }
        return text
            + "\nYou can also find the above list of errors at the endpoint "
            + "`/connector-plugins/{connectorType}/config/validate`"
    }
}
