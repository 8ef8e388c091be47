import Bytes
package import KafkaWire
import Log
package import Transport

/// A Kafka cluster in this process: one or several brokers with their topics, groups and listeners, all on one event
/// loop. The embedded default of development mode, and the fake of tests, which can put faults in its way.
///
/// ```swift
/// let cluster = try DevCluster(.init(brokers: 3), loop: loop)
/// try await cluster.start()
/// // … connect to cluster.bootstrap
/// await cluster.stop()
/// ```
package actor DevCluster: LoopActor {
    package nonisolated let loop: EventLoop
    let core: ClusterCore
    private var listeners: [Int32: Listener] = [:]
    private var connections: [ObjectIdentifier: BrokerConnection] = [:]
    private var timer: LoopTimer?
    private var timerTime: Int64?
    /// How many requests of each API have come, for tests.
    private var counts: [APIKey: Int] = [:]

    /// Starts nothing. Takes the data folder's lock, if there is one.
    package init(_ configuration: DevClusterConfiguration = .init(), loop: EventLoop) throws(DevClusterError) {
        self.loop = loop
        self.core = try ClusterCore(configuration, loop: loop)
    }

    /// Listens and serves. Data of an earlier run are checked and there when this returns.
    package func start() async throws(DevClusterError) {
        let configuration = self.core.configuration
        guard configuration.brokers > 0, configuration.brokers <= 1000 else {
            throw DevClusterError(.invalidConfiguration, "A cluster needs 1 to 1000 brokers.")
        }
        for index in 0..<configuration.brokers {
            let id = Int32(index + 1)
            let port = configuration.ports.indices.contains(index) ? configuration.ports[index] : 0
            let listener = try await self.listen(at: port)
            self.core.nodes.append(BrokerNode(id: id, host: configuration.host, port: listener.localEndpoint.port))
            self.listeners[id] = listener
        }
        self.core.onDeadline = { [weak self] in self?.assumeIsolated { $0.setTimer() } }
        try self.core.load()
        self.core.startMaintenance()
        for (id, listener) in self.listeners { self.serve(id, listener) }
    }

    private func listen(at port: Int) async throws(DevClusterError) -> Listener {
        do {
            return try await Listener.bind(
                to: Endpoint(host: self.core.configuration.host, port: port), on: self.loop)
        } catch {
            throw DevClusterError(.listening, "\(error)")
        }
    }

    private func serve(_ id: Int32, _ listener: Listener) {
        let limit = Int(self.core.properties.number("socket.request.max.bytes"))
        let security = self.core.configuration.security
        listener.start(self, tls: security.tls) { cluster, stream in
            let connection = BrokerConnection(
                stream, broker: id, cluster: cluster, requestLimit: limit, .init(security))
            cluster.connections[ObjectIdentifier(connection)] = connection
            connection.assumeIsolated { $0.start() }
        }
    }

    /// Closes listeners and connections. Nothing is lost: in a data folder everything acknowledged is there already.
    package func stop() {
        for listener in self.listeners.values { listener.close() }
        self.listeners = [:]
        self.closeConnections { _ in true }
        self.timer = nil
        self.core.onDeadline = {}
    }

    /// The running brokers' addresses, as `bootstrap.servers` takes them.
    package var bootstrap: String {
        self.core.runningNodes.map { "\(Endpoint(host: $0.host, port: $0.port))" }.joined(separator: ",")
    }

    /// Where a broker listens, whether it runs or not.
    package func endpoint(of broker: Int32) throws(DevClusterError) -> Endpoint {
        guard let node = self.core.nodes.first(where: { $0.id == broker }) else {
            throw DevClusterError(.noSuchBroker, "There is no broker \(broker).")
        }
        return Endpoint(host: node.host, port: node.port)
    }

    package var clusterID: String { self.core.clusterID }

    // MARK: - Connections

    func forget(_ connection: BrokerConnection) { self.connections[ObjectIdentifier(connection)] = nil }

    private func closeConnections(where matches: (Int32) -> Bool) {
        for connection in Array(self.connections.values) where matches(connection.broker) {
            connection.assumeIsolated { $0.close() }
        }
    }

    /// Cuts all connections, or those to one broker; clients may connect again at once.
    package func disconnectClients(of broker: Int32? = nil) {
        self.closeConnections { broker == nil || $0 == broker }
    }

    func stopListening(_ id: Int32) { self.listeners.removeValue(forKey: id)?.close() }

    func resumeListening(_ id: Int32, port: Int) async throws(DevClusterError) {
        let listener = try await self.listen(at: port)
        self.listeners[id] = listener
        self.serve(id, listener)
    }

    /// How many connections are open.
    package var connectionCount: Int { self.connections.count }

    /// How many requests of this kind have come so far.
    package func requestCount(_ api: APIKey) -> Int { self.counts[api] ?? 0 }

    /// Carries out one request; the sink gets its outcome, now or later.
    func carryOut(
        _ frame: Bytes, broker: Int32, clientHost: String, _ sink: @escaping (ReplyOutcome) -> Void
    ) {
        do {
            var reader = WireReader(frame)
            let header = try RequestHeader(from: &reader)
            let info = RequestInfo(
                broker: broker, apiKey: header.apiKey, version: header.apiVersion,
                correlationID: header.correlationID, clientID: header.clientID, clientHost: clientHost)
            self.counts[header.apiKey, default: 0] += 1
            guard let handler = APIHandler.all[header.apiKey.rawValue] else { return sink(.hangUp) }
            guard handler.versions.contains(header.apiVersion) else {
                return header.apiKey == .apiVersions ? ApiVersionsAnswer.refuse(info, sink) : sink(.hangUp)
            }
            try handler.run(self.core, info, frame.dropFirst(reader.offset), sink)
        } catch {
            self.core.logger.debug("A request can't be read", ["client": clientHost], error: error)
            sink(.hangUp)
        }
    }

    // MARK: - Time

    private func setTimer() {
        guard let next = self.core.deadlines.next, !self.core.clock.isManual else { return }
        if self.timer == nil { self.timer = LoopTimer(self) { $0.timerFired() } }
        guard self.timerTime != next else { return }
        self.timerTime = next
        self.timer?.schedule(after: .milliseconds(max(0, next - self.core.now)))
    }

    private func timerFired() {
        self.timerTime = nil
        self.core.runDeadlines()
        self.setTimer()
    }

    /// Moves a manual clock on, carrying out on the way what falls due.
    package func advance(by time: Duration) {
        let end = self.core.now + time.milliseconds
        while let next = self.core.deadlines.next, next <= end {
            self.core.clock.advance(milliseconds: max(0, next - self.core.now))
            self.core.runDeadlines()
        }
        self.core.clock.advance(milliseconds: end - self.core.now)
    }
}
