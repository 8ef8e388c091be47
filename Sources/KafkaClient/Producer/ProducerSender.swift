import Bytes
import KafkaWire
import Transport

/// Brings the producer's requests to the brokers and the answers back. Decides nothing but this: requests to one broker
/// leave in the order in which they came. Lives on the cluster's loop.
actor ProducerSender: LoopActor {
    /// A request whose batches are sealed.
    struct SealedWork: Sendable {
        let work: ProduceWork
        /// Those of one topic stand together.
        let entries: [ProduceFrame.Entry]
    }

    /// What of the configuration stands in a request.
    private struct Settings: Sendable {
        let transactionalID: String?
        let acks: Int16
        /// Milliseconds.
        let timeout: Int32
    }

    private struct Node {
        var connection: KafkaConnection?
        /// What waits for a connection.
        var waiting: [SealedWork] = []
        var isConnecting = false
    }

    nonisolated let loop: EventLoop
    private let cluster: KafkaCluster
    private let settings: Settings
    private let lane: ConnectionLane
    private let answered: @Sendable (ProduceWork, [ProduceAnswer]) -> Void
    private var nodes: [Int32: Node] = [:]

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
        pump.start { self.assumeOnLoop { action($0) } }  // the cycle ends with `stop`
    }

    func resume(_ pump: ProducerPump) { pump.goOn() }

    func stop(_ pump: ProducerPump) { pump.close() }

    /// Sends a request, or keeps it until there is a connection, for which it sends the pump's errand.
    func send(_ sealed: SealedWork, _ pump: ProducerPump) {
        let node = sealed.work.node
        if let connection = self.nodes[node]?.connection {
            if connection.assumeOnLoop({ $0.isOpen }) { return self.write(sealed, to: connection) }
            self.nodes[node]?.connection = nil
        }
        self.nodes[node, default: Node()].waiting.append(sealed)
        guard self.nodes[node]?.isConnecting == false else { return }
        self.nodes[node]?.isConnecting = true
        pump.send(.connect(node))
    }

    /// Gets a connection to a node and sends what waits for it.
    func connect(_ node: Int32) async {
        let result: Result<KafkaConnection, KafkaError>
        do throws(KafkaError) {
            result = .success(try await self.cluster.connection(to: .broker(node), lane: self.lane))
        } catch {
            result = .failure(error)
        }
        let waiting = self.nodes[node]?.waiting ?? []
        self.nodes[node] = nil
        switch result {
        case .success(let connection):
            self.nodes[node] = Node(connection: connection)
            for sealed in waiting { self.write(sealed, to: connection) }
        case .failure(let error):
            for sealed in waiting { self.fail(sealed.work, error) }
        }
    }

    private func write(_ sealed: SealedWork, to connection: KafkaConnection) {
        let failure = connection.assumeOnLoop { connection -> KafkaError? in  // on the same loop
            do throws(KafkaError) {
                try Self.start(sealed, self.settings, self.answered, on: connection)
                return nil
            } catch {
                return error
            }
        }
        if let failure { self.fail(sealed.work, failure) }
    }

    private static func start(
        _ sealed: SealedWork, _ settings: Settings,
        _ answered: @escaping @Sendable (ProduceWork, [ProduceAnswer]) -> Void, on connection: isolated KafkaConnection
    ) throws(KafkaError) {
        let work = sealed.work
        let version = try connection.version(of: ProduceRequest.self)
        let pieces: [Bytes]
        do throws(WireError) {
            pieces = try ProduceFrame.pieces(
                sealed.entries, transactionalID: settings.transactionalID, acks: settings.acks,
                timeout: settings.timeout, version: version)
        } catch {
            throw KafkaError(error, "encoding a Produce request")
        }
        guard settings.acks != 0 else {
            try connection.sendWithoutAnswer(encoded: pieces, api: .produce, version: version)
            return answered(work, work.batches.map { _ in ProduceAnswer() })
        }
        try connection.start(encoded: pieces, as: ProduceRequest.self, version: version) { result in
            switch result {
            case .success(let response): answered(work, ProduceAnswer.answers(response, to: work.batches))
            case .failure(let error): answered(work, work.batches.map { _ in ProduceAnswer(failure: error) })
            }
        }
    }

    private func fail(_ work: ProduceWork, _ error: KafkaError) {
        self.answered(work, work.batches.map { _ in ProduceAnswer(failure: error) })
    }
}
