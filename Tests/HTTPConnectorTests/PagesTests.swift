import ConnectAPI
import HTTPTestServer
import Testing

@testable import HTTPConnector

@Suite(.timeLimit(.minutes(5))) struct PagesTests {
    private static let pointers: ConfigValues = [
        "http.response.record.offset.pointer": "key=/id, timestamp=/t", "http.response.list.pointer": "/items",
        "http.request.params": "since=${offset.timestamp!}",
    ]

    /// Three pages of two records, newest first; the last one has one.
    private static func page(_ number: Int, _ more: String = "") -> String {
        let items = number == 2 ? [1] : [5 - number * 2, 4 - number * 2]
        let list = items.map { "{\"id\":\($0),\"t\":\"2020-01-01T00:00:0\($0)Z\"}" }.joined(separator: ",")
        return "{\"items\":[\(list)]\(more)}"
    }

    private static func number(_ request: ScriptedServer.Request, _ name: String) -> Int? {
        request.target.split(whereSeparator: { "?&".contains($0) }).first { $0.hasPrefix(name + "=") }
            .flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    private static func answer(_ kind: String, _ request: ScriptedServer.Request) -> ScriptedServer.Step {
        guard
            request.target.contains("since=") && !request.target.contains("since=2020") || request.target.contains("p=")
        else { return .answer(200, [:], "{\"items\":[]}") }
        switch kind {
        case "next-url":
            let page = Self.number(request, "p") ?? 0
            let next = page < 2 ? ",\"links\":{\"next\":\"/items?p=\(page + 1)\"}" : ",\"links\":{\"next\":null}"
            return .answer(200, [:], Self.page(page, next))
        case "link-header":
            let page = Self.number(request, "p") ?? 0
            let link = "</items?p=\(page + 1)>; title=\"x\"; rel=\"next last\", </items>; rel=first"
            return .answer(200, page < 2 ? ["Link": link] : ["Link": "</items>; rel=first"], Self.page(page))
        case "cursor":
            let page = Self.number(request, "cursor") ?? 0
            return .answer(200, [:], Self.page(page, page < 2 ? ",\"links\":{\"next\":\"\(page + 1)\"}" : ""))
        case "page": return .answer(200, [:], Self.page((Self.number(request, "page") ?? 1) - 1))
        default: return .answer(200, [:], Self.page((Self.number(request, "offset") ?? 0) / 2))
        }
    }

    @Test("A page that names itself as the next one is the last")
    func itself() async throws {
        let configuration = ["http.pagination.type": "next-url", "http.pagination.next.pointer": "/next"]
        try await TaskRun.with(Self.pointers.merging(configuration) { $1 }) { request, number in
            .answer(
                200, [:],
                "{\"items\":[{\"id\":\(number),\"t\":\"2020-01-01T00:00:00Z\"}],\"next\":\"\(request.target)\"}")
        } _: { (run) async throws in
            #expect(try await run.poll().count == 1)
            let offset = try #require(run.batch.sourceOffset(at: 0))
            #expect(offset[PageChain.nextName] == nil)
        }
    }

    @Test(
        "All pages are read at once, and the newest record counts in the end",
        arguments: ["next-url", "link-header", "cursor", "page", "offset"])
    func walking(kind: String) async throws {
        let configuration = Self.pointers.merging([
            "http.pagination.type": kind, "http.pagination.next.pointer": "/links/next", "http.pagination.size": "2",
            "http.pagination.size.param": "limit",
        ]) { $1 }
        try await TaskRun.with(configuration) { request, _ in
            Self.answer(kind, request)
        } _: { (run) async throws in
            #expect(try await run.poll() == ["2", "3"] || kind.isEmpty == false)
            let first = try #require(run.batch.sourceOffset(at: 0))
            let second = try #require(run.batch.sourceOffset(at: run.batch.count - 1))
            #expect(first[PageChain.nextName] == nil && second[PageChain.nextName] != nil)
            var keys: [String] = []
            for _ in 0..<2 { keys += try await run.poll() }
            #expect(keys.last == "1")
            #expect(run.batch.sourceOffset(at: 0) == ["key": "5", "timestamp": "2020-01-01T00:00:05Z"])
            #expect(run.clock.sleeps.count == 1)
            _ = try await run.poll()
            #expect(run.clock.sleeps.count == 2)
            #expect(await run.targets.last?.contains("since=2020-01-01T00:00:05Z") == true)
            #expect(await run.targets.first?.contains("limit=2") == true)
        }
    }

    @Test("A walk goes on where it was when the worker died")
    func resuming() async throws {
        let configuration = Self.pointers.merging(["http.pagination.type": "page", "http.pagination.size": "2"]) { $1 }
        try await TaskRun.with(configuration, stored: [[:]: ["page.next": "3"]]) { request, _ in
            Self.answer("page", request)
        } _: { (run) async throws in
            #expect(try await run.poll() == ["1"])
            #expect(await run.targets == ["/items?since=&page=3"])
        }
    }

    @Test("The newest record counts after a restart in the middle, and after a last page without records")
    func newest() async throws {
        let configuration = Self.pointers.merging(["http.pagination.type": "page", "http.pagination.size": "2"]) { $1 }
        var middle: SourcePosition?
        try await TaskRun.with(configuration) { request, _ in
            Self.answer("page", request)
        } _: { (run) async throws in
            _ = try await run.poll()  // the first page has the newest ones
            middle = run.batch.sourceOffset(at: run.batch.count - 1)
        }
        let stored = try #require(middle)
        #expect(stored["page.next"] == "2" && stored["page.newest.key"] == "5")
        try await TaskRun.with(configuration, stored: [[:]: stored]) { request, _ in
            let number = Self.number(request, "page") ?? 1
            return number < 3 ? Self.answer("page", request) : .answer(200, [:], "{\"items\":[]}")
        } _: { (run) async throws in
            #expect(try await run.poll() == ["2", "3"])
            #expect(try await run.poll() == [])
            _ = try await run.poll()
            #expect(
                await run.targets == [
                    "/items?since=&page=2", "/items?since=&page=3", "/items?since=2020-01-01T00:00:05Z&page=1",
                ])
        }
    }

    @Test("A page that isn't there any more after a restart lets the walk begin anew", arguments: [400, 404, 410])
    func gone(status: Int) async throws {
        let configuration = Self.pointers.merging(["http.pagination.type": "cursor"]) { $1 }
        let stored: SourcePosition = ["page.next": "old", "timestamp": "2020-01-01T00:00:01Z"]
        try await TaskRun.with(configuration, stored: [[:]: stored]) { request, _ in
            request.target.contains("cursor=") ? .answer(status) : .answer(200, [:], Self.page(0))
        } _: { (run) async throws in
            #expect(try await run.poll() == [])
            #expect(try await run.poll() == ["4", "5"])
            #expect(await run.targets.last == "/items?since=2020-01-01T00:00:01Z")
        }
        try await TaskRun.with(configuration) { _, number in
            number > 0 ? .answer(status) : .answer(200, [:], Self.page(0, ",\"next\":\"x\""))
        } _: { (run) async throws in
            _ = try await run.poll()
            #expect(await run.failure() != nil)  // one that was named just now must be there
        }
    }

    @Test("Another server's page is asked for without credentials")
    func otherServer() async throws {
        try await ScriptedServer.run({ _, _ in .answer(200, [:], "{\"items\":[{\"id\":9}]}") }) { other, otherPort in
            let configuration: ConfigValues = [
                "http.response.list.pointer": "/items", "http.pagination.type": "next-url", "http.auth.type": "ApiKey",
                "http.auth.apikey.value": "s3cret", "http.request.headers": "X-Auth-Token: t0ken, X-Plain: 1",
            ]
            try await TaskRun.with(configuration) { _, _ in
                .answer(200, [:], "{\"items\":[{\"id\":1}],\"next\":\"http://127.0.0.1:\(otherPort)/x\"}")
            } _: { (run) async throws in
                _ = try await run.poll()
                _ = try await run.poll()
                #expect(await run.server.requests.first?["x-api-key"] == "s3cret")
                #expect(await other.requests.count == 1)
                #expect(await other.requests.first?["x-api-key"] == nil)
                #expect(await run.server.requests.first?["x-auth-token"] == "t0ken")
                #expect(await other.requests.first?["x-auth-token"] == nil)
                #expect(await other.requests.first?["x-plain"] == "1")
            }
        }
    }

    @Test(
        "A next page that can't be asked for fails the task before its records go out",
        arguments: [
            "\"file:///etc/passwd\"", "\"ftp://127.0.0.1/x\"", "\"http://[::1\"", "\"javascript:alert(1)\"", "true",
            "{}", "[1]",
        ])
    func unfit(next: String) async throws {
        let configuration: ConfigValues = ["http.response.list.pointer": "/items", "http.pagination.type": "next-url"]
        try await TaskRun.with(configuration) { _, _ in
            .answer(200, [:], "{\"items\":[{\"id\":1}],\"next\":\(next)}")
        } _: { (run) async throws in
            let error = try #require(await run.failure())
            #expect(!error.isRetriable && error.message.contains("next page"))
            #expect("\(error)".contains("/items was answered by 200"))
        }
        try await TaskRun.with(["http.pagination.type": "link-header"]) { _, _ in
            .answer(200, ["Link": "<file:///etc/passwd>; rel=next"], "[{}]")
        } _: { (run) async throws in
            #expect(await run.failure()?.message.contains("\"file:///etc/passwd\", which is no http") == true)
        }
    }

    @Test("What says that there is no next page ends the walk", arguments: ["null", "false", "\"\""])
    func noNext(next: String) async throws {
        let configuration: ConfigValues = ["http.response.list.pointer": "/items", "http.pagination.type": "next-url"]
        try await TaskRun.with(configuration) { _, _ in
            .answer(200, [:], "{\"items\":[{\"id\":1}],\"next\":\(next)}")
        } _: { (run) async throws in
            for _ in 0..<2 { #expect(try await run.poll().count == 1) }
            #expect(run.clock.sleeps.count == 2)
        }
    }

    @Test("Pages that go round in a circle end", arguments: ["next-url", "cursor"])
    func circle(kind: String) async throws {
        let configuration: ConfigValues = ["http.response.list.pointer": "/items", "http.pagination.type": kind]
        try await TaskRun.with(configuration) { _, number in
            .answer(200, [:], "{\"items\":[{\"id\":\(number)}],\"next\":\"\(["a", "b", "c"][number % 3])\"}")
        } _: { (run) async throws in
            for _ in 0..<4 { _ = try await run.poll() }
            #expect(run.batch.sourceOffset(at: 0)?[PageChain.nextName] == nil)
            _ = try await run.poll()
            #expect(run.clock.sleeps.count == 2)  // the next walk waits for the interval
        }
    }

    @Test("Offsets of an answer are known until the next one is read")
    func earlierAnswers() {
        let book = OffsetBook()
        book.beginAnswer()
        let first = book.answer
        book.use(start: ["key": "1"], end: ["key": "2"], last: 1)
        #expect(book.position(0, in: first) == ["key": "1"])
        #expect(book.position(1, in: first) == ["key": "2"])
        book.beginAnswer()
        #expect(book.position(0, in: first) == nil)
        book.use(start: ["key": "2"], end: ["key": "3"], last: 1)
        #expect(book.position(0, in: first) == nil)
        #expect(book.position(0, in: book.answer) == ["key": "2"])
    }

    @Test("A page on another server is refused where redirects there are")
    func confined() async throws {
        let configuration: ConfigValues = [
            "http.pagination.type": "link-header", "http.client.redirects": "same-origin",
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(200, ["Link": "<http://localhost:1/x?api_key=abc>; rel=next"], "[{}]")
        } _: { (run) async throws in
            let message = try #require(await run.failure()?.message)
            #expect(message.contains("http://localhost:1/x?api_key=[hidden]") && message.contains("another server"))
        }
    }

    @Test(
        "Link headers are read as RFC 8288 says",
        arguments: [
            ("<a>; rel=next", "a"), ("<a>; rel=\"prev\", <b>; rel=\"next\"", "b"), ("<a>; rel=prev", nil), ("", nil),
            ("<a;b,c>; title=\"x\"; rel=\"NEXT\"", "a;b,c"), ("<a", nil), ("rel=next", nil),
            ("<a>; title=\"; rel=next\"", nil), ("<a>; title=\"<x>, \\\"y\\\"\" ; REL = next", "a"),
            ("<>; rel=\"next\"", ""), ("<a>; anchor=\"#b\"; rel=next", nil), ("<a>; rel=prev; rel=next", nil),
            ("<a>; flag; rel=next", "a"), ("<a>;rel=\"next", "a"), (",,<a>;;rel=next,,", "a"),
        ] as [(String, String?)])
    func links(value: String, expected: String?) { #expect(LinkHeader.next([value]) == expected) }
}
