import ConnectAPI
import Log
import Transport

/// What the herder is told about a connector that runs here.
enum ConnectorNews: Sendable {
    /// It took up its work, or could not; told once.
    case started(Result<Void, HerderError>)
    /// Its tasks have to be planned (again).
    case wantsTasks
    /// It took up a configuration, some of whose values hold only so long.
    case expires(ResolvedConfiguration)
}

/// One connector that runs here: calls its plugin, one call after another, on a slot of the plugins' threads, and writes
/// its status. Whatever the plugin does, nobody else waits for it.
final class ConnectorRunner: RunningPiece {
    private enum Request: Sendable {
        case look
        case plan(@Sendable (Result<TaskPlan, any Error>) -> Void)
    }

    /// The tasks that the plugin wants, and how many it may have.
    struct TaskPlan: Sendable {
        let tasks: [ConfigValues]
        let limit: TaskLimit
    }

    private enum State { case initial, started, paused, stopped, failed }

    let name: String
    let control: PieceControl
    /// Unresolved until ``run()``.
    private let settings: Locked<ConfigValues>
    private var configuration: ConfigValues { self.settings.withLock { $0 } }
    private let services: WorkerServices
    private let onNews: @Sendable (ConnectorNews) -> Void
    private let slot: TaskSlot
    private let task = Locked<Task<Void, Never>?>(nil)
    private let (requests, intake) = AsyncStream.makeStream(of: Request.self)
    private static let log = Logger("org.apache.kafka.connect.runtime.WorkerConnector")

    /// - Parameter configuration: As it was written; references in it are replaced when it starts.
    init(
        _ name: String, _ configuration: ConfigValues, target: TargetState, services: WorkerServices,
        onNews: @escaping @Sendable (ConnectorNews) -> Void
    ) {
        self.name = name
        self.settings = Locked(configuration)
        self.control = PieceControl(target)
        self.services = services
        self.onNews = onNews
        self.slot = services.threads.slot("connector-thread-\(name)")
    }

    func start() {
        // Not a child of anything: a plugin that blocks its thread for good can't be waited for, not even at the
        // worker's end. `control.ended` tells when it is over.
        let task = Task(executorPreference: self.slot) {
            await self.run()
            self.control.ended.open()
        }
        self.task.withLock { $0 = task }
    }

    func transition(to target: TargetState) {
        self.control.transition(to: target)
        self.intake.yield(.look)
    }

    func stop() {
        self.control.stop()
        self.intake.finish()
    }

    func abandon() {
        self.control.abandon()
        self.intake.finish()
        self.task.withLock { $0 }?.cancel()  // it may be waiting rather than blocking
        self.services.statuses.put(.connector(self.name, self.services.status(.unassigned)))
    }

    /// Asks for the configurations of the tasks; `reply` is called when the plugin has answered, or is not started.
    func plan(reply: @escaping @Sendable (Result<TaskPlan, any Error>) -> Void) {
        if case .terminated = self.intake.yield(.plan(reply)) { reply(.failure(self.notRunning)) }
    }

    private func plan(of connector: any Connector) async throws -> TaskPlan {
        let configuration = self.configuration
        guard let limit = TaskLimit(configuration) else {
            throw ConfigError(
                "tasks.max", .string((configuration["tasks.max"] ?? nil) ?? ""), "Not a number of type INT")
        }
        return TaskPlan(tasks: try await connector.taskConfigurations(maxTasks: limit.count), limit: limit)
    }

    private var notRunning: ConnectError {
        ConnectError(.connect, "Connector \(self.name) isn't running, so its tasks can't be planned")
    }

