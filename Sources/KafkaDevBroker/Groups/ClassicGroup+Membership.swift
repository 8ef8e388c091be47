import Bytes
import KafkaWire

extension ClassicGroup {
    /// A member asks for its assignment; the leader brings everybody's.
    mutating func sync(
        memberID: String, instanceID: String?, generation: Int32, protocolType: String?, protocolName: String?,
        assignments: [(memberID: String, assignment: Bytes)], waiter: Waiter, now: Int64
    ) {
        defer { self.advance(now: now) }
        if let error = self.problem(memberID: memberID, instanceID: instanceID, generation: generation) {
            return self.answer(waiter, SyncOutcome(error: error))
        }
        guard protocolType == nil || protocolType == self.protocolType,
            protocolName == nil || protocolName == self.protocolName
        else { return self.answer(waiter, SyncOutcome(error: .inconsistentGroupProtocol)) }
        guard let index = self.index(of: memberID) else {
            return self.answer(waiter, SyncOutcome(error: .unknownMemberID))
        }
        switch self.state {
        case .empty, .dead: self.answer(waiter, SyncOutcome(error: .unknownMemberID))
        case .preparingRebalance: self.answer(waiter, SyncOutcome(error: .rebalanceInProgress))
        case .stable:
            self.noteSync(of: memberID)
            self.members[index].sessionDeadline = now + self.members[index].sessionTimeout
            self.answer(waiter, self.assignment(of: index))
        case .completingRebalance:
            self.noteSync(of: memberID)
            if let before = self.members[index].awaitingSync {
                self.answer(before, SyncOutcome(error: .rebalanceInProgress))
            }
            self.members[index].awaitingSync = waiter
            if memberID == self.leaderID { self.assign(assignments, now: now) }
        }
    }

    private mutating func noteSync(of memberID: String) {
        self.awaitedSyncs?.members.remove(memberID)
        if self.awaitedSyncs?.members.isEmpty == true { self.awaitedSyncs = nil }
    }

    private mutating func assign(_ assignments: [(memberID: String, assignment: Bytes)], now: Int64) {
        let byMember = Dictionary(assignments.map { ($0.memberID, $0.assignment) }) { _, last in last }
        self.state = .stable
        for index in self.members.indices {
            // Of its own, so that a member's few bytes don't keep the leader's whole request alive.
            let assignment = byMember[self.members[index].id] ?? Bytes()
            self.members[index].assignment = Bytes(copying: assignment.span)
            guard let waiter = self.members[index].awaitingSync else { continue }
            self.members[index].awaitingSync = nil
            self.members[index].sessionDeadline = now + self.members[index].sessionTimeout
            self.answer(waiter, self.assignment(of: index))
        }
    }

    private func assignment(of index: Int) -> SyncOutcome {
        SyncOutcome(
            protocolType: self.protocolType, protocolName: self.protocolName,
            assignment: self.members[index].assignment)
    }

    /// What is wrong with somebody who says to be a member of a generation; nil if nothing.
    func problem(memberID: String, instanceID: String?, generation: Int32) -> ErrorCode? {
        if self.state == .dead { return .coordinatorNotAvailable }
        if let error = self.instanceProblem(memberID: memberID, instanceID: instanceID) { return error }
        guard self.index(of: memberID) != nil else { return .unknownMemberID }
        return generation == self.generation ? nil : .illegalGeneration
    }

    /// A member's sign of life.
    mutating func heartbeat(memberID: String, instanceID: String?, generation: Int32, now: Int64) -> ErrorCode {
        self.advance(now: now)
        if let error = self.problem(memberID: memberID, instanceID: instanceID, generation: generation) {
            return error
        }
        guard self.state != .empty, let index = self.index(of: memberID) else { return .unknownMemberID }
        self.members[index].sessionDeadline = now + self.members[index].sessionTimeout
        return self.state == .preparingRebalance ? .rebalanceInProgress : .none
    }

    /// A member leaves by itself; a static one may be named by its instance id alone.
    mutating func leave(memberID: String, instanceID: String?, now: Int64) -> ErrorCode {
        defer { self.advance(now: now) }
        if self.state == .dead { return .coordinatorNotAvailable }
        if let instanceID, memberID.isEmpty {
            guard let index = self.index(ofInstance: instanceID) else { return .unknownMemberID }
            self.remove(self.members[index].id, now: now)
            return .none
        }
        if self.pending.removeValue(forKey: memberID) != nil { return .none }
        if let error = self.instanceProblem(memberID: memberID, instanceID: instanceID) { return error }
        guard self.index(of: memberID) != nil else { return .unknownMemberID }
        self.remove(memberID, now: now)
        return .none
    }

    /// Takes a member out, tells it if it waits, and lets the others rebalance.
    mutating func remove(_ memberID: String, now: Int64) {
        guard let index = self.index(of: memberID) else { return }
        let member = self.members.remove(at: index)
        if let waiter = member.awaitingJoin { self.refuse(waiter, .unknownMemberID, memberID: memberID) }
        if let waiter = member.awaitingSync { self.answer(waiter, SyncOutcome(error: .unknownMemberID)) }
        self.noteSync(of: memberID)
        if self.leaderID == memberID { self.leaderID = self.members.first?.id }
        switch self.state {
        case .stable, .completingRebalance: self.prepareRebalance(now: now)
        case .preparingRebalance: self.completeJoinIfAllCame(now: now)
        case .empty, .dead: break
        }
    }

    /// Ends a member's session as if its time were up; for tests.
    mutating func expire(_ memberID: String, now: Int64) {
        self.pending.removeValue(forKey: memberID)
        self.remove(memberID, now: now)
        self.advance(now: now)
    }

    /// Judges a commit of offsets and counts it as a sign of life.
    mutating func commitProblem(
        memberID: String, instanceID: String?, generation: Int32, now: Int64
    ) -> ErrorCode? {
        self.advance(now: now)
        if generation < 0 && memberID.isEmpty && instanceID == nil {
            return self.state == .empty ? nil : .unknownMemberID
        }
        if let error = self.problem(memberID: memberID, instanceID: instanceID, generation: generation) {
            return error
        }
        if let index = self.index(of: memberID) {
            self.members[index].sessionDeadline = now + self.members[index].sessionTimeout
        }
        return self.state == .completingRebalance ? .rebalanceInProgress : nil
    }

    /// Topics that the group's consumers subscribe to, as far as the members' metadata tells.
    var subscribedTopics: Set<String> {
        guard self.protocolType == "consumer" else { return [] }
        return Set(self.members.flatMap { ConsumerSubscription.topics($0.metadata(for: self.protocolName)) })
    }
}

/// The part of a consumer's join metadata that a coordinator may look into.
enum ConsumerSubscription {
    /// The topics; none if the bytes are not a subscription.
    static func topics(_ metadata: Bytes) -> [String] {
        let bytes = metadata.span
        func integer<Value: FixedWidthInteger & BitwiseCopyable>(_ place: Int, as _: Value.Type) -> Value? {
            guard place >= 0, bytes.byteCount - place >= MemoryLayout<Value>.size else { return nil }
            return Value(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: Value.self))
        }
        guard let count = integer(2, as: Int32.self), count >= 0 else { return [] }
        var topics: [String] = []
        var place = 6
        for _ in 0..<count {
            guard let length = integer(place, as: Int16.self), length >= 0 else { return topics }
            place += 2
            guard bytes.byteCount - place >= Int(length) else { return topics }
            topics.append(String(decoding: metadata[place..<place + Int(length)]))
            place += Int(length)
        }
        return topics
    }
}
