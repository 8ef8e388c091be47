import Bytes
import KafkaWire
import Testing

@testable import KafkaDevBroker

/// A group whose waiters are names, with the answers that came out so far.
private struct GroupBench {
    var group: ClassicGroup<String>
    var now: Int64 = 0
    var joins: [String: JoinOutcome] = [:]
    var syncs: [String: SyncOutcome] = [:]

    init(_ change: (inout GroupSettings) -> Void = { _ in }) {
        var settings = GroupSettings()
        settings.initialRebalanceDelay = 0
        change(&settings)
        self.group = ClassicGroup(id: "g", settings: settings, now: 0)
    }

    mutating func collect() {
        for effect in self.group.takeEffects() {
            switch effect {
            case .join(let waiter, let outcome): self.joins[waiter] = outcome
            case .sync(let waiter, let outcome): self.syncs[waiter] = outcome
            }
        }
    }

    mutating func join(
        _ waiter: String, memberID: String = "", instance: String? = nil, protocols: [String] = ["range"],
        type: String = "consumer", metadata: Bytes = [1], known: Bool = false, session: Int64 = 10_000,
        rebalance: Int64 = 60_000
    ) {
        self.joins[waiter] = nil
        self.group.join(
            GroupJoin(
                identity: (memberID, instance, "client", "/127.0.0.1"), sessionTimeout: session,
                rebalanceTimeout: rebalance, protocolType: type, protocols: protocols.map { ($0, metadata) },
                requiresKnownMemberID: known, supportsSkippingAssignment: true, freshMemberID: "id-\(waiter)"),
            waiter: waiter, now: self.now)
        self.collect()
    }

    mutating func sync(_ waiter: String, member: String, assignments: [(String, Bytes)] = []) {
        self.syncs[waiter] = nil
        self.group.sync(
            memberID: member, instanceID: nil, generation: self.group.generation, protocolType: nil,
            protocolName: nil, assignments: assignments.map { (memberID: $0.0, assignment: $0.1) }, waiter: waiter,
            now: self.now)
        self.collect()
    }

    mutating func heartbeat(_ member: String) -> ErrorCode {
        defer { self.collect() }
        return self.group.heartbeat(
            memberID: member, instanceID: nil, generation: self.group.generation, now: self.now)
    }

    mutating func pass(_ milliseconds: Int64) {
        self.now += milliseconds
        self.group.advance(now: self.now)
        self.collect()
    }

    /// Two members, a (the leader) and b, in a stable generation 2.
    static func stablePair() -> GroupBench {
        var bench = GroupBench()
        bench.join("a")
        bench.join("b")
        bench.join("a", memberID: "id-a")
        bench.sync("a", member: "id-a", assignments: [("id-a", [10]), ("id-b", [11])])
        bench.sync("b", member: "id-b")
        return bench
    }
}

@Suite struct ClassicGroupTests {
    @Test("The first member leads and gets its own assignment back")
    func singleMember() {
        var bench = GroupBench()
        bench.join("a")
        #expect(bench.joins["a"]?.error == ErrorCode.none)
        #expect(bench.joins["a"]?.leader == "id-a")
        #expect(bench.joins["a"]?.generation == 1)
        #expect(bench.joins["a"]?.members.map(\.memberID) == ["id-a"])
        bench.sync("a", member: "id-a", assignments: [("id-a", [7])])
        #expect(bench.syncs["a"]?.assignment == [7])
        #expect(bench.group.state == .stable)
        #expect(bench.heartbeat("id-a") == .none)
    }

    @Test("A member without an id is told one first, and may join with it")
    func memberIDRequired() {
        var bench = GroupBench()
        bench.join("a", known: true)
        #expect(bench.joins["a"]?.error == .memberIDRequired)
        #expect(bench.joins["a"]?.memberID == "id-a")
        #expect(bench.group.members.isEmpty)
        bench.join("a", memberID: "id-a", known: true)
        #expect(bench.joins["a"]?.error == ErrorCode.none)
    }

