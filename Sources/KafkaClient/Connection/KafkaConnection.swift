import Bytes
package import KafkaWire
import Log
import Metrics
package import Transport

/// One connection to one broker: requests go out in order, as many at once as callers like, and answers come back in
/// order. Carries out what ``RequestQueue`` decides. Lives on its event loop.
package actor KafkaConnection: StreamOwner {
    // What each request touches stands together, for it is seldom in the processor's cache. It isn't checked for
    // overlapping accesses: all of them happen on the loop, and none calls code that comes back to the connection.
    package nonisolated let loop: EventLoop
    private let stream: ByteStream
    /// Times are those of ``MetricsClock/nanoseconds``: one look at the clock serves them and the meter.
    @exclusivity(unchecked) private var lastUse = MetricsClock.nanoseconds
    @exclusivity(unchecked) private var nextExpiry = Int64.max
    nonisolated let requestTimeout: Int64
    @exclusivity(unchecked) private var throttleTimer: LoopTimer?
    @exclusivity(unchecked) var queue = RequestQueue<any PendingRequest>.open(.init())
    /// Whether the broker has answered more than what anybody may ask.
    @exclusivity(unchecked) private var isAccepted = false
    /// When and whether we say again who we are; see KafkaConnection+SASL.
    @exclusivity(unchecked) var authentication = Authentication()
    @exclusivity(unchecked) var meter: ConnectionMeter?
    nonisolated let configuration: ClientConfiguration

    /// What the broker speaks.
    package private(set) var versions = APIVersions(ApiVersionsResponse())
    package nonisolated let endpoint: Endpoint
    private var deadlineTimer: LoopTimer?
    private var idleTimer: LoopTimer?
    /// Written when the time that the broker asked for is over.
    private var held: [Bytes] = []

    private static let log = Logger("org.apache.kafka.clients.NetworkClient")

    /// Connects and asks the broker for its versions. Call it on the loop.
    package static func connect(
        to endpoint: Endpoint, _ configuration: ClientConfiguration, timeout: Duration, on loop: EventLoop
    ) async throws(KafkaError) -> KafkaConnection {
        let stream: ByteStream
        do throws(TransportError) {
            stream = try await ByteStream.connect(
                to: endpoint, timeout: timeout, tls: configuration.security.tls, on: loop)
        } catch {
            throw KafkaError(error, connectingTo: endpoint)
        }
        nonisolated(unsafe) let handed = stream  // made a moment ago and used by the connection only
        let connection = KafkaConnection(handed, to: endpoint, configuration, on: loop)
        do throws(KafkaError) {
            try await connection.begin()
        } catch {
            await connection.close()
            throw error
        }
        return connection
    }

    init(_ stream: sending ByteStream, to endpoint: Endpoint, _ configuration: ClientConfiguration, on loop: EventLoop)
    {
        self.loop = loop
        self.endpoint = endpoint
        self.configuration = configuration
        self.requestTimeout = configuration.requestTimeout.saturatingNanoseconds
        self.stream = stream
        self.meter = ConnectionMeter(configuration)
    }

    isolated deinit { self.stream.close() }  // on the loop, as its callbacks

    /// Whether requests can still be sent.
    package var isOpen: Bool { self.queue.isOpen }

    /// How many answers are still to come.
    package var inFlight: Int { self.queue.count }

    /// Ends the connection; whoever waits gets `closed`.
    package func close() {
        self.end(KafkaError(.closed, "closing the connection to \(self.endpoint)"))
    }

    // MARK: - Requests

    /// The highest version of an API that the broker and we speak.
    ///
    /// - Parameter ours: Versions to choose from; by default those that name topics instead of giving their ids.
    package func version<Request: KafkaRequest>(
        of _: Request.Type, within ours: ClosedRange<Int16>? = nil
    ) throws(KafkaError) -> Int16 {
        guard
            let version = self.versions.highest(of: Request.apiKey, within: ours ?? Request.versionsWithTopicNames)
        else {
            let theirs = self.versions[Request.apiKey].map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none"
            throw KafkaError(
                .unsupportedVersion, "choosing a version of \(Request.apiKey) for \(self.endpoint)",
                detail: "the broker's versions: \(theirs)")
        }
        return version
    }

    /// Sends a request and waits for its answer.
    ///
    /// - Parameters:
    ///   - versions: Versions to choose from; by default those that name topics instead of giving their ids.
    ///   - timeout: By default `request.timeout.ms`. A request that is late ends the connection, for no later answer
    ///     can overtake it.
    package func send<Request: KafkaRequest>(
        _ request: Request, versions: ClosedRange<Int16>? = nil, timeout: Duration? = nil
    ) async throws(KafkaError) -> Request.Response {
        let version = try self.version(of: Request.self, within: versions)
        return try await self.send(request, version: version, timeout: timeout)
    }

    private func send<Request: KafkaRequest>(
        _ request: Request, version: Int16, timeout: Duration?
    ) async throws(KafkaError) -> Request.Response {
        let answer = await self.exchange(timeout?.saturatingNanoseconds ?? self.requestTimeout) {
            id throws(WireError) in
            Few(try request.frame(version: version, correlationID: id, clientID: self.configuration.clientID))
        }
        return try self.decoded(answer, Request.self, version).get()
    }

    /// Sends a request before this returns: for those whose requests have an order that suspended callers might lose.
    /// `pending` gets its answer, or why there is none, unless this throws.
    func start<Body: RequestBody>(
        _ body: Body, version: Int16, for pending: any PendingRequest
    ) throws(KafkaError) {
        if self.mustWaitForAuthentication() {
            return self.authentication.waiting.append {
                do throws(KafkaError) {
                    try self.start(body, version: version, for: pending)
                } catch {
                    pending.take(.failure(error), from: self)
                }
            }
        }
        let failure: KafkaError
        do throws(WireError) {
            let frame = try self.frame(body, version, self.queue.nextID)
            let now = MetricsClock.nanoseconds
            let deadline = saturatingSum(now, self.requestTimeout)
            guard case .fail(_, let error) = self.queue.send(pending, deadline: deadline) else {
                self.write(frame, at: now)
                return self.watch(deadline)
            }
            failure = error.rephrased(self.phrase(Body.Request.apiKey, version))
        } catch {
            failure = KafkaError(error, self.phrase(Body.Request.apiKey, version))
        }
        throw failure
    }

    func decoded<Request: KafkaRequest>(
        _ answer: Result<Bytes, KafkaError>, _: Request.Type, _ version: Int16
    ) -> Result<Request.Response, KafkaError> {
        self.decode(answer, Request.apiKey, version) { frame throws(WireError) in
            try Request.Response.decoded(from: frame, version: version)
        }
    }

    /// Sends a request that the broker doesn't answer: Produce with acks=0.
    func sendWithoutAnswer(_ body: some RequestBody, version: Int16) throws(KafkaError) {
        if self.mustWaitForAuthentication() {
            return self.authentication.waiting.append {
                try? self.sendWithoutAnswer(body, version: version)  // nobody waits for an answer
            }
        }
        let failure: KafkaError
        do throws(WireError) {
            let frame = try self.frame(body, version, self.queue.nextID)
            guard case .fail(_, let error) = self.queue.send(nil, deadline: .max) else {
                return self.write(frame, at: MetricsClock.nanoseconds, expectsAnswer: false)
            }
            failure = error.rephrased(self.phrase(type(of: body).Request.apiKey, version))
        } catch {
            failure = KafkaError(error, self.phrase(type(of: body).Request.apiKey, version))
        }
        throw failure
    }

    private func frame<Body: RequestBody>(_ body: Body, _ version: Int16, _ id: Int32) throws(WireError) -> Few<Bytes> {
        let clientID = self.configuration.clientID
        var frame = FrameWriter(capacity: 64 + clientID.utf8.count + body.copiedSize)
        let header = RequestHeader(
            apiKey: Body.Request.apiKey, apiVersion: version, correlationID: id, clientID: clientID)
        try header.encode(into: &frame.bytes)
        try body.encode(into: &frame, version: version)
        return try frame.finish()
    }

    /// Which request a caller's cancellation is about, once it has a number.
    private final class Ticket: @unchecked Sendable {  // touched on the loop only
        var id: Int32?
        var isCancelled = false
    }

    /// Takes the next number, writes the frame that `encode` makes with it, and waits. No other request comes in
    /// between, for the continuation's closure has no `await` in it.
    private func exchange(
        _ timeout: Int64, _ encode: @escaping (Int32) throws(WireError) -> Few<Bytes>
    ) async -> Result<Bytes, KafkaError> {
        let ticket = Ticket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (caller: CheckedContinuation<Result<Bytes, KafkaError>, Never>) in
                guard !Task.isCancelled else { return caller.resume(returning: .failure(Self.cancelledError)) }
                let begin = { self.begin(ticket, timeout, encode, caller) }
                if self.mustWaitForAuthentication() { self.authentication.waiting.append(begin) } else { begin() }
            }
        } onCancel: {
            self.loop.onLoop { self.assumeIsolated { $0.cancel(ticket) } }
        }
    }

    private func begin(
        _ ticket: Ticket, _ timeout: Int64, _ encode: (Int32) throws(WireError) -> Few<Bytes>,
        _ caller: CheckedContinuation<Result<Bytes, KafkaError>, Never>
    ) {
        guard !ticket.isCancelled else { return caller.resume(returning: .failure(Self.cancelledError)) }
        do throws(WireError) {
            let frame = try encode(self.queue.nextID)
            let now = MetricsClock.nanoseconds
            let deadline = saturatingSum(now, timeout)
            let pending = AnswerHandler { _, answer in caller.resume(returning: answer) }
            switch self.queue.send(pending, deadline: deadline) {
            case .write(let id):
                ticket.id = id
                self.write(frame, at: now)
                self.watch(deadline)
            case .fail(_, let error): caller.resume(returning: .failure(error))
            }
        } catch {
            caller.resume(returning: .failure(KafkaError(error, "encoding a request")))
        }
    }

    private static let cancelledError = KafkaError(.cancelled, "waiting for an answer")

    private func cancel(_ ticket: Ticket) {
        ticket.isCancelled = true
        guard let id = ticket.id else { return }
        self.queue.cancel(id)?.take(.failure(Self.cancelledError), from: self)
    }

    /// Has `read` take what it needs out of an answer, and how long the broker asks us to wait if it says so.
    func decode<Answer>(
        _ answer: Result<Bytes, KafkaError>, _ api: APIKey, _ version: Int16,
        _ read: (Bytes) throws(WireError) -> (Answer, throttle: Duration?)
    ) -> Result<Answer, KafkaError> {
        switch answer {
        case .failure(let error): return .failure(error.rephrased(self.phrase(api, version)))
        case .success(let frame):
            do throws(WireError) {
                let (answer, pause) = try read(frame)
                self.isAccepted = self.isAccepted || api != .apiVersions
                if let pause {
                    self.meter?.throttled(pause)
                    self.throttle(pause)
                }
                return .success(answer)
            } catch {
                let failure = KafkaError(error, self.phrase(api, version))
                self.end(failure)
                return .failure(failure)
            }
        }
    }

    func phrase(_ api: APIKey, _ version: Int16) -> String { "sending \(api) v\(version) to \(self.endpoint)" }

    // MARK: - Versions

    /// Starts reading and asks which versions the broker speaks. A broker older than our question answers in version 0
    /// with `unsupportedVersion`, and is asked again in a version that it knows.
    func begin() async throws(KafkaError) {
        self.stream.start(owner: self)
        self.meter?.opened()
        self.watchIdleness()
        var version = ApiVersionsRequest.versions.upperBound
        for _ in 0..<2 {
            let response = try await self.askForVersions(version)
            if response.errorCode == .unsupportedVersion {
                let theirs = APIVersions(response)
                version = theirs.highest(of: .apiVersions, within: ApiVersionsRequest.versions) ?? 0
                continue
            }
            try KafkaError.check(response.errorCode, self.phrase(.apiVersions, version))
            self.versions = APIVersions(response)
            if let sasl = self.configuration.security.sasl { try await self.authenticate(sasl) }
            return
        }
        throw KafkaError(.unsupportedVersion, self.phrase(.apiVersions, version))
    }

    private func askForVersions(_ version: Int16) async throws(KafkaError) -> ApiVersionsResponse {
        let operation = self.phrase(.apiVersions, version)
        let request = ApiVersionsRequest(clientSoftwareName: "sluice", clientSoftwareVersion: "1")
        let result = await self.exchange(self.requestTimeout) { id throws(WireError) in
            Few(try request.frame(version: version, correlationID: id, clientID: self.configuration.clientID))
        }
        let answer: Bytes
        switch result {
        case .failure(let error): throw error.rephrased(operation)
        case .success(let bytes): answer = bytes
        }
        do throws(WireError) {
            var reader = WireReader(answer)
            try reader.skip(4)
            let isRefused = try reader.read(Int16.self) == ErrorCode.unsupportedVersion.rawValue
            return try ApiVersionsResponse.decode(frame: answer, version: isRefused ? 0 : version).body
        } catch {
            throw KafkaError(error, operation)
        }
    }

    // MARK: - Stream

    func write(_ frame: Few<Bytes>, at now: Int64, expectsAnswer: Bool = true) {
        self.lastUse = now
        let bytes = frame.reduce(0) { $0 + $1.count }
        self.meter?.sent(bytes, expectsAnswer: expectsAnswer, at: now)
        if self.throttleTimer != nil {
            self.held += frame
        } else if case .one(let piece) = frame {
            self.stream.write(piece)
        } else {
            self.stream.write(Array(frame))
        }
    }

    private func throttle(_ time: Duration) {
        guard time > .zero, self.queue.isOpen else { return }
        if self.throttleTimer == nil {
            self.throttleTimer = LoopTimer(self) { connection in
                connection.throttleTimer = nil
                connection.stream.write(connection.held)
                connection.held = []
            }
        }
        self.throttleTimer?.schedule(after: time)
        Self.log.debug("Broker asked for a pause", ["broker": "\(self.endpoint)", "pause": time])
    }

    package nonisolated func noticeReadable() {
        self.assumeOnLoop(()) { connection, _ in connection.streamIsReadable() }
    }

    package func streamIsReadable() {
        let now = MetricsClock.nanoseconds
        self.readFrames(at: now)
        self.meter?.worked(since: now)
    }

    /// What can be read at `now` had all come by then.
    private func readFrames(at now: Int64) {
        do throws(TransportError) {
            let limit = self.configuration.maxResponseSize
            while self.queue.isOpen, let frame = try self.stream.readSharedFrame(limit: limit) {
                guard frame.count >= 4 else {
                    return self.end(KafkaError(.malformedFrame, "reading an answer of \(frame.count) bytes"))
                }
                self.lastUse = now
                self.meter?.received(frame.count + 4, at: now)
                let id = Int32(frame[0]) << 24 | Int32(frame[1]) << 16 | Int32(frame[2]) << 8 | Int32(frame[3])
                switch self.queue.receive(correlationID: id) {
                case .resume(let waiter): waiter.take(.success(frame), from: self)
                case .close(let waiters, let error): self.end(error, waiters)
                case .ignore: break
                }
            }
        } catch {
            self.end(self.complaint(about: error))
        }
    }

    package func streamDidClose(_ error: TransportError?) {
        if let error, error.isFromTLS { return self.end(KafkaError(error, connectingTo: self.endpoint)) }
        let detail = self.isAccepted ? nil : self.suspicion
        let failure = KafkaError(
            .connectionClosed, "waiting for \(self.endpoint)", detail: detail, cause: error)
        if !self.isAccepted, self.queue.count > 0, self.versions[.apiVersions] != nil {
            Self.log.warn("A broker hung up before its first answer", ["broker": "\(self.endpoint)"], error: failure)
        }
        self.end(failure)
    }

    /// What a broker that hangs up before its first answer may mean.
    private var suspicion: String {
        let asks = self.configuration.security.tls == nil ? "TLS or SASL" : "SASL"
        return self.configuration.security.sasl == nil
            ? "if that happens each time, this listener asks for \(asks): check security.protocol and the port in "
                + "bootstrap.servers"
            : "if that happens each time, check security.protocol and the port in bootstrap.servers"
    }

    /// What arrives is no frame: perhaps a TLS listener's complaint about our plain bytes.
    private func complaint(about error: TransportError) -> KafkaError {
        let start = self.stream.available.prefix(2)
        if self.configuration.security.tls == nil, start.count == 2, start[0] == 0x15, start[1] == 3 {
            return KafkaError(
                .authenticationFailed, "connecting to \(self.endpoint)",
                detail: "this listener speaks TLS: set security.protocol to SSL or SASL_SSL, or check the port in "
                    + "bootstrap.servers")
        }
        return KafkaError(.malformedFrame, "reading from \(self.endpoint)", cause: error)
    }

    func end(_ error: KafkaError, _ others: [any PendingRequest] = []) {
        let waiters = self.queue.close(error) + others
        self.stream.close()
        self.meter?.closed()
        (self.deadlineTimer, self.idleTimer, self.throttleTimer) = (nil, nil, nil)
        self.held = []
        for waiter in waiters { waiter.take(.failure(error), from: self) }
        self.releaseWaiting()
    }

    // MARK: - Time

    func watch(_ deadline: Int64) {
        guard deadline < self.nextExpiry else { return }
        self.nextExpiry = deadline
        if self.deadlineTimer == nil { self.deadlineTimer = LoopTimer(self) { $0.expire() } }
        self.deadlineTimer?.schedule(after: .nanoseconds(deadline - MetricsClock.nanoseconds))
    }

    private func expire() {
        self.nextExpiry = .max
        switch self.queue.expire(at: MetricsClock.nanoseconds) {
        case .close(let late, let lateError, let others, let error):
            Self.log.debug("Closing a connection whose answer is late", ["broker": "\(self.endpoint)"])
            self.end(error, others)
            for waiter in late { waiter.take(.failure(lateError), from: self) }
        case .wait(let deadline): self.watch(deadline)
        case .nothing: break
        }
    }

    private func watchIdleness() {
        guard self.configuration.connectionsMaxIdle > .zero else { return }
        self.idleTimer = LoopTimer(self) { connection in
            let idle = Duration.nanoseconds(MetricsClock.nanoseconds - connection.lastUse)
            let left = connection.configuration.connectionsMaxIdle - idle
            if left <= .zero, connection.queue.count == 0 {
                Self.log.debug("Closing an idle connection", ["broker": "\(connection.endpoint)"])
                connection.end(KafkaError(.connectionClosed, "closing an idle connection"))
            } else {
                connection.idleTimer?.schedule(after: max(left, .milliseconds(10)))
            }
        }
        self.idleTimer?.schedule(after: self.configuration.connectionsMaxIdle)
    }
}
