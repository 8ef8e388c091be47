import Bytes
import Testing
import Transport

@testable import HTTPServer

/// A raw client: what a test writes goes out as it is, and all that comes back is kept.
actor RawClient: StreamOwner {
    nonisolated let loop: EventLoop
    private var stream: ByteStream?
    private var received = ""
    private var hasEnded = false
    private var waiter: (@Sendable (String, Bool) -> Bool, CheckedContinuation<String, Never>)?

    init(_ loop: EventLoop) { self.loop = loop }

    func connect(_ endpoint: Endpoint) async throws {
        let stream = try await ByteStream.connect(to: endpoint, timeout: .seconds(5), on: self.loop)
        self.stream = stream
        stream.start(owner: self)
    }

    func send(_ text: String) { self.stream?.write(Bytes(utf8: text)) }
    func pause() { self.stream?.pauseReading() }
    func resume() { self.stream?.resumeReading() }
    func close() { self.stream?.close() }

    /// Waits until `isEnough` says so of all that came and of whether the server ended the connection.
    func receive(until isEnough: @escaping @Sendable (String, Bool) -> Bool) async -> String {
        if isEnough(self.received, self.hasEnded) { return self.received }
        return await withCheckedContinuation { self.waiter = (isEnough, $0) }
    }

    func receiveAll() async -> String { await self.receive { $1 } }

    private func check() {
        guard let (isEnough, continuation) = self.waiter, isEnough(self.received, self.hasEnded) else { return }
        self.waiter = nil
        continuation.resume(returning: self.received)
    }

    func streamIsReadable() {
        guard let stream else { return }
        self.received += String(decoding: stream.available)
        stream.consume(stream.availableCount)
        self.check()
    }

    func streamDidClose(_ error: TransportError?) {
        self.hasEnded = true
        self.check()
    }
}

