import Bytes
import KafkaWire
import Log

extension ClusterCore {
    /// Brings back what a data folder holds: topics, their logs, committed offsets.
    func load() throws(DevClusterError) {
        guard let store = self.store else { return }
        let saved = try store.load()
        if let id = saved.clusterID { self.clusterID = id }
        self.nextProducerID = saved.producerIDLimit
        self.producerIDLimit = saved.producerIDLimit
        for topic in saved.topics {
            let settings = self.settings(for: topic.configuration)
            var partitions: [PartitionState] = []
            for (index, partition) in topic.partitions.enumerated() {
                var replicas = partition.replicas.filter { id in self.nodes.contains { $0.id == id } }
                if replicas.isEmpty { replicas = self.assignReplicas(partitions: 0..<1, factor: 1).first ?? [] }
                partitions.append(
                    try self.makePartition(
                        topic: topic.name, index: Int32(index), replicas: replicas, settings: settings,
                        leaderEpoch: partition.epoch))
            }
            self.add(
                TopicState(
                    name: topic.name, id: topic.id, isInternal: topic.isInternal, configuration: topic.configuration,
                    partitions: partitions))
        }
        try self.loadOffsets()
        try self.save()
    }

    private func loadOffsets() throws(DevClusterError) {
        guard let partition = self.topics[OffsetRecords.topic]?.partition(0) else { return }
        do {
            for segment in partition.log.segments {
                for index in segment.batches.indices {
                    let records = try BatchRecords(body: try segment.body(index))
                    try records.forEach { record in
                        if let key = record.key { self.restore(key, record.value, of: records.payload) }
                        return true
                    }
                }
            }
        } catch {
            throw DevClusterError(.storage, "Reading committed offsets: \(error)")
        }
    }

    private func restore(_ key: Range<Int>, _ value: Range<Int>?, of payload: Bytes) {
        guard let entry = OffsetRecords.read(key: payload[key], value: value.map { payload[$0] }) else { return }
        if let offset = entry.offset {
            self.groups.store(offset, group: entry.group, partition: entry.partition)
        } else {
            self.groups.removeOffset(group: entry.group, partition: entry.partition)
        }
    }

    /// Writes commits to the offsets topic, which is made with the first of them. In memory there is none: nothing is
    /// to survive.
    ///
    /// - Returns: false if the disk refused.
    @discardableResult
    func saveOffsets(_ entries: [OffsetRecords.Entry]) -> Bool {
        guard self.store != nil, !entries.isEmpty else { return true }
        do {
            let topic = try self.topics[OffsetRecords.topic] ?? self.makeOffsetsTopic()
            guard let partition = topic.partition(0) else { return false }
            _ = try partition.log.append(
                OffsetRecords.batch(entries, now: self.now), leaderEpoch: partition.leaderEpoch, now: self.now)
            self.wakeFetches(of: partition)
            return true
        } catch {
            self.logger.error("Storing committed offsets failed", error: error)
            return false
        }
    }

    private func makeOffsetsTopic() throws(DevClusterError) -> TopicState {
        try self.createTopic(
            OffsetRecords.topic, replicas: self.assignReplicas(partitions: 0..<1, factor: 3),
            configuration: ["cleanup.policy": "compact", "segment.bytes": "1048576"], isInternal: true)
    }
}
