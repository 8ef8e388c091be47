import ConnectAPI
import KafkaClient
import Log
import Metrics
import Synchronization
import Transport

/// One source task that runs here: polls its plugin, sends what it gives, commits source offsets of what is stored.
///
/// Batches overlap: the next one is polled while earlier ones are on their way, as far as the producer's memory goes. An
/// offset is committed once its record and all before it are stored, so a crash repeats records but loses none.
final class SourceTaskRunner: RunningPiece {
    private struct TaskSettings {
        var connector: ConfigValues
        var task: ConfigValues
        var errors: ErrorHandling
    }

    private struct Progress {
        var batches = SubmittedBatches()
        /// A record could not be stored, and the log says so.
        var hasToldFailure = false
    }

    let id: TaskID
    let control: PieceControl
    /// Unresolved until ``run()``.
    private let settings: Locked<TaskSettings>
    private var connector: ConfigValues { self.settings.withLock { $0.connector } }
    private var errors: ErrorHandling { self.settings.withLock { $0.errors } }
    private let services: WorkerServices
    private let onExpiry: @Sendable (ResolvedConfiguration) -> Void
    private let meter: TaskMeter
    private let figures: Locked<WorkerFigures.Task>
    private let slot: TaskSlot
    /// Raised when the plugin has waited, and so left the thread to others.
    private let hasWaited = Flag()
    private let progress = Locked(Progress())
    /// Offsets were committed, and the plugin has not heard of it yet.
    private let hasCommitted = Atomic(false)
    private let task = Locked<Task<Void, Never>?>(nil)
    private let clients = Locked<SourceTaskClients?>(nil)
    private let version: String?
    private static let className = "org.apache.kafka.connect.runtime.WorkerSourceTask"
    private static let log = Logger(className)

    /// - Parameters:
    ///   - connector: The connector's configuration as it was written; references are replaced when the task starts.
    ///   - configuration: The task's own, likewise.
    ///   - onExpiry: Told if values of the task's configuration hold only for a time.
    init(
        _ id: TaskID, connector: ConfigValues, configuration: ConfigValues, target: TargetState,
        services: WorkerServices, onExpiry: @escaping @Sendable (ResolvedConfiguration) -> Void = { _ in }
    ) {
        self.id = id
        let meter = services.metrics.task(id, .source, isPaused: target == .paused)
        self.meter = meter
        let errors = ErrorHandling(id, connector, meter: meter)
        self.settings = Locked(TaskSettings(connector: connector, task: configuration, errors: errors))
        self.onExpiry = onExpiry
        self.control = PieceControl(target)
        self.services = services
        self.figures = services.figures.of(id)
        self.slot = services.threads.slot("task-thread-\(id)")
        self.version = services.plugins.find((connector["connector.class"] ?? nil) ?? "")?.type.version
    }

    func start() {
        // Not a child of anything, as with connectors: a plugin may block its thread for good.
        let task = Task(executorPreference: self.slot) {
            await self.run()
            self.control.ended.open()
        }
        self.task.withLock { $0 = task }
    }

    func transition(to target: TargetState) {
        // Tasks of a stopped connector end; there is no such state for a task.
        if target == .stopped { self.stop() } else { self.control.transition(to: target) }
    }

    func stop() { self.control.stop() }

    func abandon() {
        self.control.abandon()
        self.task.withLock { $0 }?.cancel()
        guard let clients = self.clients.withLock({ $0 }) else { return }
        self.services.background.start { await clients.close(within: .zero) }
    }

    private func resolve() throws {
        let (connector, task) = self.settings.withLock { ($0.connector, $0.task) }
        let settings = try (connector: self.services.resolve(connector), task: self.services.resolve(task))
        let errors = ErrorHandling(self.id, settings.connector.values, meter: self.meter)
        self.settings.withLock {
            $0 = TaskSettings(connector: settings.connector.values, task: settings.task.values, errors: errors)
        }
        if settings.task.timeToLive != nil { self.onExpiry(settings.task) }
    }

