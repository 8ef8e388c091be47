package import Metrics
import Transport

/// Counts what one Kafka client does, for metrics: connections, requests, and what is particular to its kind.
///
/// A client has one if its ``ClientConfiguration/meter`` says so; without it nothing is counted. Told once a request, or once
/// a batch, never once a record, from any thread.
package final class ClientMeter: MetricsSource {
    package enum Kind: String, Sendable {
        case producer, consumer, admin
        /// A worker as a member of its group.
        case connect
    }

    /// What a client tells about itself.
    package struct About: Sendable {
        package var version: String
        package var commit: String
        /// Milliseconds since 1970.
        package var started: Int64

        package init(version: String, commit: String, started: Int64) {
            (self.version, self.commit, self.started) = (version, commit, started)
        }
    }

    /// What happens with each request or batch.
    struct Event: BitwiseCopyable, Sendable {
        enum Kind: BitwiseCopyable, Sendable {
            case request(bytes: Int32, node: Int32, expectsAnswer: Bool)
            case answer(Answer)
            /// Nanoseconds of work on what came in.
            case work(Int64)
            /// Of a Produce request with several batches, with its records.
            case produce(records: Int32)
            case batch(ProducerMeterFigures.Batch)
        }

        /// What came in, and what it says about pauses.
        struct Answer: BitwiseCopyable, Sendable {
            let bytes: Int32
            let node: Int32
            /// Since its request was sent.
            let nanoseconds: Int64
            /// Milliseconds that the broker asks us to wait; -1: its kind of answer doesn't say.
            var throttle: Int32 = -1
        }

        let kind: Kind
        /// By ``MetricsClock/now``.
        let time: Int64
    }

    struct State {
        var network: NetworkFigures
        var nodes: [NodeFigures] = []
        var producer: ProducerMeterFigures
        private var boxedConsumer: Boxed<ConsumerMeterFigures>
        private var boxedGroup: Boxed<GroupFigures>
        var metadataTime: (@Sendable () -> ContinuousClock.Instant?)?
        var producerState: (@Sendable () -> ProducerFigures?)?
        /// At the end, beside the lock: a note that isn't counted yet touches nothing else. What a producer that sends now
        /// and then does in eight requests.
        private var notes = MetricNotes<Event>(most: 32)

        init(_ span: MetricSpan) {
            self.network = NetworkFigures(span, made: MetricsClock.nanoseconds)
            self.producer = ProducerMeterFigures(span)
            self.boxedConsumer = Boxed { ConsumerMeterFigures(span) }
            self.boxedGroup = Boxed { GroupFigures(span) }
        }

        mutating func note(_ kind: Event.Kind, at now: Int64) {
            if self.notes.append(Event(kind: kind, time: now)) { self.countNotes() }
        }

        /// Call it before anything is read.
        mutating func countNotes() {
            for index in 0..<self.notes.count {
                let event = self.notes[index]
                self.count(event.kind, at: event.time)
            }
            self.notes.removeAll()
        }

        private mutating func count(_ event: Event.Kind, at now: Int64) {
            switch event {
            case .request(let bytes, let node, let expectsAnswer):
                self.network.sent.record(Double(bytes), at: now)
                if expectsAnswer { self.network.inFlight += 1 }
                if node >= 0 { self.nodes[Int(node)].sent.record(Double(bytes), at: now) }
            case .answer(let answer): self.count(answer, at: now)
            case .work(let nanoseconds): self.network.work.record(Double(nanoseconds), at: now)
            case .produce(let records): self.producer.records.record(Double(records), at: now)
            case .batch(let batch): self.producer.sent(batch, at: now)
            }
        }

        private mutating func count(_ answer: Event.Answer, at now: Int64) {
            let latency = Double(answer.nanoseconds) / 1e6
            self.network.received.record(Double(answer.bytes), at: now)
            self.network.latency.record(latency, at: now)
            self.network.inFlight -= 1
            if answer.throttle >= 0 { self.network.throttles.record(Double(answer.throttle), at: now) }
            guard answer.node >= 0 else { return }
            self.nodes[Int(answer.node)].answered(bytes: Double(answer.bytes), latency: latency, at: now)
        }

        var consumer: ConsumerMeterFigures {
            get { self.boxedConsumer.value }
            _modify { yield &self.boxedConsumer.value }
        }
        var group: GroupFigures {
            get { self.boxedGroup.value }
            _modify { yield &self.boxedGroup.value }
        }
    }

    package let kind: Kind
    package let clientID: String
    let span: MetricSpan
    private let about: About
    let state: Locked<State>
    /// Brokers and topics beyond this many are not told apart.
    static let limit = 1000

    package init(_ kind: Kind, clientID: String, span: MetricSpan, about: About) {
        (self.kind, self.clientID, self.span, self.about) = (kind, clientID, span, about)
        self.state = Locked(State(span))
    }

    // MARK: connections

    /// The number of a broker of this name; -1 if there are too many.
    func node(named name: String) -> Int {
        self.state.withLock { state in
            if let known = state.nodes.firstIndex(where: { $0.name == name }) { return known }
            guard state.nodes.count < Self.limit else { return -1 }
            state.nodes.append(NodeFigures(name, self.span))
            return state.nodes.count - 1
        }
    }

    func network(_ change: (inout NetworkFigures) -> Void) { self.state.withLock { change(&$0.network) } }

    func note(_ event: Event.Kind, at now: Int64 = MetricsClock.now) {
        self.state.withLock { $0.note(event, at: now) }
    }

    /// A connection was authenticated, or could not be.
    package func authenticated(_ succeeded: Bool) {
        let now = MetricsClock.now
        self.network { network in
            if succeeded {
                network.authentications.record(1, at: now)
            } else {
                network.failedAuthentications.record(1, at: now)
            }
        }
    }

    /// A connection was authenticated again before its session ended, or could not be.
    package func reauthenticated(_ succeeded: Bool, after duration: Duration) {
        let now = MetricsClock.now
        self.network { network in
            if succeeded {
                network.reauthentications.record(duration / .milliseconds(1), at: now)
            } else {
                network.failedReauthentications.record(1, at: now)
            }
        }
    }

    // MARK: scraping

    package func collect(into snapshot: inout MetricsSnapshot) {
        guard self.kind != .admin else { return }  // as on a Java worker
        let now = snapshot.now
        let (metadataTime, producerState) = self.state.withLock { ($0.metadataTime, $0.producerState) }
        let (asked, producer) = (metadataTime?(), producerState?())  // they take locks of their own
        let id = MetricLabels.jmx(self.clientID)
        self.addAppInfo(id, to: &snapshot)
        self.state.withLock { state in
            state.countNotes()
            if let producer { state.producer.catchUp(with: producer, at: now) }
            self.add(state, id, asked, to: &snapshot)
        }
    }

    private func add(
        _ state: State, _ id: String, _ metadataTime: ContinuousClock.Instant?, to snapshot: inout MetricsSnapshot
    ) {
        let now = snapshot.now
        let common = [("client_id", id), ("client_type", self.kind.rawValue)]
        switch self.kind {
        case .producer:
            let age = metadataTime.map { ($0.duration(to: .now) / .milliseconds(1)) / 1000 } ?? .nan
            let values = state.producer.values(network: state.network, metadataAge: age, at: now)
            snapshot.add(Self.producer, common, state.network.values(at: now) + values)
            self.addTopics(state.producer, id, to: &snapshot)
            self.addNodes(state.nodes, Self.producerNodes, id, to: &snapshot)
        case .consumer:
            let values = state.consumer.clientValues(at: now)
            snapshot.add(Self.consumer, common, state.network.values(at: now) + values)
            state.consumer.collect(id, into: &snapshot)
            self.addNodes(state.nodes, Self.consumerNodes, id, to: &snapshot)
            self.addConsumerGroup(state, common, to: &snapshot)
        case .connect:
            let labels = [("client_id", id)]
            snapshot.add(Self.connect, labels, state.network.values(at: now))
            snapshot.add(Self.connectCoordinator, labels, state.group.values(at: now) + state.group.assigned)
        case .admin: break
        }
    }

    private func addAppInfo(_ id: String, to snapshot: inout MetricsSnapshot) {
        let group =
            switch self.kind {
            case .producer: Self.producerInfo
            case .consumer: Self.consumerInfo
            default: Self.connectInfo
            }
        let facts = [
            ("start_time_ms", String(self.about.started)), ("commit_id", self.about.commit),
            ("version", self.about.version),
        ]
        for fact in facts {
            var labels = [fact, ("client_id", id)]
            if self.kind != .connect { labels.append(("client_type", self.kind.rawValue)) }
            snapshot.add(group, labels, [1])
        }
    }

    private func addNodes(
        _ nodes: [NodeFigures], _ group: MetricGroup, _ id: String, to snapshot: inout MetricsSnapshot
    ) {
        for node in nodes {
            let labels = [("client_id", id), ("node_id", node.name), ("client_type", self.kind.rawValue)]
            snapshot.add(group, labels, node.values(at: snapshot.now))
        }
    }

    private func addTopics(_ figures: ProducerMeterFigures, _ id: String, to snapshot: inout MetricsSnapshot) {
        for topic in figures.topics {
            let labels = [("client_id", id), ("topic", MetricLabels.jmx(topic.name)), ("client_type", "producer")]
            snapshot.add(Self.producerTopics, labels, topic.values(at: snapshot.now))
        }
    }

    private func addConsumerGroup(_ state: State, _ labels: [(String, String)], to snapshot: inout MetricsSnapshot) {
        snapshot.add(
            Self.consumerCoordinator, labels,
            state.group.values(at: snapshot.now)
                + state.consumer.groupValues(assigned: state.group.assigned[0], at: snapshot.now))
    }
}

