import Bytes
import KafkaDevBroker
import KafkaWire
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(5))) struct GroupMemberTests {
    private let configuration = GroupConfiguration(
        groupID: "g", protocolType: "connect", sessionTimeout: .seconds(10), rebalanceTimeout: .seconds(10),
        heartbeatInterval: .milliseconds(20))

    /// Runs `body` while a member lives, and stops the member.
    private func withMember(
        brokers: Int = 1, _ properties: [String: String] = [:],
        _ body: (DevCluster, GroupMember, GroupRecorder) async throws -> Void
    ) async throws {
        try await withDevCluster(brokers: brokers, properties) { dev, cluster in
            let recorder = GroupRecorder("a")
            let member = GroupMember(self.configuration, cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            do {
                try await body(dev, member, recorder)
            } catch {
                member.stop()
                throw error
            }
            member.stop()
            try await life
            #expect(await dev.members(of: "g").isEmpty)
        }
    }

    @Test func aMemberJoinsAndLeaves() async throws {
        try await self.withMember { dev, member, recorder in
            try await recorder.until { $0.memberships.count == 1 }
            #expect(await dev.members(of: "g") == [member.membership?.memberID])
            #expect(await recorder.rounds.first?.members.count == 1)
            #expect(await recorder.assignment == "a 2")  // the first join got it its id only
        }
    }

    @Test func aMemberStopsInTimeAlthoughNoBrokerIsLeft() async throws {
        try await withDevCluster { dev, cluster in
            let recorder = GroupRecorder("a")
            let member = GroupMember(self.configuration, cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            try await recorder.until { $0.memberships.count == 1 }
            try await dev.stopBroker(1)
            let start = ContinuousClock.now
            member.stop()
            try await life
            #expect(ContinuousClock.now - start < .seconds(8))
        }
    }

    @Test func aMemberThatStopsDoesNotWaitForOthersToJoin() async throws {
        final class Unwilling: GroupDelegate {
            let gate = Promise<Void>("joining again")
            let joined = Promise<Void>("joining")
            func groupWillJoin(leaving membership: GroupMembership?) async {
                if membership != nil { try? await self.gate.wait() }
            }
            func groupProtocols() async -> [GroupProtocol] { [GroupProtocol(name: "one", metadata: Bytes())] }
            func groupAssign(_ round: GroupRound) async -> [String: Bytes] { [:] }
            func groupDidJoin(_ membership: GroupMembership) async { self.joined.fulfil(.success(())) }
        }
        let patient = GroupConfiguration(
            groupID: "g", protocolType: "connect", sessionTimeout: .seconds(10), rebalanceTimeout: .seconds(300),
            heartbeatInterval: .milliseconds(20))
        try await withDevCluster { dev, cluster in
            let unwilling = Unwilling()
            let other = GroupMember(patient, cluster: cluster, delegate: unwilling)
            async let otherLife: Void = other.run()
            try await unwilling.joined.wait()
            let recorder = GroupRecorder("a")
            let member = GroupMember(patient, cluster: cluster, delegate: recorder)
            let joins = await dev.requestCount(.joinGroup)
            async let life: Void = member.run()
            while await dev.requestCount(.joinGroup) < joins + 2 { await Task.yield() }  // the second is held
            member.stop()
            try await life
            #expect(await dev.members(of: "g").count == 1)
            unwilling.gate.fulfil(.success(()))
            other.stop()
            try await otherLife
        }
    }

    @Test func theDelegateIsPreparedOnceARoundHoweverManyTriesItTakes() async throws {
        try await withDevCluster { dev, cluster in
            await dev.on(JoinGroupRequest.self, times: 3) { _, _ in JoinGroupResponse(errorCode: .notCoordinator) }
            let recorder = GroupRecorder("a")
            let member = GroupMember(self.configuration, cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            try await recorder.until { $0.memberships.count == 1 }
            #expect(await recorder.preparations == 1)
            member.rejoin("again")
            try await recorder.until { $0.memberships.count == 2 }
            #expect(await recorder.preparations == 2)
            member.stop()
            try await life
        }
    }

    @Test func anExpiredMemberComesBackUnderAnotherID() async throws {
        try await self.withMember { dev, member, recorder in
            try await recorder.until { $0.memberships.count == 1 }
            let id = try #require(member.membership?.memberID)
            await dev.expireSession(of: id, in: "g")
            try await recorder.until { $0.memberships.count == 2 }
            #expect(await recorder.losses == [.expelled])
            #expect(await dev.members(of: "g").count == 1)
            #expect(member.membership?.memberID != id)
        }
    }

    @Test func aCoordinatorThatMovesIsFollowedWithoutARound() async throws {
        try await self.withMember(brokers: 3) { dev, member, recorder in
            try await recorder.until { $0.memberships.count == 1 }
            for broker in [Int32(1), 2, 3, 1] {
                try await dev.moveCoordinator(of: "g", to: broker)
                let before = await dev.requestCount(.heartbeat)
                while await dev.requestCount(.heartbeat) < before + 3 { await Task.yield() }
            }
            #expect(await recorder.memberships.count == 1)
            #expect(await recorder.losses.isEmpty)
        }
    }

    @Test func aCoordinatorThatDiesIsReplaced() async throws {
        try await self.withMember(brokers: 3) { dev, member, recorder in
            try await recorder.until { $0.memberships.count == 1 }
            try await dev.stopBroker(await dev.coordinator(of: "g"))
            member.rejoin("to see whether it works")
            try await recorder.until { $0.memberships.count >= 2 }
        }
    }

    @Test func withoutAnyBrokerTheMemberIsToldThatItIsOnItsOwn() async throws {
        try await self.withMember { dev, member, recorder in
            try await recorder.until { $0.memberships.count == 1 }
            try await dev.stopBroker(1)
            try await recorder.until { $0.losses == [.coordinatorUnknown] }
            try await dev.startBroker(1)
            try await recorder.until { $0.memberships.count == 2 }  // by itself
            #expect(await recorder.losses == [.coordinatorUnknown])  // once
        }
    }

    @Test(arguments: [
        ErrorCode.rebalanceInProgress, .illegalGeneration, .unknownMemberID, .notCoordinator, .coordinatorNotAvailable,
        .coordinatorLoadInProgress,
    ])
    func anySyncThatFailsForNowIsFollowedByAnotherRound(code: ErrorCode) async throws {
        try await withDevCluster { dev, cluster in
            await dev.on(SyncGroupRequest.self, times: 1) { _, _ in SyncGroupResponse(errorCode: code) }
            let recorder = GroupRecorder("a")
            let member = GroupMember(self.configuration, cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            try await recorder.until { $0.memberships.count == 1 }
            member.stop()
            try await life
        }
    }

    @Test(arguments: [ErrorCode.notCoordinator, .coordinatorLoadInProgress, .rebalanceInProgress, .unknownMemberID])
    func anyJoinThatFailsForNowIsTriedAgain(code: ErrorCode) async throws {
        try await withDevCluster { dev, cluster in
            await dev.on(JoinGroupRequest.self, times: 2) { _, _ in JoinGroupResponse(errorCode: code) }
            let recorder = GroupRecorder("a")
            let member = GroupMember(self.configuration, cluster: cluster, delegate: recorder)
            async let life: Void = member.run()
            try await recorder.until { $0.memberships.count == 1 }
            member.stop()
            try await life
        }
    }

    @Test(arguments: [ErrorCode.groupAuthorizationFailed, .fencedInstanceID])
    func aHeartbeatThatIsRefusedForGoodEndsTheMember(code: ErrorCode) async throws {
        try await withDevCluster { dev, cluster in
            await dev.on(HeartbeatRequest.self) { _, _ in HeartbeatResponse(errorCode: code) }
            let member = GroupMember(self.configuration, cluster: cluster, delegate: GroupRecorder("a"))
            let error = await #expect(throws: KafkaError.self) { try await member.run() }
            #expect(error?.code == .broker(code))
        }
    }

    @Test func cutConnectionsCostARoundAtMost() async throws {
        try await self.withMember { dev, member, recorder in
            try await recorder.until { $0.memberships.count == 1 }
            await dev.intercept(JoinGroupRequest.self, times: 1) { _, _ in .hangUpAfterEffect }
            member.rejoin("one")
            try await recorder.until { $0.memberships.count == 2 }
            await dev.intercept(SyncGroupRequest.self, times: 1) { _, _ in .hangUp }
            member.rejoin("two")
            try await recorder.until { $0.memberships.count == 3 }
            await dev.intercept(HeartbeatRequest.self, times: 3) { _, _ in .hangUp }
            let before = await dev.requestCount(.heartbeat)
            while await dev.requestCount(.heartbeat) < before + 6 { await Task.yield() }
            #expect(await recorder.memberships.count == 3)
        }
    }

    @Test func heartbeatsGoOnWhileTheDelegateIsBusy() async throws {
        final class Slow: GroupDelegate {
            let gate = Promise<Void>("being slow")
            let entered = Promise<Void>("entering")
            func groupProtocols() async -> [GroupProtocol] { [GroupProtocol(name: "p", metadata: Bytes())] }
            func groupAssign(_ round: GroupRound) async -> [String: Bytes] { [:] }
            func groupDidJoin(_ membership: GroupMembership) async {
                self.entered.fulfil(.success(()))
                try? await self.gate.wait()
            }
        }
        try await withDevCluster { dev, cluster in
            let slow = Slow()
            let member = GroupMember(self.configuration, cluster: cluster, delegate: slow)
            async let life: Void = member.run()
            try await slow.entered.wait()
            while await dev.requestCount(.heartbeat) < 5 { await Task.yield() }
            slow.gate.fulfil(.success(()))
            member.stop()
            try await life
        }
    }
}
