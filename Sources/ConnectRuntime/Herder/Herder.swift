package import ConnectAPI
package import JSON

/// What REST and the command line may ask of a worker. The runtime's herder implements it; tests use a fake.
///
/// Reads answer from the last published snapshot and never wait. What changes something goes to the herder's one task,
/// which takes commands one by one.
package protocol Herder: Sendable {
    var identity: WorkerIdentity { get }
    func health() async -> WorkerHealth
    /// Whether the worker answers at all: no reason to restart it. Brokers that are away are none.
    func liveness() async -> WorkerHealth
    /// Whether requests should come here now. Answers at once while the worker starts.
    func readiness() async -> WorkerHealth

    func connectorNames() -> [String]
    func connectorInfo(_ name: String) throws(HerderError) -> ConnectorInfo
    /// From the status topic, so it may outlive the connector for a moment.
    func connectorStatus(_ name: String) throws(HerderError) -> ConnectorStatus
    func tasks(of name: String) throws(HerderError) -> [TaskInfo]
    func taskStatus(_ id: TaskID) throws(HerderError) -> TaskStatus
    func activeTopics(of name: String) throws(HerderError) -> [String]
    func resetActiveTopics(of name: String) async throws(HerderError)

    /// - Throws: 400 if the configuration is invalid, 409 if there is a connector called `name`.
    func create(
        _ name: String, configuration: ConfigValues, initialState: TargetState?
    ) async throws(HerderError) -> ConnectorInfo
    /// Creates the connector or replaces its configuration; the target state stays.
    func put(
        _ name: String, configuration: ConfigValues
    ) async throws(HerderError) -> (info: ConnectorInfo, isNew: Bool)
    /// Merges `changes`, where nil removes a key, into the configuration.
    func patch(_ name: String, changes: ConfigValues) async throws(HerderError) -> ConnectorInfo
    func delete(_ name: String) async throws(HerderError)
    /// STARTED resumes, PAUSED pauses, STOPPED ends the tasks too.
    func setTargetState(_ state: TargetState, of name: String) async throws(HerderError)
    /// Restarts the connector alone, and waits for its start.
    func restartConnector(_ name: String) async throws(HerderError)
    /// Restarts what the request names, without waiting; the answer shows it as RESTARTING.
    func restart(_ request: RestartRequest) async throws(HerderError) -> ConnectorStatus
    func restartTask(_ id: TaskID) async throws(HerderError)

    func offsets(of name: String) async throws(HerderError) -> [ConnectorOffset]
    /// - Returns: The message for the user.
    func alterOffsets(of name: String, _ offsets: [ConnectorOffset]) async throws(HerderError) -> String
    /// - Returns: The message for the user.
    func resetOffsets(of name: String) async throws(HerderError) -> String

    func plugins(connectorsOnly: Bool) -> [PluginInfo]
    /// The keys of a plugin of any kind, found by class name, simple name or alias.
    func pluginConfiguration(_ name: String, version: String?) throws(HerderError) -> [ConfigKeyDefinition]
    func validate(plugin: String, configuration: ConfigValues) async throws(HerderError) -> ConfigurationReport

    /// Sets a logger's level on every worker of the group.
    func setClusterLogLevel(_ level: String, of logger: String) async throws(HerderError)

    /// Takes the tasks that a connector on another worker has planned.
    ///
    /// - Throws: 400, 403 or 503 if the request isn't shown to be another worker's.
    func submitTasks(
        of name: String, _ tasks: [ConfigValues], _ request: SignedRequest
    ) async throws(HerderError)
    /// Ends what tasks of an older round may still write, for a worker that starts exactly-once tasks.
    func fenceZombies(of name: String, _ request: SignedRequest) async throws(HerderError)
}

/// Who the worker is, as `GET /` tells.
package struct WorkerIdentity: Sendable, Equatable {
    /// The version of Kafka Connect that we are compatible with.
    package var version: String
    package var commit: String
    package var kafkaClusterID: String
    /// `host:port` of the advertised URL.
    package var workerID: String

    package init(version: String, commit: String, kafkaClusterID: String, workerID: String) {
        self.version = version
        self.commit = commit
        self.kafkaClusterID = kafkaClusterID
        self.workerID = workerID
    }
}

/// Whether the worker can serve, by KIP-1017.
package struct WorkerHealth: Sendable, Equatable {
    package enum Status: String, Sendable { case healthy, starting, unhealthy }

    package var status: Status
    package var message: String

    package init(_ status: Status, _ message: String) {
        self.status = status
        self.message = message
    }

    package static let stillStarting = Self(.starting, "Worker is still starting up.")
    package static let stuck = Self(
        .unhealthy, "Worker was unable to handle this request and may be unable to handle other requests.")
}

