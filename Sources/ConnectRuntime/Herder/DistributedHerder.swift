package import ConnectAPI
import KafkaClient
import Log
import Transport

/// The herder of a worker that shares its work with a group: one task that takes commands, one by one.
package final class DistributedHerder: Herder {
    private typealias Work = @Sendable (HerderCore) async -> Void

    private let who: Locked<WorkerIdentity>
    package var identity: WorkerIdentity { self.who.withLock { $0 } }
    let services: WorkerServices
    let configs: ConfigStore
    let validator: ConnectorValidator
    private let group: WorkGroup
    private let member: GroupMember
    private let facts = Locked(HerderFacts())
    private let (commands, intake) = AsyncStream.makeStream(of: Work.self)
    private let stopped = Latch()

    init(
        identity: WorkerIdentity, services: WorkerServices, configs: ConfigStore, group: WorkGroup,
        member: GroupMember, validator: ConnectorValidator
    ) {
        self.who = Locked(identity)
        self.services = services
        self.configs = configs
        self.group = group
        self.member = member
        self.validator = validator
    }

    /// Connectors and tasks that run here by the last round.
    package var work: Workload { self.facts.withLock { $0.work } }
    package var isLeader: Bool { self.facts.withLock { $0.isLeader } }
    /// Whether the first round is over and its work taken up.
    package var isReady: Bool { self.facts.withLock { $0.isReady } }

    func learn(clusterID: String) { self.who.withLock { $0.kafkaClusterID = clusterID } }

    /// Takes note of a change in the config topic.
    func take(_ event: ConfigEvent) { self.post { await $0.take(event) } }

    private func post(_ work: @escaping Work) { self.intake.yield(work) }

    /// Listens to the group; to be called before the member joins.
    func connect() {
        self.group.connect(
            WorkGroup.Hooks(
                prepare: { mode in
                    let ready = Latch()
                    let outcome = self.intake.yield { await $0.prepareToJoin(mode) { ready.open() } }
                    if case .terminated = outcome { return }  // nothing runs here any more
                    await ready.wait()
                },
                tell: { news in self.post { await $0.take(news) } }))
    }

    /// Takes commands until ``stop()``; when it returns, nothing runs here any more, except what had to be given up.
    func run() async {
        let core = HerderCore(
            services: self.services, configs: self.configs, group: self.group, member: self.member,
            published: self.facts, post: { [intake] in intake.yield($0) })
        for await work in self.commands { await work(core) }
    }

    /// Ends everything that runs here, and then the member, and then ``run()``. What was asked for and isn't done is
    /// refused.
    func stop() async {
        self.post { core in
            core.isStopping = true
            core.isSettled = false
            for work in core.deferred { await work(core) }
            core.deferred = []
            let all = Set(core.pieces.keys)
            core.drop(all)
            await core.whenEnded(all) { _ in self.stopped.open() }
        }
        await self.stopped.wait()
        self.intake.finish()
    }

    /// Runs `body` in the herder's task.
    ///
    /// - Parameter waitsForGroup: Waits until the group is settled: while it is being rebalanced nobody knows who leads
    ///   and who runs what.
    func perform<Answer: Sendable>(
        waitsForGroup: Bool = true, _ body: @escaping @Sendable (HerderCore) async throws(HerderError) -> Answer
    ) async throws(HerderError) -> Answer {
        try await self.performLater(waitsForGroup: waitsForGroup) { core, done in
            do throws(HerderError) {
                done(.success(try await body(core)))
            } catch {
                done(.failure(error))
            }
        }
    }

    /// Runs `body` in the herder's task; the answer comes when `body` or somebody later calls its second parameter.
    func performLater<Answer: Sendable>(
        waitsForGroup: Bool = true,
        _ body:
            @escaping @Sendable (HerderCore, @escaping @Sendable (Result<Answer, HerderError>) -> Void) async -> Void
    ) async throws(HerderError) -> Answer {
        let result = await withCheckedContinuation {
            (caller: CheckedContinuation<Result<Answer, HerderError>, Never>) in
            let once = Locked<CheckedContinuation<Result<Answer, HerderError>, Never>?>(caller)
            let answered = Latch()
            let done: @Sendable (Result<Answer, HerderError>) -> Void = { result in
                once.withLock { $0.take() }?.resume(returning: result)
                answered.open()
            }
            self.services.background.start {
                if await !answered.wait(for: Self.patience, on: self.services.clock) { done(.failure(self.tooLate)) }
            }
            if case .terminated = self.intake.yield(Self.work(waitsForGroup, body, done)) {
                done(.failure(.shuttingDown))
            }
        }
        return try result.get()
    }

    /// How long a command may take, as in Kafka Connect.
    private static let patience = Duration.seconds(90)

    private var tooLate: HerderError {
        let isReady = self.isReady
        return HerderError(
            500,
            "Request timed out. The worker is currently "
                + (isReady ? "handling a rebalance or another request." : "ensuring membership in the cluster."))
    }

    private static func work<Answer: Sendable>(
        _ waitsForGroup: Bool,
        _ body:
            @escaping @Sendable (HerderCore, @escaping @Sendable (Result<Answer, HerderError>) -> Void) async -> Void,
        _ done: @escaping @Sendable (Result<Answer, HerderError>) -> Void
    ) -> Work {
        { core in
            if core.isStopping { return done(.failure(.shuttingDown)) }
            if waitsForGroup, !core.isSettled {
                core.deferred.append(self.work(waitsForGroup, body, done))
            } else {
                await body(core, done)
            }
        }
    }
}

