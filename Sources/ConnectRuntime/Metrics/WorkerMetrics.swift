package import KafkaClient
package import Metrics
import Transport

/// Counts what a worker does, for metrics, and knows the meters of all that runs in it.
package final class WorkerMetrics: MetricsSource {
    private struct Connector {
        var className: String
        var version: String
        var type: ConnectorType
        var status: TaskStatus.State
        var hasStarted = false
    }

    private struct Starts {
        /// 1 for one that succeeded, 0 for one that failed.
        var results: MetricWindow

        init(_ span: MetricSpan) { self.results = MetricWindow(span) }

        func values(at now: Int64) -> [Double] {
            let (all, succeeded) = (Double(self.results.count), self.results.total)
            let share = self.results.average(at: now)
            return [
                all, succeeded, all - succeeded, share.isNaN ? 0 : share, share.isNaN ? 0 : 1 - share,
            ]
        }
    }

    private struct State {
        var connectors: [String: Connector] = [:]
        var tasks: [TaskID: TaskMeter] = [:]
        /// How often each task was started here.
        var taskStarts: [TaskID: Int] = [:]
        var connectorStartups: Starts
        var taskStartups: Starts
        var rebalances: MetricWindow
        var rebalancingSince: Int64?
        var lastRebalance: Int64?
        var generation: Int32 = 0
    }

    package let registry: MetricsRegistry
    private let about: ClientMeter.About
    private let state: Locked<State>
    /// Of the membership in the group.
    private let member = Locked<ClientMeter?>(nil)
    /// Tasks that don't run here any more are remembered, for their restarts, as long as there are not more than these.
    private static let rememberedTasks = 10_000

    package init(span: MetricSpan = .init(), version: String = "unknown", commit: String = "unknown") {
        self.registry = MetricsRegistry(span: span)
        self.about = ClientMeter.About(version: version, commit: commit, started: WallClock.now)
        self.state = Locked(
            State(
                connectorStartups: Starts(span), taskStartups: Starts(span), rebalances: MetricWindow(span)))
        self.registry.add(self)
    }

    // MARK: clients

    /// The meter of a client, which is shown until ``remove(_:)``.
    package func client(_ kind: ClientMeter.Kind, id: String) -> ClientMeter {
        let meter = ClientMeter(kind, clientID: id, span: self.registry.span, about: self.about)
        self.registry.add(meter)
        if kind == .connect { self.member.withLock { $0 = meter } }
        return meter
    }

    package func remove(_ meter: ClientMeter) { self.registry.remove(meter) }

    // MARK: connectors and tasks

    /// The meter of a task that is about to run here; in place of an earlier one's.
    package func task(_ id: TaskID, _ kind: TaskMeter.Kind, isPaused: Bool = false) -> TaskMeter {
        let meter = TaskMeter(id, kind, isPaused: isPaused, span: self.registry.span)
        self.state.withLock { state in
            state.tasks[id] = meter
            if state.taskStarts.count >= Self.rememberedTasks {
                state.taskStarts = state.taskStarts.filter { state.tasks[$0.key] != nil }
            }
            state.taskStarts[id, default: 0] += 1
        }
        return meter
    }

    /// A task is in another state now.
    package func task(_ meter: TaskMeter, enters status: TaskStatus.State) {
        guard meter.enter(status) else { return }
        let now = MetricsClock.now
        self.state.withLock { $0.taskStartups.results.record(status == .running ? 1 : 0, at: now) }
    }

    /// A connector that runs here is in another state now.
    func connector(
        _ name: String, enters status: TaskStatus.State, className: String, version: String?, type: ConnectorType
    ) {
        let now = MetricsClock.now
        self.state.withLock { state in
            var connector =
                state.connectors[name]
                ?? Connector(className: className, version: version ?? "null", type: type, status: status)
            connector.className = className
            if let version { connector.version = version }
            connector.type = type
            connector.status = status
            if !connector.hasStarted, status == .running || status == .failed {
                connector.hasStarted = true
                state.connectorStartups.results.record(status == .running ? 1 : 0, at: now)
            }
            state.connectors[name] = connector
        }
    }

    /// A connector or task doesn't run here any more.
    func ended(_ piece: PieceID) {
        self.state.withLock { state in
            switch piece {
            case .connector(let name): state.connectors[name] = nil
            case .task(let id): state.tasks[id] = nil
            }
        }
    }

    // MARK: rebalances

    /// A round of the group has given this worker its work.
    func beganRebalance(generation: Int32) {
        let now = MetricsClock.now
        self.state.withLock { state in
            state.generation = generation
            state.rebalancingSince = now
        }
    }

    /// What the round gave.
    func took(_ work: Workload) {
        self.member.withLock { $0 }?.assigned(work.connectors.count, work.tasks.count)
    }

    /// The work is taken up.
    func endedRebalance() {
        let now = MetricsClock.now
        self.state.withLock { state in
            if let since = state.rebalancingSince { state.rebalances.record(Double(now - since), at: now) }
            state.rebalancingSince = nil
            state.lastRebalance = now
        }
    }
}

