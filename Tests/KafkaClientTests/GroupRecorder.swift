import Bytes
import Testing
import Transport

@testable import KafkaClient

/// A delegate that gives every member the list of all, and remembers what happened.
actor GroupRecorder: GroupDelegate {
    private(set) var memberships: [GroupMembership] = []
    private(set) var rounds: [GroupRound] = []
    private(set) var losses: [GroupLoss] = []
    private(set) var offers = 0
    private(set) var preparations = 0
    private let name: String
    private let protocols: [String]
    private var waiters: [(condition: @Sendable (isolated GroupRecorder) -> Bool, caller: Promise<Void>)] = []

    init(_ name: String, protocols: [String] = ["one"]) {
        self.name = name
        self.protocols = protocols
    }

    func groupWillJoin(leaving membership: GroupMembership?) { self.preparations += 1 }

    func groupProtocols() -> [GroupProtocol] {
        self.offers += 1
        return self.protocols.map { GroupProtocol(name: $0, metadata: Bytes(utf8: "\(self.name) \(self.offers)")) }
    }

    func groupAssign(_ round: GroupRound) -> [String: Bytes] {
        self.rounds.append(round)
        let all = round.members.map { String(decoding: $0.metadata) }.sorted().joined(separator: ",")
        return round.members.reduce(into: [:]) { $0[$1.memberID] = Bytes(utf8: all) }
    }

    func groupDidJoin(_ membership: GroupMembership) {
        self.memberships.append(membership)
        self.check()
    }

    func groupDidLose(_ membership: GroupMembership?, _ reason: GroupLoss) {
        self.losses.append(reason)
        self.check()
    }

    func until(_ condition: @escaping @Sendable (isolated GroupRecorder) -> Bool) async throws {
        if condition(self) { return }
        let promise = Promise<Void>("waiting for the group")
        self.waiters.append((condition, promise))
        try await promise.wait()
    }

    private func check() {
        for waiter in self.waiters where waiter.condition(self) { waiter.caller.fulfil(.success(())) }
        self.waiters.removeAll { $0.condition(self) }
    }

    var assignment: String? { self.memberships.last.map { String(decoding: $0.assignment) } }
}
