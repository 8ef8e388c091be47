import Bytes
import HTTPTestServer
import Log
import Testing
import Transport

@testable import HTTPClient

@Suite(.timeLimit(.minutes(5))) struct RedirectTests {
    private func follow(
        _ redirects: HTTPClientSettings.Redirects, _ request: HTTPRequest,
        _ script: @escaping @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Step
    ) async throws -> (Result<HTTPAnswer, HTTPClientError>, [ScriptedServer.Request]) {
        try await ScriptedServer.run(script) { server, port in
            var settings = HTTPClientSettings()
            settings.redirects = redirects
            let client = HTTPClient(settings, on: server.loop)
            var request = request
            request.url = try #require(WebURL("http://127.0.0.1:\(port)/start"))
            let result = await client.result(of: request)
            await client.close()
            return (result, await server.requests)
        }
    }

    private static let anywhere = HTTPRequest("GET", WebURL.nowhere)

    @Test("A redirect is followed on the same server, and answers itself when it may not be")
    func following() async throws {
        for (redirects, status, targets) in [
            (HTTPClientSettings.Redirects.sameOrigin, 200, ["/start", "/next?x=1"]), (.never, 302, ["/start"]),
        ] {
            let (answer, requests) = try await self.follow(redirects, Self.anywhere) { request, number in
                number == 0 ? .answer(302, ["Location": "next?x=1"]) : .answer(200)
            }
            #expect(try answer.get().status == status)
            #expect(requests.map(\.target) == targets)
        }
    }

    @Test("A loop ends")
    func loop() async throws {
        let (answer, requests) = try await self.follow(.always, Self.anywhere) { _, _ in
            .answer(302, ["Location": "/start"])
        }
        #expect(answer.error?.code == .tooManyRedirects)
        #expect(requests.count == 21)
    }

    @Test("POST becomes GET but for 307 and 308", arguments: [301, 302, 303, 307, 308])
    func methods(status: Int) async throws {
        var request = HTTPRequest(
            "POST", WebURL.nowhere, fields: ["Content-Type": "text/plain"], body: Bytes(utf8: "x"))
        request.fields.append("X-Mine", "1")
        let (_, requests) = try await self.follow(.always, request) { _, number in
            number == 0 ? .answer(status, ["Location": "/b"]) : .answer()
        }
        #expect(requests[1].method == (status < 307 ? "GET" : "POST"))
        #expect(requests[1].body == (status < 307 ? "" : "x"))
        #expect(requests[1]["content-type"] == (status < 307 ? nil : "text/plain"))
        #expect(requests[1]["x-mine"] == "1")
    }

    @Test("Another server sees no credentials")
    func credentials() async throws {
        var request = HTTPRequest("GET", WebURL.nowhere, fields: ["X-Api-Key": "secret", "X-Mine": "1"])
        request.authorization = .bearer(Secret("token"))
        request.privateFields = ["X-Api-Key"]
        let (answer, requests) = try await self.follow(.always, request) { request, number in
            let port = request["host"]?.split(separator: ":").last ?? ""
            return number == 0 ? .answer(302, ["Location": "http://localhost:\(port)/b"]) : .answer()
        }
        #expect(try answer.get().status == 200)
        #expect(requests[0]["authorization"] == "Bearer token" && requests[0]["x-api-key"] == "secret")
        #expect(requests[1]["authorization"] == nil && requests[1]["x-api-key"] == nil)
        #expect(requests[1]["x-mine"] == "1")
    }

    @Test("A Location that leads to no web server is not followed", arguments: ["ftp://x/", "file:///etc/passwd", ""])
    func elsewhere(location: String) async throws {
        let (answer, requests) = try await self.follow(.always, Self.anywhere) { _, number in
            number == 0 ? .answer(302, ["Location": location]) : .answer()
        }
        #expect(try answer.get().status == (location.isEmpty ? 200 : 302))
        #expect(requests.count == (location.isEmpty ? 2 : 1))
    }

    @Test("Nor does it see other headers that say who we are, or a body with secrets")
    func otherCredentials() async throws {
        let fields: HTTPFields = ["X-Auth-Token": "secret", "Cookie": "sid=1", "X-Mine": "1", "Content-Type": "a/b"]
        var request = HTTPRequest("POST", WebURL.nowhere, fields: fields, body: Bytes(utf8: "client_secret=x"))
        @Sendable func elsewhere(_ request: ScriptedServer.Request, _ number: Int) -> ScriptedServer.Step {
            let port = request["host"]?.split(separator: ":").last ?? ""
            return number == 0 ? .answer(307, ["Location": "http://localhost:\(port)/b"]) : .answer()
        }
        let (_, requests) = try await self.follow(.always, request, elsewhere)
        #expect(requests[0]["x-auth-token"] == "secret" && requests[0]["cookie"] == "sid=1")
        #expect(requests[1]["x-auth-token"] == nil && requests[1]["cookie"] == nil)
        #expect(requests[1]["x-mine"] == "1" && requests[1].body == "client_secret=x")
        request.hasPrivateBody = true
        let (answer, kept) = try await self.follow(.always, request, elsewhere)
        #expect(try answer.get().status == 307)
        #expect(kept.count == 1)
    }

    @Test("A server that asks for the password again and again is given up")
    func endlessDigest() async throws {
        var request = Self.anywhere
        request.authorization = .digest(user: "me", password: Secret("pw"))
        let (answer, requests) = try await self.follow(.never, request) { _, number in
            .answer(401, ["WWW-Authenticate": "Digest realm=\"r\", nonce=\"n\(number)\", stale=true, qop=\"auth\""])
        }
        #expect(answer.error?.code == .malformedAnswer)
        #expect(requests.count < 12)
    }

    @Test("Digest authentication answers the server's question")
    func digest() async throws {
        var request = Self.anywhere
        request.authorization = .digest(user: "me", password: Secret("pw"))
        let (answer, requests) = try await self.follow(.never, request) { request, _ in
            request["authorization"] == nil
                ? .answer(401, ["WWW-Authenticate": #"Digest realm="r", nonce="n", qop="auth""#], "no")
                : .answer(200, [:], "yes")
        }
        #expect(try String(decoding: answer.get().body) == "yes")
        #expect(requests.last?["authorization"]?.hasPrefix(#"Digest username="me""#) == true)
    }
}

extension WebURL {
    /// Stands in a request until the server's port is known.
    static var nowhere: WebURL {
        guard let url = WebURL("http://0.0.0.0/") else { preconditionFailure("a URL that is none") }
        return url
    }
}
