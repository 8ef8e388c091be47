import KafkaWire

/// What a group member has to do next, and what each of the coordinator's answers means. No I/O, no clock.
struct GroupState {
    enum Question: Sendable {
        case join, sync, heartbeat
    }

    enum Reaction: Equatable {
        case proceed
        /// Ask the same again, a little later.
        case retry
        /// Join (again), a little later if `backsOff`.
        case join(backsOff: Bool)
        /// The coordinator is elsewhere.
        case findCoordinator
        /// Nothing will make this better.
        case fail
    }

    private(set) var memberID = ""
    private(set) var generation: Int32 = -1
    /// Why the member has to join; nil: it needn't.
    private(set) var joinReason: String? = "the member is new"
    /// Left on purpose: doesn't join before it is told to.
    private(set) var isAway = false
    private(set) var wasExpelled = false

    /// Whether the member is to join now.
    var wantsToJoin: Bool { self.joinReason != nil && !self.isAway }

    /// Whether the coordinator expects heartbeats.
    var isMember: Bool { self.generation >= 0 && !self.isAway }

    /// The member itself wants another round.
    mutating func rejoin(_ reason: String) {
        self.joinReason = reason
        self.isAway = false
    }

    /// The member's request to join is about to be made: what is asked for afterwards is another round.
    ///
    /// - Returns: Why the member joins.
    @discardableResult
    mutating func beginJoining() -> String? { self.joinReason.take() }

    /// The member leaves the group and stays away until ``rejoin(_:)``.
    mutating func leave() {
        self.isAway = true
        self.forget()
    }

    mutating func joined(memberID: String, generation: Int32) {
        self.memberID = memberID
        self.generation = generation
    }

    /// What was done may be lost: the round has to be gone through again.
    mutating func interrupted(_ reason: String) { self.joinReason = reason }

    mutating func takeExpulsion() -> Bool {
        defer { self.wasExpelled = false }
        return self.wasExpelled
    }

    private mutating func forget() {
        self.memberID = ""
        self.generation = -1
    }

    /// - Parameter memberID: The id in the answer to a join.
    mutating func react(to code: ErrorCode, of question: Question, memberID: String = "") -> Reaction {
        switch code {
        case .none: return .proceed
        case .coordinatorLoadInProgress: return self.repeated(question, backsOff: true)
        case .coordinatorNotAvailable, .notCoordinator:
            if question != .heartbeat { self.joinReason = "the coordinator has moved" }
            return .findCoordinator
        case .memberIDRequired where question == .join:
            self.memberID = memberID
            self.joinReason = "the coordinator has given the member an id"
            return .join(backsOff: false)
        case .rebalanceInProgress:
            self.joinReason = "the group is rebalancing"
            return .join(backsOff: question == .join)
        case .unknownMemberID:
            self.wasExpelled = self.wasExpelled || self.generation >= 0
            self.forget()
            self.joinReason = "the coordinator doesn't know the member"
            return .join(backsOff: question == .join)
        case .illegalGeneration:
            self.wasExpelled = self.wasExpelled || self.generation >= 0
            self.generation = -1
            self.joinReason = "the member's generation is over"
            return .join(backsOff: question == .join)
        default: return code.isRetriable ? self.repeated(question, backsOff: true) : .fail
        }
    }

    private mutating func repeated(_ question: Question, backsOff: Bool) -> Reaction {
        if question == .heartbeat { return .retry }
        self.joinReason = "the coordinator isn't ready"
        return .join(backsOff: backsOff)
    }
}
