import KafkaWire

extension KafkaCluster {
    /// How long a topic that nobody asks for is still kept up to date: `metadata.max.idle.ms`.
    private static let interestTime = Duration.seconds(300)

    /// The cluster with these topics in it, not older than `metadata.max.age.ms`. A topic that the brokers know nothing
    /// of is there with its error.
    ///
    /// - Parameters:
    ///   - version: Asks the brokers again unless what is known is newer than this.
    ///   - createsMissing: Whether brokers may create topics that are missing, if they are configured to.
    package func metadata(
        of topics: some Collection<String> & Sendable, newerThan version: Int = -1, createsMissing: Bool = false
    ) async throws(KafkaError) -> ClusterMetadata {
        let now = ContinuousClock.now
        for topic in topics { self.interest[topic] = now }
        if createsMissing { self.mayBeCreated.formUnion(topics) }
        let known = self.snapshot
        let isThere = topics.allSatisfy { known.topics[$0]?.errorCode == ErrorCode.none }
        if isThere, known.version > version, !self.isTooOld(known) { return known }
        var fresh = try await self.refreshMetadata()
        // a refresh that was under way may have begun before these topics were of interest
        if !topics.allSatisfy({ fresh.topics[$0] != nil }) { fresh = try await self.refreshMetadata() }
        return fresh
    }

    /// The cluster, not older than `metadata.max.age.ms`; topics don't matter.
    package func freshMetadata() async throws(KafkaError) -> ClusterMetadata {
        let known = self.snapshot
        if known.version > 0, !self.isTooOld(known) { return known }
        return try await self.refreshMetadata()
    }

    /// The leader of a partition and its epoch (-1: not known).
    ///
    /// - Throws: `unknownTopicOrPartition`, `leaderNotAvailable` and what else the brokers say of the topic.
    package func leader(of partition: TopicPartition) async throws(KafkaError) -> (leader: Int32, epoch: Int32) {
        let metadata = try await self.metadata(of: [partition.topic])
        let operation = "looking for the leader of \(partition)"
        try KafkaError.check(metadata.topics[partition.topic]?.errorCode ?? .unknownTopicOrPartition, operation)
        guard let known = metadata.partition(partition) else {
            throw KafkaError(.broker(.unknownTopicOrPartition), operation)
        }
        if known.leader < 0 {
            let code = known.errorCode == .none ? ErrorCode.leaderNotAvailable : known.errorCode
            throw KafkaError(.broker(code), operation)
        }
        return (known.leader, known.leaderEpoch)
    }

    /// The next who needs metadata asks the brokers, whatever its age.
    package func noteStaleMetadata() { self.isStale = true }

    /// A broker said who leads a partition now (KIP-951), and where that leader is.
    package func noteLeader(_ leader: Int32, epoch: Int32, of partition: TopicPartition) {
        self.update { $0.setLeader(leader, epoch: epoch, of: partition) }
    }

    /// Asks the brokers now. Callers at the same time share one answer.
    @discardableResult
    package func refreshMetadata() async throws(KafkaError) -> ClusterMetadata {
        try self.checkOpen()
        if let refresh = self.refresh { return try await refresh.promise.wait() }
        let promise = Promise<ClusterMetadata>("asking for the cluster's metadata")
        let task = Task { await self.runRefresh(promise) }
        self.refresh = (promise, task)
        return try await promise.wait()
    }

    private func runRefresh(_ promise: Promise<ClusterMetadata>) async {
        let result: Result<ClusterMetadata, KafkaError>
        do throws(KafkaError) {
            result = .success(try await self.askForMetadata())
        } catch {
            result = .failure(error)
        }
        if self.refresh?.promise === promise { self.refresh = nil }
        promise.fulfil(result)
    }

    private func askForMetadata() async throws(KafkaError) -> ClusterMetadata {
        let now = ContinuousClock.now
        self.interest = self.interest.filter { now - $0.value < Self.interestTime }
        let topics = self.interest.keys.sorted()
        self.mayBeCreated.formIntersection(topics)
        let connection = try await self.anyConnection(lane: .main)
        // version 0 has no way to ask for no topic: an empty list means all of them there, which does no harm
        let request = MetadataRequest(
            topics: topics.map { MetadataRequest.Topic(name: $0) },
            allowAutoTopicCreation: !self.mayBeCreated.isEmpty)
        let response = try await connection.send(request)
        try KafkaError.check(response.errorCode, "asking \(connection.endpoint) for the cluster's metadata")
        self.isStale = false
        self.update { $0.merge(response, isComplete: true, at: .now) }
        return self.snapshot
    }

    private func isTooOld(_ metadata: ClusterMetadata) -> Bool {
        guard !self.isStale, let time = metadata.time else { return true }
        return .now - time > self.configuration.metadataMaxAge
    }

    /// Every topic of the cluster with its partitions, past the cache.
    package func allTopics() async throws(KafkaError) -> [ClusterMetadata.Topic] {
        let response = try await self.send(MetadataRequest(topics: nil, allowAutoTopicCreation: false))
        var all = ClusterMetadata()
        all.merge(response, isComplete: true, at: .now)
        return all.topics.values.sorted { $0.name < $1.name }
    }

    // MARK: - Coordinators

    /// The broker that coordinates a group or a transactional id. Known ones are remembered until
    /// ``forgetCoordinator(of:)``.
    package func coordinator(of target: BrokerTarget) async throws(KafkaError) -> Int32 {
        if let known = self.coordinators[target] { return known }
        let (key, type): (String, Int8)
        switch target {
        case .group(let id): (key, type) = (id, 0)
        case .transaction(let id): (key, type) = (id, 1)
        case .any, .controller, .broker, .leader:
            throw KafkaError(.invalidRequest, "looking for the coordinator of \(target)")
        }
        let connection = try await self.anyConnection(lane: .main)
        let version = try await connection.version(of: FindCoordinatorRequest.self)
        let request =
            version >= 4
            ? FindCoordinatorRequest(keyType: type, coordinatorKeys: [key])
            : FindCoordinatorRequest(key: key, keyType: type)
        let response = try await connection.send(request, versions: version...version)
        let operation = "looking for the coordinator of \(key)"
        let found: (id: Int32, host: String, port: Int32)
        if version >= 4 {
            guard let answer = response.coordinators.first(where: { $0.key == key }) else {
                throw KafkaError(.malformedFrame, operation, detail: "the broker left it out")
            }
            try self.check(answer.errorCode, operation, answer.errorMessage, of: target)
            found = (answer.nodeID, answer.host, answer.port)
        } else {
            try self.check(response.errorCode, operation, response.errorMessage, of: target)
            found = (response.nodeID, response.host, response.port)
        }
        if self.snapshot.brokers[found.id] == nil { try await self.refreshMetadata() }
        self.coordinators[target] = found.id
        return found.id
    }

    private func check(
        _ code: ErrorCode, _ operation: String, _ message: String?, of target: BrokerTarget
    ) throws(KafkaError) {
        guard code != .none else { return }
        let (right, resource) =
            switch target {
            case .group(let id): ("Read", "group \(id)")  // looking for it needs Describe, which Read brings along
            case .transaction(let id): ("Write", "transactional id \(id)")
            case .any, .controller, .broker, .leader: ("Describe", "it")
            }
        throw KafkaError(.broker(code), operation, detail: message).namingRight(right, on: resource, self.configuration)
    }

    /// The coordinator has moved, or can't be reached: look for it when it is next wanted.
    package func forgetCoordinator(of target: BrokerTarget) { self.coordinators[target] = nil }
}