/// Commands.
extension DistributedHerder {
    package func health() async -> WorkerHealth {
        let answer = Latch()
        self.services.background.start {
            _ = try? await self.perform { (_: HerderCore) throws(HerderError) in }
            answer.open()
        }
        if await answer.wait(for: .seconds(10), on: self.services.clock) {
            return WorkerHealth(.healthy, "Worker has completed startup and is ready to handle requests.")
        }
        return self.isReady ? .stuck : .stillStarting
    }

    package func liveness() async -> WorkerHealth {
        guard self.isReady else { return .stillStarting }
        let answer = Latch()
        self.post { _ in answer.open() }
        guard await answer.wait(for: .seconds(10), on: self.services.clock) else { return .stuck }
        return WorkerHealth(.healthy, "Worker is handling requests.")
    }

    package func readiness() async -> WorkerHealth { self.isReady ? await self.health() : .stillStarting }

    package func create(
        _ name: String, configuration: ConfigValues, initialState: TargetState?
    ) async throws(HerderError) -> ConnectorInfo {
        let map = try await self.checked(name, configuration)
        try await self.perform { core throws(HerderError) in try await core.create(name, map, initialState) }
        return self.info(name, map)
    }

    package func put(
        _ name: String, configuration: ConfigValues
    ) async throws(HerderError) -> (info: ConnectorInfo, isNew: Bool) {
        let map = try await self.checked(name, configuration)
        let isNew = try await self.perform { core throws(HerderError) in
            let isNew = core.configs.snapshot.connectors[name] == nil
            try await core.put(name, map)
            return isNew
        }
        return (self.info(name, map), isNew)
    }

    package func patch(_ name: String, changes: ConfigValues) async throws(HerderError) -> ConnectorInfo {
        try await self.perform { core throws(HerderError) in try core.requireLeadership() }
        guard let before = self.configs.snapshot.connectors[name] else {
            throw .notFound("Connector \(name) not found")
        }
        var values = before.values
        for (key, value) in changes {
            if let value { values[key] = .some(value) } else { values.removeValue(forKey: key) }
        }
        let map = try await self.checked(name, values)
        try await self.perform { core throws(HerderError) in
            _ = try core.requireConnector(name) { "Connector \($0) not found" }
            try await core.put(name, map)
        }
        return self.info(name, map)
    }

    package func delete(_ name: String) async throws(HerderError) {
        try await self.perform { core throws(HerderError) in try await core.delete(name) }
    }

    package func setTargetState(_ state: TargetState, of name: String) async throws(HerderError) {
        try await self.perform(waitsForGroup: state == .stopped) { core throws(HerderError) in
            try await core.setTargetState(state, of: name)
        }
    }

    package func restartConnector(_ name: String) async throws(HerderError) {
        try await self.performLater { core, done in core.restartConnector(name, done) }
    }

