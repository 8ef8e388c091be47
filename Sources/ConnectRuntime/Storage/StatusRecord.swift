package import Bytes
import JSON

/// A record of the status topic, written byte for byte as the Java worker does.
package enum StatusRecord: Sendable, Hashable {
    /// DESTROYED writes a tombstone.
    case connector(String, WorkStatus)
    /// DESTROYED writes a tombstone.
    case task(TaskID, WorkStatus)
    case topic(TopicStatus)
    case topicTombstone(topic: String, connector: String)

    static let connectorPrefix = "status-connector-"
    static let taskPrefix = "status-task-"
    static let topicPrefix = "status-topic-"
    static let separator = ":connector-"

    package var key: String {
        switch self {
        case .connector(let name, _): Self.connectorPrefix + name
        case .task(let id, _): Self.taskPrefix + id.description
        case .topic(let status): "\(Self.topicPrefix)\(status.topic)\(Self.separator)\(status.connector)"
        case .topicTombstone(let topic, let connector): "\(Self.topicPrefix)\(topic)\(Self.separator)\(connector)"
        }
    }

    /// nil: a tombstone.
    package var value: Bytes? { self.json.map { Bytes(utf8: $0.text) } }

    private var json: JSONValue? {
        switch self {
        case .connector(_, let status), .task(_, let status):
            status.state == .destroyed
                ? nil
                : [
                    "state": .string(status.state.rawValue), "trace": .optional(status.trace),
                    "worker_id": .optional(status.workerID), "generation": .int(status.generation),
                    "version": .optional(status.version),
                ]
        case .topic(let status):
            [
                "topic": [
                    "name": .string(status.topic), "connector": .string(status.connector), "task": .int(status.task),
                    "discoverTimestamp": .int(status.discovered),
                ]
            ]
        case .topicTombstone: nil
        }
    }
}
