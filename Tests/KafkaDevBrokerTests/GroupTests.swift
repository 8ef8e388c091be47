import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaDevBroker

@Suite(.timeLimit(.minutes(5))) struct GroupTests {
    private static func join(_ group: String, member: String = "", session: Duration = .seconds(10)) -> JoinGroupRequest
    {
        JoinGroupRequest(
            groupID: group, sessionTimeout: session, rebalanceTimeout: .seconds(60), memberID: member,
            protocolType: "connect", protocols: [.init(name: "sessioned", metadata: [1, 2])])
    }

    /// Joins and syncs as the only member; gives its id and generation.
    private static func enter(_ group: String, _ client: TestClient) async throws -> (id: String, generation: Int32) {
        let asked = try await client.send(Self.join(group))
        #expect(asked.errorCode == .memberIDRequired)
        let joined = try await client.send(Self.join(group, member: asked.memberID))
        #expect(joined.errorCode == .none)
        let synced = try await client.send(
            SyncGroupRequest(
                groupID: group, generationID: joined.generationID, memberID: joined.memberID,
                protocolType: "connect", protocolName: "sessioned",
                assignments: [.init(memberID: joined.memberID, assignment: [9])]))
        #expect(synced.assignment == [9])
        return (joined.memberID, joined.generationID)
    }

    private static func beat(_ group: String, _ member: (id: String, generation: Int32), _ client: TestClient)
        async throws -> ErrorCode
    {
        try await client.send(
            HeartbeatRequest(groupID: group, generationID: member.generation, memberID: member.id)
        ).errorCode
    }

    @Test("A member that stops its heartbeats is expired by the broker's clock")
    func expiry() async throws {
        try await withCluster(clock: .manual()) { cluster in
            let client = try await TestClient.connect(of: cluster)
            let member = try await Self.enter("g", client)
            await cluster.advance(by: .seconds(9))
            #expect(try await Self.beat("g", member, client) == .none)
            await cluster.advance(by: .seconds(10))
            #expect(await cluster.members(of: "g").isEmpty)
            #expect(try await Self.beat("g", member, client) == .unknownMemberID)
        }
    }

    @Test("A test can end a session at once")
    func expiredByHand() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let member = try await Self.enter("g", client)
            await cluster.expireSession(of: member.id, in: "g")
            #expect(try await Self.beat("g", member, client) == .unknownMemberID)
        }
    }

    @Test("A moved coordinator is found by asking, and the members keep their places")
    func movedCoordinator() async throws {
        try await withCluster(brokers: 2) { cluster in
            let old = await cluster.coordinator(of: "g")
            let new: Int32 = old == 1 ? 2 : 1
            let first = try await TestClient.connect(to: old, of: cluster)
            let second = try await TestClient.connect(to: new, of: cluster)
            let member = try await Self.enter("g", first)
            try await cluster.moveCoordinator(of: "g", to: new)
            #expect(try await Self.beat("g", member, first) == .notCoordinator)
            let found = try await first.send(FindCoordinatorRequest(keyType: 0, coordinatorKeys: ["g"]))
            #expect(found.coordinators.first?.nodeID == new)
            #expect(try await Self.beat("g", member, second) == .none)
        }
    }

    @Test("A join that waits is told when its coordinator's broker stops")
    func stoppedCoordinator() async throws {
        try await withCluster(brokers: 2) { cluster in
            let coordinator = await cluster.coordinator(of: "g")
            let client = try await TestClient.connect(to: coordinator, of: cluster)
            _ = try await Self.enter("g", client)
            try await cluster.stopBroker(coordinator)
            await client.closed()
            #expect(await cluster.coordinator(of: "g") != coordinator)
            #expect(await cluster.members(of: "g").count == 1)
        }
    }

    @Test("Committed offsets come back, unknown ones are -1, and deletion needs an empty group")
    func offsets() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let topic = try await client.create("t")
            let member = try await Self.enter("g", client)
            var commit = DevClusterTests.commit("g", "t", 0, 5)
            commit.memberID = member.id
            commit.generationID = member.generation
            #expect(
                try await client.send(commit, version: 9).topics.first?.partitions.first?.errorCode == ErrorCode.none)
            commit.generationID += 1
            let stale = try await client.send(commit, version: 9)
            #expect(stale.topics.first?.partitions.first?.errorCode == .illegalGeneration)
            let fetched = try await client.send(
                OffsetFetchRequest(groups: [
                    .init(groupID: "g", topics: [.init(topicID: topic.topicID, partitions: [0, 1])])
                ]), version: 10)
            let partitions = try #require(fetched.groups.first?.topics.first?.partitions)
            #expect(partitions.map(\.committedOffset) == [5, -1])
            let refused = try await client.send(DeleteGroupsRequest(groupsNames: ["g", "none"]))
            #expect(refused.results.map(\.errorCode) == [.nonEmptyGroup, .groupIDNotFound])
            let left = try await client.send(
                LeaveGroupRequest(groupID: "g", members: [.init(memberID: member.id)]))
            #expect(left.members.first?.errorCode == ErrorCode.none)
            let deleted = try await client.send(DeleteGroupsRequest(groupsNames: ["g"]))
            #expect(deleted.results.map(\.errorCode) == [.none])
        }
    }

    @Test("Groups are listed and described as they are")
    func description() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let member = try await Self.enter("g", client)
            let list = try await client.send(ListGroupsRequest(statesFilter: ["stable"]))
            #expect(list.groups.map(\.groupID) == ["g"])
            #expect(list.groups.first?.protocolType == "connect")
            #expect(list.groups.first?.groupType == "classic")
            let described = try await client.send(DescribeGroupsRequest(groups: ["g", "other"]))
            #expect(described.groups.first?.members.map(\.memberID) == [member.id])
            #expect(described.groups.first?.members.first?.memberAssignment == [9])
            #expect(described.groups.first?.members.first?.clientHost == "/127.0.0.1")
            #expect(described.groups.last?.errorCode == .groupIDNotFound)
        }
    }
}
