import Bytes
import KafkaWire

/// A JoinGroup as the group needs it.
struct GroupJoin {
    var identity: (memberID: String, instanceID: String?, clientID: String, clientHost: String)
    var sessionTimeout: Int64
    var rebalanceTimeout: Int64
    var protocolType: String
    /// In the member's order of preference: name and metadata.
    var protocols: [(name: String, metadata: Bytes)]
    /// A member without an id is told one first and has to come back with it (KIP-394).
    var requiresKnownMemberID = false
    var supportsSkippingAssignment = false
    /// The id to hand out if the member has none.
    var freshMemberID = ""
}

/// One group of the classic protocol, of any protocol type. No I/O and no clock: methods take an event and the time in
/// milliseconds, change the state, and add the answers that are due to ``effects``, which the caller takes and sends.
///
/// `Waiter` stands for an answer that is owed. Every waiter that is handed in comes out again in exactly one effect,
/// unless its member disappears with the whole group.
struct ClassicGroup<Waiter> {
    enum State: String {
        case empty = "Empty"
        case preparingRebalance = "PreparingRebalance"
        case completingRebalance = "CompletingRebalance"
        case stable = "Stable"
        case dead = "Dead"
    }

    /// The join phase: until when members are waited for.
    struct JoinPhase {
        var deadline: Int64
        /// The first phase of an empty group waits for latecomers: how much longer it may be extended.
        var remainingDelay: Int64?
        var someoneCame = false
    }

    typealias Member = GroupMember<Waiter>

    let id: String
    let settings: GroupSettings
    var state = State.empty
    var generation: Int32 = 0
    var protocolType: String?
    var protocolName: String?
    var leaderID: String?
    /// In the order in which they came.
    var members: [Member] = []
    /// Ids that were handed out and have not come back: until when.
    var pending: [String: Int64] = [:]
    var joinPhase: JoinPhase?
    /// Members that have not asked for their assignment yet in this generation, and until when they may.
    var awaitedSyncs: (members: Set<String>, deadline: Int64)?
    /// When the last member left.
    var emptySince: Int64
    private(set) var effects: [GroupEffect<Waiter>] = []

    init(id: String, settings: GroupSettings, now: Int64) {
        self.id = id
        self.settings = settings
        self.emptySince = now
    }

    /// The answers that are due, in order; each is given once.
    mutating func takeEffects() -> [GroupEffect<Waiter>] {
        defer { self.effects = [] }
        return self.effects
    }

    func index(of memberID: String) -> Int? { self.members.firstIndex { $0.id == memberID } }
    func index(ofInstance instanceID: String) -> Int? {
        self.members.firstIndex { $0.identity.instanceID == instanceID }
    }

    mutating func answer(_ waiter: Waiter, _ outcome: JoinOutcome) { self.effects.append(.join(waiter, outcome)) }
    mutating func answer(_ waiter: Waiter, _ outcome: SyncOutcome) { self.effects.append(.sync(waiter, outcome)) }
    mutating func refuse(_ waiter: Waiter, _ error: ErrorCode, memberID: String = "") {
        self.effects.append(.join(waiter, JoinOutcome(error: error, memberID: memberID)))
    }

    /// Whether a member that brings these protocols can be part of the group.
    func accepts(type: String, names: [String]) -> Bool {
        guard !self.members.isEmpty else { return !type.isEmpty && !names.isEmpty }
        guard type == self.protocolType else { return false }
        return names.contains { name in self.members.allSatisfy { $0.protocols.contains { $0.name == name } } }
    }

    /// The protocol that all members have and most prefer.
    func vote() -> String? {
        guard let first = self.members.first else { return nil }
        let common = first.protocols.map(\.name).filter { name in
            self.members.allSatisfy { $0.protocols.contains { $0.name == name } }
        }
        var votes: [String: Int] = [:]
        for member in self.members {
            if let choice = member.protocols.first(where: { common.contains($0.name) }) {
                votes[choice.name, default: 0] += 1
            }
        }
        return common.max { votes[$0, default: 0] < votes[$1, default: 0] }
    }

    /// Who is who, for the leader's answer.
    var joinMembers: [JoinOutcome.Member] {
        self.members.map {
            JoinOutcome.Member(
                memberID: $0.id, instanceID: $0.identity.instanceID, metadata: $0.metadata(for: self.protocolName))
        }
    }

    /// The earliest time at which ``advance(now:)`` has something to do.
    var nextDeadline: Int64? {
        var times: [Int64] = Array(self.pending.values)
        if let joinPhase = self.joinPhase { times.append(joinPhase.deadline) }
        if let awaited = self.awaitedSyncs { times.append(awaited.deadline) }
        for member in self.members {
            if member.awaitingJoin == nil && member.awaitingSync == nil {
                times.append(member.sessionDeadline)
            } else if member.awaitingJoin != nil && member.isNew {
                times.append(member.joinDeadline)
            }
        }
        return times.min()
    }

    /// Carries out what is due at `now`: expired members, ended phases.
    mutating func advance(now: Int64) {
        self.pending = self.pending.filter { $0.value > now }
        while let expired = self.members.first(where: { $0.isExpired(now) }) {
            self.remove(expired.id, now: now)
        }
        if let awaited = self.awaitedSyncs, awaited.deadline <= now { self.expireSyncs(awaited.members, now: now) }
        self.advanceJoinPhase(now: now)
    }

    private mutating func expireSyncs(_ missing: Set<String>, now: Int64) {
        self.awaitedSyncs = nil
        guard self.state == .completingRebalance || self.state == .stable, !missing.isEmpty else { return }
        for id in missing { self.remove(id, now: now) }
    }

    /// The group is deleted by an administrator: who still waits is told.
    mutating func die() {
        for member in self.members {
            if let waiter = member.awaitingJoin { self.refuse(waiter, .coordinatorNotAvailable, memberID: member.id) }
            if let waiter = member.awaitingSync {
                self.answer(waiter, SyncOutcome(error: .coordinatorNotAvailable))
            }
        }
        self.members = []
        self.pending = [:]
        self.joinPhase = nil
        self.awaitedSyncs = nil
        self.state = .dead
    }

    /// The coordinator moved away: who waits is told to look for it, and everybody else will be, when they ask.
    mutating func move() {
        for index in self.members.indices {
            if let waiter = self.members[index].awaitingJoin {
                self.refuse(waiter, .notCoordinator, memberID: self.members[index].id)
            }
            if let waiter = self.members[index].awaitingSync {
                self.answer(waiter, SyncOutcome(error: .notCoordinator))
            }
            self.members[index].awaitingJoin = nil
            self.members[index].awaitingSync = nil
        }
    }
}

extension GroupMember {
    func isExpired(_ now: Int64) -> Bool {
        if self.awaitingJoin != nil { return self.isNew && self.joinDeadline <= now }
        return self.awaitingSync == nil && self.sessionDeadline <= now
    }
}
