package import Bytes
import JSON

/// A record of the config topic, written byte for byte as the Java worker does.
package enum ConfigRecord: Sendable, Equatable {
    case connector(String, ConfigMap)
    case connectorTombstone(String)
    case task(TaskID, ConfigMap)
    case commit(String, tasks: Int)
    case targetState(String, TargetState)
    case targetStateTombstone(String)
    case taskCount(String, Int32)
    case session(SessionKey)
    case restart(RestartRequest)
    case loggerLevel(logger: String, level: String)

    static let targetStatePrefix = "target-state-"
    static let connectorPrefix = "connector-"
    static let taskPrefix = "task-"
    static let commitPrefix = "commit-"
    static let restartPrefix = "restart-connector-"
    static let taskCountPrefix = "tasks-fencing-"
    static let sessionKey = "session-key"
    static let loggerPrefix = "logger-cluster-"

    package var key: String {
        switch self {
        case .connector(let name, _), .connectorTombstone(let name): Self.connectorPrefix + name
        case .task(let id, _): Self.taskPrefix + id.description
        case .commit(let name, _): Self.commitPrefix + name
        case .targetState(let name, _), .targetStateTombstone(let name): Self.targetStatePrefix + name
        case .taskCount(let name, _): Self.taskCountPrefix + name
        case .session: Self.sessionKey
        case .restart(let request): Self.restartPrefix + request.connector
        case .loggerLevel(let logger, _): Self.loggerPrefix + logger
        }
    }

    /// nil: a tombstone.
    package var value: Bytes? { self.json.map { Bytes(utf8: $0.text) } }

    private var json: JSONValue? {
        switch self {
        case .connector(_, let config), .task(_, let config): ["properties": .object(config.object)]
        case .connectorTombstone, .targetStateTombstone: nil
        case .commit(_, let tasks): ["tasks": .int(tasks)]
        case .targetState(_, let state):
            [
                "state": .string((state == .stopped ? TargetState.paused : state).rawValue),
                "state.v2": .string(state.rawValue),
            ]
        case .taskCount(_, let count): ["task-count": .int(count)]
        case .session(let key):
            [
                "key": .string(Base64.encode(key.key)), "algorithm": .string(key.algorithm),
                "creation-timestamp": .int(key.created),
            ]
        case .restart(let request):
            ["include-tasks": .bool(request.includesTasks), "only-failed": .bool(request.onlyFailed)]
        case .loggerLevel(_, let level): ["level": .string(level)]
        }
    }
}
