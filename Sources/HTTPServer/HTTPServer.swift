package import Log
package import Transport

/// An HTTP/1.1 server on one event loop.
///
/// ``listen(at:)`` binds, ``run()`` serves until ``stop()``, which answers what was asked, ends idle connections at once
/// and returns. Cancelling `run()` cuts off what is left. Requests of one connection are answered in order, one at a time;
/// the handler runs on the loop and must not block it.
package actor HTTPServer: LoopActor {
    package typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse
    /// Makes the answer to what never became a request: status and reason.
    package typealias FailurePage = @Sendable (Int, String) -> HTTPResponse

    package nonisolated let loop: EventLoop
    nonisolated let limits: HTTPLimits
    nonisolated let handler: Handler
    nonisolated let failurePage: FailurePage
    private let log: Logger
    private var listeners: [(listener: Listener, tls: TLSContext?)] = []
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private let (accepted, intake) = AsyncStream.makeStream(of: HTTPConnection.self)
    private var sweep: LoopTimer?
    private var isStopping = false
    private var date = (second: Int64.min, text: "")

    package init(
        limits: HTTPLimits = .init(), on loop: EventLoop, log: Logger = Logger("sluice.http"),
        failurePage: @escaping FailurePage, handler: @escaping Handler
    ) {
        self.limits = limits
        self.loop = loop
        self.log = log
        self.failurePage = failurePage
        self.handler = handler
    }

    /// Listens at `endpoint`; connections wait until ``run()``. May be called for several.
    ///
    /// - Parameter tls: Whoever connects shakes hands by it first; nil: plain HTTP.
    /// - Returns: Where it listens, with the port that it got if `endpoint` has port 0.
    package func listen(at endpoint: Endpoint, tls: TLSContext? = nil) async throws(TransportError) -> Endpoint {
        let listener = try await Listener.bind(to: endpoint, on: self.loop)
        self.listeners.append((listener, tls))
        return listener.localEndpoint
    }

    /// Serves until ``stop()`` or cancellation; call it once. When it returns all connections are closed.
    package func run() async {
        for (listener, tls) in self.listeners { listener.start(self, tls: tls) { $0.accept($1) } }
        self.scheduleSweep()
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for await connection in self.accepted {
                    group.addTask(executorPreference: self.loop) {
                        await connection.run()
                        await self.forget(connection)
                    }
                }
                if Task.isCancelled { group.cancelAll() }
            }
        } onCancel: {
            self.loop.onLoop { self.assumeIsolated { $0.cutOff() } }
        }
        self.sweep = nil
    }

    /// Takes no more connections, ends idle ones, and lets the others have their answer with `Connection: close`.
    package func stop() {
        guard !self.isStopping else { return }
        self.isStopping = true
        for (listener, _) in self.listeners { listener.close() }
        self.intake.finish()
        for connection in self.connections.values { connection.assumeIsolated { $0.shutDown() } }
    }

    private func cutOff() {
        self.stop()
        for connection in self.connections.values { connection.assumeIsolated { $0.abort() } }
    }

    private func accept(_ stream: sending ByteStream) {
        guard !self.isStopping, self.connections.count < self.limits.connections else {
            self.log.debug("Refusing a connection: too many are open", ["open": self.connections.count])
            return stream.close()
        }
        let connection = HTTPConnection(stream, server: self)
        self.connections[ObjectIdentifier(connection)] = connection
        connection.assumeIsolated { $0.start() }
        self.intake.yield(connection)
    }

    private func forget(_ connection: HTTPConnection) { self.connections[ObjectIdentifier(connection)] = nil }

    // MARK: deadlines

    /// One timer looks at all connections: arming one for every request would cost more than the request.
    private func scheduleSweep() {
        let shortest = min(self.limits.headTime, self.limits.bodyTime, self.limits.writeTime)
        let period = min(max(shortest / 8, .milliseconds(5)), .milliseconds(500))
        let timer = LoopTimer(self) { $0.sweep(every: period) }
        self.sweep = timer
        timer.schedule(after: period)
    }

    private func sweep(every period: Duration) {
        self.checkDeadlines(at: .now)
        self.sweep?.schedule(after: period)
    }

    /// Cuts off what is behind its time at `now`.
    func checkDeadlines(at now: ContinuousClock.Instant) {
        for connection in self.connections.values { connection.assumeIsolated { $0.checkDeadline(now) } }
    }

    /// The value of the `Date` header, made once a second.
    func currentDate() -> String {
        let now = HTTPDate.now
        if now != self.date.second { self.date = (now, HTTPDate.text(now)) }
        return self.date.text
    }
}