    private func run() async {
        do {
            try self.resolve()
            let clients = try SourceTaskClients(self.id, self.connector, self.services)
            self.clients.withLock { $0 = clients }
            let engine = try self.makeEngine(clients)
            let result = await clients.run { await self.work(engine) }
            try result.get()
            self.report(.unassigned)
        } catch {
            self.fail(error)
        }
    }

    private func fail(_ error: any Error) {
        if self.control.isStopping {
            Self.log.warn("Task has failed while it was stopping", ["task": self.id.description], error: error)
            return self.report(.unassigned)
        }
        Self.log.error(
            "Task has failed and will not run again until it is restarted", ["task": self.id.description], error: error)
        self.report(.failed, error)
    }

    private func report(_ state: TaskStatus.State, _ error: (any Error)? = nil) {
        guard !self.control.isAbandoned else { return }
        self.services.metrics.task(self.meter, enters: state)
        let version = state == .unassigned ? nil : self.version
        self.services.statuses.put(.task(self.id, self.services.status(state, version: version, error: error)))
    }

    private func makeEngine(_ clients: SourceTaskClients) throws -> SourceTaskEngine {
        let name = (self.connector["connector.class"] ?? nil) ?? ""
        guard let type = try self.services.plugins.connector(name).type as? any SourceConnector.Type else {
            throw ConnectError(.connect, "\(name) is no source connector")
        }
        return SourceTaskEngine(
            self.id, task: type.makeTask(),
            converters: try TaskConverters(self.connector, self.services.configuration, self.services.plugins),
            stages: try RecordStages(self.connector, self.services.plugins), errors: self.errors,
            producer: clients.producer, topics: clients.topics, workbenches: self.services.workbenches,
            clock: self.services.clock)
    }

    /// The task's life; when it is over, everything that is stored is committed.
    private func work(_ engine: SourceTaskEngine) async -> Result<Void, any Error> {
        let hasStarted = Locked(false)
        var result: Result<Void, any Error> = .success(())
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: self.slot) { try await self.live(engine, hasStarted) }
                group.addTask { try await self.commitUntilStopped() }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            result = .failure(error)
        }
        guard hasStarted.withLock({ $0 }) else { return result }
        if !self.control.isAbandoned { await self.commitAtTheEnd() }
        do {
            try await engine.task.stop()
        } catch {
            Self.log.warn("Task failed to stop", ["task": self.id.description], error: error)
        }
        return result
    }

    private func live(_ engine: SourceTaskEngine, _ hasStarted: Locked<Bool>) async throws {
        if self.control.target == .paused {
            self.report(.paused)
            await self.control.leaves(.paused)
        }
        guard !self.control.isStopping else { return }
        hasStarted.withLock { $0 = true }
        let context = RunnerContext(id: self.id, services: self.services, hasWaited: self.hasWaited)
        let configuration = self.settings.withLock { settings in
            defer { settings.task = [:] }  // nobody asks for it again
            return settings.task
        }
        try await inTaskOfItsOwn { try await engine.task.start(configuration, context: context) }
        guard !self.control.isStopping else { return }
        self.report(.running)
        try await self.services.clock.withRests(gatheredBy: self.services.threads.pool) { rests in
            while case let orders = self.control.orders, !orders.isStopping {
                if orders.target == .paused {
                    self.report(.paused)
                    await self.control.leaves(.paused)
                    if !self.control.isStopping { self.report(.running) }
                    continue
                }
                do {
                    try await self.turn(engine, rests)
                } catch  where self.control.isStopping && (error is CancellationError || error.isCancelledKafkaCall) {
                    return
                }
            }
        }
    }

    /// One poll, what has become of those before, and the rest that the plugin wants.
    private func turn(_ engine: SourceTaskEngine, _ rests: LoopClock.Rests) async throws {
        // Others get the thread although neither plugin nor producer may ever wait. If there is nobody, giving it up
        // would only move this task to another thread, and its memory to another processor's cache.
        if !self.hasWaited.lower(), self.slot.isAwaited { await Task.yield() }
        if self.hasCommitted.exchange(false, ordering: .relaxed) { await self.tellCommit(engine) }
        try self.takeDone()
        try await self.pollAndSend(engine)
        guard let rest = engine.rest else { return }
        self.hasWaited.raise()
        try await rests.sleep(for: rest.duration, tolerance: rest.tolerance)
    }

    private func pollAndSend(_ engine: SourceTaskEngine) async throws {
        let count: Int
        let start = MetricsClock.nanoseconds
        do {
            count = try await engine.poll()
        } catch let error as ConnectError where error.isRetriable {
            Self.log.warn(
                "Task couldn't read from its source; trying again", ["task": self.id.description], error: error)
            return try await self.services.clock.sleep(for: .milliseconds(100))
        }
        guard count > 0 else { return }
        self.meter.took(count, since: start)
        if let stop = engine.transform() { try await engine.transform(after: stop) }
        let removals = self.services.statuses.read(\.topicRemovals)
        while true {
            do {
                let sent = try await engine.send(removals: removals)
                self.progress.withLock { $0.batches.append(sent.batch) }
                self.figures.withLock { figures in
                    figures.polled += count
                    figures.sent += sent.sent
                    figures.skipped += sent.skipped
                }
                if sent.skipped > 0 { self.meter.gave(0, dropped: sent.skipped) }
                if let (first, error) = sent.batch.delivery.firstRefusal, !self.errors.toleratesAll {
                    throw self.failure(of: first, in: sent.batch.delivery, error, topic: engine.topic(ofSent: first))
                }
                if let failure = sent.failure { throw failure }
                return
            } catch let error as KafkaError where error.isRetriable {
                Self.log.warn("Records couldn't be sent; trying again", ["task": self.id.description], error: error)
                try await self.services.clock.sleep(for: .milliseconds(100))
            }
        }
    }
}

