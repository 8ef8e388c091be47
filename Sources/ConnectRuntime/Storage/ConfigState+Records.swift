package import Bytes
import JSON

/// Reading the records of the config topic.
extension ConfigState {
    package typealias Outcome = RecordOutcome<ConfigEvent>

    /// Takes up one record.
    ///
    /// - Parameters:
    ///   - value: nil or empty: a tombstone.
    ///   - offset: Of the record.
    package mutating func apply(key: String, value: Bytes?, offset: Int64) -> Outcome {
        var json = JSONValue.null
        if let value, !value.isEmpty {
            do throws(JSONError) { json = try JSONValue.parse(value) } catch {
                return .dropped("the value is no JSON: \(error.message)")
            }
        }
        self.offset = offset + 1
        return self.apply(key, json)
    }

    private mutating func apply(_ key: String, _ value: JSONValue) -> Outcome {
        if let name = key.dropping(prefix: ConfigRecord.targetStatePrefix) { return self.applyTargetState(name, value) }
        if let name = key.dropping(prefix: ConfigRecord.connectorPrefix) { return self.applyConnector(name, value) }
        if key.hasPrefix(ConfigRecord.taskPrefix) { return self.applyTask(key, value) }
        if let name = key.dropping(prefix: ConfigRecord.commitPrefix) { return self.applyCommit(name, value) }
        if let name = key.dropping(prefix: ConfigRecord.restartPrefix) { return Self.restart(name, value) }
        if let name = key.dropping(prefix: ConfigRecord.taskCountPrefix) { return self.applyTaskCount(name, value) }
        if key == ConfigRecord.sessionKey { return self.applySessionKey(value) }
        if let name = key.dropping(prefix: ConfigRecord.loggerPrefix) { return Self.loggerLevel(name, value) }
        return .dropped("nothing is known about such keys")
    }

    private mutating func applyConnector(_ name: String, _ value: JSONValue) -> Outcome {
        guard !value.isNull else {
            self.remove(name)
            return .event(.connectorRemoved(name))
        }
        guard let properties = value["properties"]?.objectValue else { return .dropped("it has no properties") }
        self.connectors[name] = ConfigMap(properties)
        if self.targetStates[name] == nil { self.targetStates[name] = .started }
        return .event(.connectorUpdated(name))
    }

    private mutating func remove(_ name: String) {
        self.connectors[name] = nil
        self.taskCounts[name] = nil
        self.taskConfigs[name] = nil
        self.deferred[name] = nil
        self.applied[name] = nil
    }

    private mutating func applyTask(_ key: String, _ value: JSONValue) -> Outcome {
        let pieces = JavaOrder.pieces(of: key)
        guard pieces.count >= 3, let last = pieces.last, let task = JavaOrder.integer(last) else {
            return .dropped("the key names no task")
        }
        guard let properties = value["properties"]?.objectValue else { return .dropped("it has no properties") }
        let name = pieces[1..<pieces.count - 1].joined(separator: "-")
        self.deferred[name, default: [:]][task] = ConfigMap(properties)
        return .nothing
    }

    private mutating func applyCommit(_ name: String, _ value: JSONValue) -> Outcome {
        guard let connector = self.connectors[name] else {
            // What compaction left of a connector that was deleted.
            self.remove(name)
            return .nothing
        }
        guard let count = Self.integer(value["tasks"]) else { return .dropped("it has no number of tasks") }
        let deferred = self.deferred[name]
        var updated: [TaskID] = []
        if count > 0, !(0..<count).allSatisfy({ deferred?[$0] != nil }) {
            self.inconsistent.insert(name)
        } else {
            if let deferred {
                self.taskConfigs[name, default: [:]].merge(deferred) { _, new in new }
                updated = deferred.keys.sorted().map { TaskID(name, $0) }
                self.generations[name] = self.generations[name].map { $0 &+ 1 } ?? 0
            }
            self.inconsistent.remove(name)
            self.applied[name] = connector
        }
        if deferred != nil { self.deferred[name] = [:] }
        self.taskCounts[name] = count
        self.pendingFencing.insert(name)
        return .event(.tasksUpdated(name, updated))
    }

    private mutating func applyTargetState(_ name: String, _ value: JSONValue) -> Outcome {
        if value.isNull {
            self.targetStates[name] = self.connectors[name] == nil ? nil : .started
            return .nothing
        }
        guard let text = value["state.v2"]?.stringValue ?? value["state"]?.stringValue else {
            return .dropped("it has no state")
        }
        guard let state = TargetState(rawValue: text) else { return .dropped("there is no such state") }
        let changed = self.targetStates[name] != state
        self.targetStates[name] = state
        return changed && self.connectors[name] != nil ? .event(.targetStateChanged(name)) : .nothing
    }

    private mutating func applyTaskCount(_ name: String, _ value: JSONValue) -> Outcome {
        guard let count = Self.integer(value["task-count"]) else { return .dropped("it has no number of tasks") }
        self.taskCountRecords[name] = count
        self.pendingFencing.remove(name)
        return .nothing
    }

    private mutating func applySessionKey(_ value: JSONValue) -> Outcome {
        guard let text = value["key"]?.stringValue, let algorithm = value["algorithm"]?.stringValue,
            let created = value["creation-timestamp"]?.int64Value
        else { return .dropped("it lacks a field") }
        guard let key = Base64.decode(text), !key.isEmpty else { return .dropped("its key is no Base64") }
        let sessionKey = SessionKey(key: key, algorithm: algorithm, created: created)
        self.sessionKey = sessionKey
        return .event(.sessionKeyUpdated(sessionKey))
    }

    private static func restart(_ name: String, _ value: JSONValue) -> Outcome {
        guard value.objectValue != nil else { return .dropped("it is no object") }
        return .event(
            .restartRequested(
                RestartRequest(
                    connector: name, includesTasks: value["include-tasks"]?.boolValue ?? false,
                    onlyFailed: value["only-failed"]?.boolValue ?? false)))
    }

    private static func loggerLevel(_ logger: String, _ value: JSONValue) -> Outcome {
        guard let level = value["level"]?.stringValue else { return .dropped("it has no level") }
        return .event(.loggerLevel(logger: logger, level: level))
    }

    /// Java cuts what has more than 32 bits.
    private static func integer(_ value: JSONValue?) -> Int32? {
        value?.int64Value.map { Int32(truncatingIfNeeded: $0) }
    }
}

extension String {
    /// What follows `prefix`; nil if the text doesn't begin with it.
    func dropping(prefix: String) -> String? {
        self.utf8.starts(with: prefix.utf8) ? String(self.utf8.dropFirst(prefix.utf8.count)) : nil
    }
}
