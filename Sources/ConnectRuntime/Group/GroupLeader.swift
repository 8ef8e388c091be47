/// What the leader of a Connect group does in each round: agree on the config topic's offset, and hand out the work.
package struct GroupLeader: Sendable {
    package private(set) var assignor: CooperativeAssignor

    /// All that a round needs to be known.
    package struct Round: Sendable {
        package var mode: ConnectProtocol
        /// This worker's id in the group, and its URL.
        package var leader: String
        package var leaderURL: String
        package var members: [(id: String, metadata: WorkerMetadata)]
        /// Of the leader's snapshot of the config topic.
        package var offset: Int64
        package var connectors: [(name: String, tasks: [TaskID])]
        package var generation: Int32
        package var lastCompletedGeneration: Int32
        package var now: Int64

        package init(
            mode: ConnectProtocol, leader: String, leaderURL: String,
            members: [(id: String, metadata: WorkerMetadata)], offset: Int64,
            connectors: [(name: String, tasks: [TaskID])], generation: Int32,
            lastCompletedGeneration: Int32, now: Int64
        ) {
            self.mode = mode
            self.leader = leader
            self.leaderURL = leaderURL
            self.members = members
            self.offset = offset
            self.connectors = connectors
            self.generation = generation
            self.lastCompletedGeneration = lastCompletedGeneration
            self.now = now
        }
    }

    /// What is sent to each member, and who owns what after it: the leader tells requests the way by that.
    package struct Outcome: Sendable {
        package var assignments: [String: WorkAssignment] = [:]
        package var owners: [String: Workload] = [:]
    }

    package init(maxDelay: Int32) { self.assignor = CooperativeAssignor(maxDelay: maxDelay) }

    package mutating func assign(_ round: Round) -> Outcome {
        let newest = round.members.map(\.metadata.offset).max() ?? round.offset
        var outcome = Outcome()
        let offset = max(newest, round.offset)
        func tell(
            _ member: String, error: Int16 = 0, work: Workload = .empty, revoked: Workload = .empty, delay: Int32 = 0
        ) {
            outcome.assignments[member] = WorkAssignment(
                version: round.mode.version, error: error, leader: round.leader, leaderURL: round.leaderURL,
                offset: offset, work: work, revoked: revoked, delay: delay)
        }
        guard round.offset >= newest else {
            for member in round.members { tell(member.id, error: WorkAssignment.configMismatch) }
            return outcome
        }
        guard round.mode != .eager else {
            outcome.owners = EagerAssignor.assign(round.connectors, to: round.members.map(\.id))
            for (member, work) in outcome.owners { tell(member, work: work) }
            return outcome
        }
        let result = self.assignor.assign(
            CooperativeAssignor.Round(
                configured: Workload(
                    connectors: round.connectors.map(\.name), tasks: round.connectors.flatMap(\.tasks)),
                members: round.members.map { ($0.id, $0.metadata.allocation?.work ?? .empty) },
                generation: round.generation, lastCompletedGeneration: round.lastCompletedGeneration, now: round.now))
        for member in round.members {
            tell(
                member.id, work: result.assigned[member.id] ?? .empty, revoked: result.revoked[member.id] ?? .empty,
                delay: result.delay)
        }
        outcome.owners = result.total
        return outcome
    }
}
