import Bytes
import KafkaWire

/// Answer to a JoinGroup.
struct JoinOutcome: Equatable {
    struct Member: Equatable {
        var memberID: String
        var instanceID: String?
        var metadata: Bytes
    }

    var error: ErrorCode = .none
    var generation: Int32 = -1
    var protocolType: String?
    var protocolName: String?
    var leader = ""
    var skipAssignment = false
    var memberID = ""
    /// Everybody, for the leader; empty for the others.
    var members: [Member] = []
}

/// Answer to a SyncGroup.
struct SyncOutcome: Equatable {
    var error: ErrorCode = .none
    var protocolType: String?
    var protocolName: String?
    var assignment = Bytes()
}

/// What a group wants done: answers that are due.
enum GroupEffect<Waiter> {
    case join(Waiter, JoinOutcome)
    case sync(Waiter, SyncOutcome)
}

/// Limits and delays of group coordination, with Kafka's names and defaults. Times in milliseconds.
struct GroupSettings {
    /// `group.initial.rebalance.delay.ms`
    var initialRebalanceDelay: Int64 = 3000
    /// `group.min.session.timeout.ms`
    var minSessionTimeout: Int64 = 6000
    /// `group.max.session.timeout.ms`
    var maxSessionTimeout: Int64 = 1_800_000
    /// `group.max.size`
    var maxSize = Int(Int32.max)
    /// `offset.metadata.max.bytes`
    var offsetMetadataMax = 4096
    /// `offsets.retention.minutes`, in milliseconds.
    var offsetsRetention: Int64 = 7 * 24 * 3_600_000
    /// How long a new member may wait in the join phase; Kafka's constant.
    var newMemberJoinTimeout: Int64 = 300_000
}
