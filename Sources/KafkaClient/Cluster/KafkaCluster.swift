package import KafkaWire
import Log
package import Transport

/// A Kafka cluster as its clients see it: connections to its brokers, its metadata, and who coordinates what.
///
/// Producers, consumers, admins and group members of one configuration share it. Connections are made when they are
/// wanted, and made again, with growing pauses, when they break; metadata is asked for when it is wanted and too old.
/// Nothing goes on in the background. Lives on its loop; close it before the loop stops.
package actor KafkaCluster: LoopActor {
    typealias Link = BrokerLink<KafkaConnection, Promise<KafkaConnection>>

    /// A broker by its id, or a bootstrap server by its place in the list.
    enum Node: Hashable {
        case broker(Int32)
        case bootstrap(Int)
    }

    struct LinkKey: Hashable {
        let node: Node
        let lane: ConnectionLane
    }

    struct LinkState {
        let endpoint: Endpoint
        var link = Link()
        /// Makes the connection. A task of its own, since many may wait for it and each of them may leave.
        var task: Task<Void, Never>?
    }

    package nonisolated let loop: EventLoop
    package nonisolated let configuration: ClientConfiguration
    let clock: LoopClock
    var links: [LinkKey: LinkState] = [:]
    var linkCount: Int { self.links.count }
    private var lastLane = 0
    private var isClosed = false
    private nonisolated let shared = Locked(ClusterMetadata())

    /// Topics that somebody uses, and when they were last asked for; each refresh asks for all of them.
    var interest: [String: ContinuousClock.Instant] = [:]
    /// Those of them that brokers may create.
    var mayBeCreated: Set<String> = []
    var refresh: (promise: Promise<ClusterMetadata>, task: Task<Void, Never>)?
    var isStale = false
    var coordinators: [BrokerTarget: Int32] = [:]

    static let log = Logger("org.apache.kafka.clients.NetworkClient")

    package init(_ configuration: ClientConfiguration, loop: EventLoop) {
        self.configuration = configuration
        self.loop = loop
        self.clock = LoopClock(on: loop)
    }

    /// Closes every connection; whoever waits gets `closed`. Nothing can be sent afterwards.
    package func close() async {
        self.isClosed = true
        let links = self.links.values
        self.links = [:]
        for state in links {
            state.task?.cancel()
            await state.link.connection?.close()
            state.link.attempt?.fulfil(.failure(self.closedError))
        }
        let refresh = self.refresh.take()
        refresh?.task.cancel()
        refresh?.promise.fulfil(.failure(self.closedError))
        for state in links { await state.task?.value }
        await refresh?.task.value
    }

    var closedError: KafkaError { KafkaError(.closed, "using a client that is closed") }

    func checkOpen() throws(KafkaError) {
        if self.isClosed { throw self.closedError }
    }

    /// A lane that nobody else has.
    ///
    /// - Parameter meter: Counts what its connections do; nil: what the cluster's own client has.
    package func newLane(meter: ClientMeter? = nil) -> ConnectionLane {
        self.lastLane += 1
        return ConnectionLane(id: self.lastLane, meter: meter)
    }

    /// Closes the lane's connections.
    package func closeLane(_ lane: ConnectionLane) async {
        for (key, state) in self.links where key.lane == lane {
            self.links[key] = nil
            state.task?.cancel()
            state.link.attempt?.fulfil(.failure(self.closedError))
            await state.link.connection?.close()
        }
    }

    /// The cluster as it was last seen, from any thread.
    package nonisolated var snapshot: ClusterMetadata { self.shared.withLock { $0 } }

    func update(_ change: (inout ClusterMetadata) -> Void) {
        self.shared.withLock { change(&$0) }
    }

    // MARK: - Sending

    /// Sends a request and waits for its answer. Errors inside the answer are the caller's.
    ///
    /// - Parameters:
    ///   - versions: Versions to choose from; by default those that name topics instead of giving their ids.
    ///   - timeout: For one try, by default `request.timeout.ms`.
    ///   - deadline: Until when to try again when connections fail or break, by default `default.api.timeout.ms` from
    ///     now. A request may then arrive twice: give the time of the call where that does harm, and there is one try.
    package func send<Request: KafkaRequest>(
        _ request: Request, to target: BrokerTarget = .any, lane: ConnectionLane = .main,
        versions: ClosedRange<Int16>? = nil, timeout: Duration? = nil, deadline: ContinuousClock.Instant? = nil
    ) async throws(KafkaError) -> Request.Response {
        let deadline = deadline ?? .now + self.configuration.defaultAPITimeout
        return try await self.retrying(until: deadline) { () async throws(KafkaError) -> Request.Response in
            do throws(KafkaError) {
                let connection = try await self.connection(to: target, lane: lane)
                return try await connection.send(request, versions: versions, timeout: timeout)
            } catch {
                if error.code.brokerCode == nil { self.forgetCoordinator(of: target) }
                throw error
            }
        }
    }

    /// Calls `attempt` until it succeeds, fails for good, or `deadline` has passed, with growing pauses. Metadata is
    /// refreshed and coordinators are looked up again when the error says so.
    ///
    /// - Throws: The last attempt's error.
    package nonisolated(nonsending) func retrying<Result>(
        until deadline: ContinuousClock.Instant,
        _ attempt: () async throws(KafkaError) -> Result
    ) async throws(KafkaError) -> Result {
        var failures = 0
        while true {
            do throws(KafkaError) {
                return try await attempt()
            } catch {
                guard error.isRetriable else { throw error }
                if error.code.brokerCode?.meansStaleMetadata ?? true { await self.noteStaleMetadata() }
                let pause = self.configuration.retryBackoff.delay(after: failures)
                guard ContinuousClock.now + pause < deadline else { throw error }
                failures += 1
                try await self.pause(pause)
            }
        }
    }

    nonisolated(nonsending) func pause(_ duration: Duration) async throws(KafkaError) {
        do {
            try await self.clock.sleep(for: duration)
        } catch {
            throw KafkaError(.cancelled, "waiting for the next try")
        }
    }
}