/// Offsets.
extension SourceTaskRunner {
    /// Takes note of batches whose fate is known.
    ///
    /// - Throws: If records could not be stored, and that isn't tolerated.
    private func takeDone() throws {
        var hasMore = true
        while hasMore {
            let done: SubmittedBatches.Done?
            (done, hasMore) = self.progress.withLock { progress in
                (progress.batches.takeDone { _ in self.errors.toleratesAll }, progress.batches.hasDone)
            }
            guard let done else { return }
            var lost = 0
            if let (first, error) = done.failure {
                guard self.errors.toleratesAll else { throw self.failure(of: first, in: done.delivery, error) }
                lost = try self.leaveOut(done.delivery, from: first)
            }
            self.tellTopics(done.newTopics)
            let stored = done.delivery.count - lost
            self.figures.withLock { figures in
                figures.acknowledged += stored
                figures.skipped += lost
            }
            self.meter.gave(stored, dropped: lost)
        }
    }

    /// Why the task has to end with a record that can't be stored. The log says once which one it is: only its place, for
    /// what stands in it or where it stands in the source is nobody's business.
    private func failure(
        of index: Int, in delivery: Delivery, _ error: KafkaError, topic: String? = nil
    ) -> ConnectError {
        let hasTold = self.progress.withLock { progress in
            defer { progress.hasToldFailure = true }
            return progress.hasToldFailure
        }
        if !hasTold {
            let partition = delivery.partition(at: index)
            Self.log.error(
                "Task failed to send a record",
                [
                    "task": self.id.description, "topic": partition?.topic ?? topic,
                    "partition": (partition?.partition).map { "\($0)" },
                    "record": "\(index + 1) of \(delivery.count) that were sent together",
                ], error: error)
        }
        return ConnectError(.connect, "Unrecoverable exception from producer send callback", cause: error)
    }

    /// Handles each record that couldn't be stored.
    ///
    /// - Returns: How many there are.
    private func leaveOut(_ delivery: Delivery, from first: Int) throws -> Int {
        var count = 0
        for index in first..<delivery.count {
            guard case .failure(let error) = delivery.result(at: index) else { continue }
            count += 1
            try self.errors.handle(error, .kafkaProduce, Self.className) { nil }
        }
        return count
    }

