import Bytes
import KafkaDevBroker
import Testing
import Transport

@testable import KafkaClient

/// What a member is told must be heard in whichever turn of its loop it comes: each `await` lets others in.
@Suite(.timeLimit(.minutes(5))) struct GroupTurnTests {
    private static let turns = 0..<16

    private func configuration(rebalanceTimeout: Duration = .seconds(10)) -> GroupConfiguration {
        GroupConfiguration(
            groupID: "g", protocolType: "connect", sessionTimeout: .seconds(10), rebalanceTimeout: rebalanceTimeout,
            heartbeatInterval: .milliseconds(200))
    }

    /// A delegate on the member's loop, whose actions are due some turns of the loop after a method was called.
    private final class Delayed: GroupDelegate {
        typealias Action = @Sendable (_ joins: Int) -> Void

        private struct State {
            var joins = 0
            var offers = 0
            var atOffer: Action?
            var atJoin: Action?
        }

        private let state = Locked(State())

        func atOffer(_ action: @escaping Action) { self.state.withLock { $0.atOffer = action } }
        func atJoin(_ action: @escaping Action) { self.state.withLock { $0.atJoin = action } }

        func groupProtocols() async -> [GroupProtocol] {
            let (number, action) = self.state.withLock { state in
                state.offers += 1
                return (state.offers, state.atOffer)
            }
            action?(number)
            return [GroupProtocol(name: "one", metadata: Bytes())]
        }

        func groupAssign(_ round: GroupRound) async -> [String: Bytes] { [:] }

        func groupDidJoin(_ membership: GroupMembership) async {
            let (number, action) = self.state.withLock { state in
                state.joins += 1
                return (state.joins, state.atJoin)
            }
            action?(number)
        }
    }

    /// Calls `action` on the loop after so many turns of it.
    private static func after(_ turns: Int, on loop: EventLoop, _ action: @escaping @Sendable () -> Void) {
        loop.onLoop { turns == 0 ? action() : Self.after(turns - 1, on: loop, action) }
    }

    @Test func aWishForAnotherRoundIsHeardWheneverItComes() async throws {
        try await withDevCluster { dev, cluster in
            let delegate = Delayed()
            let member = GroupMember(self.configuration(), cluster: cluster, delegate: delegate)
            let over = Promise<Void>("joining again and again")
            delegate.atJoin { joins in
                guard joins <= Self.turns.count else { return over.fulfil(.success(())) }
                Self.after(joins - 1, on: cluster.loop) { member.rejoin("in turn \(joins)") }
            }
            async let life: Void = member.run()
            try await over.wait()
            member.stop()
            try await life
        }
    }

    @Test func aMemberThatIsToldToStopStopsWheneverItIsTold() async throws {
        try await withDevCluster { dev, cluster in
            for turn in Self.turns {
                let delegate = Delayed()
                let member = GroupMember(self.configuration(), cluster: cluster, delegate: delegate)
                delegate.atJoin { _ in Self.after(turn, on: cluster.loop) { member.stop() } }
                try await member.run()
            }
            #expect(await dev.members(of: "g").isEmpty)
        }
    }

    @Test func whatIsAskedForWhileTheProtocolsAreMadeIsAnotherRound() async throws {
        try await withDevCluster { dev, cluster in
            let delegate = Delayed()
            let member = GroupMember(self.configuration(), cluster: cluster, delegate: delegate)
            let again = Promise<Void>("joining again")
            // the first offer brings the member its id only
            delegate.atOffer { offers in if offers == 2 { member.rejoin("the offer is out of date") } }
            delegate.atJoin { joins in if joins == 2 { again.fulfil(.success(())) } }
            async let life: Void = member.run()
            try await again.wait()
            member.stop()
            try await life
        }
    }

    @Test func whoStopsJustBeforeJoiningDoesNotWaitForOthers() async throws {
        try await withDevCluster { dev, cluster in
            let gate = Promise<Void>("joining again")
            let patient = self.configuration(rebalanceTimeout: .seconds(300))
            let unwilling = Unwilling(gate)
            let other = GroupMember(patient, cluster: cluster, delegate: unwilling)
            async let otherLife: Void = other.run()
            try await unwilling.joined.wait()
            for turn in Self.turns {
                let delegate = Delayed()
                let member = GroupMember(patient, cluster: cluster, delegate: delegate)
                // the answer to the second request to join is held until the other joins again
                delegate.atOffer { if $0 == 2 { Self.after(turn, on: cluster.loop) { member.stop() } } }
                try await member.run()
            }
            gate.fulfil(.success(()))
            other.stop()
            try await otherLife
        }
    }

    /// Joins once and then not before `gate`.
    private final class Unwilling: GroupDelegate {
        private let gate: Promise<Void>
        let joined = Promise<Void>("joining")

        init(_ gate: Promise<Void>) { self.gate = gate }

        func groupWillJoin(leaving membership: GroupMembership?) async {
            if membership != nil { try? await self.gate.wait() }
        }
        func groupProtocols() async -> [GroupProtocol] { [GroupProtocol(name: "one", metadata: Bytes())] }
        func groupAssign(_ round: GroupRound) async -> [String: Bytes] { [:] }
        func groupDidJoin(_ membership: GroupMembership) async { self.joined.fulfil(.success(())) }
    }

    @Test func newsBetweenALookAndAWaitEndTheWait() async throws {
        var news = News()
        news.look()
        news.tell()
        for _ in 0..<2 {  // until the next look
            let late = news.next("waiting")
            #expect(late == nil)
        }
        news.look()
        let early = news.next("waiting")
        news.tell()
        try await #require(early).wait()
        news.look()
        let next = news.next("waiting")
        #expect(next != nil)
    }
}
