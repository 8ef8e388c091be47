import Bytes

/// One member of a group, as its coordinator knows it. `Waiter` stands for an answer that is still owed.
struct GroupMember<Waiter> {
    struct Identity: Equatable {
        var memberID: String
        /// `group.instance.id`; nil for a dynamic member.
        var instanceID: String?
        var clientID: String
        var clientHost: String
    }

    struct OfferedProtocol: Equatable {
        var name: String
        var metadata: Bytes
    }

    var identity: Identity
    var sessionTimeout: Int64
    var rebalanceTimeout: Int64
    /// In the member's order of preference.
    var protocols: [OfferedProtocol]
    var assignment = Bytes()
    var awaitingJoin: Waiter?
    var awaitingSync: Waiter?
    /// Has never completed a join.
    var isNew = true
    /// When it is given up; nothing counts while an answer is owed, but see ``joinDeadline``.
    var sessionDeadline: Int64
    /// A new member may wait this long in the join phase.
    var joinDeadline: Int64

    var id: String { self.identity.memberID }
    var isStatic: Bool { self.identity.instanceID != nil }
    func metadata(for protocolName: String?) -> Bytes {
        self.protocols.first { $0.name == protocolName }?.metadata ?? Bytes()
    }
}
