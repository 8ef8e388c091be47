package import Bytes
import JSON

/// What the status topic says, record by record. A value without I/O.
package struct StatusState: Sendable {
    package private(set) var connectors: [String: WorkStatus] = [:]
    /// By connector and number.
    package private(set) var tasks: [String: [Int32: WorkStatus]] = [:]
    /// By connector and topic, as the record's key names them.
    package private(set) var topics: [String: [String: TopicStatus]] = [:]
    /// Counts topics taken back, so that tasks which still use them notice.
    package private(set) var topicRemovals = 0

    package init() {}

    package func status(of task: TaskID) -> WorkStatus? { self.tasks[task.connector]?[task.task] }

    /// Whether `status` may be written over what is known: a late word of an old owner must not hide a newer owner's.
    package func allows(_ status: WorkStatus, over known: WorkStatus?) -> Bool {
        guard let known, status.isSafe else { return true }
        return known.workerID == status.workerID || known.generation <= status.generation
    }

    /// Takes up one record; returns why it was passed over, nil if it was not.
    package mutating func apply(key: String, value: Bytes?) -> String? {
        if let connector = key.dropping(prefix: StatusRecord.connectorPrefix) {
            return self.applyConnector(connector, value)
        }
        if key.hasPrefix(StatusRecord.taskPrefix) { return self.applyTask(key, value) }
        if let rest = key.dropping(prefix: StatusRecord.topicPrefix) { return self.applyTopic(rest, value) }
        return "nothing is known about such keys"
    }

    private mutating func applyConnector(_ connector: String, _ value: Bytes?) -> String? {
        guard !connector.isEmpty else { return "the key names no connector" }
        guard let value else {
            self.connectors[connector] = nil
            self.tasks[connector] = nil
            return nil
        }
        guard let status = WorkStatus(json: value) else { return "the value is no status" }
        self.connectors[connector] = status
        return nil
    }

    private mutating func applyTask(_ key: String, _ value: Bytes?) -> String? {
        let pieces = JavaOrder.pieces(of: key)
        guard pieces.count >= 4, let last = pieces.last, let task = JavaOrder.integer(last) else {
            return "the key names no task"
        }
        let connector = pieces[2..<pieces.count - 1].joined(separator: "-")
        guard let value else {
            self.tasks[connector]?[task] = nil
            if self.tasks[connector]?.isEmpty == true { self.tasks[connector] = nil }
            return nil
        }
        guard let status = WorkStatus(json: value) else { return "the value is no status" }
        if status.state == .unassigned, let known = self.tasks[connector]?[task], known.state == .running,
            known.generation >= status.generation
        {
            return nil  // somebody else runs it already
        }
        self.tasks[connector, default: [:]][task] = status
        return nil
    }

    private mutating func applyTopic(_ rest: String, _ value: Bytes?) -> String? {
        guard let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")) else { return "the key names no topic" }
        let topic = String(rest[..<colon])
        let connector = String(
            decoding: rest.utf8[colon...].dropFirst(StatusRecord.separator.utf8.count), as: UTF8.self)
        guard !topic.isEmpty, !connector.isEmpty else { return "the key names no topic and connector" }
        guard let value else {
            self.topics[connector]?[topic] = nil
            if self.topics[connector]?.isEmpty == true { self.topics[connector] = nil }
            self.topicRemovals += 1
            return nil
        }
        guard let status = TopicStatus(json: value) else { return "the value is no topic status" }
        self.topics[connector, default: [:]][topic] = status
        return nil
    }
}

extension WorkStatus {
    /// nil if the bytes are no status.
    fileprivate init?(json bytes: Bytes) {
        guard let value = try? JSONValue.parse(bytes), let text = value["state"]?.stringValue,
            let state = TaskStatus.State(rawValue: text), let generation = value["generation"]?.int64Value,
            let trace = value.optionalText("trace"), let workerID = value.optionalText("worker_id"),
            let version = value.optionalText("version")
        else { return nil }
        self.init(
            state, trace: trace, workerID: workerID, generation: Int32(truncatingIfNeeded: generation),
            version: version)
    }
}

extension TopicStatus {
    /// nil if the bytes are no topic status.
    fileprivate init?(json bytes: Bytes) {
        guard let value = try? JSONValue.parse(bytes)["topic"], let topic = value["name"]?.stringValue,
            let connector = value["connector"]?.stringValue, let task = value["task"]?.int64Value,
            let discovered = value["discoverTimestamp"]?.int64Value
        else { return nil }
        self.init(
            topic: topic, connector: connector, task: Int32(truncatingIfNeeded: task), discovered: discovered)
    }
}

extension JSONValue {
    /// The text of a member that may be null or missing; nil (outside) if it is something else.
    fileprivate func optionalText(_ name: String) -> String?? {
        switch self[name] {
        case nil, .null: .some(nil)
        case .string(let text): text
        default: nil
        }
    }
}
