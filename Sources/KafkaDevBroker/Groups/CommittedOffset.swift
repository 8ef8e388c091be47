/// A partition by its topic's name.
struct PartitionName: Hashable, Comparable {
    var topic: String
    var partition: Int32

    static func < (left: PartitionName, right: PartitionName) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

/// Where a group goes on reading.
struct CommittedOffset: Equatable {
    var offset: Int64
    var leaderEpoch: Int32
    var metadata: String
    var committedAt: Int64
}
