import ConnectAPI
import KafkaClient
import Log
import Transport

/// What the herder knows and does. Lives in the one task that takes commands, so that nothing here happens at the same
/// time as anything else.
///
/// It never waits for a plugin: what is to end is told so, and its end comes as a command of its own.
final class HerderCore {
    typealias Work = @Sendable (HerderCore) async -> Void

    let services: WorkerServices
    let configs: ConfigStore
    let group: WorkGroup
    let member: GroupMember
    /// Queues work behind what is queued already.
    let post: @Sendable (@escaping Work) -> Void
    /// Tells others of ``isReady`` and so on.
    let published: Locked<HerderFacts>
    static let log = Logger("org.apache.kafka.connect.runtime.distributed.DistributedHerder")

    /// What runs here, also what has been told to end.
    private(set) var pieces: [PieceID: any RunningPiece] = [:]
    private var ending: Set<PieceID> = []
    /// What is to run here: what isn't is started, as soon as what had its place has ended.
    private var wanted: Set<PieceID> = []
    /// To be shown as RESTARTING between end and start.
    private var announced: Set<PieceID> = []
    private var startWaiters: [PieceID: [@Sendable (Result<Void, HerderError>) -> Void]] = [:]
    private var endWaiters: [(pieces: Set<PieceID>, work: Work)] = []

    /// Connectors that were there when the config topic was looked at last.
    var known: Set<String> = []
    /// The last round; nil: none, or what it brought is over.
    var join: GroupJoin?
    /// Whether the last round's work has been taken up and no other round is due.
    var isSettled = false
    /// What waits for the group to be settled.
    var deferred: [Work] = []
    /// Attempts so far to plan a connector's tasks that have failed in a row.
    var planFailures: [String: Int] = [:]
    /// Tells timers that are out of date from the current one.
    var timerNumber = 0
    var keyTimerNumber = 0
    var configFailures = 0
    var isStopping = false
    private var lastValues: (map: ConfigMap, values: ConfigValues)?

    init(
        services: WorkerServices, configs: ConfigStore, group: WorkGroup, member: GroupMember,
        published: Locked<HerderFacts>, post: @escaping @Sendable (@escaping Work) -> Void
    ) {
        self.services = services
        self.configs = configs
        self.group = group
        self.member = member
        self.published = published
        self.post = post
    }

    var clock: LoopClock { self.services.clock }
    var isLeader: Bool { self.join?.isLeader ?? false }

    /// Runs `work` in the herder's task after `delay`.
    func later(_ delay: Duration, _ work: @escaping Work) {
        let (clock, post) = (self.clock, self.post)
        self.services.background.start {
            guard (try? await clock.sleep(for: delay)) != nil else { return }
            post(work)
        }
    }

    /// Asks Kafka for something, for `duration` at most.
    func limited<Result: Sendable>(
        to duration: Duration, _ operation: String,
        _ body: @escaping @Sendable () async -> Swift.Result<Result, KafkaError>
    ) async throws(KafkaError) -> Result {
        guard let result = await self.services.background.limited(to: duration, on: self.clock, body) else {
            throw KafkaError(.timedOut, operation)
        }
        return try result.get()
    }
}

/// What others may see of the herder at any time.
struct HerderFacts: Sendable {
    var isReady = false
    var isLeader = false
    var work = Workload.empty
    var stage = "starting"
}

/// Starting and ending connectors and tasks.
extension HerderCore {
    /// Runs `wanted` from now on, and nothing else; what runs already goes on.
    func run(_ wanted: Set<PieceID>) {
        self.wanted = wanted
        for piece in self.pieces.keys where !wanted.contains(piece) { self.end(piece) }
        for piece in wanted where self.pieces[piece] == nil { self.begin(piece) }
    }

    /// Ends these for good.
    func drop(_ pieces: Set<PieceID>) {
        self.wanted.subtract(pieces)
        for piece in pieces { self.end(piece) }
    }

    /// Ends these for now: they start again when they are among what is to run.
    func suspend(_ pieces: Set<PieceID>) { self.drop(pieces.filter { self.pieces[$0] != nil }) }

    func isWanted(_ piece: PieceID) -> Bool { self.wanted.contains(piece) }

    /// Ends what runs, if it does, and starts it anew.
    ///
    /// - Parameters:
    ///   - announces: Shows it as RESTARTING meanwhile.
    ///   - done: Told whether it has started.
    func restart(
        _ piece: PieceID, announces: Bool = false,
        done: (@Sendable (Result<Void, HerderError>) -> Void)? = nil
    ) {
        if let done { self.startWaiters[piece, default: []].append(done) }
        if announces { self.announced.insert(piece) }
        if self.pieces[piece] == nil { self.begin(piece) } else { self.end(piece) }
    }

    /// Calls `work` once none of these runs any more.
    func whenEnded(_ pieces: Set<PieceID>, _ work: @escaping Work) async {
        let left = pieces.filter { self.pieces[$0] != nil }
        if left.isEmpty { await work(self) } else { self.endWaiters.append((left, work)) }
    }

