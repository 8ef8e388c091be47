import Bytes
import KafkaWire
import Transport

/// Brings the producer's requests to the brokers and the answers back. Decides nothing but this: requests to one broker
/// leave in the order in which they came. Lives on the cluster's loop.
actor ProducerSender: LoopActor {
    /// What of the configuration stands in a request.
    struct Settings: Sendable {
        let transactionalID: String?
        let acks: Int16
        /// Milliseconds.
        let timeout: Int32
    }

    private struct Line {
        let node: Int32
        let connection: KafkaConnection
        /// Of Produce requests.
        let version: Int16
    }

    nonisolated let loop: EventLoop
    private let cluster: KafkaCluster
    nonisolated let settings: Settings
    private let lane: ConnectionLane
    nonisolated let answered: @Sendable (ProduceWork, Few<ProduceAnswer>) -> Void
    /// One a broker, and few in all.
    @exclusivity(unchecked) private var lines = Few<Line>()
    /// What waits for brokers to which a connection is being made.
    private var waiting: [Int32: [ProduceWork]] = [:]

    /// - Parameter answered: Called on the loop with the answers to a request, one a batch.
    init(
        _ cluster: KafkaCluster, _ configuration: ProducerConfiguration, lane: ConnectionLane,
        answered: @escaping @Sendable (ProduceWork, Few<ProduceAnswer>) -> Void
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
        pump.start(self, action)
    }

    func resume(_ pump: ProducerPump) { pump.goOn() }

    func stop(_ pump: ProducerPump) { pump.close() }

    /// Sends a request whose batches are sealed, or keeps it until there is a connection, for which it sends the pump's
    /// errand.
    func send(_ work: ProduceWork, _ pump: ProducerPump) {
        if let place = self.lines.firstIndex(where: { $0.node == work.node }) {
            if self.write(work, to: self.lines[place]) { return }
            self.lines.remove(at: place)
        }
        let isConnecting = self.waiting[work.node] != nil
        self.waiting[work.node, default: []].append(work)
        if !isConnecting { pump.send(.connect(work.node)) }
    }

    /// Gets a connection to a node and sends what waits for it.
    func connect(_ node: Int32) async {
        let result: Result<Line, KafkaError>
        do throws(KafkaError) {
            let connection = try await self.cluster.connection(to: .broker(node), lane: self.lane)
            let version = try await connection.version(of: ProduceRequest.self)
            result = .success(Line(node: node, connection: connection, version: version))
        } catch {
            result = .failure(error)
        }
        let waiting = self.waiting.removeValue(forKey: node) ?? []
        switch result {
        case .success(let line):
            self.lines.append(line)
            for work in waiting where !self.write(work, to: line) {
                self.fail(work, KafkaError(.connectionClosed, "sending to broker \(node)"))
            }
        case .failure(let error):
            for work in waiting { self.fail(work, error) }
        }
    }

    /// - Returns: false if the connection is closed.
    private func write(_ work: ProduceWork, to line: Line) -> Bool {
        let request = PendingProduce(work.sortedByTopic(), version: line.version, self)
        return line.connection.assumeOnLoop(request) { connection, request in  // on the same loop
            guard connection.isOpen else { return false }
            request.start(on: connection)
            return true
        }
    }

    nonisolated func fail(_ work: ProduceWork, _ error: KafkaError) {
        self.answered(work, Few(from: work.batches.map { _ in ProduceAnswer(failure: error) }))
    }
}

/// A Produce request on its way to a broker and back.
private final class PendingProduce: PendingRequest {
    private let work: ProduceWork
    private let version: Int16
    private let sender: ProducerSender

    init(_ work: ProduceWork, version: Int16, _ sender: ProducerSender) {
        (self.work, self.version, self.sender) = (work, version, sender)
    }

    func start(on connection: isolated KafkaConnection) {
        let settings = self.sender.settings
        let body = ProduceBody(
            batches: self.work.batches, transactionalID: settings.transactionalID, acks: settings.acks,
            timeout: settings.timeout)
        do throws(KafkaError) {
            guard settings.acks == 0 else { return try connection.start(body, version: self.version, for: self) }
            try connection.sendWithoutAnswer(body, version: self.version)
            self.sender.answered(self.work, Few(from: self.work.batches.map { _ in ProduceAnswer() }))
        } catch {
            self.sender.fail(self.work, error)
        }
    }

    func take(_ answer: Result<Bytes, KafkaError>, from connection: isolated KafkaConnection) {
        let answers = connection.decode(answer, .produce, self.version) { frame throws(WireError) in
            try ProduceAnswer.read(from: frame, version: self.version, about: self.work.batches)
        }
        switch answers {
        case .success(let answers): self.sender.answered(self.work, answers)
        case .failure(let error): self.sender.fail(self.work, error)
        }
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
