import KafkaWire

/// One partition of the cluster. All its replicas share one log.
final class PartitionState {
    let topic: String
    let index: Int32
    let log: PartitionLog
    let replicas: [Int32]
    /// Replicas whose brokers run.
    var isr: [Int32]
    /// -1: none of the replicas' brokers runs.
    var leader: Int32
    var leaderEpoch: Int32
    /// Fetches that wait for more.
    var waitingFetches: [FetchWaiter] = []

    init(topic: String, index: Int32, log: PartitionLog, replicas: [Int32], leaderEpoch: Int32 = 0) {
        self.topic = topic
        self.index = index
        self.log = log
        self.replicas = replicas
        self.isr = replicas
        self.leader = replicas.first ?? -1
        self.leaderEpoch = leaderEpoch
    }

    var offlineReplicas: [Int32] { self.replicas.filter { !self.isr.contains($0) } }
}

/// One topic of the cluster.
final class TopicState {
    let name: String
    let id: TopicID
    let isInternal: Bool
    /// What was set for this topic; defaults are elsewhere.
    var configuration: [String: String]
    var partitions: [PartitionState]

    init(
        name: String, id: TopicID, isInternal: Bool, configuration: [String: String], partitions: [PartitionState]
    ) {
        self.name = name
        self.id = id
        self.isInternal = isInternal
        self.configuration = configuration
        self.partitions = partitions
    }

    func partition(_ index: Int32) -> PartitionState? {
        self.partitions.indices.contains(Int(index)) ? self.partitions[Int(index)] : nil
    }
}
