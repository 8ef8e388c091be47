import Bytes
import KafkaClient
import KafkaWire
import Log
import Transport

/// What the herder is told about the group.
enum GroupNews: Sendable {
    /// A round is over.
    case joined(GroupJoin)
    /// This worker is no member for now: what it runs may soon run elsewhere.
    case lost
}

/// The outcome of a round for this worker.
struct GroupJoin: Sendable {
    var generation: Int32
    var mode: ConnectProtocol
    var isLeader: Bool
    /// Of the config topic: what the work refers to.
    var offset: Int64
    var hasFailed: Bool
    /// All that this worker is to run.
    var work: Workload
    /// What it must give up before the next round.
    var revoked: Workload
    /// Milliseconds until everybody joins again; 0: not at all.
    var delay: Int32
}

/// The worker as a member of its group: speaks Connect's protocol, and hands out work when it leads.
///
/// Called on the group member's loop; what it decides is told to the herder, which doesn't keep it waiting except for
/// ``Hooks/prepare``.
final class WorkGroup: GroupDelegate {
    struct Hooks: Sendable {
        /// Returns once everything is given up that has to be before the worker joins again.
        var prepare: @Sendable (ConnectProtocol) async -> Void
        var tell: @Sendable (GroupNews) -> Void
    }

    private struct Shared {
        var mode = ConnectProtocol.eager
        /// What this worker runs by the last round; nil: nothing yet.
        var assignment: WorkAssignment?
        var lastCompletedGeneration: Int32 = -1
        var leader: GroupLeader
        /// As leader: who runs what, and where they are.
        var owners: [String: Workload] = [:]
        var urls: [String: String] = [:]
        var hooks: Hooks?
    }

    private let url: String
    private let configured: ConnectProtocol
    private let configs: ConfigStore
    private let syncTimeout: Duration
    private let background: BackgroundWork
    private let clock: LoopClock
    private let shared: Locked<Shared>
    private static let log = Logger("org.apache.kafka.connect.runtime.distributed.WorkerCoordinator")

    /// - Parameter url: Advertised, with a slash at its end.
    init(
        url: String, configuration: WorkerConfiguration, configs: ConfigStore, background: BackgroundWork,
        clock: LoopClock
    ) {
        self.url = url
        self.configured = Self.protocolOf(configuration[WorkerKeys.connectProtocol])
        self.configs = configs
        self.syncTimeout = .milliseconds(configuration[WorkerKeys.syncTimeout])
        self.background = background
        self.clock = clock
        let delay = configuration[WorkerKeys.rebalanceDelay]
        self.shared = Locked(Shared(leader: GroupLeader(maxDelay: Int32(clamping: delay))))
    }

    private static func protocolOf(_ name: String) -> ConnectProtocol {
        name.lowercased() == "eager" ? .eager : ConnectProtocol(rawValue: name.lowercased()) ?? .sessioned
    }

    func connect(_ hooks: Hooks) { self.shared.withLock { $0.hooks = hooks } }

    /// The leader's URL as the last round told it; nil before the first.
    var leaderURL: String? { self.shared.withLock { $0.assignment?.leaderURL } }

    /// As leader: the URL of the worker that runs something. nil: nobody does, or we don't lead.
    func ownerURL(of piece: PieceID) -> String? {
        self.shared.withLock { shared in
            let owner = shared.owners.first { _, work in
                switch piece {
                case .connector(let name): work.connectors.contains(name)
                case .task(let id): work.tasks.contains(id)
                }
            }
            return owner.flatMap { shared.urls[$0.key] }
        }
    }

    /// Forgets what this worker runs: the herder has ended it.
    func forgetAssignment() { self.shared.withLock { $0.assignment = nil } }

    // MARK: - GroupDelegate

    func groupWillJoin(leaving membership: GroupMembership?) async {
        let (mode, hooks) = self.shared.withLock { ($0.mode, $0.hooks) }
        guard membership != nil else { return }
        await hooks?.prepare(mode)
        if mode == .eager { self.forgetAssignment() }
    }

    func groupProtocols() async -> [GroupProtocol] {
        let assignment = self.shared.withLock { $0.assignment }
        let metadata = WorkerMetadata(url: self.url, offset: self.configs.snapshot.offset, allocation: assignment)
        return self.configured.offered.compactMap { offer in
            guard let bytes = try? metadata.bytes(version: offer.version) else {
                Self.log.error("The URL or the work of this worker is too long for the group's protocol")
                return nil
            }
            return GroupProtocol(name: offer.rawValue, metadata: bytes)
        }
    }

    func groupAssign(_ round: GroupRound) async -> [String: Bytes] {
        let mode = ConnectProtocol(rawValue: round.protocolName) ?? .eager
        let members = round.members.compactMap { member -> (id: String, metadata: WorkerMetadata)? in
            do throws(WireError) {
                return (member.memberID, try WorkerMetadata(member.metadata))
            } catch {
                Self.log.error("A member's metadata can't be read", ["member": member.memberID], error: error)
                return nil
            }
        }
        await self.catchUp(with: members.map(\.metadata.offset).max() ?? -1)
        let state = self.configs.snapshot
        let outcome = self.shared.withLock { shared in
            let outcome = shared.leader.assign(
                GroupLeader.Round(
                    mode: mode, leader: round.leaderID, leaderURL: self.url, members: members, offset: state.offset,
                    connectors: state.work, generation: round.generation,
                    lastCompletedGeneration: shared.lastCompletedGeneration, now: WallClock.now))
            shared.owners = outcome.owners
            shared.urls = Dictionary(members.map { ($0.id, $0.metadata.url) }, uniquingKeysWith: { one, _ in one })
            return outcome
        }
        return outcome.assignments.compactMapValues { try? $0.bytes(version: mode.version) }
    }

    /// Another member has read further than we have: what it has read is in the topic, so we see it in a moment.
    private func catchUp(with offset: Int64) async {
        guard self.configs.snapshot.offset < offset else { return }
        _ = await self.background.limited(to: self.syncTimeout, on: self.clock) {
            try? await self.configs.refresh()
        }
    }

    func groupDidJoin(_ membership: GroupMembership) async {
        let mode = ConnectProtocol(rawValue: membership.protocolName) ?? .eager
        let told: WorkAssignment
        do throws(WireError) {
            told = try WorkAssignment(membership.assignment)
        } catch {
            // An empty assignment comes from a leader that gave us none.
            Self.log.error("The assignment can't be read", error: error)
            told = WorkAssignment(
                version: mode.version, error: WorkAssignment.configMismatch, leader: membership.leaderID,
                leaderURL: "", offset: -1)
        }
        let (join, hooks) = self.shared.withLock { shared -> (GroupJoin, Hooks?) in
            var full = told
            if mode != .eager {
                let before = shared.assignment?.work ?? .empty
                full.work = before.subtracting(told.revoked).union(told.work)
                full.revoked = .empty
            }
            shared.mode = mode
            shared.assignment = full
            shared.lastCompletedGeneration = membership.generation
            let join = GroupJoin(
                generation: membership.generation, mode: mode, isLeader: membership.isLeader, offset: told.offset,
                hasFailed: told.error != 0, work: full.work, revoked: told.revoked, delay: told.delay)
            return (join, shared.hooks)
        }
        hooks?.tell(.joined(join))
    }

    func groupDidLose(_ membership: GroupMembership?, _ reason: GroupLoss) async {
        Self.log.warn("This worker has lost its membership in the group", ["reason": "\(reason)"])
        self.forgetAssignment()
        self.shared.withLock { $0.hooks }?.tell(.lost)
    }
}
