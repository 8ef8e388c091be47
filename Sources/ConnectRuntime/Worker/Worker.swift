import Bytes
package import ConnectAPI
import KafkaClient
import Log
package import Metrics
package import Transport

/// A Kafka Connect worker: three topics, membership in a group, and the connectors and tasks that fall to it.
package final class Worker: Sendable {
    package let herder: DistributedHerder
    private let services: WorkerServices
    private let configs: ConfigStore
    private let logs: [InternalTopic: TopicLog]
    private let member: GroupMember
    /// Of the stores.
    private let cluster: KafkaCluster
    private let groupCluster: KafkaCluster
    /// Not on a thread of the plugins': however many of those are stuck, the worker answers.
    private let control = TaskThreads().slot("worker")
    private let stopping = Latch()
    private let failure = Locked<(any Error)?>(nil)
    private static let log = Logger("org.apache.kafka.connect.runtime.Worker")

    /// What a worker tells about itself.
    package struct About: Sendable {
        /// The version of Kafka Connect that it is compatible with.
        package var version: String
        package var commit: String
        /// Of its REST interface, as other workers reach it: `http://10.0.0.4:8083`, with or without a slash at its end.
        package var advertisedURL: String

        package init(version: String, commit: String, advertisedURL: String) {
            self.version = version
            self.commit = commit
            self.advertisedURL = advertisedURL
        }

        var url: String { self.advertisedURL.hasSuffix("/") ? self.advertisedURL : self.advertisedURL + "/" }
        /// `host:port`.
        var workerID: String {
            let start = self.url.index(behind: "://") ?? self.url.startIndex
            return String(self.url[start...].prefix { $0 != "/" })
        }
    }

    /// - Parameters:
    ///   - loop: For everything that has to do with Kafka; must run until ``run()`` has returned.
    ///   - threads: For plugins.
    ///   - memory: What the producers of all tasks may hold.
    /// - Throws: What is wrong with settings of the Kafka clients.
    package init(
        configuration: WorkerConfiguration, plugins: PluginList, about: About, loop: EventLoop,
        threads: TaskThreads = TaskThreads(), memory: MemoryBudget = MemoryBudget(nil)
    ) throws {
        let registry = PluginRegistry(plugins)
        let metrics = WorkerMetrics(
            span: MetricSpan(
                samples: configuration[WorkerKeys.metricsSamples],
                milliseconds: Int64(configuration[WorkerKeys.metricsWindow] / .milliseconds(1))),
            version: about.version, commit: about.commit)
        self.cluster = KafkaCluster(try ClientConfiguration(configuration.adminProperties), loop: loop)
        var membership = try ClientConfiguration(configuration.membershipProperties(workerID: about.workerID))
        membership.meter = metrics.client(.connect, id: membership.clientID)
        self.groupCluster = KafkaCluster(membership, loop: loop)
        let stores = try Stores(configuration, self.cluster, metrics)
        self.logs = stores.logs
        self.configs = stores.configs
        self.services = WorkerServices(
            configuration: configuration, plugins: registry, threads: threads,
            background: BackgroundWork(on: self.control), loop: loop, statuses: stores.statuses,
            offsets: stores.offsets, workerID: about.workerID, memory: memory, metrics: metrics)
        let group = WorkGroup(
            url: about.url, configuration: configuration, configs: self.configs,
            background: self.services.background, clock: self.services.clock)
        self.member = GroupMember(
            GroupConfiguration(
                groupID: configuration.groupID, protocolType: "connect",
                sessionTimeout: .milliseconds(configuration[WorkerKeys.sessionTimeout]),
                rebalanceTimeout: .milliseconds(configuration[WorkerKeys.rebalanceTimeout]),
                heartbeatInterval: .milliseconds(configuration[WorkerKeys.heartbeatInterval])),
            cluster: self.groupCluster, delegate: group)
        self.herder = DistributedHerder(
            identity: WorkerIdentity(
                version: about.version, commit: about.commit, kafkaClusterID: "", workerID: about.workerID),
            services: self.services, configs: self.configs, group: group, member: self.member,
            validator: ConnectorValidator(catalog: registry, worker: configuration))
        let herder = self.herder
        stores.events.withLock { $0 = { herder.take($0) } }
    }

    /// What tasks have done so far.
    package var figures: WorkerFigures { self.services.figures }

    /// What there is to know about the worker and all that runs in it, for a scrape.
    package var metrics: MetricsRegistry { self.services.metrics.registry }

    /// Connectors and tasks whose plugins have held a thread without a pause for `duration`.
    package func heldThreads(for duration: Duration) -> [TaskThreads.Holder] {
        self.services.threads.holders(for: duration)
    }

    /// Ends ``run()``, in order: connectors and tasks stop and commit, statuses are written, the group is left.
    package func stop() { self.stopping.open() }

    /// Runs until ``stop()``. Call it once.
    ///
    /// - Throws: What keeps the worker from starting, or from being a member of its group.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: self.control) { await self.services.background.run() }
            do {
                try await self.work()
            } catch {
                self.fail(error)
            }
            self.services.background.stop()
            await group.waitForAll()
        }
        await self.cluster.close()
        await self.groupCluster.close()
        if let failure = self.failure.withLock({ $0 }) { throw failure }
    }

    private func fail(_ error: any Error) {
        // Told to stop before it had started: that is an end in order.
        if error is CancellationError, self.stopping.isOpen { return }
        self.failure.withLock { if $0 == nil { $0 = error } }
        self.stopping.open()
    }

    private func work() async throws {
        let admin = KafkaAdmin(self.cluster)
        let described = try await self.unlessStopped { try await admin.describeCluster().clusterID }
        guard let clusterID = described else {
            throw ConnectError(.connect, "The brokers tell no cluster id; Kafka 0.10.1 or later is needed")
        }
        self.herder.learn(clusterID: clusterID)
        let topics = InternalTopics(admin, self.services.configuration, clock: self.services.clock)
        let counts = try await self.unlessStopped { try await topics.prepare() }
        await withTaskGroup(of: Void.self) { group in
            for (topic, log) in self.logs {
                group.addTask(executorPreference: self.control) { await log.run(partitions: counts[topic] ?? 0) }
            }
            group.addTask(executorPreference: self.control) { await self.services.statuses.run() }
            do {
                try await self.startStores()
                await self.beMember()
            } catch {
                self.fail(error)
            }
            self.services.statuses.stop()
            _ = await self.services.background.limited(to: .seconds(1), on: self.services.clock) {
                await self.services.statuses.flush()
            }
            group.cancelAll()
        }
    }

    /// Does what can wait for a cluster for a long time, until it is done or the worker is told to stop.
    private func unlessStopped<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                await self.stopping.wait()
                return nil
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() ?? nil else { throw CancellationError() }
            return result
        }
    }

    private func startStores() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.services.offsets.start() }
            group.addTask { try await self.services.statuses.start() }
            group.addTask { try await self.configs.start() }
            group.addTask {
                await self.stopping.wait()
                throw CancellationError()  // told to stop before it had started
            }
            for _ in 0..<3 { try await group.next() }
            group.cancelAll()
        }
        Self.log.info("Kafka Connect has read its topics", ["cluster": self.herder.identity.kafkaClusterID])
    }

    /// A member of the group, until the worker is told to stop.
    private func beMember() async {
        self.herder.connect()
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: self.control) { await self.herder.run() }
            group.addTask(executorPreference: self.control) {
                do throws(KafkaError) {
                    try await self.member.run()
                } catch {
                    self.fail(error)
                }
            }
            await self.stopping.wait()
            await self.herder.stop()
            self.member.stop()
            await group.waitForAll()
        }
    }
}

