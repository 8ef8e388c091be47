package import Bytes

/// What tests may look at without being a client.
extension DevCluster {
    /// The names of all topics, sorted.
    package var topicNames: [String] { self.core.topics.keys.sorted() }

    /// How many partitions a topic has; 0 if there is none of that name.
    package func partitionCount(of topic: String) -> Int { self.core.topics[topic]?.partitions.count ?? 0 }

    /// What was set for a topic, without defaults.
    package func configuration(of topic: String) -> [String: String] { self.core.topics[topic]?.configuration ?? [:] }

    /// The offset that the next record of a partition gets; nil if there is no such partition.
    package func endOffset(of topic: String, _ partition: Int32 = 0) -> Int64? { self.log(topic, partition)?.endOffset }

    /// The first offset that a partition still has; nil if there is no such partition.
    package func startOffset(of topic: String, _ partition: Int32 = 0) -> Int64? {
        self.log(topic, partition)?.startOffset
    }

    /// Everything that a partition holds, as record batches back to back.
    package func batches(of topic: String, _ partition: Int32 = 0) -> [Bytes] {
        guard let log = self.log(topic, partition) else { return [] }
        return log.segments.compactMap { try? $0.read($0.batches.indices, limit: .max) }.filter { !$0.isEmpty }
    }

    /// Bytes of record batches that a topic holds.
    package func storedBytes(of topic: String) -> Int {
        self.core.topics[topic]?.partitions.reduce(0) { $0 + $1.log.size } ?? 0
    }

    /// What a group has committed, by topic and partition.
    package func committedOffsets(of group: String) -> [String: [Int32: Int64]] {
        var offsets: [String: [Int32: Int64]] = [:]
        for (partition, offset) in self.core.groups.offsets[group] ?? [:] {
            offsets[partition.topic, default: [:]][partition.partition] = offset.offset
        }
        return offsets
    }

    /// How many fetches wait for records of a partition.
    package func waitingFetches(of topic: String, _ partition: Int32 = 0) -> Int {
        self.core.topics[topic]?.partition(partition)?.waitingFetches.count ?? 0
    }

    private func log(_ topic: String, _ partition: Int32) -> PartitionLog? {
        self.core.topics[topic]?.partition(partition)?.log
    }
}
