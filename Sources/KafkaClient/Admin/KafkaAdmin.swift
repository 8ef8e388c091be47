package import KafkaWire

/// Administers a cluster: topics, their configurations, offsets.
///
/// What concerns the request as a whole is thrown; what concerns one of several topics or resources is in its answer.
/// Broken connections and moved controllers are tried again until `default.api.timeout.ms` is over.
package struct KafkaAdmin: Sendable {
    let cluster: KafkaCluster

    package init(_ cluster: KafkaCluster) { self.cluster = cluster }

    var deadline: ContinuousClock.Instant { .now + self.cluster.configuration.defaultAPITimeout }
    var brokerTimeout: Duration { self.cluster.configuration.requestTimeout }

    // MARK: - Cluster

    /// The cluster's id; nil for brokers that have none.
    package func clusterID() async throws(KafkaError) -> String? {
        try await self.cluster.freshMetadata().clusterID
    }

    /// The brokers, the controller and the cluster's id, asked for now.
    package func describeCluster() async throws(KafkaError) -> ClusterMetadata {
        try await self.cluster.retrying(until: self.deadline) { () async throws(KafkaError) in
            try await self.cluster.refreshMetadata()
        }
    }

    // MARK: - Topics

    /// Every topic of the cluster that we may see, by name.
    package func listTopics() async throws(KafkaError) -> [ClusterMetadata.Topic] {
        try await self.cluster.allTopics()
    }

    /// Topics with their partitions and leaders, asked for now.
    package func describeTopics(
        _ names: some Collection<String> & Sendable
    ) async throws(KafkaError) -> [String: Result<ClusterMetadata.Topic, KafkaError>] {
        guard !names.isEmpty else { return [:] }
        let request = MetadataRequest(topics: names.map { .init(name: $0) }, allowAutoTopicCreation: false)
        let response = try await self.cluster.send(request)
        var metadata = ClusterMetadata()
        metadata.merge(response, isComplete: true, at: .now)
        return names.reduce(into: [:]) { answers, name in
            let operation = "describing topic \(name)"
            guard let topic = metadata.topics[name] else {
                answers[name] = .failure(KafkaError(.broker(.unknownTopicOrPartition), operation))
                return
            }
            answers[name] =
                topic.errorCode == .none
                ? .success(topic)
                : .failure(
                    KafkaError(.broker(topic.errorCode), operation)
                        .namingRight("Describe", on: "topics: [\(name)]", self.cluster.configuration))
        }
    }

    /// Creates topics.
    ///
    /// - Returns: What became of each topic; a topic that exists already is a failure with `topicAlreadyExists`.
    package func createTopics(
        _ topics: [NewTopic], validateOnly: Bool = false
    ) async throws(KafkaError) -> [String: Result<CreatedTopic, KafkaError>] {
        let request = CreateTopicsRequest(
            topics: topics.map { topic in
                .init(
                    name: topic.name, partitionCount: topic.partitions, replicationFactor: topic.replicationFactor,
                    configs: topic.configs.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
            },
            timeout: self.brokerTimeout, validateOnly: validateOnly)
        let response = try await self.askController(request) { $0.topics.map(\.errorCode) }
        return response.topics.reduce(into: [:]) { answers, topic in
            answers[topic.name] = Self.answer(
                topic.errorCode,
                MissingRight.detail(
                    topic.errorCode, "Create", on: "topics: [\(topic.name)]", self.cluster.configuration,
                    otherwise: topic.errorMessage), "creating topic \(topic.name)",
                CreatedTopic(
                    id: topic.topicID, partitions: topic.partitionCount, replicationFactor: topic.replicationFactor))
        }
    }

    /// Deletes topics with all their records.
    package func deleteTopics(
        _ names: some Collection<String> & Sendable
    ) async throws(KafkaError) -> [String: Result<Void, KafkaError>] {
        guard !names.isEmpty else { return [:] }
        let connection = try await self.cluster.connection(to: .controller)
        let version = try await connection.version(of: DeleteTopicsRequest.self)
        let request =
            version >= 6
            ? DeleteTopicsRequest(topics: names.map { .init(name: $0) }, timeout: self.brokerTimeout)
            : DeleteTopicsRequest(topicNames: Array(names), timeout: self.brokerTimeout)
        let versions = version >= 6 ? 6...DeleteTopicsRequest.versions.upperBound : 0...5
        let response = try await self.askController(request, versions: versions) { $0.responses.map(\.errorCode) }
        return response.responses.reduce(into: [:]) { answers, topic in
            guard let name = topic.name else { return }
            answers[name] = Self.answer(topic.errorCode, topic.errorMessage, "deleting topic \(name)", ())
        }
    }

    /// Gives topics more partitions.
    ///
    /// - Parameter counts: How many each topic is to have in all.
    package func createPartitions(
        _ counts: [String: Int32]
    ) async throws(KafkaError) -> [String: Result<Void, KafkaError>] {
        let request = CreatePartitionsRequest(
            topics: counts.map { .init(name: $0.key, count: $0.value) }, timeout: self.brokerTimeout)
        let response = try await self.askController(request) { $0.results.map(\.errorCode) }
        return response.results.reduce(into: [:]) { answers, topic in
            answers[topic.name] = Self.answer(
                topic.errorCode, topic.errorMessage, "adding partitions to topic \(topic.name)", ())
        }
    }

    // MARK: - Offsets

    /// Offsets of partitions, from their leaders.
    package func listOffsets(
        _ specs: [TopicPartition: OffsetSpec], isolation: IsolationLevel = .readUncommitted
    ) async throws(KafkaError) -> [TopicPartition: Result<ListedOffset, KafkaError>] {
        try await self.cluster.listOffsets(specs, isolation: isolation)
    }

    /// Cuts off what lies before an offset in each partition; -1: everything there is.
    ///
    /// - Returns: The first offset that each partition has now.
    package func deleteRecords(
        before offsets: [TopicPartition: Int64]
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64, KafkaError>] {
        let timeout = self.brokerTimeout
        let cluster = self.cluster
        return try await cluster.askLeaders(of: offsets, deadline: self.deadline) {
            (offsets, target) async throws(KafkaError) in
            let topics = Dictionary(grouping: offsets) { $0.key.topic }
            let request = DeleteRecordsRequest(
                topics: topics.map { topic, offsets in
                    .init(
                        name: topic, partitions: offsets.map { .init(index: $0.key.partition, offset: $0.value) })
                },
                timeout: timeout)
            let response = try await cluster.connection(to: target).send(request)
            var answers: [TopicPartition: Result<Int64, KafkaError>] = [:]
            for topic in response.topics {
                for answer in topic.partitions {
                    let partition = TopicPartition(topic.name, answer.index)
                    answers[partition] = Self.answer(
                        answer.errorCode, nil, "deleting records of \(partition)", answer.lowWatermark)
                }
            }
            return answers
        }
    }

    // MARK: - Helpers

    /// Sends a request to the controller, again where it says that it is the controller no longer.
    func askController<Request: KafkaRequest>(
        _ request: Request, versions: ClosedRange<Int16>? = nil,
        _ codes: (Request.Response) -> [ErrorCode]
    ) async throws(KafkaError) -> Request.Response {
        try await self.cluster.retrying(until: self.deadline) { () async throws(KafkaError) in
            let connection = try await self.cluster.connection(to: .controller)
            let response = try await connection.send(request, versions: versions)
            if codes(response).contains(.notController) {
                throw KafkaError(.broker(.notController), "sending \(Request.apiKey) to \(connection.endpoint)")
            }
            return response
        }
    }

    static func answer<Value>(
        _ code: ErrorCode, _ message: String?, _ operation: String, _ value: Value
    ) -> Result<Value, KafkaError> {
        code == .none ? .success(value) : .failure(KafkaError(.broker(code), operation, detail: message))
    }
}

/// A topic to create.
package struct NewTopic: Sendable, Hashable {
    package var name: String
    /// -1: the broker's default (brokers since 2.4).
    package var partitions: Int32
    /// -1: the broker's default (brokers since 2.4).
    package var replicationFactor: Int16
    package var configs: [String: String]

    package init(
        _ name: String, partitions: Int32 = -1, replicationFactor: Int16 = -1, configs: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.configs = configs
    }
}

/// A topic that was created.
package struct CreatedTopic: Sendable, Hashable {
    /// Zero if the broker has no ids.
    package var id: TopicID
    /// -1: the broker didn't tell.
    package var partitions: Int32
    /// -1: the broker didn't tell.
    package var replicationFactor: Int16
}