/// A request that the herder refuses, with what REST answers.
package struct HerderError: Error, Sendable, Equatable, CustomStringConvertible {
    package var status: Int
    package var message: String

    package init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    package var description: String { self.message }

    package static func notFound(_ message: String) -> Self { Self(404, message) }
    package static func badRequest(_ message: String) -> Self { Self(400, message) }
    package static func conflict(_ message: String) -> Self { Self(409, message) }
}

/// A task of a connector; written `connector-number`.
package struct TaskID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let connector: String
    package let task: Int32

    package init(_ connector: String, _ task: Int32) {
        self.connector = connector
        self.task = task
    }

    package var description: String { "\(self.connector)-\(self.task)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.connector, left.task) < (right.connector, right.task)
    }
}

/// What a connector is meant to do.
package enum TargetState: String, Sendable { case started = "STARTED", paused = "PAUSED", stopped = "STOPPED" }

package enum ConnectorType: String, Sendable { case source, sink, unknown }

package struct ConnectorInfo: Sendable, Equatable {
    package var name: String
    package var configuration: ConfigValues
    /// By number.
    package var tasks: [TaskID]
    package var type: ConnectorType

    package init(name: String, configuration: ConfigValues, tasks: [TaskID], type: ConnectorType) {
        self.name = name
        self.configuration = configuration
        self.tasks = tasks
        self.type = type
    }
}

package struct TaskInfo: Sendable, Equatable {
    package var id: TaskID
    package var configuration: ConfigValues

    package init(id: TaskID, configuration: ConfigValues) {
        self.id = id
        self.configuration = configuration
    }
}

/// What a connector or one of its tasks is doing.
package struct TaskStatus: Sendable, Equatable {
    package enum State: String, Sendable {
        case unassigned = "UNASSIGNED", running = "RUNNING", paused = "PAUSED", stopped = "STOPPED"
        case failed = "FAILED", restarting = "RESTARTING", destroyed = "DESTROYED"
    }

    package var state: State
    package var workerID: String
    /// Why it failed, for a person to read.
    package var trace: String?
    /// The plugin's version. The outer nil leaves the key out, the inner one writes null.
    package var version: String??

    package init(state: State, workerID: String, trace: String? = nil, version: String?? = nil) {
        self.state = state
        self.workerID = workerID
        self.trace = trace
        self.version = version
    }
}

package struct ConnectorStatus: Sendable, Equatable {
    package var name: String
    package var connector: TaskStatus
    /// By number.
    package var tasks: [(id: Int32, status: TaskStatus)]
    package var type: ConnectorType

    package init(
        name: String, connector: TaskStatus, tasks: [(id: Int32, status: TaskStatus)], type: ConnectorType
    ) {
        self.name = name
        self.connector = connector
        self.tasks = tasks
        self.type = type
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.connector == right.connector && left.type == right.type
            && left.tasks.elementsEqual(right.tasks) { $0.id == $1.id && $0.status == $1.status }
    }
}

package struct RestartRequest: Sendable, Equatable {
    package var connector: String
    package var includesTasks: Bool
    package var onlyFailed: Bool

    package init(connector: String, includesTasks: Bool, onlyFailed: Bool) {
        self.connector = connector
        self.includesTasks = includesTasks
        self.onlyFailed = onlyFailed
    }
}

/// A source partition or a sink's topic partition with its offset, as REST shows and takes them.
package struct ConnectorOffset: Sendable, Equatable {
    package var partition: JSONValue
    /// JSON's null if there is none, or to forget it.
    package var offset: JSONValue

    package init(partition: JSONValue, offset: JSONValue) {
        self.partition = partition
        self.offset = offset
    }
}

package struct PluginInfo: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case sink, source, transformation, predicate, converter
        case headerConverter = "header_converter"
    }

    package var className: String
    package var kind: Kind
    package var version: String?

    package init(className: String, kind: Kind, version: String?) {
        self.className = className
        self.kind = kind
        self.version = version
    }
}

/// What `PUT /connector-plugins/{name}/config/validate` answers.
package struct ConfigurationReport: Sendable {
    package struct Entry: Sendable {
        /// nil for a value that no definition knows.
        package var definition: ConfigKeyDefinition?
        package var report: ConfigValueReport

        package init(definition: ConfigKeyDefinition?, report: ConfigValueReport) {
            self.definition = definition
            self.report = report
        }
    }

    /// The class as the user wrote it.
    package var name: String
    package var errorCount: Int
    package var groups: [String]
    package var entries: [Entry]

    package init(name: String, errorCount: Int, groups: [String], entries: [Entry]) {
        self.name = name
        self.errorCount = errorCount
        self.groups = groups
        self.entries = entries
    }
}
