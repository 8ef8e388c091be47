import Bytes
import ConnectAPI
import HTTPTestServer
import Testing

@testable import HTTPConnector

@Suite(.timeLimit(.minutes(5))) struct BeyondTests {
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
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(400, [:], "{\"error\":\"invalid_client\",\"error_description\":\"s3cret?\"}")
        } _: { (run) async throws in
            let error = try #require(await run.failure())
            #expect(!error.isRetriable)  // it won't be right later
            #expect(error.message.contains("/token: the token endpoint answered 400: invalid_client ([hidden]?)"))
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

    @Test("A version says nothing about the answer to another request")
    func otherVersions() async throws {
        let configuration: ConfigValues = [
            "http.request.conditional": "true", "http.response.record.offset.pointer": "key=/id",
            "http.request.params": "after=${offset.key!}",
        ]
        try await TaskRun.with(configuration) { request, number in
            request["if-modified-since"] != nil
                ? .answer(304)
                : .answer(
                    200, ["Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"], number < 2 ? "[{\"id\":\(number)}]" : "[]")
        } _: { (run) async throws in
            #expect(try await run.poll() == ["0"])
            #expect(try await run.poll() == ["1"])
            for _ in 0..<2 { #expect(try await run.poll() == []) }
            #expect(await run.server.requests.map { $0["if-modified-since"] != nil } == [false, false, false, true])
        }
    }

    @Test("Of pages only the first one's version is sent back")
    func versionOfPages() async throws {
        let configuration: ConfigValues = ["http.request.conditional": "true", "http.pagination.type": "link-header"]
        try await TaskRun.with(configuration) { request, _ in
            request.target == "/items"
                ? .answer(200, ["ETag": "\"a\"", "Link": "</b>; rel=next"], "[{}]")
                : .answer(200, ["ETag": "\"b\""], "[{}]")
        } _: { (run) async throws in
            for _ in 0..<3 { _ = try await run.poll() }
            #expect(await run.server.requests.map { $0["if-none-match"] } == [nil, nil, "\"a\""])
        }
    }

    @Test("Validators that can't be sent back are left alone")
    func oddValidators() async throws {
        try await TaskRun.with(["http.request.conditional": "true"]) { _, _ in
            .raw("HTTP/1.1 200 OK\r\nETag: \"\u{1}\u{e9}\"\r\nContent-Length: 4\r\n\r\n[{}]", closes: false)
        } _: { (run) async throws in
            for _ in 0..<2 { #expect(try await run.poll().count == 1) }
            #expect(await run.server.requests.allSatisfy { $0["if-none-match"] == nil })
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
            ("csv", "a,a,b\n1,2,3\n", #"[{"a":"1","a_2":"2","b":"3"}]"#),
            (
                "xml",
                "<?xml version='1.0'?><!-- x --><r a='1'><i>1 &lt; 2</i><i><![CDATA[<2>]]></i><o>&#x41;<p/></o></r>",
                ##"{"r":{"@a":"1","i":["1 < 2","<2>"],"o":{"#text":"A","p":""}}}"##
            ),
        ])
    func formats(name: String, body: String, expected: String) throws {
        var reader = HTTPSettingsReader(["http.response.format": name])
        let json = try AnswerFormat(&reader).json(Bytes(utf8: body), type: nil, limit: 1000)
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
        #expect(throws: ConnectError.self) { try format.json(Bytes(utf8: body), type: nil, limit: 1000) }
    }

    @Test("What would need far more memory than it has bytes is refused")
    func bombs() {
        let columns = String(repeating: ",", count: 20_000)
        let names = String(repeating: "n", count: 5000) + "\n" + String(repeating: "1\n", count: 1000)
        for body in [columns, names] {
            var reader = HTTPSettingsReader(["http.response.format": "csv"])
            let format = AnswerFormat(&reader)
            #expect(throws: ConnectError.self) {
                try format.json(Bytes(utf8: body), type: nil, limit: body.utf8.count)
            }
        }
    }

    @Test("A line is one document")
    func lines() async throws {
        for body in ["{},{}\n", "[1\n2]\n"] {
            try await TaskRun.with(["http.response.format": "ndjson"]) { _, _ in
                .answer(200, [:], body)
            } _: { (run) async throws in
                #expect(await run.failure()?.message.contains("each line must be one document") == true)
            }
        }
        try await TaskRun.with(["http.response.format": "ndjson"]) { _, _ in
            .answer(200, [:], "\u{FEFF}{\"a\":1}\r\n\n{\"a\":2}")
        } _: { (run) async throws in
            #expect(try await run.poll().count == 2)
        }
    }

    @Test(
        "Character sets are those that the answer names",
        arguments: [
            ("csv", nil, [0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xC3, 0xA9], "é"),
            ("csv", "text/csv; charset=ISO-8859-1", [0x61, 0x0A, 0xE9], "é"),
            ("csv", "text/csv;charset=\"windows-1252\"", [0x61, 0x0A, 0x80], "€"),
            ("csv", nil, [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0xE9, 0], "é"),
            ("csv", nil, [0x61, 0x0A, 0xE9], nil), ("csv", "text/csv; charset=koi8-r", [0x61, 0x0A, 0xE9], nil),
            ("csv", nil, [0xFE, 0xFF, 0], nil),
        ] as [(String, String?, [UInt8], String?)])
    func characters(format: String, type: String?, body: [UInt8], expected: String?) throws {
        var reader = HTTPSettingsReader(["http.response.format": format])
        let format = AnswerFormat(&reader)
        guard let expected else {
            #expect(throws: ConnectError.self) { try format.json(Bytes(body), type: type, limit: 1000) }
            return
        }
        #expect(String(decoding: try format.json(Bytes(body), type: type, limit: 1000)) == "[{\"a\":\"\(expected)\"}]")
    }

    @Test("An XML declaration's encoding counts")
    func declaration() throws {
        var reader = HTTPSettingsReader(["http.response.format": "xml"])
        let format = AnswerFormat(&reader)
        let body = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
        #expect(String(decoding: try format.json(Bytes(body), type: "text/xml", limit: 1000)) == #"{"a":"é"}"#)
        let wrong = Bytes(utf8: "<?xml version='1.0' encoding='EBCDIC-US'?><a/>")
        #expect(throws: ConnectError.self) { try format.json(wrong, type: nil, limit: 1000) }
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
