/// What the config topic says, record by record: connectors, tasks, what users want of them, and the session key.
///
/// A value without I/O. Tasks become visible in whole rounds only: their configurations wait until the commit record
/// that completes them.
package struct ConfigState: Sendable {
    /// One behind the last record; -1: nothing was read.
    package var offset: Int64 = -1
    package internal(set) var connectors: [String: ConfigMap] = [:]
    /// By connector, from its last commit record, also from one that was not complete.
    package internal(set) var taskCounts: [String: Int32] = [:]
    /// By connector and number; those beyond the count are leftovers of older rounds.
    package internal(set) var taskConfigs: [String: [Int32: ConfigMap]] = [:]
    /// Also of connectors that aren't there (any more).
    package internal(set) var targetStates: [String: TargetState] = [:]
    /// Connectors whose last round of tasks was not complete.
    package internal(set) var inconsistent: Set<String> = []
    package internal(set) var taskCountRecords: [String: Int32] = [:]
    /// Complete rounds of tasks so far, less one.
    package internal(set) var generations: [String: Int32] = [:]
    /// Connectors with a round of tasks since the last task count record.
    package internal(set) var pendingFencing: Set<String> = []
    /// A connector's configuration when its tasks were made.
    package internal(set) var applied: [String: ConfigMap] = [:]
    package internal(set) var sessionKey: SessionKey?
    var deferred: [String: [Int32: ConfigMap]] = [:]

    package init() {}

    /// The tasks that should run; none if the last round was not complete.
    package func tasks(of connector: String) -> [TaskID] {
        guard !self.inconsistent.contains(connector), let count = self.taskCounts[connector], count > 0 else {
            return []
        }
        return (0..<count).map { TaskID(connector, $0) }
    }

    package func config(of task: TaskID) -> ConfigMap? { self.taskConfigs[task.connector]?[task.task] }

    /// STARTED unless something else was asked for; nil for an unknown connector.
    package func targetState(of connector: String) -> TargetState? {
        self.connectors[connector] == nil ? nil : self.targetStates[connector]
    }

    /// All connectors by name, with the tasks that should run.
    package var work: [(name: String, tasks: [TaskID])] {
        self.connectors.keys.sorted(by: JavaOrder.precedes).map { ($0, self.tasks(of: $0)) }
    }
}

/// What a record of the config topic changed.
package enum ConfigEvent: Sendable, Equatable {
    case connectorUpdated(String)
    case connectorRemoved(String)
    /// The tasks whose configurations are new; none if the round was not complete.
    case tasksUpdated(String, [TaskID])
    case targetStateChanged(String)
    case sessionKeyUpdated(SessionKey)
    case restartRequested(RestartRequest)
    case loggerLevel(logger: String, level: String)
}

/// What became of one record.
package enum RecordOutcome<Event: Sendable>: Sendable {
    case event(Event)
    case nothing
    /// It is not what it should be and was passed over.
    case dropped(String)
}

extension RecordOutcome: Equatable where Event: Equatable {}

extension RestartRequest {
    /// Of two waiting requests the one that restarts more counts.
    var impact: Int { (self.onlyFailed ? 0 : 2) + (self.includesTasks ? 1 : 0) }
}
