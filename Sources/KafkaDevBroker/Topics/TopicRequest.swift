import KafkaWire

/// A topic that somebody wants made, checked as Kafka's controller does.
struct TopicRequest {
    /// Most partitions of a topic here; each costs memory.
    static let partitionLimit = 10_000

    var name: String
    /// -1: the broker's default.
    var partitions: Int32
    /// -1: the broker's default.
    var replicationFactor: Int16
    /// Brokers of each partition, chosen by hand; empty: the broker chooses.
    var assignments: [(partition: Int32, brokers: [Int32])] = []
    var configuration: [(name: String, value: String?)] = []
}

extension ClusterCore {
    /// Checks a request to make a topic.
    ///
    /// - Returns: The replicas of each partition and the configuration.
    func plan(_ request: TopicRequest) throws(BatchRefusal) -> (replicas: [[Int32]], configuration: [String: String]) {
        if let problem = TopicName.problem(with: request.name) { throw BatchRefusal(.invalidTopic, problem) }
        if self.topics[request.name] != nil {
            throw BatchRefusal(.topicAlreadyExists, "Topic '\(request.name)' already exists.")
        }
        if let other = TopicName.collision(of: request.name, with: self.topics.keys) {
            throw BatchRefusal(.invalidTopic, "Topic '\(request.name)' collides with existing topic: \(other)")
        }
        let replicas = try request.assignments.isEmpty ? self.chooseReplicas(request) : self.checkedAssignment(request)
        var configuration: [String: String] = [:]
        for (name, value) in request.configuration {
            guard let value else {
                throw BatchRefusal(.invalidConfig, "Null value not supported for topic configs: \(name)")
            }
            configuration[name] = value
        }
        if let problem = TopicConfigKeys.problem(with: configuration) { throw BatchRefusal(.invalidConfig, problem) }
        return (replicas, configuration)
    }

    private func chooseReplicas(_ request: TopicRequest) throws(BatchRefusal) -> [[Int32]] {
        let count = request.partitions == -1 ? Int(self.properties.number("num.partitions")) : Int(request.partitions)
        guard count > 0 else {
            throw BatchRefusal(
                .invalidPartitions, "Number of partitions was set to an invalid non-positive value.")
        }
        guard count <= TopicRequest.partitionLimit else {
            throw BatchRefusal(
                .invalidPartitions, "This broker makes topics of up to \(TopicRequest.partitionLimit) partitions.")
        }
        let factor =
            request.replicationFactor == -1
            ? Int(self.properties.number("default.replication.factor")) : Int(request.replicationFactor)
        try self.check(replicationFactor: factor)
        return self.assignReplicas(partitions: 0..<Int32(count), factor: factor)
    }

    private func check(replicationFactor factor: Int) throws(BatchRefusal) {
        guard factor > 0 else {
            throw BatchRefusal(
                .invalidReplicationFactor,
                "Replication factor must be larger than 0, or -1 to use the default value.")
        }
        let running = self.runningNodes.count
        guard factor <= running else {
            throw BatchRefusal(
                .invalidReplicationFactor,
                "Unable to replicate the partition \(factor) time(s): The target replication factor of \(factor) "
                    + "cannot be reached because only \(running) broker(s) are registered.")
        }
    }

    private func checkedAssignment(_ request: TopicRequest) throws(BatchRefusal) -> [[Int32]] {
        guard request.replicationFactor == -1, request.partitions == -1 else {
            throw BatchRefusal(
                .invalidRequest,
                "A manual partition assignment was specified, but a number of partitions or a replication factor too.")
        }
        let sorted = request.assignments.sorted { $0.partition < $1.partition }
        guard sorted.count <= TopicRequest.partitionLimit,
            sorted.enumerated().allSatisfy({ $0.offset == Int($0.element.partition) })
        else {
            throw BatchRefusal(
                .invalidReplicaAssignment, "partitions should be a consecutive 0-based integer sequence")
        }
        for (_, brokers) in sorted {
            guard !brokers.isEmpty, Set(brokers).count == brokers.count, brokers.count == sorted[0].brokers.count,
                brokers.allSatisfy({ self.node($0) != nil })
            else {
                throw BatchRefusal(
                    .invalidReplicaAssignment,
                    "Each partition needs the same number of different brokers, all of them known.")
            }
        }
        return sorted.map(\.brokers)
    }

    /// Makes a topic that a client asked about, with the broker's defaults.
    func autoCreate(_ name: String) -> Result<TopicState, BatchRefusal> {
        do {
            let (replicas, configuration) = try self.plan(
                TopicRequest(name: name, partitions: -1, replicationFactor: -1))
            return .success(try self.createTopic(name, replicas: replicas, configuration: configuration))
        } catch let refusal as BatchRefusal {
            return .failure(refusal)
        } catch {
            return .failure(BatchRefusal(.kafkaStorageError, "\(error)"))
        }
    }
}