    @Test("An id that nobody comes back with is forgotten after the session timeout")
    func pendingIDExpires() {
        var bench = GroupBench()
        bench.join("a", known: true)
        bench.pass(10_000)
        bench.join("a", memberID: "id-a", known: true)
        #expect(bench.joins["a"]?.error == .unknownMemberID)
    }

    @Test("A second member makes the first one rebalance; only the leader sees who is there")
    func secondMember() {
        var bench = GroupBench()
        bench.join("a")
        bench.sync("a", member: "id-a", assignments: [("id-a", [1])])
        bench.join("b")
        #expect(bench.joins["b"] == nil)
        #expect(bench.heartbeat("id-a") == .rebalanceInProgress)
        bench.join("a", memberID: "id-a")
        #expect(bench.joins["a"]?.members.count == 2)
        #expect(bench.joins["b"]?.members.isEmpty == true)
        #expect(bench.joins["b"]?.leader == "id-a")
        #expect(bench.joins["b"]?.generation == 2)
        bench.sync("b", member: "id-b")
        #expect(bench.syncs["b"] == nil)
        bench.sync("a", member: "id-a", assignments: [("id-b", [9])])
        #expect(bench.syncs["b"]?.assignment == [9])
        #expect(bench.syncs["a"]?.assignment == Bytes())
    }

    @Test("An empty group waits for latecomers, longer if somebody comes, and no longer than the rebalance timeout")
    func initialDelay() {
        var bench = GroupBench { $0.initialRebalanceDelay = 3000 }
        bench.join("a", rebalance: 5000)
        #expect(bench.group.nextDeadline == 3000)
        bench.pass(2000)
        bench.join("b", rebalance: 5000)
        bench.pass(1000)
        #expect(bench.joins["a"] == nil)
        #expect(bench.group.nextDeadline == 5000)
        bench.pass(2000)
        #expect(bench.joins["a"]?.generation == 1)
        #expect(bench.joins["a"]?.members.count == 2)
    }

    @Test("A member that stops its heartbeats is expired, and the others rebalance")
    func expiry() {
        var bench = GroupBench.stablePair()
        #expect(bench.group.nextDeadline == 10_000)
        bench.pass(9_999)
        #expect(bench.heartbeat("id-a") == .none)
        bench.pass(1)
        #expect(bench.group.members.map(\.id) == ["id-a"])
        #expect(bench.heartbeat("id-a") == .rebalanceInProgress)
        #expect(bench.heartbeat("id-b") == .unknownMemberID)
    }

    @Test("Who doesn't join again within the rebalance timeout is left behind")
    func rebalanceTimeout() {
        var bench = GroupBench.stablePair()
        bench.join("c", session: 1_800_000, rebalance: 60_000)
        for _ in 0..<6 {
            #expect(bench.heartbeat("id-b") == .rebalanceInProgress)
            bench.join("a", memberID: "id-a")
            bench.pass(9_999)
        }
        bench.pass(6)
        #expect(bench.joins["c"]?.error == ErrorCode.none)
        #expect(bench.group.members.map(\.id).contains("id-b") == false)
    }

    @Test("Members that join but never sync are removed after the rebalance timeout")
    func pendingSync() {
        var bench = GroupBench()
        bench.join("a", session: 600_000)
        #expect(bench.group.state == .completingRebalance)
        bench.pass(59_999)
        #expect(bench.group.members.count == 1)
        bench.pass(1)
        #expect(bench.group.members.isEmpty)
        #expect(bench.group.state == .empty)
    }

    @Test("A leader that joins again starts a rebalance; another member with the same metadata does not")
    func rejoin() {
        var bench = GroupBench.stablePair()
        bench.join("b", memberID: "id-b")
        #expect(bench.joins["b"]?.generation == 2)
        #expect(bench.group.state == .stable)
        bench.join("a", memberID: "id-a")
        #expect(bench.joins["a"] == nil)
        #expect(bench.group.state == .preparingRebalance)
    }

