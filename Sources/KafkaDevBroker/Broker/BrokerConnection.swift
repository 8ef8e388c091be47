import Bytes
import KafkaWire
import Log
import Transport

/// One client's connection to one broker. Requests are carried out one after another, as Kafka does: the next one waits
/// until the answer of the one before is written.
actor BrokerConnection: StreamOwner {
    nonisolated let loop: EventLoop
    private let stream: ByteStream
    private weak let cluster: DevCluster?
    nonisolated let broker: Int32
    private let clientHost: String
    private let requestLimit: Int
    /// Nil: nobody is asked who they are.
    private var authenticator: ConnectionAuthenticator?
    /// A request is being carried out; `stuck`: forever.
    private var isBusy = false
    private var isPumping = false
    private var isClosed = false

    /// Above this much unsent output no request is begun.
    private static let outputLimit = 8 << 20

    init(
        _ stream: sending ByteStream, broker: Int32, cluster: DevCluster, requestLimit: Int,
        _ authenticator: ConnectionAuthenticator?
    ) {
        self.loop = cluster.loop
        self.clientHost = "/" + stream.remoteEndpoint.host
        self.stream = stream
        self.cluster = cluster
        self.broker = broker
        self.requestLimit = requestLimit
        self.authenticator = authenticator
    }

    func start() { self.stream.start(owner: self) }

    func streamIsReadable() { self.pump() }
    func streamIsWritable() { self.pump() }

    func streamDidClose(_ error: TransportError?) {
        self.isClosed = true
        self.cluster?.assumeIsolated { $0.forget(self) }
    }

    /// Cuts the connection; whatever is owed is lost.
    func close() {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.stream.close()
        self.cluster?.assumeIsolated { $0.forget(self) }
    }

    private func pump() {
        guard !self.isPumping else { return }
        self.isPumping = true
        defer { self.isPumping = false }
        while !self.isBusy, !self.isClosed, self.stream.queuedBytes < Self.outputLimit {
            do {
                guard let frame = try self.stream.readFrame(limit: self.requestLimit) else { return }
                guard let cluster = self.cluster else { return self.close() }
                guard self.isPassed(frame, cluster) else { continue }
                self.isBusy = true
                let (broker, host) = (self.broker, self.clientHost)
                cluster.assumeIsolated { cluster in
                    cluster.carryOut(frame, broker: broker, clientHost: host) { [weak self] outcome in
                        self?.assumeIsolated { $0.finish(outcome) }
                    }
                }
            } catch {
                return self.close()
            }
        }
    }

    /// Whether a request is the broker's to carry out; those that say who the client is are answered here.
    private func isPassed(_ frame: Bytes, _ cluster: DevCluster) -> Bool {
        let now = cluster.assumeIsolated { $0.core.now }
        switch self.authenticator?.take(frame, now: now) {
        case nil, .pass: return true
        case .answer(let answer): self.stream.write(answer)
        case .answerAndHangUp(let answer):
            self.stream.write(answer)
            self.stream.closeAfterWriting()
        case .hangUp: self.close()
        }
        return false
    }

    private func finish(_ outcome: ReplyOutcome) {
        guard !self.isClosed else { return }
        switch outcome {
        case .frame(let pieces): self.stream.write(pieces)
        case .nothing: break
        case .hangUp: return self.close()
        case .silence: return
        }
        self.isBusy = false
        self.pump()
    }
}