    package func restart(_ request: RestartRequest) async throws(HerderError) -> ConnectorStatus {
        let restarting = try await self.perform { core throws(HerderError) in try await core.restart(request) }
        var status = try self.connectorStatus(request.connector)
        if restarting.contains(.connector(request.connector)) { status.connector.state = .restarting }
        for index in status.tasks.indices
        where restarting.contains(.task(TaskID(request.connector, status.tasks[index].id))) {
            status.tasks[index].status.state = .restarting
        }
        return status
    }

    package func restartTask(_ id: TaskID) async throws(HerderError) {
        try await self.performLater { core, done in core.restartTask(id, done) }
    }

    package func resetActiveTopics(of name: String) async throws(HerderError) {
        let configuration = self.services.configuration
        guard configuration[WorkerKeys.topicTracking] else { throw HerderError(403, "Topic tracking is disabled.") }
        guard configuration[WorkerKeys.topicTrackingReset] else {
            throw HerderError(403, "Topic tracking reset is disabled.")
        }
        for topic in self.services.statuses.read({ Array(($0.topics[name] ?? [:]).keys) }) {
            self.services.statuses.put(.topicTombstone(topic: topic, connector: name))
        }
    }

    package func alterOffsets(of name: String, _ offsets: [ConnectorOffset]) async throws(HerderError) -> String {
        try await self.perform { core throws(HerderError) in try await core.alterOffsets(of: name, offsets) }
    }

    package func resetOffsets(of name: String) async throws(HerderError) -> String {
        try await self.perform { core throws(HerderError) in try await core.resetOffsets(of: name) }
    }

    package func setClusterLogLevel(_ level: String, of logger: String) async throws(HerderError) {
        try await self.perform(waitsForGroup: false) { core throws(HerderError) in
            try await core.write(
                [.loggerLevel(logger: logger, level: level)], readBack: false,
                failing: "Error writing logger level to Kafka")
        }
    }

    package func submitTasks(
        of name: String, _ tasks: [ConfigValues], _ request: SignedRequest
    ) async throws(HerderError) {
        try await self.perform { core throws(HerderError) in
            try core.verify(request)
            try await core.submitTasks(of: name, tasks.map(ConfigMap.init(unordered:)))
        }
    }

    package func fenceZombies(of name: String, _ request: SignedRequest) async throws(HerderError) {
        try await self.perform { core throws(HerderError) in
            try core.verify(request)
            try core.fenceZombies(of: name)
        }
    }

    /// The configuration, if it has no errors. Plugins check it, so not in the herder's task.
    private func checked(_ name: String, _ configuration: ConfigValues) async throws(HerderError) -> ConfigMap {
        let report = try await self.report(configuration)
        if let failure = report.failure { throw .badRequest(failure) }
        return ConfigMap(unordered: configuration)
    }

    /// Runs the checks on the plugins' threads.
    func report(_ configuration: ConfigValues) async throws(HerderError) -> ConfigurationReport {
        let (validator, services) = (self.validator, self.services)
        let slot = services.threads.slot("validation")
        let result = Locked<Result<ConfigurationReport, HerderError>?>(nil)
        let done = Latch()
        self.services.background.start(on: slot) {
            let outcome: Result<ConfigurationReport, HerderError>
            do {
                let resolved = try services.resolve(configuration).values
                outcome = .success(try validator.validate(resolved).hiding(resolved, configuration))
            } catch let error as HerderError {
                outcome = .failure(error)
            } catch {
                outcome = .failure(HerderError(500, "\(error)"))
            }
            result.withLock { $0 = outcome }
            done.open()
        }
        guard await done.wait(for: .seconds(90), on: self.services.clock), let outcome = result.withLock({ $0 }) else {
            throw HerderError(500, "Request timed out. The worker is currently validating a connector configuration.")
        }
        return try outcome.get()
    }

    private func info(_ name: String, _ configuration: ConfigMap) -> ConnectorInfo {
        ConnectorInfo(
            name: name, configuration: configuration.values, tasks: self.configs.snapshot.tasks(of: name),
            type: self.services.plugins.connectorType(configuration["connector.class"]))
    }
}
