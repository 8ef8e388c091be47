import KafkaWire
import Testing

@testable import KafkaClient

@Suite struct GroupStateTests {
    private func member() -> GroupState {
        var state = GroupState()
        state.beginJoining()
        state.joined(memberID: "m", generation: 3)
        return state
    }

    @Test func aNewMemberWantsToJoinAndIsNoneYet() {
        let state = GroupState()
        #expect(state.wantsToJoin)
        #expect(!state.isMember)
        #expect(self.member().isMember)
        #expect(!self.member().wantsToJoin)
    }

    @Test func theIDThatTheCoordinatorGivesIsUsedForTheNextJoin() {
        var state = GroupState()
        state.beginJoining()
        #expect(state.react(to: .memberIDRequired, of: .join, memberID: "new") == .join(backsOff: false))
        #expect(state.memberID == "new")
        #expect(state.wantsToJoin)
    }

    @Test func aRebalanceKeepsTheMember() {
        var state = self.member()
        #expect(state.react(to: .rebalanceInProgress, of: .heartbeat) == .join(backsOff: false))
        #expect(state.wantsToJoin)
        #expect(state.memberID == "m")
        #expect(state.isMember)
        let wasExpelled = state.takeExpulsion()
        #expect(!wasExpelled)
    }

    @Test func anUnknownMemberStartsAnewAndSaysOnceThatItWasExpelled() {
        var state = self.member()
        #expect(state.react(to: .unknownMemberID, of: .heartbeat) == .join(backsOff: false))
        #expect(state.memberID.isEmpty)
        #expect(!state.isMember)
        #expect(state.wantsToJoin)
        let (first, second) = (state.takeExpulsion(), state.takeExpulsion())
        #expect(first)
        #expect(!second)
    }

    @Test func anIllegalGenerationKeepsTheID() {
        var state = self.member()
        #expect(state.react(to: .illegalGeneration, of: .sync) == .join(backsOff: false))
        #expect(state.memberID == "m")
        #expect(!state.isMember)
        let wasExpelled = state.takeExpulsion()
        #expect(wasExpelled)
    }

    @Test(arguments: [ErrorCode.notCoordinator, .coordinatorNotAvailable])
    func aMoveOfTheCoordinatorIsNoRebalance(code: ErrorCode) {
        var state = self.member()
        #expect(state.react(to: code, of: .heartbeat) == .findCoordinator)
        #expect(!state.wantsToJoin)
        #expect(state.isMember)
        #expect(state.react(to: code, of: .sync) == .findCoordinator)
        #expect(state.wantsToJoin)
    }

    @Test(arguments: [
        ErrorCode.groupAuthorizationFailed, .fencedInstanceID, .inconsistentGroupProtocol, .invalidSessionTimeout,
        .groupMaxSizeReached, .invalidGroupID, ErrorCode(rawValue: 999),
    ])
    func whatNothingMakesBetterFails(code: ErrorCode) {
        for question in [GroupState.Question.join, .sync, .heartbeat] {
            var state = self.member()
            #expect(state.react(to: code, of: question) == .fail)
        }
    }

    @Test func loadingIsWaitedFor() {
        var state = self.member()
        #expect(state.react(to: .coordinatorLoadInProgress, of: .heartbeat) == .retry)
        #expect(!state.wantsToJoin)
        #expect(state.react(to: .coordinatorLoadInProgress, of: .join) == .join(backsOff: true))
        #expect(state.wantsToJoin)
    }

    @Test func whoHasLeftStaysAwayUntilTold() {
        var state = self.member()
        state.leave()
        #expect(!state.isMember)
        #expect(state.memberID.isEmpty)
        _ = state.react(to: .rebalanceInProgress, of: .heartbeat)
        #expect(!state.wantsToJoin)
        state.rejoin("back")
        #expect(state.wantsToJoin)
    }

    @Test func aRoundAskedForWhileJoiningIsNotForgotten() {
        var state = GroupState()
        state.beginJoining()
        state.rejoin("another")
        state.joined(memberID: "m", generation: 1)
        #expect(state.wantsToJoin)
    }
}
