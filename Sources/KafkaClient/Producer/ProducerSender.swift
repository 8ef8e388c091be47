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
    private let settings: Settings
    private let lane: ConnectionLane
    /// Hears the answers.
    private let producer: KafkaProducer
    /// One a broker, and few in all.
    @exclusivity(unchecked) private var lines = Few<Line>()
    /// What waits for brokers to which a connection is being made.
    private var waiting: [Int32: [ProduceWork]] = [:]

    init(_ producer: KafkaProducer, _ cluster: KafkaCluster, lane: ConnectionLane) {
        let configuration = producer.configuration
        self.loop = cluster.loop
        self.cluster = cluster
        self.settings = Settings(
            transactionalID: configuration.transactionalID, acks: configuration.acks,
            timeout: Int32(clamping: configuration.requestTimeout))
        self.lane = lane
        self.producer = producer
    }

    func start(_ pump: ProducerPump, _ seal: ProducerSeal) { pump.start(self.producer, self, seal) }

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
        let request = PendingProduce(work.sortedByTopic(), version: line.version, self.producer)
        return line.connection.assumeOnLoop((request, self.settings)) { connection, call in  // on the same loop
            guard connection.isOpen else { return false }
            call.0.start(on: connection, call.1)
            return true
        }
    }

    private func fail(_ work: ProduceWork, _ error: KafkaError) { self.producer.answered(work, work.failed(error)) }
}

/// A Produce request on its way to a broker and back.
private final class PendingProduce: PendingRequest {
    private let work: ProduceWork
    private let version: Int16
    private let producer: KafkaProducer

    init(_ work: ProduceWork, version: Int16, _ producer: KafkaProducer) {
        (self.work, self.version, self.producer) = (work, version, producer)
    }

    func start(on connection: isolated KafkaConnection, _ settings: ProducerSender.Settings) {
        let body = ProduceBody(
            batches: self.work.batches, transactionalID: settings.transactionalID, acks: settings.acks,
            timeout: settings.timeout)
        do throws(KafkaError) {
            guard settings.acks == 0 else { return try connection.start(body, version: self.version, for: self) }
            try connection.sendWithoutAnswer(body, version: self.version)
            self.producer.answered(self.work, Few(from: self.work.batches.map { _ in ProduceAnswer() }))
        } catch {
            self.producer.answered(self.work, self.work.failed(error))
        }
    }

    func take(_ answer: Result<Bytes, KafkaError>, from connection: isolated KafkaConnection) {
        let answers = connection.decode(answer, .produce, self.version) { frame throws(WireError) in
            try ProduceAnswer.read(from: frame, version: self.version, about: self.work.batches)
        }
        switch answers {
        case .success(let answers): self.producer.answered(self.work, answers)
        case .failure(let error): self.producer.answered(self.work, self.work.failed(error))
        }
    }
}

extension ProduceWork {
    /// What its batches hear if there is no answer.
    fileprivate func failed(_ error: KafkaError) -> Few<ProduceAnswer> {
        Few(from: self.batches.map { _ in ProduceAnswer(failure: error) })
    }

    /// The same with what belongs to one topic together.
    fileprivate func sortedByTopic() -> ProduceWork {
        guard self.batches.count > 1 else { return self }
        let sorted = self.batches.sorted {
            ($0.partition.topicName, $0.partition.index) < ($1.partition.topicName, $1.partition.index)
        }
        return ProduceWork(id: self.id, node: self.node, batches: Few(from: sorted))
    }
}
