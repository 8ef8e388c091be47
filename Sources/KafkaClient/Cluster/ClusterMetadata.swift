package import KafkaWire
package import Transport

/// What the cluster looked like when it was last asked. A value: it doesn't change under who looks at it.
package struct ClusterMetadata: Sendable {
    package struct Broker: Sendable, Hashable {
        package var id: Int32
        package var endpoint: Endpoint
        package var rack: String?
    }

    package struct Partition: Sendable, Hashable {
        package var index: Int32
        package var errorCode: ErrorCode
        /// -1: none.
        package var leader: Int32
        /// -1: not known.
        package var leaderEpoch: Int32
        package var replicas: [Int32]
        package var inSyncReplicas: [Int32]
    }

    package struct Topic: Sendable, Hashable {
        package var name: String
        /// Zero if the brokers have no ids.
        package var id: TopicID
        package var isInternal: Bool
        package var errorCode: ErrorCode
        /// The partition with index `i` is at place `i`.
        package var partitions: [Partition]
    }

    /// Grows by one with each answer.
    package var version = 0
    package var time: ContinuousClock.Instant?
    package var clusterID: String?
    package var controllerID: Int32 = -1
    package var brokers: [Int32: Broker] = [:]
    package var topics: [String: Topic] = [:]

    package init() {}

    /// The partition as it was last seen, with its leader.
    package func partition(_ partition: TopicPartition) -> Partition? {
        guard let topic = self.topics[partition.topic], partition.partition >= 0,
            Int(partition.partition) < topic.partitions.count
        else { return nil }
        return topic.partitions[Int(partition.partition)]
    }

    /// Takes an answer in.
    ///
    /// Brokers learn of changes one after another, so an answer may be older than what we know: a partition's leader is
    /// replaced only by one of the same or a later epoch, unless the topic was made anew.
    ///
    /// - Parameter isComplete: Whether topics that the answer doesn't name are to be forgotten.
    mutating func merge(_ response: MetadataResponse, isComplete: Bool, at now: ContinuousClock.Instant) {
        self.version += 1
        self.time = now
        if let id = response.clusterID { self.clusterID = id }
        self.controllerID = response.controllerID
        if !response.brokers.isEmpty {
            self.brokers = [:]
            for broker in response.brokers where broker.port >= 0 && broker.port <= 65_535 {
                self.brokers[broker.nodeID] = Broker(
                    id: broker.nodeID, endpoint: Endpoint(host: broker.host, port: Int(broker.port)), rack: broker.rack)
            }
        }
        let before = self.topics
        if isComplete { self.topics = [:] }
        for topic in response.topics {
            guard let name = topic.name else { continue }
            self.topics[name] = Self.topic(topic, name, before: before[name])
        }
    }

    /// A broker said who leads a partition now (KIP-951).
    mutating func setLeader(_ leader: Int32, epoch: Int32, of partition: TopicPartition) {
        guard let known = self.partition(partition), epoch > known.leaderEpoch else { return }
        self.topics[partition.topic]?.partitions[Int(partition.partition)].leader = leader
        self.topics[partition.topic]?.partitions[Int(partition.partition)].leaderEpoch = epoch
        self.version += 1
    }

    private static func topic(_ topic: MetadataResponse.Topic, _ name: String, before: Topic?) -> Topic {
        // a gap in the numbers would be a broker's mistake: such partitions have no leader until it is mended
        let count = topic.partitions.map { Int($0.index) + 1 }.max() ?? 0
        var partitions: [Partition] = []
        if count >= 0, count <= topic.partitions.count {
            partitions = (0..<count).map {
                Partition(
                    index: Int32($0), errorCode: .leaderNotAvailable, leader: -1, leaderEpoch: -1, replicas: [],
                    inSyncReplicas: [])
            }
            for partition in topic.partitions where partition.index >= 0 {
                var new = Partition(
                    index: partition.index, errorCode: partition.errorCode, leader: partition.leaderID,
                    leaderEpoch: partition.leaderEpoch, replicas: partition.replicas,
                    inSyncReplicas: partition.inSyncReplicas)
                if let before, before.id == topic.topicID, Int(partition.index) < before.partitions.count {
                    let old = before.partitions[Int(partition.index)]
                    if new.leaderEpoch >= 0, old.leaderEpoch > new.leaderEpoch { new = old }
                }
                partitions[Int(partition.index)] = new
            }
        }
        return Topic(
            name: name, id: topic.topicID, isInternal: topic.isInternal, errorCode: topic.errorCode,
            partitions: partitions)
    }
}
