import ConnectAPI
import KafkaClient
import Log

/// What the config topic tells, and the tasks that connectors plan.
extension HerderCore {
    func take(_ event: ConfigEvent) async {
        switch event {
        case .connectorUpdated(let name):
            if self.known.insert(name).inserted {
                self.rejoin("connector \(name) is new")
            } else if self.isWanted(.connector(name)) {
                self.restart(.connector(name))
            }
        case .connectorRemoved(let name):
            if self.known.remove(name) != nil { self.rejoin("connector \(name) was removed") }
        case .tasksUpdated(let name, _):
            // They start again, with their new configurations, once it is known who runs what.
            self.suspend(Set(self.pieces.keys.filter { $0.connector == name && $0 != .connector(name) }))
            self.rejoin("connector \(name) has new tasks")
            self.completeTasks(of: name)
        case .targetStateChanged(let name): self.changeTarget(of: name)
        case .sessionKeyUpdated: break
        case .restartRequested(let request): self.carryOut(request)
        case .loggerLevel(let logger, let level): Self.setLevel(level, of: logger)
        }
    }

    /// Has a round of tasks that isn't whole written again by the worker that runs the connector.
    ///
    /// A commit record that a broker stored twice, because its answer got lost, makes a round look cut off; the connector would
    /// have no tasks until somebody changes it, as it happens on Java workers.
    private func completeTasks(of name: String) {
        guard self.configs.snapshot.inconsistent.contains(name), self.pieces[.connector(name)] != nil else { return }
        self.later(.milliseconds(250)) { core in
            if core.configs.snapshot.inconsistent.contains(name) { core.plan(name) }
        }
    }

    private static func setLevel(_ name: String, of logger: String) {
        guard let level = LogLevel(name: name.uppercased()) else {
            return self.log.error("There is no such log level", ["level": name, "logger": logger])
        }
        _ = LogRegistry.shared.setLevel(level, of: logger)
    }

    private func changeTarget(of name: String) {
        guard let target = self.configs.snapshot.targetState(of: name) else { return }
        for (piece, running) in self.pieces where piece.connector == name { running.transition(to: target) }
    }

    /// What a restart means for what runs here.
    private func carryOut(_ request: RestartRequest) {
        let plan = self.plan(of: request)
        for piece in plan where self.isWanted(piece) { self.restart(piece, announces: true) }
    }

    /// All that a request restarts, wherever it runs, by what the status topic says.
    func plan(of request: RestartRequest) -> [PieceID] {
        self.services.statuses.read { statuses in
            guard let connector = statuses.connectors[request.connector] else { return [] }
            var pieces: [PieceID] = []
            if !request.onlyFailed || connector.state == .failed { pieces.append(.connector(request.connector)) }
            guard request.includesTasks else { return pieces }
            for (task, status) in statuses.tasks[request.connector] ?? [:]
            where !request.onlyFailed || status.state == .failed {
                pieces.append(.task(TaskID(request.connector, task)))
            }
            return pieces
        }
    }
}

/// Tasks.
extension HerderCore {
    /// Has a connector that runs here plan its tasks; what comes of it is written if it is new.
    func plan(_ name: String) {
        let state = self.configs.snapshot
        guard let runner = self.pieces[.connector(name)] as? ConnectorRunner,
            state.targetState(of: name) == .started, let configuration = state.connectors[name]
        else { return }
        let post = self.post
        runner.plan { result in
            post { await $0.planned(name, runner, configuration, result) }
        }
    }

    private func planned(
        _ name: String, _ runner: ConnectorRunner, _ configuration: ConfigMap,
        _ result: Result<ConnectorRunner.TaskPlan, any Error>
    ) async {
        guard self.pieces[.connector(name)] === runner, !runner.control.isStopping else { return }
        do {
            let plan = try result.get()
            let tasks = plan.tasks.map { self.complete($0, configuration) }
            if plan.limit.isEnforced, tasks.count > plan.limit.count {
                let error = Self.tooManyTasks(name, tasks.count, plan.limit.count)
                Self.log.error("A connector has too many tasks", ["connector": name], error: error)
                let status = self.services.status(.failed, version: self.version(of: name), error: error)
                return self.services.statuses.put(.connector(name, status))
            }
            guard self.isNew(tasks, of: name) else {
                self.planFailures[name] = nil
                return
            }
            try await self.publish(tasks, of: name)
            self.planFailures[name] = nil
        } catch {
            let failures = self.planFailures[name, default: 0]
            self.planFailures[name] = failures + 1
            let pause = min(Duration.milliseconds(250) * (1 << min(failures, 8)), .seconds(60))
            Self.log.error(
                "Tasks couldn't be planned; trying again", ["connector": name, "pause": pause], error: error)
            self.later(pause) { core in
                if core.pieces[.connector(name)] === runner { core.plan(name) }
            }
        }
    }

    /// A task's configuration with what the framework adds.
    private func complete(_ task: ConfigValues, _ connector: ConfigMap) -> ConfigMap {
        var values = ConfigProviders.unresolved(task, as: connector.values)
        values["task.class"] = self.taskClass(connector["connector.class"] ?? "")
        for key in ["topics", "topics.regex"] {
            if let value = connector[key] { values[key] = value }
        }
        return ConfigMap(unordered: values)
    }

    /// The Java class of a connector's tasks, which a Java worker needs to run them.
    private func taskClass(_ connector: String) -> String {
        let name = self.services.plugins.className(connector)
        guard name.hasSuffix("Connector") else { return name + "Task" }
        return name.dropLast("Connector".count) + "Task"
    }

    private func isNew(_ tasks: [ConfigMap], of name: String) -> Bool {
        let state = self.configs.snapshot
        guard !state.inconsistent.contains(name), let count = state.taskCounts[name], Int(count) == tasks.count,
            state.applied[name] == state.connectors[name]
        else { return true }
        return tasks.enumerated().contains { state.config(of: TaskID(name, Int32($0))) != $1 }
    }

    /// Writes a round of tasks. The records of one connector's tasks come from the worker that runs the connector, and
    /// there is only one, so that this worker may do it even if it doesn't lead (as long as nobody writes in
    /// transactions, which only the leader may).
    private func publish(_ tasks: [ConfigMap], of name: String) async throws(HerderError) {
        if self.configs.snapshot.targetState(of: name) == .stopped, !tasks.isEmpty {
            throw .badRequest("Cannot submit non-empty set of task configs for stopped connector \(name)")
        }
        try await self.writeTasks(of: name, tasks)
    }
}
