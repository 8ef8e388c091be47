package import ConnectAPI
import KafkaClient

/// Reads: answered from what the topics have told, without waiting for the herder's task.
extension DistributedHerder {
    package func connectorNames() -> [String] { self.configs.snapshot.connectors.keys.sorted() }

    package func connectorInfo(_ name: String) throws(HerderError) -> ConnectorInfo {
        let state = self.configs.snapshot
        guard let configuration = state.connectors[name] else { throw .notFound("Connector \(name) not found") }
        return ConnectorInfo(
            name: name, configuration: configuration.values, tasks: state.tasks(of: name),
            type: self.services.plugins.connectorType(configuration["connector.class"]))
    }

    package func connectorStatus(_ name: String) throws(HerderError) -> ConnectorStatus {
        let found = self.services.statuses.read { ($0.connectors[name], $0.tasks[name] ?? [:]) }
        guard let connector = found.0 else { throw .notFound("No status found for connector \(name)") }
        return ConnectorStatus(
            name: name, connector: Self.shown(connector),
            tasks: found.1.sorted { $0.key < $1.key }.map { (id: $0.key, status: Self.shown($0.value)) },
            type: self.services.plugins.connectorType(self.configs.snapshot.connectors[name]?["connector.class"]))
    }

    private static func shown(_ status: WorkStatus) -> TaskStatus {
        TaskStatus(
            state: status.state, workerID: status.workerID ?? "", trace: status.trace, version: .some(status.version))
    }

    package func tasks(of name: String) throws(HerderError) -> [TaskInfo] {
        let state = self.configs.snapshot
        guard state.connectors[name] != nil else { throw .notFound("Connector \(name) not found") }
        return state.tasks(of: name).map { TaskInfo(id: $0, configuration: state.config(of: $0)?.values ?? [:]) }
    }

    package func taskStatus(_ id: TaskID) throws(HerderError) -> TaskStatus {
        guard let status = self.services.statuses.read({ $0.status(of: id) }) else {
            throw .notFound("No status found for task \(id)")
        }
        return Self.shown(status)
    }

    package func activeTopics(of name: String) throws(HerderError) -> [String] {
        guard self.services.configuration[WorkerKeys.topicTracking] else {
            throw HerderError(403, "Topic tracking is disabled.")
        }
        return self.services.statuses.read { Array(($0.topics[name] ?? [:]).keys) }.sorted()
    }

    package func offsets(of name: String) async throws(HerderError) -> [ConnectorOffset] {
        guard self.configs.snapshot.connectors[name] != nil else { throw .notFound("Connector \(name) not found") }
        do throws(KafkaError) {
            return try await self.services.offsets.all(of: name)
        } catch {
            throw HerderError(500, "Failed to retrieve offsets for source connector \(name)")
        }
    }

    package func plugins(connectorsOnly: Bool) -> [PluginInfo] {
        self.services.plugins.list(connectorsOnly: connectorsOnly)
    }

    package func pluginConfiguration(
        _ name: String, version: String?
    ) throws(HerderError) -> [ConfigKeyDefinition] {
        try ConnectorDefinitions(catalog: self.services.plugins, worker: nil).pluginConfiguration(
            name, version: version)
    }

    package func validate(
        plugin: String, configuration: ConfigValues
    ) async throws(HerderError) -> ConfigurationReport {
        try await self.report(configuration)
    }
}
