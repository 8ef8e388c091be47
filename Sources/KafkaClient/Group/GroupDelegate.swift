package import Bytes

/// A protocol that a member can speak, and what the leader gets to see of the member if all speak it.
package struct GroupProtocol: Sendable, Hashable {
    package var name: String
    package var metadata: Bytes

    package init(name: String, metadata: Bytes) {
        self.name = name
        self.metadata = metadata
    }
}

/// What a member was told in the last round.
package struct GroupMembership: Sendable, Hashable {
    package var memberID: String
    package var generation: Int32
    package var leaderID: String
    /// The protocol that the coordinator chose: one that all members speak.
    package var protocolName: String
    /// What this member is to do, in the protocol's own form.
    package var assignment: Bytes

    package var isLeader: Bool { self.leaderID == self.memberID }
}

/// What the leader gets to make assignments from.
package struct GroupRound: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package var memberID: String
        package var groupInstanceID: String?
        package var metadata: Bytes
    }

    /// The leader's own id: the one who is asked.
    package var leaderID: String
    package var generation: Int32
    package var protocolName: String
    /// All members, the leader included, in the coordinator's order.
    package var members: [Member]
}

/// Why a member is a member no longer, as far as it knows.
package enum GroupLoss: Sendable, Hashable {
    /// No coordinator could be found for as long as a heartbeat's interval.
    case coordinatorUnknown
    /// The coordinator doesn't know the member or its generation any more.
    case expelled
}

/// Decides what a ``GroupMember`` says and does what it is told.
///
/// The methods are called one after another, on the member's loop: do long work elsewhere. Heartbeats go on meanwhile.
package protocol GroupDelegate: Sendable {
    /// A new round begins; called before the member joins. Whatever must be given up first is given up here, within
    /// the rebalance timeout.
    func groupWillJoin(leaving membership: GroupMembership?) async

    /// What to offer, the one liked best first. Asked for at each join.
    func groupProtocols() async -> [GroupProtocol]

    /// Makes every member's assignment, by member id. Called if this member is the leader.
    func groupAssign(_ round: GroupRound) async -> [String: Bytes]

    /// The round is over, and this is what the member was told.
    func groupDidJoin(_ membership: GroupMembership) async

    /// The member is on its own until it has joined again, which it tries by itself.
    func groupDidLose(_ membership: GroupMembership?, _ reason: GroupLoss) async
}

extension GroupDelegate {
    package func groupWillJoin(leaving membership: GroupMembership?) async {}
    package func groupDidLose(_ membership: GroupMembership?, _ reason: GroupLoss) async {}
}