/// The stores of a worker and the logs below them.
private struct Stores {
    let configs: ConfigStore
    let statuses: StatusStore
    let offsets: OffsetStore
    let logs: [InternalTopic: TopicLog]
    /// Who is told of changes in the config topic.
    let events = Locked<(@Sendable (ConfigEvent) -> Void)?>(nil)

    init(_ configuration: WorkerConfiguration, _ cluster: KafkaCluster, _ metrics: WorkerMetrics) throws {
        var made: [InternalTopic: TopicLog] = [:]
        var settings: [InternalTopic: (ConsumerConfiguration, ProducerConfiguration)] = [:]
        for topic in InternalTopic.allCases {
            var consumer = try ConsumerConfiguration(configuration.consumerProperties(topic))
            consumer.client.meter = metrics.client(.consumer, id: consumer.client.clientID)
            var producer = try ProducerConfiguration(configuration.producerProperties(topic))
            producer.client.meter = metrics.client(.producer, id: producer.client.clientID)
            settings[topic] = (consumer, producer)
        }
        func log(
            _ topic: InternalTopic, _ onRecord: @escaping @Sendable (Bytes?, Bytes?, Int64) -> Void
        ) -> any InternalLog {
            guard let (consumer, producer) = settings[topic] else { preconditionFailure("every topic has settings") }
            let log = TopicLog(
                topic: configuration.topic(topic), cluster: cluster, consumer: consumer, producer: producer,
                onRecord: onRecord)
            made[topic] = log
            return log
        }
        let events = self.events
        self.configs = ConfigStore({ log(.config, $0) }, onEvent: { event in events.withLock { $0 }?(event) })
        self.statuses = StatusStore { log(.status, $0) }
        self.offsets = OffsetStore { log(.offset, $0) }
        self.logs = made
    }
}

extension String {
    /// Where the text behind the first `mark` begins.
    fileprivate func index(behind mark: String) -> String.Index? {
        var start = self.startIndex
        while start < self.endIndex {
            if self[start...].hasPrefix(mark) { return self.index(start, offsetBy: mark.count) }
            start = self.index(after: start)
        }
        return nil
    }
}
