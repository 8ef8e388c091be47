import Bytes
import KafkaWire

extension ClassicGroup {
    /// A member wants in. Its answer comes when the join phase ends, or at once if something is wrong.
    mutating func join(_ request: GroupJoin, waiter: Waiter, now: Int64) {
        if self.state == .dead {
            self.refuse(waiter, .coordinatorNotAvailable, memberID: request.identity.memberID)
        } else if !self.accepts(type: request.protocolType, names: request.protocols.map(\.name)) {
            self.refuse(waiter, .inconsistentGroupProtocol, memberID: request.identity.memberID)
        } else if request.identity.memberID.isEmpty {
            self.joinUnknown(request, waiter: waiter, now: now)
        } else {
            self.joinKnown(request, waiter: waiter, now: now)
        }
        self.advance(now: now)
    }

    private mutating func joinUnknown(_ request: GroupJoin, waiter: Waiter, now: Int64) {
        if let instanceID = request.identity.instanceID {
            if let index = self.index(ofInstance: instanceID) {
                return self.replaceStatic(at: index, request, waiter: waiter, now: now)
            }
            return self.add(request, id: request.freshMemberID, waiter: waiter, now: now)
        }
        guard request.requiresKnownMemberID else {
            return self.add(request, id: request.freshMemberID, waiter: waiter, now: now)
        }
        self.pending[request.freshMemberID] = now + request.sessionTimeout
        self.refuse(waiter, .memberIDRequired, memberID: request.freshMemberID)
    }

    private mutating func joinKnown(_ request: GroupJoin, waiter: Waiter, now: Int64) {
        let id = request.identity.memberID
        if self.pending.removeValue(forKey: id) != nil {
            guard request.identity.instanceID == nil else { return self.refuse(waiter, .unknownMemberID, memberID: id) }
            return self.add(request, id: id, waiter: waiter, now: now)
        }
        if let error = self.instanceProblem(memberID: id, instanceID: request.identity.instanceID) {
            return self.refuse(waiter, error, memberID: id)
        }
        guard let index = self.index(of: id) else { return self.refuse(waiter, .unknownMemberID, memberID: id) }
        let isSame = self.members[index].brings(request.protocols)
        switch self.state {
        case .preparingRebalance:
            self.update(index, request, waiter: waiter, now: now)
            self.completeJoinIfAllCame(now: now)
        case .completingRebalance where isSame, .stable where isSame && id != self.leaderID:
            self.members[index].sessionDeadline = now + self.members[index].sessionTimeout
            let outcome = self.outcome(
                for: id, members: self.state == .completingRebalance && id == self.leaderID ? self.joinMembers : [])
            self.answer(waiter, outcome)
        case .completingRebalance, .stable:
            self.update(index, request, waiter: waiter, now: now)
            self.prepareRebalance(now: now)
        case .empty, .dead:
            self.refuse(waiter, .unknownMemberID, memberID: id)
        }
    }

    /// What is wrong with a static member's identity; nil if nothing, or if the member is dynamic.
    func instanceProblem(memberID: String, instanceID: String?) -> ErrorCode? {
        guard let instanceID else { return nil }
        guard let index = self.index(ofInstance: instanceID) else { return .unknownMemberID }
        return self.members[index].id == memberID ? nil : .fencedInstanceID
    }

    private mutating func add(_ request: GroupJoin, id: String, waiter: Waiter, now: Int64) {
        guard self.members.count < self.settings.maxSize else {
            return self.refuse(waiter, .groupMaxSizeReached, memberID: id)
        }
        let (_, instanceID, clientID, clientHost) = request.identity
        self.members.append(
            Member(
                identity: .init(memberID: id, instanceID: instanceID, clientID: clientID, clientHost: clientHost),
                sessionTimeout: request.sessionTimeout, rebalanceTimeout: request.rebalanceTimeout,
                protocols: request.protocols.map { .init(name: $0.name, metadata: $0.metadata) }, awaitingJoin: waiter,
                sessionDeadline: now + request.sessionTimeout,
                joinDeadline: now + max(self.settings.newMemberJoinTimeout, request.rebalanceTimeout)))
        if self.leaderID == nil { self.leaderID = id }
        if self.protocolType == nil || self.members.count == 1 { self.protocolType = request.protocolType }
        self.joinPhase?.someoneCame = true
        if self.state == .preparingRebalance {
            self.completeJoinIfAllCame(now: now)
        } else {
            self.prepareRebalance(now: now)
        }
    }

    private mutating func update(_ index: Int, _ request: GroupJoin, waiter: Waiter, now: Int64) {
        if let before = self.members[index].awaitingJoin {  // the member asks again and has given up the first answer
            self.refuse(before, .unknownMemberID, memberID: self.members[index].id)
        }
        self.members[index].protocols = request.protocols.map { .init(name: $0.name, metadata: $0.metadata) }
        self.members[index].sessionTimeout = request.sessionTimeout
        self.members[index].rebalanceTimeout = request.rebalanceTimeout
        self.members[index].awaitingJoin = waiter
        self.members[index].sessionDeadline = now + request.sessionTimeout
    }