    private func run() async {
        let connector: any Connector
        let version: String
        do {
            let resolved = try self.services.resolve(self.configuration)
            self.settings.withLock { $0 = resolved.values }
            if resolved.timeToLive != nil { self.onNews(.expires(resolved)) }
            let entry = try self.services.plugins.connector((self.configuration["connector.class"] ?? nil) ?? "")
            guard let type = entry.type as? any Connector.Type else {
                throw HerderError.badRequest("\(entry.type.className) is no connector")
            }
            // Validation leaves these keys alone.
            if type is any SourceConnector.Type, self.services.configuration[WorkerKeys.topicCreation] {
                _ = try TopicCreation(resolved.values)
            }
            connector = type.init()
            version = type.version
        } catch {
            self.report(.failed, nil, error)
            self.onNews(.started(.failure(self.failedToStart)))
            return
        }
        await self.live(connector, version)
    }

    private func live(_ connector: any Connector, _ version: String) async {
        let context = RunnerContext(self)
        var state = await self.move(.initial, connector, version, context)
        self.onNews(.started(state == .failed ? .failure(self.failedToStart) : .success(())))
        if state == .started { self.onNews(.wantsTasks) }
        for await request in self.requests {
            switch request {
            case .look:
                let before = state
                state = await self.move(state, connector, version, context)
                if state == .started, before != .started { self.onNews(.wantsTasks) }
            case .plan(let reply):
                guard state == .started else {
                    reply(.failure(self.notRunning))
                    continue
                }
                do {
                    reply(.success(try await self.plan(of: connector)))
                } catch {
                    reply(.failure(error))
                }
            }
        }
        context.close()
        if state == .started {
            do {
                try await connector.stop()
            } catch {
                Self.log.warn("Connector failed to stop", ["connector": self.name], error: error)
            }
        }
        if state != .failed { self.report(.unassigned, version) }
    }

    private var failedToStart: HerderError { HerderError(500, "Failed to start connector: \(self.name)") }

    /// Brings the connector to where it should be; gives where it is then.
    private func move(
        _ state: State, _ connector: any Connector, _ version: String, _ context: RunnerContext
    ) async -> State {
        guard !self.control.isStopping else { return state }
        let target = self.control.target
        do {
            switch (state, target) {
            case (.started, .started), (.paused, .paused), (.stopped, .stopped): return state
            case (.failed, .started), (.failed, .paused):
                Self.log.warn(
                    "A connector that has failed stays as it is until it is restarted",
                    ["connector": self.name, "target": target.rawValue])
                return state
            case (_, .started):
                try await connector.start(self.configuration, context: context)
                self.report(.running, version)
                return .started
            case (_, .paused):
                if state == .started { try await connector.stop() }
                self.report(.paused, version)
                return .paused
            case (_, .stopped):
                if state == .started { try? await connector.stop() }  // its tasks are gone: there is nothing to keep
                self.report(.stopped, version)
                return .stopped
            }
        } catch {
            Self.log.error("Connector has failed", ["connector": self.name], error: error)
            self.report(.failed, version, error)
            return .failed
        }
    }

    private func report(_ state: TaskStatus.State, _ version: String?, _ error: (any Error)? = nil) {
        guard !self.control.isAbandoned else { return }
        let name = (self.configuration["connector.class"] ?? nil) ?? ""
        self.services.metrics.connector(
            self.name, enters: state, className: self.services.plugins.className(name), version: version,
            type: self.services.plugins.connectorType(name))
        self.services.statuses.put(
            .connector(self.name, self.services.status(state, version: version, error: error)))
    }

    /// What the plugin sees of its runner.
    private final class RunnerContext: ConnectorContext {
        let connectorName: String
        private let runner: Locked<ConnectorRunner?>

        init(_ runner: ConnectorRunner) {
            self.connectorName = runner.name
            self.runner = Locked(runner)
        }

        func close() { self.runner.withLock { $0 = nil } }

        func requestTaskReconfiguration() { self.runner.withLock { $0 }?.onNews(.wantsTasks) }

        func raiseError(_ error: any Error) {
            guard let runner = self.runner.withLock({ $0 }) else { return }
            ConnectorRunner.log.error("Connector raises an error", ["connector": self.connectorName], error: error)
            let version = runner.services.plugins.find((runner.configuration["connector.class"] ?? nil) ?? "")?.type
                .version
            runner.report(.failed, version, error)
        }
    }
}