    private func end(_ piece: PieceID) {
        guard let running = self.pieces[piece], self.ending.insert(piece).inserted else { return }
        running.stop()
        let isTask = if case .task = piece { true } else { false }
        let patience = isTask ? self.services.configuration[WorkerKeys.shutdownTimeout] : .seconds(5)
        let (clock, post) = (self.clock, self.post)
        self.services.background.start {
            if await !running.control.ended.wait(for: patience, on: clock) {
                Self.log.error(
                    "Ended by force: it didn't within its time. Its plugin may hold a thread still.",
                    ["name": piece.description, "patience": patience])
                running.abandon()
            }
            post { await $0.didEnd(piece, running) }
        }
    }

    private func didEnd(_ piece: PieceID, _ running: any RunningPiece) async {
        guard self.pieces[piece] === running else { return }
        self.pieces[piece] = nil
        self.services.metrics.ended(piece)
        self.ending.remove(piece)
        if self.wanted.contains(piece) { self.begin(piece) }
        for index in self.endWaiters.indices { self.endWaiters[index].pieces.remove(piece) }
        let ready = self.endWaiters.filter(\.pieces.isEmpty)
        self.endWaiters.removeAll(where: \.pieces.isEmpty)
        for waiter in ready { await waiter.work(self) }
    }

    private func begin(_ piece: PieceID) {
        guard !self.isStopping else { return self.tellStarted(piece, .failure(.shuttingDown)) }
        let state = self.configs.snapshot
        guard let connector = state.connectors[piece.connector], let target = state.targetState(of: piece.connector)
        else {
            return self.tellStarted(piece, .failure(.notFound("Unknown connector: \(piece.connector)")))
        }
        if self.announced.remove(piece) != nil { self.announce(piece) }
        switch piece {
        case .connector(let name): self.begin(name, connector, target)
        case .task(let id):
            guard let configuration = state.config(of: id) else {
                return self.tellStarted(piece, .failure(.notFound("Unknown task: \(id)")))
            }
            let count = state.tasks(of: id.connector).count
            // Where it is a reference, the connector's worker had the last word.
            if let limit = TaskLimit(connector.values), limit.isEnforced, count > limit.count {
                let error = Self.tooManyTasks(id.connector, count, limit.count)
                self.services.statuses.put(.task(id, self.services.status(.failed, error: error)))
                return self.tellStarted(piece, .failure(HerderError(500, "Failed to start task: \(id)")))
            }
            let runner = SourceTaskRunner(
                id, connector: self.values(of: connector), configuration: configuration.values, target: target,
                services: self.services,
                onExpiry: { [post] resolved in post { $0.watch(piece, configuration.values, resolved) } })
            self.pieces[piece] = runner
            runner.start()
            self.tellStarted(piece, .success(()))
        }
    }

    /// As plugins get them; the tasks of one connector, which are started one after the other, share them.
    private func values(of configuration: ConfigMap) -> ConfigValues {
        if let last = self.lastValues, last.map == configuration { return last.values }
        let values = configuration.values
        self.lastValues = (configuration, values)
        return values
    }

    private func begin(_ name: String, _ configuration: ConfigMap, _ target: TargetState) {
        let post = self.post
        let runner = ConnectorRunner(name, configuration.values, target: target, services: self.services) { news in
            post { core in
                switch news {
                case .started(let result): core.tellStarted(.connector(name), result)
                case .wantsTasks: core.plan(name)
                case .expires(let resolved): core.watch(.connector(name), configuration.values, resolved)
                }
            }
        }
        self.pieces[.connector(name)] = runner
        runner.start()
    }

    private func tellStarted(_ piece: PieceID, _ result: Result<Void, HerderError>) {
        for waiter in self.startWaiters.removeValue(forKey: piece) ?? [] { waiter(result) }
    }

    private func announce(_ piece: PieceID) {
        let status = self.services.status(.restarting)
        switch piece {
        case .connector(let name): self.services.statuses.put(.connector(name, status))
        case .task(let id): self.services.statuses.put(.task(id, status))
        }
    }

    func version(of connector: String) -> String? {
        self.configs.snapshot.connectors[connector]?["connector.class"]
            .flatMap { self.services.plugins.find($0, [.sink, .source]) }?.type.version
    }

    static func tooManyTasks(_ connector: String, _ count: Int, _ limit: Int) -> ConnectError {
        ConnectError(
            .connect,
            "The connector \(connector) has generated \(count) tasks, which is greater than \(limit), the maximum number "
                + "of tasks it is configured to create. This behaviour should be considered a bug and is disallowed. "
                + "If necessary, it can be permitted by reconfiguring the connector with 'tasks.max.enforce' set to "
                + "false; however, this option will be removed in a future version of Kafka Connect.")
    }
}

extension HerderError {
    static let shuttingDown = HerderError(500, "Worker is shutting down")
}