    private func tellTopics(_ topics: [String]) {
        guard !topics.isEmpty, self.services.configuration[WorkerKeys.topicTracking] else { return }
        for topic in topics {
            let isKnown = self.services.statuses.read { $0.topics[self.id.connector]?[topic] != nil }
            guard !isKnown, !self.control.isAbandoned else { continue }
            self.services.statuses.put(
                .topic(
                    TopicStatus(
                        topic: topic, connector: self.id.connector, task: self.id.task, discovered: WallClock.now)))
        }
    }

    /// Tells the plugin that offsets were committed.
    private func tellCommit(_ engine: SourceTaskEngine) async {
        do {
            try await engine.task.commit()
        } catch {
            Self.log.error("Task failed to take up a commit", ["task": self.id.description], error: error)
        }
    }

    /// Every `offset.flush.interval.ms`, until the task has to stop or this is cancelled.
    ///
    /// - Throws: If records could not be stored, and that isn't tolerated: a plugin that waits for more must not hide it.
    private func commitUntilStopped() async throws {
        let interval = self.services.configuration[WorkerKeys.offsetFlushInterval]
        var wait = self.id.firstCommit(interval)
        while await !self.control.stopped.wait(for: wait, on: self.services.clock), !Task.isCancelled {
            wait = interval
            try self.takeDone()
            // A commit that has begun ends before the last one begins, also when the task is stopped meanwhile.
            await Task(executorPreference: self.slot) { await self.commit() }.value
        }
    }

    private func commit() async {
        let positions = self.progress.withLock { $0.batches.takeCommittable() }
        let offsets = positions.map { ($0.partition, $0.offset) }
        let (services, connector) = (self.services, self.id.connector)
        let start = MetricsClock.nanoseconds
        var failure: (any Error)?
        if !positions.isEmpty {
            let result = await services.background.limited(
                to: services.configuration[WorkerKeys.offsetFlushTimeout], on: services.clock
            ) { () async -> Result<Void, any Error> in
                do {
                    return .success(try await services.offsets.write(connector, offsets))
                } catch {
                    return .failure(error)
                }
            }
            switch result {
            case .success: break
            case .failure(let error): failure = error
            case nil: failure = KafkaError(.timedOut, "committing offsets of \(self.id)")
            }
        }
        if let failure {
            Self.log.error(
                "Offsets couldn't be committed; they will be with the next ones", ["task": self.id.description],
                error: failure)
            self.progress.withLock { $0.batches.restore(positions) }
            self.meter.commitFailed()
            return self.figures.withLock { $0.failedOffsetCommits += 1 }
        }
        self.hasCommitted.store(true, ordering: .relaxed)
        self.figures.withLock { $0.offsetCommits += 1 }
        self.meter.committed(within: MetricsClock.nanoseconds - start)
    }

    /// Waits for what is under way, as long as a flush may take, and commits what is stored then.
    private func commitAtTheEnd() async {
        if let last = self.progress.withLock({ $0.batches.last }) {
            let timeout = self.services.configuration[WorkerKeys.offsetFlushTimeout]
            _ = await self.services.background.limited(to: timeout, on: self.services.clock) { await last.wait() }
        }
        do {
            try self.takeDone()
        } catch {
            self.progress.withLock { $0.batches.settle() }
        }
        await self.commit()
    }
}

extension TaskID {
    /// When a task commits for the first time: after `interval`, as in Kafka Connect, or up to a tenth of it earlier. Of a
    /// thousand tasks that start together, a hundred commit at once then: enough for their offsets to share requests, and
    /// not so many that the worker needs another 10 MB for that moment.
    func firstCommit(_ interval: Duration) -> Duration { interval - interval * Double(self.task % 10) / 100 }
}

extension Error {
    /// A client gave up waiting because its caller was cancelled.
    fileprivate var isCancelledKafkaCall: Bool { (self as? KafkaError)?.code == .cancelled }
}
