import Bytes
import KafkaWire
import Log
import Transport

/// A broker as the others see it.
struct BrokerNode {
    let id: Int32
    var host: String
    var port: Int
    var isRunning = true
}

/// Everything that the brokers of a cluster know: topics, logs, groups. Belongs to the cluster's event loop; the drivers
/// bring requests and the time, and send what ``Reply``s give.
final class ClusterCore {
    let loop: EventLoop
    let configuration: DevClusterConfiguration
    let clock: BrokerClock
    let store: ClusterStore?
    let logger = Logger("kafka.devbroker")
    var properties: BrokerProperties
    var clusterID = TopicID.random().description
    var nodes: [BrokerNode] = []
    var topics: [String: TopicState] = [:]
    var topicNames: [TopicID: String] = [:]
    var groups: GroupCoordinator<GroupWaiter>
    /// Groups whose coordinator was moved by a test.
    var movedCoordinators: [String: Int32] = [:]
    var deadlines = DeadlineQueue()
    var faults = FaultTable()
    /// Every fetch that waits, whatever it waits for.
    var waitingFetches: [ObjectIdentifier: FetchWaiter] = [:]
    /// Called when the earliest deadline may have changed.
    var onDeadline: () -> Void = {}
    var nextProducerID: Int64 = 0
    /// Producer ids below this one are reserved in the store.
    var producerIDLimit: Int64 = 0
    /// Bytes of records in memory, at least; made exact when the limit is reached.
    var memoryUsed = 0
    private var groupDeadline: Int64?
    private var topicsMade = 0

    init(_ configuration: DevClusterConfiguration, loop: EventLoop) throws(DevClusterError) {
        self.loop = loop
        self.configuration = configuration
        self.clock = configuration.clock
        self.properties = try BrokerProperties(configuration.properties)
        if configuration.dataDirectory == nil, self.properties.own["log.retention.bytes"] == nil {
            // Memory has an end; a quarter of it for one partition.
            self.properties.set("log.retention.bytes", "\(max(configuration.memoryLimit / 4, 1 << 20))")
        }
        self.groups = GroupCoordinator(settings: self.properties.groupSettings)
        self.store = try configuration.dataDirectory.map { folder throws(DevClusterError) in
            try ClusterStore(folder: folder)
        }
    }

    var now: Int64 { self.clock.now }

    // MARK: - Brokers

    func node(_ id: Int32) -> BrokerNode? { self.nodes.first { $0.id == id && $0.isRunning } }
    var runningNodes: [BrokerNode] { self.nodes.filter(\.isRunning) }
    var controllerID: Int32 { self.runningNodes.first?.id ?? -1 }

    /// The broker that coordinates `group`, if one runs.
    func coordinator(of group: String) -> BrokerNode? {
        if let moved = self.movedCoordinators[group], let node = self.node(moved) { return node }
        var hash: UInt32 = 0
        for unit in group.utf16 { hash = 31 &* hash &+ UInt32(unit) }
        // The next one that runs, so that groups of other brokers stay where they are.
        let first = Int(hash & 0x7fff_ffff)
        let order = self.nodes.indices.map { self.nodes[(first + $0) % self.nodes.count] }
        return order.first { $0.isRunning }
    }

    /// What is wrong with asking `broker` about `group`; nil if nothing.
    func coordinatorProblem(_ group: String, at broker: Int32) -> ErrorCode? {
        self.coordinator(of: group)?.id == broker ? nil : .notCoordinator
    }

    // MARK: - Time

    /// Plans `action`; it runs on the cluster's loop.
    func schedule(after milliseconds: Int64, _ action: @escaping () -> Void) {
        self.deadlines.add(at: self.now + max(0, milliseconds), action)
        self.onDeadline()
    }

    /// Carries out what is due.
    func runDeadlines() {
        let now = self.now
        while let action = self.deadlines.take(dueAt: now) { action() }
    }

    // MARK: - Groups

    /// Lets `body` change the groups, then sends the answers that are due and plans the next wake-up.
    @discardableResult
    func withGroups<Result>(_ body: (inout GroupCoordinator<GroupWaiter>) -> Result) -> Result {
        let result = body(&self.groups)
        for effect in self.groups.takeEffects() {
            switch effect {
            case .join(let waiter, let outcome): waiter.finish(join: outcome)
            case .sync(let waiter, let outcome): waiter.finish(sync: outcome)
            }
        }
        if let next = self.groups.nextDeadline, next < self.groupDeadline ?? .max {
            self.groupDeadline = next
            self.schedule(after: next - self.now) { [weak self] in self?.advanceGroups() }
        }
        return result
    }

