package import KafkaWire
import Transport

/// What tests may do to a cluster.
extension DevCluster {
    /// Answers requests of one kind in the broker's place; nil lets the broker answer.
    ///
    /// - Parameters:
    ///   - broker: Only at this broker.
    ///   - times: How many answers to give before the fault is gone; nil: until it is removed.
    @discardableResult
    package func on<Request: KafkaRequest>(
        _ type: Request.Type, broker: Int32? = nil, times: Int? = nil,
        _ answer: @escaping @Sendable (Request, RequestInfo) -> Request.Response?
    ) -> FaultID {
        self.intercept(type, broker: broker, times: times) { request, info in
            answer(request, info).map { .respond($0) } ?? .proceed
        }
    }

    /// Decides about requests of one kind: answer, delay, cut the connection before or after the effect, hold.
    @discardableResult
    package func intercept<Request: KafkaRequest>(
        _ type: Request.Type, broker: Int32? = nil, times: Int? = nil,
        _ decide: @escaping @Sendable (Request, RequestInfo) -> Interception<Request.Response>
    ) -> FaultID {
        self.core.faults.add(type, broker: broker, times: times, decide)
    }

    /// Takes a fault away.
    package func remove(_ fault: FaultID) { self.core.faults.remove(fault) }

    /// Takes all faults away.
    package func removeFaults() { self.core.faults.removeAll() }

    // MARK: - Brokers

    /// Stops a broker as a crash does: its connections are cut and it listens no more. Leaders and coordinators move to
    /// brokers that run, where a replica is left.
    package func stopBroker(_ id: Int32) throws(DevClusterError) {
        guard let index = self.core.nodes.firstIndex(where: { $0.id == id }) else {
            throw DevClusterError(.noSuchBroker, "There is no broker \(id).")
        }
        let before = self.core.coordinators
        self.core.nodes[index].isRunning = false
        self.stopListening(id)
        self.disconnectClients(of: id)
        self.core.brokersChanged(coordinators: before)
    }

    /// Starts a stopped broker again, at the same port.
    package func startBroker(_ id: Int32) async throws(DevClusterError) {
        guard let index = self.core.nodes.firstIndex(where: { $0.id == id }) else {
            throw DevClusterError(.noSuchBroker, "There is no broker \(id).")
        }
        guard !self.core.nodes[index].isRunning else { return }
        try await self.resumeListening(id, port: self.core.nodes[index].port)
        let before = self.core.coordinators
        self.core.nodes[index].isRunning = true
        self.core.brokersChanged(coordinators: before)
    }

    /// Makes another broker the leader of a partition, in a new leader epoch.
    package func moveLeader(of topic: String, _ partition: Int32, to broker: Int32) throws(DevClusterError) {
        guard let state = self.core.topics[topic]?.partition(partition) else {
            throw DevClusterError(.noSuchPartition, "There is no partition \(topic)-\(partition).")
        }
        guard self.core.node(broker) != nil else {
            throw DevClusterError(.noSuchBroker, "Broker \(broker) doesn't run.")
        }
        self.core.setLeader(of: state, to: broker)
    }

    /// The leader of a partition, -1 if it has none.
    package func leader(of topic: String, _ partition: Int32) throws(DevClusterError) -> Int32 {
        guard let state = self.core.topics[topic]?.partition(partition) else {
            throw DevClusterError(.noSuchPartition, "There is no partition \(topic)-\(partition).")
        }
        return state.leader
    }

    /// Makes another broker the coordinator of a group; members keep their places and find it.
    package func moveCoordinator(of group: String, to broker: Int32) throws(DevClusterError) {
        guard self.core.node(broker) != nil else {
            throw DevClusterError(.noSuchBroker, "Broker \(broker) doesn't run.")
        }
        self.core.movedCoordinators[group] = broker
        self.core.withGroups { $0.move(group) }
    }

    /// The coordinator of a group, -1 if no broker runs.
    package func coordinator(of group: String) -> Int32 { self.core.coordinator(of: group)?.id ?? -1 }

    /// Ends a member's session at once, as if its heartbeats had stopped long ago.
    package func expireSession(of member: String, in group: String) {
        let now = self.core.now
        self.core.withGroups { $0.expire(group, memberID: member, now: now) }
    }

    /// The ids of a group's members, in the order of their coming.
    package func members(of group: String) -> [String] {
        self.core.groups.groups[group]?.members.map(\.id) ?? []
    }

    /// Consumers see nothing of a partition from `offset` on; nil ends it.
    package func holdHighWatermark(of topic: String, _ partition: Int32, at offset: Int64?) throws(DevClusterError) {
        guard let state = self.core.topics[topic]?.partition(partition) else {
            throw DevClusterError(.noSuchPartition, "There is no partition \(topic)-\(partition).")
        }
        state.log.heldHighWatermark = offset
        self.core.wakeFetches(of: state)
    }

    /// Applies retention and compaction now.
    package func maintain() { self.core.maintain() }
}
