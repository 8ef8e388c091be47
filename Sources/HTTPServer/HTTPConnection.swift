import Bytes
import Transport

/// One client's connection: reads a request, has it answered, writes the answer, and so on in order.
///
/// While an answer is made nothing is read, so a client that pipelines waits; that it left is noticed all the same.
actor HTTPConnection: StreamOwner, HTTPBodyWriter {
    nonisolated let loop: EventLoop
    private let server: HTTPServer
    private let stream: ByteStream
    private var parser: HTTPParser
    private var waitingForRequest: CheckedContinuation<HTTPRequest?, Never>?
    private var waitingForRoom: CheckedContinuation<Bool, Never>?
    private var deadline: ContinuousClock.Instant?
    private var isShuttingDown = false
    private var peerHasEnded = false
    /// No request follows: an error, a close, or the client left.
    private var isOver = false
    private var isClosed = false
    private var waitingForClose: CheckedContinuation<Void, Never>?
    private var streamsChunks = false

    /// Above this many queued bytes an answer waits for the client.
    private static let highWaterMark = 262_144

    init(_ stream: sending ByteStream, server: HTTPServer) {
        self.loop = server.loop
        self.server = server
        self.stream = stream
        self.parser = HTTPParser(limits: server.limits)
        self.deadline = .now + server.limits.headTime
    }

    func start() { self.stream.start(owner: self) }

    func run() async {
        while let request = await self.nextRequest() {
            let response = await self.server.handler(request)
            guard await self.send(response, to: request) else { break }
        }
        self.isOver = true
        // What is queued still goes out, and the stream lives only as long as we do.
        await withCheckedContinuation { waiter in
            if self.isClosed { waiter.resume() } else { self.waitingForClose = waiter }
        }
    }

    // MARK: requests

    private func nextRequest() async -> HTTPRequest? {
        await withCheckedContinuation { waiter in
            // looked at here: an `await` may let others have a turn before the closure is called
            guard !self.isOver, !Task.isCancelled else { return waiter.resume(returning: nil) }
            self.waitingForRequest = waiter
            if self.isShuttingDown, !self.parser.isInBody, self.stream.availableCount == 0 { return self.finish() }
            self.deadline = .now + self.server.limits.headTime
            self.stream.resumeReading()
            self.streamIsReadable()
            if self.peerHasEnded, self.waitingForRequest != nil { self.finish() }
        }
    }

    func streamIsReadable() {
        while self.waitingForRequest != nil {
            let wasInBody = self.parser.isInBody
            do throws(HTTPParseError) {
                let (consumed, step) = try self.parse()
                self.stream.consume(consumed)
                switch step {
                case .request(var request):
                    request.remoteAddress = self.stream.remoteEndpoint.host
                    self.deadline = nil
                    self.stream.pauseReading()
                    self.waitingForRequest.take()?.resume(returning: request)
                case .expectsContinue:
                    self.stream.write(Bytes(utf8: "HTTP/1.1 100 Continue\r\n\r\n"))
                    fallthrough
                case .needMore:
                    if !wasInBody, self.parser.isInBody { self.deadline = .now + self.server.limits.bodyTime }
                    return
                }
            } catch {
                return self.refuse(error.status, error.reason)
            }
        }
    }

    private func parse() throws(HTTPParseError) -> (consumed: Int, step: HTTPParser.Step) {
        let waiting = self.stream.available
        let result = waiting.withUnsafeBytes { bytes in
            Result { () throws(HTTPParseError) in try self.parser.parse(bytes) }
        }
        return try result.get()
    }

    /// Answers what is no request, and ends the connection in a way that lets the client read the answer.
    private func refuse(_ status: Int, _ reason: String) {
        let page = self.server.failurePage(status, reason)
        var head = HTTPResponseHead(page, date: self.currentDate(), isHTTP11: true)
        head.closes = true
        self.stream.write(head.pieces)
        self.finish()
    }

    /// Ends the connection after what is queued.
    private func finish() {
        self.isOver = true
        self.deadline = .now + self.server.limits.writeTime
        self.stream.closeAfterWriting(lingering: self.server.limits.lingerTime)
        self.waitingForRequest.take()?.resume(returning: nil)
    }

    // MARK: answers

    private func currentDate() -> String { self.server.assumeIsolated { $0.currentDate() } }

    /// Returns whether the connection stays for another request.
    private func send(_ response: HTTPResponse, to request: HTTPRequest) async -> Bool {
        guard self.stream.isOpen, !Task.isCancelled else {
            self.abort()
            return false
        }
        var head = HTTPResponseHead(
            response, date: self.currentDate(), isHTTP11: request.isHTTP11)
        head.isForHEAD = request.method == "HEAD"
        head.closes = !request.keepsAlive || self.isShuttingDown || self.peerHasEnded
        if case .stream = response.body, !request.isHTTP11 { head.closes = true }
        self.deadline = .now + self.server.limits.writeTime
        self.stream.write(head.pieces)
        if case .stream(let produce) = response.body, !head.isForHEAD {
            guard await self.stream(produce, isHTTP11: request.isHTTP11) else {
                self.abort()
                return false
            }
        }
        guard await self.hasRoom() else { return false }
        if head.closes { self.finish() }
        return !head.closes
    }

    private func stream(
        _ produce: @Sendable (any HTTPBodyWriter) async throws -> Void, isHTTP11: Bool
    ) async -> Bool {
        self.streamsChunks = isHTTP11
        self.deadline = nil
        do {
            try await produce(self)
        } catch {
            return false  // without the last chunk: the client sees that the answer is cut off
        }
        if isHTTP11 { self.stream.write(Bytes(utf8: "0\r\n\r\n")) }
        return true
    }

    func write(_ piece: Bytes) async throws {
        guard !piece.isEmpty else { return }
        guard self.stream.isOpen, !Task.isCancelled else { throw HTTPClientGone() }
        if self.streamsChunks {
            self.stream.write([
                Bytes(utf8: String(piece.count, radix: 16) + "\r\n"), piece, Bytes(utf8: "\r\n"),
            ])
        } else {
            self.stream.write(piece)
        }
        guard await self.hasRoom() else { throw HTTPClientGone() }
    }

    /// Waits until the client has read enough; false once it is gone.
    private func hasRoom() async -> Bool {
        guard self.stream.isOpen else { return false }
        guard self.stream.queuedBytes > Self.highWaterMark else { return true }
        self.deadline = .now + self.server.limits.writeTime
        let isOpen = await withCheckedContinuation { waiter in
            let isFull = self.stream.isOpen && self.stream.queuedBytes > Self.highWaterMark
            if isFull { self.waitingForRoom = waiter } else { waiter.resume(returning: self.stream.isOpen) }
        }
        self.deadline = nil
        return isOpen
    }

    func streamIsWritable() { self.waitingForRoom.take()?.resume(returning: true) }

    // MARK: ends

    func streamPeerDidEnd() -> Bool {
        self.peerHasEnded = true
        // A client may end its side once it has asked (as `nc` does) and still wants the answer.
        guard self.waitingForRequest != nil else { return self.stream.isOpen }
        self.waitingForRequest.take()?.resume(returning: nil)
        self.isOver = true
        return false
    }

    func streamDidClose(_ error: TransportError?) {
        self.isOver = true
        self.waitingForRequest.take()?.resume(returning: nil)
        self.waitingForRoom.take()?.resume(returning: false)
        self.isClosed = true
        self.waitingForClose.take()?.resume()
    }

    func checkDeadline(_ now: ContinuousClock.Instant) {
        guard let deadline, deadline < now else { return }
        self.deadline = nil
        // Silence on a connection that asked nothing is no error: it just ends.
        if self.waitingForRequest != nil, self.parser.isInBody || self.stream.availableCount > 0 {
            self.refuse(408, "the request did not arrive in time")
        } else {
            self.abort()
        }
    }

    /// Ends now if nothing was asked, or with the next answer.
    func shutDown() {
        self.isShuttingDown = true
        if self.waitingForRequest != nil, !self.parser.isInBody, self.stream.availableCount == 0 { self.finish() }
    }

    /// Cuts the connection off.
    func abort() {
        self.stream.close()
        self.streamDidClose(nil)
    }
}