    private func advanceGroups() {
        self.groupDeadline = nil
        self.withGroups { $0.advance(now: self.now) }
    }

    // MARK: - Topics

    func topic(named name: String?, id: TopicID) -> TopicState? {
        if id != .zero { return self.topicNames[id].flatMap { self.topics[$0] } }
        return name.flatMap { self.topics[$0] }
    }

    /// The replicas of each new partition, spread over the running brokers.
    func assignReplicas(partitions: Range<Int32>, factor: Int) -> [[Int32]] {
        let ids = self.runningNodes.map(\.id)
        guard !ids.isEmpty else { return [] }
        let start = self.topicsMade
        self.topicsMade += 1
        return partitions.map { partition in
            (0..<min(factor, ids.count)).map { ids[(start + Int(partition) + $0) % ids.count] }
        }
    }

    func settings(for configuration: [String: String]) -> TopicSettings {
        var settings = TopicSettings(configuration, defaults: self.properties.topicDefaults)
        settings.producerExpiration = self.properties.number("producer.id.expiration.ms")
        return settings
    }

    func makePartition(
        topic: String, index: Int32, replicas: [Int32], settings: TopicSettings, leaderEpoch: Int32 = 0
    ) throws(DevClusterError) -> PartitionState {
        var options = PartitionLog.Options()
        options.folder = self.store?.logFolder(topic, index)
        options.checksRecords = self.configuration.checksRecords
        if self.store == nil { options.segmentLimit = max(min(4 << 20, self.configuration.memoryLimit / 64), 64 << 10) }
        do {
            let log = try PartitionLog(settings: settings, options: options, now: self.now)
            return PartitionState(
                topic: topic, index: index, log: log, replicas: replicas, leaderEpoch: leaderEpoch)
        } catch {
            throw DevClusterError(.storage, "\(error)")
        }
    }

    /// Makes a topic; the caller has checked name, numbers and configuration.
    @discardableResult
    func createTopic(
        _ name: String, replicas: [[Int32]], configuration: [String: String], isInternal: Bool = false
    ) throws(DevClusterError) -> TopicState {
        let settings = self.settings(for: configuration)
        var partitions: [PartitionState] = []
        for (index, replicas) in replicas.enumerated() {
            self.store?.removeLeftovers(name, Int32(index))
            partitions.append(
                try self.makePartition(topic: name, index: Int32(index), replicas: replicas, settings: settings))
        }
        let topic = TopicState(
            name: name, id: .random(), isInternal: isInternal, configuration: configuration, partitions: partitions)
        self.add(topic)
        try self.save()
        return topic
    }

    func add(_ topic: TopicState) {
        self.topics[topic.name] = topic
        self.topicNames[topic.id] = topic.name
        for partition in topic.partitions { self.placeLeader(of: partition) }
    }

    func deleteTopic(_ topic: TopicState) throws(DevClusterError) {
        self.topics[topic.name] = nil
        self.topicNames[topic.id] = nil
        try self.save()
        for partition in topic.partitions {
            partition.log.remove()
            self.wakeFetches(of: partition)
        }
        let forgotten = self.groups.removeTopic(topic.name)
        self.saveOffsets(forgotten.map { OffsetRecords.Entry(group: $0.group, partition: $0.partition) })
    }

    /// Gives the partition a leader among the brokers that run, in a new epoch if it is another one.
    func placeLeader(of partition: PartitionState) {
        partition.isr = partition.replicas.filter { self.node($0) != nil }
        if partition.isr.contains(partition.leader) { return }
        self.setLeader(of: partition, to: partition.isr.first ?? -1)
    }

    func setLeader(of partition: PartitionState, to broker: Int32) {
        partition.leader = broker
        partition.leaderEpoch += 1
        self.wakeFetches(of: partition)
    }

    /// Writes topics and cluster id to the data folder, if there is one.
    func save() throws(DevClusterError) { try self.store?.save(self) }
}

extension ClusterCore {
    /// Brokers came or went: partitions without a leader get one, if a replica is left.
    ///
    /// - Parameter coordinators: Who coordinated each group before.
    func brokersChanged(coordinators: [String: Int32]) {
        for topic in self.topics.values {
            for partition in topic.partitions { self.placeLeader(of: partition) }
        }
        self.movedCoordinators = self.movedCoordinators.filter { self.node($0.value) != nil }
        let moved = coordinators.filter { self.coordinator(of: $0.key)?.id != $0.value }.keys
        self.withGroups { groups in for id in moved { groups.move(id) } }
    }

    /// The coordinator of each group that has one.
    var coordinators: [String: Int32] {
        var found: [String: Int32] = [:]
        for id in self.groups.allIDs { found[id] = self.coordinator(of: id)?.id }
        return found
    }
}
