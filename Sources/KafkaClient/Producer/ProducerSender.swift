import Bytes
import KafkaWire
import Transport

/// Brings the producer's requests to the brokers and the answers back. Decides nothing but this: requests to one broker
/// leave in the order in which they came. Lives on the cluster's loop.
actor ProducerSender: LoopActor {
    /// What of the configuration stands in a request.
    private struct Settings: Sendable {
        let transactionalID: String?
        let acks: Int16
        /// Milliseconds.
        let timeout: Int32
    }

    nonisolated let loop: EventLoop
    private let cluster: KafkaCluster
    private nonisolated let settings: Settings
    private let lane: ConnectionLane
    private nonisolated let answered: @Sendable (ProduceWork, [ProduceAnswer]) -> Void
    /// One a broker, and few in all.
    @exclusivity(unchecked) private var connections = Few<(node: Int32, connection: KafkaConnection)>()
    /// What waits for brokers to which a connection is being made.
    private var waiting: [Int32: [ProduceWork]] = [:]

    /// - Parameter answered: Called on the loop with the answers to a request, one a batch.
    init(
        _ cluster: KafkaCluster, _ configuration: ProducerConfiguration, lane: ConnectionLane,
        answered: @escaping @Sendable (ProduceWork, [ProduceAnswer]) -> Void
    ) {
        self.loop = cluster.loop
        self.cluster = cluster
        self.settings = Settings(
            transactionalID: configuration.transactionalID, acks: configuration.acks,
            timeout: Int32(clamping: configuration.requestTimeout))
        self.lane = lane
        self.answered = answered
    }

    /// Has the pump call `action` from now on.
    func start(_ pump: ProducerPump, _ action: @escaping @Sendable (isolated ProducerSender) -> Void) {
        let action = Action(call: action)
        pump.start { self.assumeOnLoop(action) { $1.call($0) } }  // the cycle ends with `stop`
    }

    /// A bare function would be wrapped anew at each call.
    private struct Action {
        let call: @Sendable (isolated ProducerSender) -> Void
    }

    func resume(_ pump: ProducerPump) { pump.goOn() }

    func stop(_ pump: ProducerPump) { pump.close() }

    /// Sends a request whose batches are sealed, or keeps it until there is a connection, for which it sends the pump's
    /// errand.
    func send(_ work: ProduceWork, _ pump: ProducerPump) {
        if let place = self.connections.firstIndex(where: { $0.node == work.node }) {
            if self.write(work, to: self.connections[place].connection) { return }
            self.connections.remove(at: place)
        }
        let isConnecting = self.waiting[work.node] != nil
        self.waiting[work.node, default: []].append(work)
        if !isConnecting { pump.send(.connect(work.node)) }
    }

    /// Gets a connection to a node and sends what waits for it.
    func connect(_ node: Int32) async {
        let result: Result<KafkaConnection, KafkaError>
        do throws(KafkaError) {
            result = .success(try await self.cluster.connection(to: .broker(node), lane: self.lane))
        } catch {
            result = .failure(error)
        }
        let waiting = self.waiting.removeValue(forKey: node) ?? []
        switch result {
        case .success(let connection):
            self.connections.append((node, connection))
            for work in waiting where !self.write(work, to: connection) {
                self.fail(work, KafkaError(.connectionClosed, "sending to broker \(node)"))
            }
        case .failure(let error):
            for work in waiting { self.fail(work, error) }
        }
    }

    /// - Returns: false if the connection is closed.
    private func write(_ work: ProduceWork, to connection: KafkaConnection) -> Bool {
        connection.assumeOnLoop((self, work)) { connection, call in  // on the same loop
            guard connection.isOpen else { return false }
            let (sender, work) = call
            do throws(KafkaError) {
                try ProducerSender.start(work, sender.settings, sender.answered, on: connection)
            } catch {
                sender.answered(work, work.batches.map { _ in ProduceAnswer(failure: error) })
            }
            return true
        }
    }

    private static func start(
        _ work: ProduceWork, _ settings: Settings,
        _ answered: @escaping @Sendable (ProduceWork, [ProduceAnswer]) -> Void, on connection: isolated KafkaConnection
    ) throws(KafkaError) {
        let version = try connection.version(of: ProduceRequest.self)
        let work = work.sortedByTopic()
        let body = ProduceBody(
            batches: work.batches, transactionalID: settings.transactionalID, acks: settings.acks,
            timeout: settings.timeout)
        guard settings.acks != 0 else {
            try connection.sendWithoutAnswer(body, version: version)
            return answered(work, work.batches.map { _ in ProduceAnswer() })
        }
        try connection.start(body, version: version) { result in
            switch result {
            case .success(let answers): answered(work, answers)
            case .failure(let error): answered(work, work.batches.map { _ in ProduceAnswer(failure: error) })
            }
        }
    }

    private func fail(_ work: ProduceWork, _ error: KafkaError) {
        self.answered(work, work.batches.map { _ in ProduceAnswer(failure: error) })
    }
}

extension ProduceWork {
    /// The same with what belongs to one topic together.
    fileprivate func sortedByTopic() -> ProduceWork {
        guard self.batches.count > 1 else { return self }
        let sorted = self.batches.sorted {
            ($0.partition.topicName, $0.partition.index) < ($1.partition.topicName, $1.partition.index)
        }
        return ProduceWork(id: self.id, node: self.node, batches: Few(from: sorted))
    }
}
