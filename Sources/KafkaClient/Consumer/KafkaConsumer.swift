import KafkaWire
import Log
import Metrics
package import Transport

/// Reads partitions that it is told to read, from where it is told to start.
///
/// Each broker is asked for all of its partitions at once, and again as soon as the poll has taken what it brought, so
/// that the next records are on their way while the caller works. At most `fetch.max.bytes` for each broker lie in
/// memory. One task polls at a time. Lives on its loop.
package actor KafkaConsumer: LoopActor {
    package nonisolated let loop: EventLoop
    package nonisolated let configuration: ConsumerConfiguration
    private nonisolated let cluster: KafkaCluster
    private let clock: LoopClock
    private var lane: ConnectionLane?
    private var partitions: [TopicPartition: PartitionFetch] = [:]
    /// The brokers that are being asked, each by a task that this consumer ends when it closes.
    private var fetches: [Int32: Task<Void, Never>] = [:]
    private var failure: KafkaError?
    private var news = News()
    private var timer: LoopTimer?
    private var failures = 0
    private var isClosed = false

    private static let log = Logger("org.apache.kafka.clients.consumer.KafkaConsumer")

    package init(_ configuration: ConsumerConfiguration, cluster: KafkaCluster) {
        self.configuration = configuration
        self.cluster = cluster
        self.loop = cluster.loop
        self.clock = LoopClock(on: cluster.loop)
    }

    /// Where to read a partition from.
    package enum Start: Sendable, Hashable {
        case offset(Int64), beginning, end
    }

    // MARK: - Assignment

    /// Reads these partitions from now on, and no others. One that was read before goes on where `partitions` says.
    package func assign(_ partitions: [TopicPartition: Start]) {
        self.partitions = partitions.reduce(into: [:]) {
            $0[$1.key] = PartitionFetch($1.key, at: Self.position($1.value))
        }
        self.configuration.client.meter?.assigned(Set(partitions.keys))
        self.wake()
    }

    package var assignment: Set<TopicPartition> { Set(self.partitions.keys) }

    /// Reads a partition from somewhere else from now on. What was fetched of it is dropped.
    package func seek(_ partition: TopicPartition, to start: Start) {
        self.partitions[partition]?.seek(to: Self.position(start))
        self.wake()
    }

    /// Brings nothing of these partitions until ``resume(_:)``.
    package func pause(_ partitions: some Sequence<TopicPartition> & Sendable) {
        for partition in partitions { self.partitions[partition]?.isPaused = true }
    }

    package func resume(_ partitions: some Sequence<TopicPartition> & Sendable) {
        for partition in partitions { self.partitions[partition]?.isPaused = false }
        self.wake()
    }

    /// The offset that the next poll begins with; nil if the partition isn't assigned, or has to be looked up first.
    package func position(of partition: TopicPartition) -> Int64? {
        guard case .offset(let offset) = self.partitions[partition]?.position else { return nil }
        return offset
    }

    private static func position(_ start: Start) -> PartitionFetch.Position {
        switch start {
        case .offset(let offset): .offset(offset)
        case .beginning: .reset(.earliest)
        case .end: .reset(.latest)
        }
    }

    // MARK: - Polling

    /// Takes what has been fetched, waiting for it if there is nothing.
    ///
    /// - Returns: What there is of each partition; empty when `maxWait` is over.
    /// - Throws: An error of a partition that doesn't pass by itself, such as `offsetOutOfRange` without a reset, or a
    ///   topic that we may not read. The next poll tries again.
    package func poll(maxWait: Duration) async throws(KafkaError) -> [FetchedPartition] {
        let deadline = ContinuousClock.now + maxWait
        let meter = self.configuration.client.meter
        let start = MetricsClock.nanoseconds
        meter?.beganPoll()
        defer { meter?.endedPoll(since: start) }
        while true {
            self.news.look()
            if self.isClosed { throw KafkaError(.closed, "polling a consumer that is closed") }
            if let failure = self.failure.take() { throw failure }
            let taken = self.takeWaiting()
            if !taken.isEmpty {
                _ = try? await self.startFetches()  // what is wrong comes out in the next poll
                return taken
            }
            do throws(KafkaError) {
                try await self.lookUpPositions(until: deadline)
                try await self.startFetches()
                self.failures = 0
            } catch {
                guard error.isRetriable else { throw error }
                Self.log.debug("Fetching has to wait", error: error)
                self.failures += 1
            }
            guard ContinuousClock.now < deadline else { return [] }
            try await self.waitForNews(until: deadline)
        }
    }

    private func takeWaiting() -> [FetchedPartition] {
        var taken: [FetchedPartition] = []
        for partition in self.partitions.keys {
            guard let fetched = self.partitions[partition]?.take() else { continue }
            self.partitions[partition]?.advance(to: fetched.nextOffset)
            taken.append(fetched)
        }
        if !taken.isEmpty { self.configuration.client.meter?.took(taken) }
        return taken
    }

    /// Waits until something has been fetched, the assignment changes, a partition's pause is over, or `deadline`.
    private func waitForNews(until deadline: ContinuousClock.Instant) async throws(KafkaError) {
        guard let signal = self.news.next("polling") else { return }
        var end = deadline
        for state in self.partitions.values {
            if let notBefore = state.notBefore, state.asking == nil { end = min(end, notBefore) }
        }
        if self.failures > 0 {
            end = min(end, .now + self.configuration.client.retryBackoff.delay(after: self.failures - 1))
        }
        if self.timer == nil { self.timer = LoopTimer(self) { $0.wake() } }
        self.timer?.schedule(after: ContinuousClock.now.duration(to: end))
        defer { self.timer?.cancel() }
        try await withTaskExecutorPreference(self.loop) { () throws(KafkaError) in try await signal.wait() }
    }

    private func wake() { self.news.tell() }

    // MARK: - Positions

    private func lookUpPositions(until deadline: ContinuousClock.Instant) async throws(KafkaError) {
        var specs: [TopicPartition: OffsetSpec] = [:]
        for (partition, state) in self.partitions {
            guard case .reset(let reset) = state.position else { continue }
            switch reset {
            case .earliest: specs[partition] = .earliest
            case .latest: specs[partition] = .latest
            case .none:
                throw KafkaError(.broker(.offsetOutOfRange), "looking for a position in \(partition)")
            }
        }
        guard !specs.isEmpty else { return }
        let answers = try await self.cluster.listOffsets(
            specs, isolation: self.configuration.isolation, deadline: deadline)
        for (partition, answer) in answers {
            switch answer {
            case .success(let listed): self.partitions[partition]?.resolve(listed.offset)
            case .failure(let error) where error.isRetriable: self.failures += 1
            case .failure(let error): throw error
            }
        }
    }

    /// The first offsets that are still there.
    package func beginningOffsets(
        _ partitions: some Collection<TopicPartition> & Sendable
    ) async throws(KafkaError) -> [TopicPartition: Int64] {
        try await self.offsets(partitions, .earliest)
    }

    /// The offsets behind the last record that this consumer may see.
    package func endOffsets(
        _ partitions: some Collection<TopicPartition> & Sendable
    ) async throws(KafkaError) -> [TopicPartition: Int64] {
        try await self.offsets(partitions, .latest)
    }

    private func offsets(
        _ partitions: some Collection<TopicPartition> & Sendable, _ spec: OffsetSpec
    ) async throws(KafkaError) -> [TopicPartition: Int64] {
        let specs = partitions.reduce(into: [:]) { $0[$1] = spec }
        var offsets: [TopicPartition: Int64] = [:]
        for (partition, answer) in try await self.cluster.listOffsets(specs, isolation: self.configuration.isolation) {
            offsets[partition] = try answer.get().offset
        }
        return offsets
    }

    /// Stops asking and drops everything. Call it before the cluster is closed.
    package func close() async {
        self.isClosed = true
        let fetches = self.fetches.values
        for fetch in fetches { fetch.cancel() }
        if let lane = self.lane { await self.cluster.closeLane(lane) }
        for fetch in fetches { await fetch.value }
        self.partitions = [:]
        self.wake()
    }

    // MARK: - Fetching

    private struct Question: Sendable {
        let partition: TopicPartition
        let topicID: TopicID
        let offset: Int64
        let leaderEpoch: Int32
    }

    /// Asks each broker that isn't being asked for those of its partitions of which nothing waits.
    private func startFetches() async throws(KafkaError) {
        let now = ContinuousClock.now
        guard self.partitions.values.contains(where: { $0.wants(at: now) != nil }) else { return }
        let metadata = try await self.cluster.metadata(of: Set(self.partitions.keys.map(\.topic)))
        if self.lane == nil { self.lane = await self.cluster.newLane(meter: self.configuration.client.meter) }
        var questions: [Int32: [Question]] = [:]
        for (partition, state) in self.partitions {
            guard let offset = state.wants(at: now) else { continue }
            guard let known = metadata.partition(partition), known.leader >= 0 else {
                try self.checkExistence(of: partition.topic, metadata)
                await self.postpone(partition, isStale: true)
                continue
            }
            let broker = state.preferredReplica ?? known.leader
            guard self.fetches[broker] == nil else { continue }
            questions[broker, default: []].append(
                Question(
                    partition: partition, topicID: metadata.topics[partition.topic]?.id ?? .zero, offset: offset,
                    leaderEpoch: known.leaderEpoch))
        }
        guard !self.isClosed, let lane = self.lane else { return }
        for (broker, questions) in questions where self.fetches[broker] == nil {
            // the look-ups above take time: ask only for what is still wanted
            let current = questions.filter { self.partitions[$0.partition]?.wants(at: now) == $0.offset }
            guard !current.isEmpty else { continue }
            for question in current { self.partitions[question.partition]?.ask(broker, for: question.offset) }
            // on the loop from question to answer: elsewhere each answer would wake another thread first
            self.fetches[broker] = Task(executorPreference: self.loop) { await self.fetch(current, from: broker, lane) }
        }
    }

    private func checkExistence(of topic: String, _ metadata: ClusterMetadata) throws(KafkaError) {
        guard let code = metadata.topics[topic]?.errorCode, code != .none, !code.isRetriable else { return }
        throw KafkaError(.broker(code), "fetching topic \(topic)")
            .namingRight("Read", on: "topics: [\(topic)]", self.cluster.configuration)
    }

    private func fetch(_ questions: [Question], from broker: Int32, _ lane: ConnectionLane) async {
        do throws(KafkaError) {
            let response = try await self.ask(questions, broker, lane)
            await self.receive(response, questions, broker)
        } catch {
            Self.log.debug("Fetch came to nothing", ["broker": broker], error: error)
            for question in questions {
                self.partitions[question.partition]?.endAsking()
                if error.isRetriable { await self.postpone(question.partition, isStale: true) }
            }
            if !error.isRetriable, error.code != .cancelled, error.code != .closed { self.failure = error }
        }
        self.fetches[broker] = nil
        self.wake()
    }

    private func ask(
        _ questions: [Question], _ broker: Int32, _ lane: ConnectionLane
    ) async throws(KafkaError) -> FetchResponse {
        let connection = try await self.cluster.connection(to: .broker(broker), lane: lane)
        let haveIDs = questions.allSatisfy { $0.topicID != .zero }
        let version = try await connection.version(
            of: FetchRequest.self,
            within: haveIDs ? FetchRequest.versions : FetchRequest.versionsWithTopicNames)
        let topics = Dictionary(grouping: questions, by: \.partition.topic)
        let request = FetchRequest(
            maxWait: self.configuration.fetchMaxWait, minBytes: self.configuration.fetchMinBytes,
            maxBytes: self.configuration.fetchMaxBytes, isolationLevel: self.configuration.isolation.rawValue,
            topics: topics.map { name, questions in
                .init(
                    name: name, topicID: questions[0].topicID,
                    partitions: questions.map {
                        .init(
                            index: $0.partition.partition, currentLeaderEpoch: $0.leaderEpoch, fetchOffset: $0.offset,
                            partitionMaxBytes: self.configuration.maxPartitionFetchBytes)
                    })
            },
            rackID: self.configuration.rack)
        let start = MetricsClock.nanoseconds
        let response = try await connection.send(
            request, versions: version...version,
            timeout: self.configuration.client.requestTimeout + self.configuration.fetchMaxWait)
        self.configuration.client.meter?.fetched(since: start, throttle: response.throttleTime)
        try KafkaError.check(response.errorCode, "fetching from \(connection.endpoint)")
        return response
    }

    private func receive(_ response: FetchResponse, _ questions: [Question], _ broker: Int32) async {
        let names = questions.reduce(into: [TopicID: String]()) { $0[$1.topicID] = $1.partition.topic }
        for question in questions { self.partitions[question.partition]?.endAsking() }
        for topic in response.topics {
            guard let name = topic.name.isEmpty ? names[topic.topicID] : topic.name else { continue }
            for answer in topic.partitions {
                await self.receive(answer, TopicPartition(name, answer.index), broker)
            }
        }
    }

    private func receive(_ answer: FetchResponse.Partition, _ partition: TopicPartition, _ broker: Int32) async {
        if answer.currentLeader.leaderID >= 0 {
            await self.cluster.noteLeader(
                answer.currentLeader.leaderID, epoch: answer.currentLeader.leaderEpoch, of: partition)
        }
        // no `await` between the machine's decision and what is done about it
        switch self.partitions[partition]?.receive(answer, from: broker, self.configuration) {
        case .retry(let backsOff, let isStale):
            if backsOff { await self.postpone(partition, isStale: isStale) }
        case .reset:
            Self.log.info("Offset is out of range, starting anew", ["partition": "\(partition)"])
        case .fail(let error):
            self.failure = error.namingRight("Read", on: "topics: [\(partition.topic)]", self.cluster.configuration)
        case .deliver, .ignore, nil: break
        }
    }

    private func postpone(_ partition: TopicPartition, isStale: Bool) async {
        self.partitions[partition]?.notBefore = .now + self.configuration.client.retryBackoff.delay(after: 0)
        if isStale { await self.cluster.noteStaleMetadata() }
    }
}