extension ClientMeter {
    private static let producer = MetricGroup(
        kafka: "kafka.producer", type: "producer-metrics", kind: .gauge,
        NetworkFigures.attributes + ProducerMeterFigures.attributes)
    private static let producerNodes = MetricGroup(
        kafka: "kafka.producer", type: "producer-node-metrics", kind: .gauge, NodeFigures.attributes)
    private static let producerTopics = MetricGroup(
        kafka: "kafka.producer", type: "producer-topic-metrics", kind: .gauge, ProducerMeterFigures.Topic.attributes)
    private static let consumer = MetricGroup(
        kafka: "kafka.consumer", type: "consumer-metrics", kind: .gauge,
        NetworkFigures.attributes + ConsumerMeterFigures.clientAttributes)
    private static let consumerNodes = MetricGroup(
        kafka: "kafka.consumer", type: "consumer-node-metrics", kind: .gauge, NodeFigures.attributes)
    private static let consumerCoordinator = MetricGroup(
        kafka: "kafka.consumer", type: "consumer-coordinator-metrics", kind: .gauge,
        GroupFigures.attributes + ConsumerMeterFigures.groupAttributes)
    private static let connect = MetricGroup(
        kafka: "kafka.connect", type: "connect-metrics", NetworkFigures.attributes)
    private static let connectCoordinator = MetricGroup(
        kafka: "kafka.connect", type: "connect-coordinator-metrics",
        GroupFigures.attributes + ["assigned-connectors", "assigned-tasks"])

    private static func info(_ name: String, _ domain: String) -> MetricGroup {
        MetricGroup([
            MetricColumn(name, .unknown, "Version, commit and start of a client \(domain):name=null,type=app-info")
        ])
    }
    private static let producerInfo = info("kafka_producer_app_info", "kafka.producer")
    private static let consumerInfo = info("kafka_consumer_app_info", "kafka.consumer")
    private static let connectInfo = info("kafka_connect_app_info", "kafka.connect")
}
