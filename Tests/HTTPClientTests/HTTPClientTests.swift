import Bytes
import HTTPTestServer
import Log
import Testing
import Transport

@testable import HTTPClient

@Suite(.timeLimit(.minutes(5))) struct HTTPClientTests {
    typealias Step = ScriptedServer.Step

    /// One request to a server that does as the script says.
    private func ask(
        _ settings: HTTPClientSettings = .init(), path: String = "/",
        changing change: (inout HTTPRequest) -> Void = { _ in },
        _ script: @escaping @Sendable (ScriptedServer.Request, Int) -> Step
    ) async throws -> (answer: Result<HTTPAnswer, HTTPClientError>, requests: [ScriptedServer.Request]) {
        try await ScriptedServer.run(script) { server, port in
            let client = HTTPClient(settings, on: server.loop)
            let url = try #require(WebURL("http://127.0.0.1:\(port)\(path)"))
            var request = HTTPRequest("GET", url)
            change(&request)
            let answer = await client.result(of: request)
            await client.close()
            return (answer, await server.requests)
        }
    }

    private func failure(
        _ step: Step, _ settings: HTTPClientSettings = .init(), _ change: (inout HTTPRequest) -> Void = { _ in }
    ) async throws -> HTTPClientError.Code? {
        let (answer, _) = try await self.ask(settings, changing: change) { _, _ in step }
        if case .failure(let error) = answer { return error.code }
        return nil
    }

    @Test("An answer comes with status, fields and body")
    func plain() async throws {
        let (answer, requests) = try await self.ask(path: "/a?b=c") { _, _ in .answer(207, ["X-A": "1"], "hello") }
        let got = try answer.get()
        #expect(got.status == 207 && got.fields["x-a"] == "1" && String(decoding: got.body) == "hello")
        #expect(requests.map(\.target) == ["/a?b=c"])
        #expect(requests[0]["user-agent"] == "sluice" && requests[0]["accept"] == nil)
    }

    @Test("A form is posted as OAuth servers want it")
    func form() async throws {
        let values = [(name: "grant_type", value: "client_credentials"), (name: "scope", value: "a b&ü")]
        let (answer, requests) = try await self.ask(changing: { request in
            request = .form(request.url, values, authorization: .basic(user: "me", password: Secret("s3cret")))
        }) { _, _ in .answer(200, [:], "{}") }
        #expect(try answer.get().status == 200)
        #expect(requests[0].method == "POST")
        #expect(requests[0].body == "grant_type=client_credentials&scope=a%20b%26%C3%BC")
        #expect(requests[0]["content-type"] == "application/x-www-form-urlencoded")
        #expect(requests[0]["authorization"] == "Basic bWU6czNjcmV0")
    }

    @Test("Connections are used again, and idle ones are let go when none may be kept")
    func connections() async throws {
        for (kept, expected) in [(4, [0, 0, 0]), (0, [0, 1, 2])] {
            var settings = HTTPClientSettings()
            settings.idleConnections = kept
            try await ScriptedServer.run({ _, _ in .answer(200, [:], "x") }) { server, port in
                let client = HTTPClient(settings, on: server.loop)
                let url = try #require(WebURL("http://127.0.0.1:\(port)/"))
                for _ in 0..<3 { _ = try await client.send(HTTPRequest("GET", url)) }
                #expect(await server.requests.map(\.connection) == expected)
                await client.close()
            }
        }
    }

    @Test("Many requests run side by side")
    func sideBySide() async throws {
        try await ScriptedServer.run({ request, _ in .answer(200, [:], request.target) }) { server, port in
            let client = HTTPClient(.init(), on: server.loop)
            let bodies = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<50 {
                    let url = try #require(WebURL("http://127.0.0.1:\(port)/\(number)"))
                    group.addTask { String(decoding: try await client.send(HTTPRequest("GET", url)).body) }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(bodies == Set((0..<50).map { "/\($0)" }))
            await client.close()
        }
    }

    @Test("Methods carry the body that they were given")
    func methods() async throws {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let (answer, requests) = try await self.ask(changing: {
                $0.method = method
                $0.body = Bytes(utf8: "x=1")
                $0.fields.append("Content-Type", "text/plain")
            }) { _, _ in .answer() }
            #expect(try answer.get().status == 200)
            #expect(requests[0].method == method && requests[0].body == "x=1")
            #expect(requests[0]["content-type"] == "text/plain" && requests[0]["expect"] == nil)
        }
        let (_, requests) = try await self.ask(changing: {
            $0.method = "POST"
            $0.body = Bytes()
        }) { _, _ in .answer() }
        #expect(requests[0]["content-length"] == "0" && requests[0]["content-type"] == nil)
        let (answer, _) = try await self.ask(changing: { $0.method = "HEAD" }) { _, _ in .answer(200, [:], "body") }
        #expect(try answer.get().body.isEmpty)
    }

    @Test("Broken answers are errors of their kinds")
    func broken() async throws {
        #expect(try await self.failure(.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")) == .connectionLost)
        #expect(try await self.failure(.hangUp) == .connectionLost)
        #expect(try await self.failure(.raw("SSH-2.0-OpenSSH_9.2\r\n")) == .malformedAnswer)
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try await self.failure(.raw(chunked + "zz\r\nabc\r\n")) == .connectionLost)
        #expect(try await self.failure(.raw(chunked + "5\r\nabc")) == .connectionLost)
        let header = String(repeating: "X-A: \(String(repeating: "a", count: 1000))\r\n", count: 2000)
        #expect(try await self.failure(.raw("HTTP/1.1 200 OK\r\n" + header + "\r\n")) != nil)
        let zipped = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"
        #expect(try await self.failure(.raw(zipped)) == .malformedAnswer)
        #expect(try await self.failure(.answer()) { $0.fields.append("X-A", "a\r\nX-B: b") } == .invalidRequest)
        let unknown = "HTTP/1.1 200 OK\r\nContent-Encoding: snappy\r\nContent-Length: 5\r\n\r\nhello"
        #expect(try await self.failure(.raw(unknown)) == .unreadableAnswer)
        let line = "HTTP/1.1 200 OK\r\nX-A: " + String(repeating: "a", count: 400_000)
        #expect(try await self.failure(.raw(line + "\r\n\r\n")) == .malformedAnswer)
    }

    @Test("Silence ends at the read timeout, and drops of bytes put it off")
    func timeouts() async throws {
        var settings = HTTPClientSettings()
        settings.readTimeout = .milliseconds(50)
        #expect(try await self.failure(.silence, settings) == .readTimedOut)
        let half = Step.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", closes: false)
        #expect(try await self.failure(half, settings) == .readTimedOut)
        settings.readTimeout = .zero
        settings.totalTimeout = .milliseconds(50)
        #expect(try await self.failure(.silence, settings) == .timedOut)
    }

    @Test("A body beyond the limit is cut off, also one that is small while compressed")
    func bodyLimit() async throws {
        var settings = HTTPClientSettings()
        settings.bodyLimit = 100_000
        let flood = Step.flood("HTTP/1.1 200 OK\r\n\r\n", chunk: 50_000)
        #expect(try await self.failure(flood, settings) == .bodyTooLarge)
        settings.bodyLimit = 5
        #expect(try await self.failure(.answer(200, [:], "123456"), settings) == .bodyTooLarge)
        #expect(try await self.failure(.answer(200, [:], "12345"), settings) == nil)
    }

    @Test("A cancelled request ends at once")
    func cancelling() async throws {
        try await ScriptedServer.run({ _, _ in .silence }) { server, port in
            let client = HTTPClient(.init(), on: server.loop)
            let request = HTTPRequest("GET", try #require(WebURL("http://127.0.0.1:\(port)/")))
            let task = Task { await client.result(of: request) }
            while await server.requests.isEmpty { await Task.yield() }
            task.cancel()
            #expect(await task.value.error?.code == .cancelled)
            let late = Task { await client.result(of: request) }
            late.cancel()
            #expect(await late.value.error?.code == .cancelled)
            let closed = Task { await client.result(of: request) }
            while await server.requests.count < 2 { await Task.yield() }
            await client.close()
            #expect([.closed, .cancelled].contains(await closed.value.error?.code))
        }
    }

    @Test("Nobody listening is told with the URL and without its secrets")
    func refused() async throws {
        let client = HTTPClient(.init(), on: HTTPClient.sharedLoop)
        let url = try #require(WebURL("http://me:secret@127.0.0.1:1/x?api_key=abc&n=1"))
        let error = try #require(await client.result(of: HTTPRequest("GET", url)).error)
        #expect(error.code == .connectionFailed && error.isRetriable)
        #expect(error.description.hasPrefix("GET http://127.0.0.1:1/x?api_key=[hidden]&n=1: "))
        let unknown = try #require(WebURL("http://no-such-host.invalid/"))
        #expect(await client.result(of: HTTPRequest("GET", unknown)).error?.code == .nameNotFound)
        await client.close()
    }
}

extension HTTPClient {
    func result(of request: HTTPRequest) async -> Result<HTTPAnswer, HTTPClientError> {
        do {
            return .success(try await self.send(request))
        } catch {
            return .failure(error)
        }
    }
}

extension Result {
    var error: Failure? {
        if case .failure(let error) = self { return error }
        return nil
    }
}
