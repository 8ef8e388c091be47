import Bytes
import KafkaWire
import Testing

@testable import KafkaClient

@Suite(.enabled(if: RealKafka.isThere, RealKafka.comment), .timeLimit(.minutes(5)))
struct GroupInterop {
    private func configuration(_ group: String, heartbeat: Duration = .milliseconds(200)) -> GroupConfiguration {
        GroupConfiguration(
            groupID: group, protocolType: "connect", sessionTimeout: .seconds(6), rebalanceTimeout: .seconds(20),
            heartbeatInterval: heartbeat)
    }

    @Test func aLoneMemberLeadsIsAssignedRejoinsAndLeaves() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let recorder = GroupRecorder("a")
            let group = RealKafka.uniqueName("group")
            let member = GroupMember(self.configuration(group), cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            try await recorder.until { $0.memberships.count == 1 }
            let first = try #require(await recorder.memberships.first)
            #expect(first.isLeader)
            #expect(first.protocolName == "one")
            #expect(member.membership == first)
            member.rejoin("the test wants it")
            try await recorder.until { $0.memberships.count == 2 }
            let second = try #require(await recorder.memberships.last)
            #expect(second.generation == first.generation + 1)
            #expect(second.memberID == first.memberID)
            #expect(String(decoding: second.assignment) != String(decoding: first.assignment))  // asked at each join
            member.stop()
            try await life
            #expect(member.membership == nil)
            #expect(try await self.memberCount(of: group, cluster) == 0)
        }
    }

    private func memberCount(of group: String, _ cluster: KafkaCluster) async throws -> Int {
        let answer = try await cluster.send(DescribeGroupsRequest(groups: [group]), to: .group(group))
        return answer.groups.first?.members.count ?? -1
    }

    @Test func twoMembersShareAGroupAndOneTakesOverWhenTheOtherLeaves() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let group = RealKafka.uniqueName("group")
            let (one, two) = (GroupRecorder("a"), GroupRecorder("b"))
            let first = GroupMember(self.configuration(group), cluster: cluster, delegate: one)
            let second = GroupMember(self.configuration(group), cluster: cluster, delegate: two)
            async let firstLife: Void = first.run()
            try await one.until { $0.memberships.count == 1 }
            async let secondLife: Void = second.run()
            try await two.until { !$0.memberships.isEmpty }
            try await one.until { $0.assignment?.contains(",b") == true }
            let (of, to) = (try #require(first.membership), try #require(second.membership))
            #expect(of.generation == to.generation)
            #expect(of.leaderID == to.leaderID)
            #expect(of.isLeader != to.isLeader)
            #expect(of.assignment == to.assignment)
            second.stop()
            try await secondLife
            try await one.until { $0.assignment?.contains("b") == false }
            first.stop()
            try await firstLife
        }
    }

    @Test func aMemberThatWasExpelledJoinsAgain() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let group = RealKafka.uniqueName("group")
            let recorder = GroupRecorder("a")
            let member = GroupMember(self.configuration(group), cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            try await recorder.until { $0.memberships.count == 1 }
            let id = try #require(member.membership?.memberID)
            try await cluster.retrying(until: .now + .seconds(20)) { () async throws(KafkaError) in
                let request = LeaveGroupRequest(groupID: group, members: [.init(memberID: id)])
                let answer = try await cluster.send(request, to: .group(group))
                try KafkaError.check(answer.errorCode, "expelling a member")
            }
            try await recorder.until { $0.memberships.last?.memberID != id }
            #expect(await recorder.losses.contains(.expelled))
            member.stop()
            try await life
        }
    }

    @Test func protocolsThatDoNotMatchAreFatal() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let group = RealKafka.uniqueName("group")
            let (one, two) = (GroupRecorder("a"), GroupRecorder("b", protocols: ["other"]))
            let first = GroupMember(self.configuration(group), cluster: cluster, delegate: one)
            async let life: Void = first.run()
            try await one.until { $0.memberships.count == 1 }
            let second = GroupMember(self.configuration(group), cluster: cluster, delegate: two)
            let error = await #expect(throws: KafkaError.self) { try await second.run() }
            #expect(error?.code == .broker(.inconsistentGroupProtocol))
            first.stop()
            try await life
        }
    }

    @Test func aMemberThatIsAwayStaysAwayUntilItIsTold() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let group = RealKafka.uniqueName("group")
            let recorder = GroupRecorder("a")
            let member = GroupMember(self.configuration(group), cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            try await recorder.until { $0.memberships.count == 1 }
            await member.leave("reading takes too long")
            #expect(member.membership == nil)
            #expect(try await self.memberCount(of: group, cluster) == 0)
            member.rejoin("back")
            try await recorder.until { $0.memberships.count == 2 }
            member.stop()
            try await life
        }
    }

    @Test func cancellationEndsAMemberAtOnce() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let recorder = GroupRecorder("a")
            let member = GroupMember(
                self.configuration(RealKafka.uniqueName("group")), cluster: cluster, delegate: recorder)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await member.run() }
                try await recorder.until { $0.memberships.count == 1 }
                tasks.cancelAll()
                let error = await #expect(throws: KafkaError.self) { _ = try await tasks.next() }
                #expect(error?.code == .cancelled)
            }
        }
    }
}