    /// A static member came back without its id: it takes over its own place, and whoever held it is fenced.
    private mutating func replaceStatic(at index: Int, _ request: GroupJoin, waiter: Waiter, now: Int64) {
        let oldID = self.members[index].id
        if let before = self.members[index].awaitingJoin { self.refuse(before, .fencedInstanceID, memberID: oldID) }
        if let before = self.members[index].awaitingSync {
            self.answer(before, SyncOutcome(error: .fencedInstanceID))
        }
        self.members[index].awaitingJoin = nil
        self.members[index].awaitingSync = nil
        self.members[index].identity.memberID = request.freshMemberID
        self.members[index].identity.clientID = request.identity.clientID
        self.members[index].identity.clientHost = request.identity.clientHost
        if self.leaderID == oldID { self.leaderID = request.freshMemberID }
        if self.awaitedSyncs?.members.remove(oldID) != nil {
            self.awaitedSyncs?.members.insert(request.freshMemberID)
        }
        self.update(index, request, waiter: waiter, now: now)
        switch self.state {
        case .stable where self.vote() == self.protocolName:
            self.members[index].awaitingJoin = nil
            let isLeader = self.leaderID == request.freshMemberID
            var outcome = self.outcome(for: request.freshMemberID, members: isLeader ? self.joinMembers : [])
            outcome.skipAssignment = isLeader && request.supportsSkippingAssignment
            if isLeader && !request.supportsSkippingAssignment {  // an old client must not assign in this generation
                outcome.members = []
                outcome.leader = oldID
            }
            self.answer(waiter, outcome)
        case .preparingRebalance:
            self.completeJoinIfAllCame(now: now)
        default:
            self.prepareRebalance(now: now)
        }
    }

    private func outcome(for memberID: String, members: [JoinOutcome.Member]) -> JoinOutcome {
        JoinOutcome(
            generation: self.generation, protocolType: self.protocolType, protocolName: self.protocolName,
            leader: self.leaderID ?? "", memberID: memberID, members: members)
    }

    // MARK: - Phases

    /// Begins a join phase. Members of a phase that was still handing out assignments are sent back.
    mutating func prepareRebalance(now: Int64) {
        if self.state == .completingRebalance { self.cancelSyncs() }
        self.awaitedSyncs = nil
        if self.state == .empty {
            let longest = self.members.map(\.rebalanceTimeout).max() ?? 0
            let delay = min(self.settings.initialRebalanceDelay, longest)
            self.joinPhase = JoinPhase(deadline: now + delay, remainingDelay: max(longest - delay, 0))
        } else {
            self.joinPhase = JoinPhase(deadline: now + (self.members.map(\.rebalanceTimeout).max() ?? 0))
        }
        self.state = .preparingRebalance
        self.completeJoinIfAllCame(now: now)
    }

    private mutating func cancelSyncs() {
        for index in self.members.indices {
            self.members[index].assignment = Bytes()
            if let waiter = self.members[index].awaitingSync {
                self.members[index].awaitingSync = nil
                self.answer(waiter, SyncOutcome(error: .rebalanceInProgress))
            }
        }
    }

    mutating func completeJoinIfAllCame(now: Int64) {
        guard self.state == .preparingRebalance, self.joinPhase?.remainingDelay == nil, self.pending.isEmpty,
            self.members.allSatisfy({ $0.awaitingJoin != nil })
        else { return }
        self.completeJoin(now: now)
    }

    /// The join phase's time is up, or is extended because somebody came late.
    mutating func advanceJoinPhase(now: Int64) {
        guard self.state == .preparingRebalance, let phase = self.joinPhase else { return }
        guard phase.deadline <= now else { return self.completeJoinIfAllCame(now: now) }
        if let remaining = phase.remainingDelay, phase.someoneCame, remaining > 0 {
            let delay = min(self.settings.initialRebalanceDelay, remaining)
            self.joinPhase = JoinPhase(deadline: now + delay, remainingDelay: remaining - delay)
        } else {
            self.completeJoin(now: now)
        }
    }

    /// Begins the next generation with those who came.
    private mutating func completeJoin(now: Int64) {
        self.members.removeAll { $0.awaitingJoin == nil && !$0.isStatic }
        let leader = self.members.first { $0.id == self.leaderID }
        if leader?.awaitingJoin == nil {
            guard let other = self.members.first(where: { $0.awaitingJoin != nil }) else {
                return self.waitOrEmpty(now: now)
            }
            self.leaderID = other.id
        }
        self.joinPhase = nil
        self.generation = self.generation == Int32.max ? 1 : self.generation + 1
        self.protocolName = self.vote()
        self.state = .completingRebalance
        self.awaitedSyncs = (
            Set(self.members.map(\.id)), now + (self.members.map(\.rebalanceTimeout).max() ?? 0)
        )
        let everybody = self.joinMembers
        for index in self.members.indices {
            self.members[index].sessionDeadline = now + self.members[index].sessionTimeout
            self.members[index].isNew = false
            guard let waiter = self.members[index].awaitingJoin else { continue }
            self.members[index].awaitingJoin = nil
            let id = self.members[index].id
            self.answer(waiter, self.outcome(for: id, members: id == self.leaderID ? everybody : []))
        }
    }

    /// Nobody came: the group is empty, or holds static members only, who are waited for.
    private mutating func waitOrEmpty(now: Int64) {
        if self.members.isEmpty {
            self.joinPhase = nil
            self.generation = self.generation == Int32.max ? 1 : self.generation + 1
            self.becomeEmpty(now: now)
        } else {
            let longest = self.members.map(\.rebalanceTimeout).max() ?? 0
            self.joinPhase = JoinPhase(deadline: now + max(longest, 1))
        }
    }

    mutating func becomeEmpty(now: Int64) {
        self.state = .empty
        self.leaderID = nil
        self.protocolName = nil
        self.emptySince = now
    }
}

extension GroupMember {
    func brings(_ protocols: [(name: String, metadata: Bytes)]) -> Bool {
        self.protocols.count == protocols.count
            && zip(self.protocols, protocols).allSatisfy { $0.name == $1.name && $0.metadata == $1.metadata }
    }
}