@Suite(.timeLimit(.minutes(5))) struct HTTPServerTests {
    /// Runs a server whose handler answers by path, and `body` against it.
    static func withServer(
        limits: HTTPLimits = .init(), handler: @escaping HTTPServer.Handler = Self.echo,
        _ body: (EventLoop, Endpoint, HTTPServer) async throws -> Void
    ) async throws {
        try await EventLoop.withLoop { loop in
            let server = HTTPServer(
                limits: limits, on: loop,
                failurePage: { HTTPResponse(status: $0, contentType: "application/json", "{\"message\":\"\($1)\"}") },
                handler: handler)
            let endpoint = try await server.listen(at: Endpoint(host: "127.0.0.1", port: 0))
            try await withThrowingTaskGroup { group in
                group.addTask { await server.run() }
                try await body(loop, endpoint, server)
                await server.stop()
                try await group.waitForAll()
            }
        }
    }

    static let echo: HTTPServer.Handler = { request in
        HTTPResponse(
            status: 200, contentType: "text/plain",
            "\(request.method) \(request.path.joined(separator: ",")) \(request.body.map { String(decoding: $0) } ?? "-")"
        )
    }

    static func exchange(_ text: String, limits: HTTPLimits = .init(), handler: @escaping HTTPServer.Handler = echo)
        async throws
        -> String
    {
        nonisolated(unsafe) var answer = ""
        try await Self.withServer(limits: limits, handler: handler) { loop, endpoint, _ in
            let client = RawClient(loop)
            try await client.connect(endpoint)
            await client.send(text)
            answer = await client.receiveAll()
        }
        return answer
    }

    @Test("Pipelined requests are answered in order, on one connection")
    func pipelining() async throws {
        let requests = (0..<20).map { "POST /\($0) HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx" }.joined()
        let answer = try await Self.exchange(requests + "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        let bodies = answer.components(of: "POST ").map { $0.prefix { $0 != " " } }
        #expect(bodies == (0..<20).map { "\($0)" })
        #expect(answer.hasSuffix("GET last -"))
        #expect(answer.contains("Connection: close"))
    }

    @Test("HEAD gets the length of the body and no body")
    func head() async throws {
        let answer = try await Self.exchange("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(answer.contains("Content-Length: 8\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }

    @Test("A malformed request gets its answer in our own shape, and the connection ends")
    func malformed() async throws {
        let answer = try await Self.exchange(
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(answer.hasSuffix("{\"message\":\"the request has more than one Host header\"}"))
        #expect(!answer.contains("smuggled"))
    }

    @Test("A client that asks for consent before its body gets it")
    func consent() async throws {
        try await Self.withServer { loop, endpoint, _ in
            let client = RawClient(loop)
            try await client.connect(endpoint)
            await client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            #expect(await client.receive { text, _ in text.contains("100 Continue\r\n\r\n") }.utf8.count == 25)
            await client.send("body")
            #expect(await client.receive { text, _ in text.hasSuffix("PUT a body") }.contains("200 OK"))
            await client.close()
        }
    }

    @Test(
        "A head or a body that does not come in time is cut off, however busily it drips",
        arguments: [
            ("", ""), ("GET / HTTP/1.1\r\nHost:", "HTTP/1.1 408 "),
            ("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx", "HTTP/1.1 408 "),
        ])
    func deadlines(_ begun: String, _ expected: String) async throws {
        try await Self.withServer { loop, endpoint, server in
            let client = RawClient(loop)
            try await client.connect(endpoint)
            // What follows the first request is there when its answer is.
            await client.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\n" + begun)
            let first = await client.receive { text, _ in text.hasSuffix("GET first -") }
            await server.checkDeadlines(at: .now + .seconds(20))
            await client.send(begun.isEmpty ? "" : "x")
            await server.checkDeadlines(at: .now + .seconds(61))
            let all = await client.receiveAll()
            #expect(all.dropFirst(first.count).hasPrefix(expected))
            #expect(!expected.isEmpty || all == first)
        }
    }

    @Test("A streamed answer waits for a slow client and arrives whole")
    func streaming() async throws {
        let piece = String(repeating: "0123456789", count: 10_000)
        let handler: HTTPServer.Handler = { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in for _ in 0..<100 { try await writer.write(Bytes(utf8: piece)) } })
        }
        try await Self.withServer(handler: handler) { loop, endpoint, _ in
            let client = RawClient(loop)
            try await client.connect(endpoint)
            await client.pause()
            await client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            await client.resume()
            let answer = await client.receiveAll()
            #expect(answer.contains("Transfer-Encoding: chunked"))
            #expect(answer.utf8.count > 10_000_000)
            #expect(answer.hasSuffix("0\r\n\r\n") == true)
        }
    }

    @Test("A stream that fails ends without its end mark")
    func brokenStream() async throws {
        struct Failure: Error {}
        let answer = try await Self.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n") { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await writer.write(Bytes(utf8: "abc"))
                    throw Failure()
                })
        }
        #expect(!answer.hasSuffix("0\r\n\r\n"))
    }

    @Test("A client that leaves before its answer disturbs nobody")
    func leaving() async throws {
        let (asked, intake) = AsyncStream.makeStream(of: Void.self)
        let (gone, leave) = AsyncStream.makeStream(of: Void.self)
        let handler: HTTPServer.Handler = { request in
            guard request.path == ["slow"] else { return await Self.echo(request) }
            intake.yield()
            for await _ in gone { break }
            return HTTPResponse(status: 200, contentType: "text/plain", "late")
        }
        try await Self.withServer(handler: handler) { loop, endpoint, _ in
            let client = RawClient(loop)
            try await client.connect(endpoint)
            await client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            for await _ in asked { break }
            await client.close()
            let other = RawClient(loop)
            try await other.connect(endpoint)
            await other.send("GET /fast HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(await other.receiveAll().hasSuffix("GET fast -"))
            leave.yield()
        }
    }

    @Test("A graceful stop answers what was asked, and ends idle connections at once")
    func gracefulStop() async throws {
        let (asked, intake) = AsyncStream.makeStream(of: Void.self)
        let (stopping, go) = AsyncStream.makeStream(of: Void.self)
        let handler: HTTPServer.Handler = { request in
            intake.yield()
            for await _ in stopping { break }
            return await Self.echo(request)
        }
        try await Self.withServer(handler: handler) { loop, endpoint, server in
            let (idle, busy) = (RawClient(loop), RawClient(loop))
            try await idle.connect(endpoint)
            try await busy.connect(endpoint)
            await busy.send("GET /busy HTTP/1.1\r\nHost: h\r\n\r\n")
            for await _ in asked { break }
            await server.stop()
            #expect(await idle.receiveAll().isEmpty)
            go.yield()
            let answer = await busy.receiveAll()
            #expect(answer.contains("Connection: close"))
            #expect(answer.hasSuffix("GET busy -"))
        }
    }

    @Test("A value with a line end can't add a header")
    func headerInjection() async throws {
        let answer = try await Self.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") { _ in
            HTTPResponse(status: 204, headers: ["Location": "a\r\nX-Evil: 1"])
        }
        #expect(answer.contains("Location: a??X-Evil: 1\r\n"))
        #expect(!answer.contains("Content-Length"))
    }
}

extension String {
    /// What follows each occurrence of `mark`.
    fileprivate func components(of mark: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let place = rest.firstRange(of: mark) {
            rest = rest[place.upperBound...]
            parts.append(rest)
        }
        return parts
    }
}
