import Bytes
import ConnectAPI
import ConnectRuntime
import JSON
import Synchronization

/// A herder with one connector called `known`, which remembers what it was asked to do.
final class FakeHerder: Herder {
    let commands = Mutex<[String]>([])
    let identity = WorkerIdentity(version: "4.1.2", commit: "abc", kafkaClusterID: "cluster", workerID: "w:8083")

    private func note(_ command: String) { self.commands.withLock { $0.append(command) } }
    private func check(_ name: String, _ text: String? = nil) throws(HerderError) {
        guard name == "known" else { throw .notFound(text ?? "Connector \(name) not found") }
    }

    static func info(_ name: String, _ configuration: ConfigValues = ["b": "2", "a": nil]) -> ConnectorInfo {
        ConnectorInfo(name: name, configuration: configuration, tasks: [TaskID(name, 0)], type: .source)
    }

    func health() async -> WorkerHealth { WorkerHealth(.starting, "Worker is still starting up.") }
    func liveness() async -> WorkerHealth { .stillStarting }
    func readiness() async -> WorkerHealth { .stillStarting }
    func connectorNames() -> [String] { ["known"] }
    func connectorInfo(_ name: String) throws(HerderError) -> ConnectorInfo {
        try self.check(name)
        return Self.info(name)
    }
    func connectorStatus(_ name: String) throws(HerderError) -> ConnectorStatus {
        try self.check(name, "No status found for connector \(name)")
        return ConnectorStatus(
            name: name, connector: TaskStatus(state: .running, workerID: "w:8083", version: .some(nil)),
            tasks: [(id: 0, status: TaskStatus(state: .failed, workerID: "w:8083", trace: "boom", version: "1"))],
            type: .source)
    }
    func tasks(of name: String) throws(HerderError) -> [TaskInfo] {
        try self.check(name)
        return [TaskInfo(id: TaskID(name, 0), configuration: ["k": "v"])]
    }
    func taskStatus(_ id: TaskID) throws(HerderError) -> TaskStatus {
        try self.check(id.connector, "No status found for task \(id)")
        return TaskStatus(state: .running, workerID: "w:8083")
    }
    func activeTopics(of name: String) throws(HerderError) -> [String] { name == "known" ? ["t"] : [] }
    func resetActiveTopics(of name: String) async throws(HerderError) { self.note("reset \(name)") }
    func create(
        _ name: String, configuration: ConfigValues, initialState: TargetState?
    ) async throws(HerderError) -> ConnectorInfo {
        guard name != "known" else { throw .conflict("Connector known already exists") }
        self.note("create \(name) \(initialState?.rawValue ?? "-")")
        return Self.info(name, configuration)
    }
    func put(
        _ name: String, configuration: ConfigValues
    ) async throws(HerderError) -> (info: ConnectorInfo, isNew: Bool) {
        (Self.info(name, configuration), name != "known")
    }
    func patch(_ name: String, changes: ConfigValues) async throws(HerderError) -> ConnectorInfo {
        Self.info(name, changes)
    }
    func delete(_ name: String) async throws(HerderError) { try self.check(name) }
    func submitTasks(
        of name: String, _ tasks: [ConfigValues], _ request: SignedRequest
    ) async throws(HerderError) {
        guard request.signature != nil else { throw .badRequest("Internal request missing required signature") }
        try self.check(name)
        self.note("submit \(name) \(tasks.count) \(request.body.count)")
    }
    func fenceZombies(of name: String, _ request: SignedRequest) async throws(HerderError) {
        guard request.signature != nil else { throw .badRequest("Internal request missing required signature") }
        self.note("fence \(name) \(request.body.count)")
    }
    func setTargetState(_ state: TargetState, of name: String) async throws(HerderError) {
        try self.check(name, "Unknown connector \(name)")
        self.note("\(state.rawValue) \(name)")
    }
    func restartConnector(_ name: String) async throws(HerderError) { self.note("restart \(name)") }
    func restart(_ request: RestartRequest) async throws(HerderError) -> ConnectorStatus {
        self.note("restart \(request.connector) \(request.includesTasks) \(request.onlyFailed)")
        return try self.connectorStatus(request.connector)
    }
    func restartTask(_ id: TaskID) async throws(HerderError) { self.note("restart \(id)") }
    func offsets(of name: String) async throws(HerderError) -> [ConnectorOffset] {
        [ConnectorOffset(partition: ["p": "x"], offset: ["o": 1])]
    }
    func alterOffsets(of name: String, _ offsets: [ConnectorOffset]) async throws(HerderError) -> String {
        "altered \(offsets.count)"
    }
    func resetOffsets(of name: String) async throws(HerderError) -> String { "reset" }
    func plugins(connectorsOnly: Bool) -> [PluginInfo] {
        connectorsOnly ? [] : [PluginInfo(className: "a.B", kind: .headerConverter, version: "1")]
    }
    func pluginConfiguration(_ name: String, version: String?) throws(HerderError) -> [ConfigKeyDefinition] {
        throw .notFound("Unknown plugin \(name).")
    }
    func validate(plugin: String, configuration: ConfigValues) async throws(HerderError) -> ConfigurationReport {
        let key = ConfigKeyDefinition(
            "tasks.max", .int, default: .value(.int(1)), importance: .high, documentation: "Tasks.")
        var report = ConfigValueReport("tasks.max", value: .int(3))
        report.errors = ["bad"]
        return ConfigurationReport(
            name: plugin, errorCount: 1, groups: ["Common"], entries: [.init(definition: key, report: report)])
    }
    func setClusterLogLevel(_ level: String, of logger: String) async throws(HerderError) {
        self.note("\(logger) \(level)")
    }
}