    @Test("Changed metadata start a rebalance, and waiting syncs are sent back to join")
    func metadataChange() {
        var bench = GroupBench()
        bench.join("a")
        bench.sync("a", member: "id-a", assignments: [("id-a", [1])])
        bench.join("b")
        bench.join("a", memberID: "id-a")
        bench.sync("b", member: "id-b")
        bench.join("a", memberID: "id-a", metadata: [2])
        #expect(bench.syncs["b"]?.error == .rebalanceInProgress)
        #expect(bench.group.state == .preparingRebalance)
    }

    @Test("The protocol that all have and most prefer is chosen; without a common one a member is refused")
    func vote() {
        var bench = GroupBench()
        bench.join("a", protocols: ["sessioned", "compatible", "default"], type: "connect")
        bench.join("b", protocols: ["compatible", "default"], type: "connect")
        bench.join("a", memberID: "id-a", protocols: ["sessioned", "compatible", "default"], type: "connect")
        #expect(bench.joins["b"]?.protocolName == "compatible")
        bench.join("c", protocols: ["eager"], type: "connect")
        #expect(bench.joins["c"]?.error == .inconsistentGroupProtocol)
        bench.join("d", protocols: ["default"], type: "consumer")
        #expect(bench.joins["d"]?.error == .inconsistentGroupProtocol)
    }

    @Test("The last member's leaving empties the group, and the next generation goes on counting")
    func leaving() {
        var bench = GroupBench.stablePair()
        #expect(bench.group.leave(memberID: "id-b", instanceID: nil, now: 0) == .none)
        #expect(bench.group.leave(memberID: "id-b", instanceID: nil, now: 0) == .unknownMemberID)
        #expect(bench.group.leave(memberID: "id-a", instanceID: nil, now: 0) == .none)
        #expect(bench.group.state == .empty)
        let before = bench.group.generation
        bench.join("c")
        #expect(bench.joins["c"]?.generation == before + 1)
    }

    @Test("A static member takes its place over without a rebalance, and fences who held it")
    func staticMember() {
        var bench = GroupBench()
        bench.join("a", instance: "one")
        bench.sync("a", member: "id-a", assignments: [("id-a", [5])])
        bench.join("b", instance: "one")
        #expect(bench.joins["b"]?.generation == 1)
        #expect(bench.joins["b"]?.skipAssignment == true)
        #expect(
            bench.group.heartbeat(memberID: "id-a", instanceID: "one", generation: 1, now: 0) == .fencedInstanceID)
        bench.sync("b", member: "id-b")
        #expect(bench.syncs["b"]?.assignment == [5])
    }

    @Test("Commits need a member of the generation, unless the group is empty and no generation is given")
    func commits() {
        var bench = GroupBench.stablePair()
        #expect(bench.group.commitProblem(memberID: "id-a", instanceID: nil, generation: 2, now: 0) == nil)
        #expect(
            bench.group.commitProblem(memberID: "id-a", instanceID: nil, generation: 1, now: 0) == .illegalGeneration)
        #expect(bench.group.commitProblem(memberID: "x", instanceID: nil, generation: 2, now: 0) == .unknownMemberID)
        #expect(bench.group.commitProblem(memberID: "", instanceID: nil, generation: -1, now: 0) == .unknownMemberID)
        var empty = GroupBench()
        #expect(empty.group.commitProblem(memberID: "", instanceID: nil, generation: -1, now: 0) == nil)
    }

    @Test("A group that is full refuses the next member")
    func fullGroup() {
        var bench = GroupBench { $0.maxSize = 1 }
        bench.join("a")
        bench.join("b")
        #expect(bench.joins["b"]?.error == .groupMaxSizeReached)
    }
}
