import Bytes
import KafkaWire

/// All groups of a cluster with their committed offsets. No I/O and no clock, like ``ClassicGroup``.
struct GroupCoordinator<Waiter> {
    let settings: GroupSettings
    private(set) var groups: [String: ClassicGroup<Waiter>] = [:]
    private(set) var offsets: [String: [PartitionName: CommittedOffset]] = [:]
    private var effects: [GroupEffect<Waiter>] = []

    init(settings: GroupSettings) { self.settings = settings }

    /// The answers that are due, in order; each is given once.
    mutating func takeEffects() -> [GroupEffect<Waiter>] {
        defer { self.effects = [] }
        return self.effects
    }

    /// The earliest time at which ``advance(now:)`` has something to do.
    var nextDeadline: Int64? { self.groups.values.lazy.compactMap(\.nextDeadline).min() }

    /// Expires what is due in every group.
    mutating func advance(now: Int64) {
        for id in self.groups.keys { self.change(id) { $0.advance(now: now) } }
    }

    /// Lets `body` change a group, and takes its answers.
    @discardableResult
    private mutating func change<Result>(
        _ id: String, _ body: (inout ClassicGroup<Waiter>) -> Result
    ) -> Result? {
        guard let index = self.groups.index(forKey: id) else { return nil }
        let result = body(&self.groups.values[index])
        self.effects += self.groups.values[index].takeEffects()
        return result
    }

    private mutating func makeGroup(_ id: String, now: Int64) {
        if self.groups[id] == nil {
            self.groups[id] = ClassicGroup(id: id, settings: self.settings, now: now)
        }
    }

    // MARK: - Membership

    mutating func join(_ id: String, _ request: GroupJoin, waiter: Waiter, now: Int64) {
        let memberID = request.identity.memberID
        func refuse(_ error: ErrorCode) {
            self.effects.append(.join(waiter, JoinOutcome(error: error, memberID: memberID)))
        }
        guard !id.isEmpty else { return refuse(.invalidGroupID) }
        let limits =
            self.settings.minSessionTimeout...max(self.settings.minSessionTimeout, self.settings.maxSessionTimeout)
        guard limits.contains(request.sessionTimeout) else { return refuse(.invalidSessionTimeout) }
        if memberID.isEmpty { self.makeGroup(id, now: now) }
        guard self.groups[id] != nil else { return refuse(.unknownMemberID) }
        self.change(id) { $0.join(request, waiter: waiter, now: now) }
    }

    mutating func sync(
        _ id: String, memberID: String, instanceID: String?, generation: Int32, protocolType: String?,
        protocolName: String?, assignments: [(memberID: String, assignment: Bytes)], waiter: Waiter, now: Int64
    ) {
        guard !id.isEmpty, self.groups[id] != nil else {
            return self.effects.append(
                .sync(waiter, SyncOutcome(error: id.isEmpty ? .invalidGroupID : .unknownMemberID)))
        }
        self.change(id) {
            $0.sync(
                memberID: memberID, instanceID: instanceID, generation: generation, protocolType: protocolType,
                protocolName: protocolName, assignments: assignments, waiter: waiter, now: now)
        }
    }

    mutating func heartbeat(
        _ id: String, memberID: String, instanceID: String?, generation: Int32, now: Int64
    ) -> ErrorCode {
        guard !id.isEmpty else { return .invalidGroupID }
        return self.change(id) {
            $0.heartbeat(memberID: memberID, instanceID: instanceID, generation: generation, now: now)
        } ?? .unknownMemberID
    }

    mutating func leave(_ id: String, memberID: String, instanceID: String?, now: Int64) -> ErrorCode {
        guard !id.isEmpty else { return .invalidGroupID }
        return self.change(id) { $0.leave(memberID: memberID, instanceID: instanceID, now: now) } ?? .unknownMemberID
    }

    // MARK: - Administration

    /// - Returns: nil if the group is gone now.
    mutating func delete(_ id: String) -> ErrorCode? {
        guard !id.isEmpty else { return .invalidGroupID }
        guard let group = self.groups[id] else {
            return self.offsets.removeValue(forKey: id) == nil ? .groupIDNotFound : nil
        }
        guard group.members.isEmpty else { return .nonEmptyGroup }
        self.change(id) { $0.die() }
        self.groups[id] = nil
        self.offsets[id] = nil
        return nil
    }

    /// Whether anything is known of the group.
    func knows(_ id: String) -> Bool { self.groups[id] != nil || self.offsets[id] != nil }
    var allIDs: Set<String> { Set(self.groups.keys).union(self.offsets.keys) }

    /// Ends a member's session as if its time were up.
    mutating func expire(_ id: String, memberID: String, now: Int64) {
        self.change(id) { $0.expire(memberID, now: now) }
    }

    /// The group's coordinator is another broker now: who waits here is told.
    mutating func move(_ id: String) { self.change(id) { $0.move() } }

    // MARK: - Offsets

    /// Judges a commit: nil if it may be stored.
    mutating func commitProblem(
        _ id: String, memberID: String, instanceID: String?, generation: Int32, now: Int64
    ) -> ErrorCode? {
        guard !id.isEmpty else { return .invalidGroupID }
        guard self.groups[id] != nil else {
            guard generation < 0 else { return .illegalGeneration }
            self.makeGroup(id, now: now)
            return nil
        }
        return self.change(id) {
            $0.commitProblem(memberID: memberID, instanceID: instanceID, generation: generation, now: now)
        } ?? nil
    }

    mutating func store(_ offset: CommittedOffset, group id: String, partition: PartitionName) {
        self.offsets[id, default: [:]][partition] = offset
    }

    mutating func removeOffset(group id: String, partition: PartitionName) {
        self.offsets[id]?[partition] = nil
        if self.offsets[id]?.isEmpty == true { self.offsets[id] = nil }
    }

    /// Forgets what was committed for a topic that is gone.
    ///
    /// - Returns: What was forgotten.
    mutating func removeTopic(_ topic: String) -> [(group: String, partition: PartitionName)] {
        var removed: [(group: String, partition: PartitionName)] = []
        for (id, offsets) in self.offsets {
            for partition in offsets.keys where partition.topic == topic { removed.append((id, partition)) }
        }
        for (id, partition) in removed { self.removeOffset(group: id, partition: partition) }
        return removed
    }

    /// Forgets groups that have been empty for long, and their offsets.
    ///
    /// - Returns: The offsets that were forgotten.
    mutating func expireOffsets(now: Int64) -> [(group: String, partition: PartitionName)] {
        var removed: [(group: String, partition: PartitionName)] = []
        for id in self.allIDs {
            if let group = self.groups[id], group.state != .empty || !group.pending.isEmpty { continue }
            let emptySince = self.groups[id]?.emptySince ?? 0
            for (partition, offset) in self.offsets[id] ?? [:]
            where now - max(offset.committedAt, emptySince) >= self.settings.offsetsRetention {
                removed.append((id, partition))
            }
        }
        for (id, partition) in removed { self.removeOffset(group: id, partition: partition) }
        for (id, group) in self.groups
        where group.state == .empty && self.offsets[id] == nil && group.pending.isEmpty
            && now - group.emptySince >= 600_000
        {
            self.groups[id] = nil
        }
        return removed
    }
}