/// What a scrape gets.
extension WorkerMetrics {
    package func collect(into snapshot: inout MetricsSnapshot) {
        let state = self.state.withLock { $0 }
        self.collectWorker(state, into: &snapshot)
        self.collectTaskCounts(state, into: &snapshot)
        for (name, connector) in state.connectors { self.collect(name, connector, into: &snapshot) }
        for (id, meter) in state.tasks {
            meter.collect(restarts: max(state.taskStarts[id, default: 1] - 1, 0), into: &snapshot)
        }
    }

    private func collectWorker(_ state: State, into snapshot: inout MetricsSnapshot) {
        let now = snapshot.now
        snapshot.add(
            Self.worker, MetricLabels([("connector", "aggregate")]),
            [Double(state.connectors.count), Double(state.tasks.count)] + state.connectorStartups.values(at: now)
                + state.taskStartups.values(at: now))
        snapshot.add(
            Self.rebalances, .none,
            [
                Double(state.generation), state.rebalancingSince == nil ? 0 : 1, Double(state.rebalances.count),
                state.rebalances.maximum(at: now), state.rebalances.average(at: now),
                state.lastRebalance.map { Double(now - $0) } ?? .infinity,
            ])
    }

    private func collectTaskCounts(_ state: State, into snapshot: inout MetricsSnapshot) {
        var counts: [String: [Double]] = [:]
        for (id, meter) in state.tasks {
            var row = counts[id.connector] ?? [Double](repeating: 0, count: 1 + Self.countedStates.count)
            row[0] += 1
            if let place = Self.countedStates.firstIndex(of: meter.status) { row[place + 1] += 1 }
            counts[id.connector] = row
        }
        for (connector, row) in counts {
            snapshot.add(Self.taskCounts, [("connector", MetricLabels.jmx(connector))], row)
        }
    }

    private func collect(_ name: String, _ connector: Connector, into snapshot: inout MetricsSnapshot) {
        let label = ("connector", MetricLabels.jmx(name))
        let facts = [
            ("connector_type", "\(connector.type)"), ("connector_class", connector.className),
            ("connector_version", connector.version), ("status", connector.status.rawValue.lowercased()),
        ]
        for fact in facts { snapshot.add(Self.connector, [fact, label], [1]) }
        for (candidate, state) in TaskMeter.states + [(.stopped, "stopped")] {
            snapshot.add(Self.connectorState, [label, ("state", state)], [candidate == connector.status ? 1 : 0])
        }
    }

    private static let worker = MetricGroup(
        kafka: "kafka.connect", type: "connect-worker-metrics",
        ["connector-count", "task-count"]
            + ["connector", "task"].flatMap { kind in
                [
                    "attempts-total", "success-total", "failure-total", "success-percentage", "failure-percentage",
                ].map { "\(kind)-startup-\($0)" }
            })
    private static let countedStates: [TaskStatus.State] = [
        .running, .paused, .failed, .unassigned, .destroyed, .restarting,
    ]
    private static let taskCounts = MetricGroup(
        kafka: "kafka.connect", type: "connect-worker-metrics",
        ["connector-total-task-count"] + countedStates.map { "connector-\($0.rawValue.lowercased())-task-count" })
    private static let rebalances = MetricGroup(
        kafka: "kafka.connect", type: "connect-worker-rebalance-metrics",
        [
            "epoch", "rebalancing", "completed-rebalances-total", "rebalance-max-time-ms", "rebalance-avg-time-ms",
            "time-since-last-rebalance-ms",
        ])
    private static let connector = MetricGroup([
        MetricColumn(
            "kafka_connect_connector_metrics", .unknown,
            "Facts about a connector, one a series kafka.connect:name=null,type=connector-metrics")
    ])
    private static let connectorState = MetricGroup([
        MetricColumn("sluice_connector_state", .gauge, "1 for the state that the connector is in, 0 for the others.")
    ])
}
