import Bytes
import ConnectAPI
import HTTPTestServer
import Testing

@testable import HTTPConnector

@Suite(.timeLimit(.minutes(1))) struct BeyondTests {
    @Test("Bearer and API keys are sent as told")
    func credentials() async throws {
        for (configuration, name, expected, secret) in [
            (["http.auth.type": "bearer", "http.auth.token": "t0ken"], "authorization", "Bearer t0ken", "t0ken"),
            (["http.auth.type": "ApiKey", "http.auth.apikey.value": "k3y!"], "x-api-key", "k3y!", "k3y!"),
        ] {
            try await TaskRun.with(configuration.mapValues { $0 }) { _, _ in
                .answer(403, [:], "you sent \(secret)")
            } _: { (run) async throws in
                let error = try #require(await run.failure())
                #expect(await run.server.requests[0][name] == expected)
                #expect(!"\(error)".contains(secret) && error.message.hasSuffix("you sent [hidden]"))
            }
        }
        let query: ConfigValues = [
            "http.auth.type": "ApiKey", "http.auth.apikey.in": "query", "http.auth.apikey.name": "key",
            "http.auth.apikey.value": "a&b",
        ]
        try await TaskRun.with(query) { _, _ in
            .answer(200, [:], "[]")
        } _: { (run) async throws in
            _ = try await run.poll()
            #expect(await run.targets == ["/items?key=a%26b"])
        }
    }

    @Test("A token of OAuth2 is asked for once, and anew when it isn't taken any more")
    func tokens() async throws {
        let configuration: ConfigValues = [
            "http.auth.type": "OAuth2", "http.auth.oauth2.token.url": "http://127.0.0.1:{PORT}/token",
            "http.auth.oauth2.client.id": "me", "http.auth.oauth2.client.secret": "s3cret",
            "http.auth.oauth2.scope": "read",
        ]
        try await TaskRun.with(configuration) { request, number in
            if request.target == "/token" {
                return .answer(200, [:], "{\"access_token\":\"t\(number)\",\"expires_in\":3600}")
            }
            return request["authorization"] == "Bearer t0" && number > 3 ? .answer(401) : .answer(200, [:], "[{}]")
        } _: { (run) async throws in
            for _ in 0..<3 { #expect(try await run.poll().count == 1) }
            #expect(await run.targets == ["/token", "/items", "/items", "/items"])
            #expect(await run.server.requests[0]["authorization"] == "Basic bWU6czNjcmV0")
            #expect(await run.server.requests[0].body == "grant_type=client_credentials&scope=read")
            #expect(try await run.poll().count == 1)
            #expect(await run.targets.suffix(3) == ["/items", "/token", "/items"])
            #expect(await run.server.requests.last?["authorization"] == "Bearer t5")
        }
    }

    @Test("A token endpoint that refuses is told, without the secret")
    func refusedToken() async throws {
        let configuration: ConfigValues = [
            "http.auth.type": "OAuth2", "http.auth.oauth2.token.url": "http://127.0.0.1:{PORT}/token",
            "http.auth.oauth2.client.id": "me", "http.auth.oauth2.client.secret": "s3cret",
            "http.auth.oauth2.client.in": "body",
            "http.retry.max.attempts": "0",
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(400, [:], "{\"error\":\"invalid_client\",\"error_description\":\"who?\"}")
        } _: { (run) async throws in
            let error = try #require(await run.failure())
            #expect(error.message.contains("/token: the token endpoint answered 400: invalid_client (who?)"))
            #expect(!"\(error)".contains("s3cret"))
            #expect(await run.server.requests[0].body.hasSuffix("&client_id=me&client_secret=s3cret"))
        }
    }

    @Test("What didn't change isn't read again")
    func conditional() async throws {
        try await TaskRun.with(["http.request.conditional": "true"]) { request, _ in
            request["if-none-match"] == "\"v1\"" ? .answer(304) : .answer(200, ["ETag": "\"v1\""], "[{}]")
        } _: { (run) async throws in
            #expect(try await run.poll().count == 1)
            #expect(try await run.poll().count == 0)
        }
    }

    @Test("Several URLs are asked in turn, each from its own offset")
    func severalURLs() async throws {
        let configuration: ConfigValues = [
            "http.request.urls": "http://127.0.0.1:{PORT}/a http://127.0.0.1:{PORT}/b", "http.request.url": nil,
            "http.response.record.offset.pointer": "key=/id", "http.request.params": "k=${offset.key!}",
        ]
        try await TaskRun.with(configuration) { request, _ in
            .answer(200, [:], "[{\"id\":\"\(request.target.prefix(2).suffix(1))\"}]")
        } _: { (run) async throws in
            #expect(try await run.poll() == ["a"])
            #expect(run.batch.sourcePartition(at: 0)?["url"]?.string?.hasSuffix("/a") == true)
            #expect(try await run.poll() == ["b"])
            #expect(run.batch.sourcePartition(at: 0)?["url"]?.string?.hasSuffix("/b") == true)
            _ = try await run.poll()
            _ = try await run.poll()
            #expect(await Set(run.targets) == ["/a?k=", "/b?k=", "/a?k=a", "/b?k=b"])
        }
        let connector = HTTPSourceConnector()
        try await connector.start(["http.request.urls": "u1 u2\nu3"], context: NoContext())
        let tasks = try await connector.taskConfigurations(maxTasks: 2)
        #expect(tasks.map { $0["http.request.urls"] } == ["u1 u3", "u2"])
        #expect(try await connector.taskConfigurations(maxTasks: 9).count == 3)
    }

    private struct NoContext: ConnectorContext {
        let connectorName = "http"
        func requestTaskReconfiguration() {}
        func raiseError(_ error: any Error) {}
    }

    @Test("No more requests than the limit allows")
    func rateLimit() async throws {
        let configuration: ConfigValues = [
            "http.request.rate.limit": "0.5", "http.timer.interval.millis": "0",
            "http.timer.catchup.interval.millis": "0",
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(200, [:], "[]")
        } _: { (run) async throws in
            for _ in 0..<3 { _ = try await run.poll() }
            #expect(run.clock.sleeps == [.milliseconds(2000), .milliseconds(4000)])  // the test's time stands still
        }
    }

    @Test(
        "Other formats become JSON",
        arguments: [
            ("ndjson", "{\"a\":1}\r\n\n {\"a\":2}\n", #"[{"a":1},{"a":2}]"#), ("ndjson", "", "[]"),
            (
                "csv", "id,name\n1,\"a \"\"b\"\", c\"\r\n2,\n\n3,x,more\n",
                #"[{"id":"1","name":"a \"b\", c"},{"id":"2","name":""},{"id":"3","name":"x","column3":"more"}]"#
            ),
            (
                "xml",
                "<?xml version='1.0'?><!-- x --><r a='1'><i>1 &lt; 2</i><i><![CDATA[<2>]]></i><o>&#x41;<p/></o></r>",
                ##"{"r":{"@a":"1","i":["1 < 2","<2>"],"o":{"#text":"A","p":""}}}"##
            ),
        ])
    func formats(name: String, body: String, expected: String) throws {
        var reader = HTTPSettingsReader(["http.response.format": name])
        let json = try AnswerFormat(&reader).json(Bytes(utf8: body))
        #expect(
            String(decoding: json).filter { $0 != "\r" && $0 != "\n" }.replacing(", {", with: ",{").replacing(
                " {", with: "{") == expected.replacing(" {", with: "{"))
    }

    @Test(
        "What is no such format is an error and no trap",
        arguments: [
            ("csv", "a,b\n\"open"), ("xml", ""), ("xml", "<a>"), ("xml", "<a></b>"), ("xml", "<a b></a>"),
            ("xml", "<a b=\"c></a>"),
            ("xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), ("xml", "<a>&b;</a>"), ("xml", "<a>& b</a>"),
            ("xml", "<"), ("xml", "<a"),
            ("xml", String(repeating: "<a>", count: 100_000)), ("xml", "<a><!--"), ("xml", "<a><![CDATA["),
            ("xml", "<a>&#xD800;</a>"),
        ])
    func broken(name: String, body: String) {
        var reader = HTTPSettingsReader(["http.response.format": name])
        let format = AnswerFormat(&reader)
        #expect(throws: ConnectError.self) { try format.json(Bytes(utf8: body)) }
    }

    @Test("Records of an XML feed are found by pointers")
    func feed() async throws {
        let configuration: ConfigValues = [
            "http.response.format": "xml", "http.response.list.pointer": "/rss/channel/item",
            "http.response.record.offset.pointer": "key=/guid",
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(
                200, [:],
                "<rss><channel><title>t</title><item><guid>1</guid></item><item><guid>2</guid></item></channel></rss>")
        } _: { (run) async throws in
            #expect(try await run.poll() == ["1", "2"])
        }
    }
}
