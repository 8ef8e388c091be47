import ConnectAPI
import HTTPTestServer
import Testing

@testable import HTTPConnector

@Suite(.timeLimit(.minutes(5))) struct TaskTests {
    private static let pointers: ConfigValues = [
        "http.response.record.offset.pointer": "key=/id, timestamp=/t", "http.offset.initial": "key=0",
        "http.request.params": "s=${offset.key}",
    ]
    private static let page = """
        [{"id":1,"t":"2020-01-01T00:00:01Z"},{"id":2,"t":"2020-01-01T00:00:02Z"}]
        """

    @Test("A page is read once, although nobody commits its offset")
    func noDuplicates() async throws {
        try await TaskRun.with(Self.pointers) { _, _ in
            .answer(200, [:], Self.page)
        } _: { (run) async throws in
            #expect(try await run.poll() == ["1", "2"])
            #expect(run.batch.sourceOffset(at: 1) == ["key": "2", "timestamp": "2020-01-01T00:00:02Z"])
            #expect(try await run.poll() == [])
            #expect(await run.targets == ["/items?s=0", "/items?s=2"])
        }
    }

    @Test("A task goes on from the stored offset, numbers in it too")
    func stored() async throws {
        let stored: [SourcePosition: SourcePosition] = [[:]: ["key": .int64(7), "timestamp": "2020-01-01T00:00:01Z"]]
        try await TaskRun.with(Self.pointers, stored: stored) { _, _ in
            .answer(200, [:], Self.page)
        } _: { (run) async throws in
            #expect(try await run.poll() == ["2"])
            #expect(await run.targets == ["/items?s=7"])
        }
    }

    @Test("An error status ends the task, and says what was asked and what came back")
    func status() async throws {
        let configuration: ConfigValues = [
            "http.request.params": "api_key=abc", "http.auth.type": "Basic", "http.auth.user": "me",
            "http.auth.password": "s3cret!",
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(500, ["Content-Type": "text/plain"], "no s3cret! here")
        } _: { (run) async throws in
            let error = try #require(await run.failure())
            #expect(error.message == "Policy failed for response code: 500, body: no [hidden] here")
            let cause = "\(try #require(error.cause))"
            #expect(
                cause.hasPrefix("GET http://127.0.0.1:")
                    && cause.contains("/items?api_key=[hidden] was answered by 500"))
            #expect(cause.hasSuffix("15 bytes of text/plain: no [hidden] here"))
        }
    }

    @Test("What a server repeats of what it was sent is hidden too")
    func repeatedSecrets() async throws {
        let configuration: ConfigValues = [
            "http.request.params": "api_key=k3y%2Fvalue&a=1",
            "http.request.headers":
                "Authorization: Bearer tok3n, X-Auth-Token: xt0ken, Cookie: sid=c00kie, X-Plain: plain",
        ]
        let echo: @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Step = { request, _ in
            let fields = request.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            return .answer(403, [:], "\(request.target) k3y/value \(fields)")
        }
        try await TaskRun.with(configuration, script: echo) { (run) async throws in
            let text = "\(try #require(await run.failure()))"
            for secret in ["k3y", "tok3n", "xt0ken", "c00kie"] { #expect(!text.contains(secret)) }
            #expect(text.contains("x-plain=plain"))
        }
        let key: ConfigValues = [
            "http.auth.type": "ApiKey", "http.auth.apikey.in": "query", "http.auth.apikey.name": "k",
            "http.auth.apikey.value": "v3ry+s/cret",
        ]
        try await TaskRun.with(key, script: echo) { (run) async throws in
            let text = "\(try #require(await run.failure()))"
            #expect(!text.contains("v3ry") && text.contains("/items?k=[hidden] was answered"))
        }
        let basic: ConfigValues = [
            "http.auth.type": "Basic", "http.auth.user": "me", "http.auth.password": "s3cret",
        ]
        try await TaskRun.with(basic, script: echo) { (run) async throws in
            let text = "\(try #require(await run.failure()))"
            #expect(text.contains("authorization=Basic [hidden]"))
        }
    }

    @Test(
        "What can't be sent names its key",
        arguments: [
            ("http.request.headers", "Accept=application/json"), ("http.request.headers", "X-A: é"),
            ("http.request.params", "a=1&b"), ("http.request.url", "localhost"),
        ])
    func unsendable(key: String, value: String) async throws {
        try await TaskRun.with([key: value]) { _, _ in
            .answer(200)
        } _: { (run) async throws in
            let error = try #require(await run.failure())
            #expect("\(try #require(error.cause))".contains(key))
        }
    }

    @Test("After a failure the task asks again, later each time, and gives up if it is told to")
    func backoff() async throws {
        let configuration: ConfigValues = ["http.retry.max.attempts": "3", "http.timer.interval.millis": "100000"]
        try await TaskRun.with(configuration) { _, _ in
            .hangUp
        } _: { (run) async throws in
            for _ in 0..<3 { #expect(await run.failure()?.isRetriable == true) }
            let error = try #require(await run.failure())
            #expect(!error.isRetriable && error.message.hasSuffix("(given up after 4 failures in a row)"))
            #expect(run.clock.sleeps[0] == .milliseconds(100_000))
            for (index, expected) in [1000.0, 2000, 4000].enumerated() {
                let slept = run.clock.sleeps[index + 1] / .milliseconds(1)
                #expect(slept >= expected * 0.79 && slept <= expected * 1.21)
            }
        }
    }

    @Test(
        "Retry-After is heeded, up to the limit",
        arguments: [
            ("7", 7000), ("90", 90_000), ("1.5", 1500), ("100000", 3_600_000), ("99999999999999999999", 3_600_000),
            ("Sun, 13 Sep 2020 12:26:45 GMT", 5000),
        ])
    func retryAfter(value: String, expected: Int) async throws {
        try await TaskRun.with(["http.retry.codes": "429,500..599"]) { _, number in
            number == 0 ? .answer(429, ["Retry-After": value], "slow down") : .answer(200, [:], "[{}]")
        } _: { (run) async throws in
            #expect(await run.failure()?.isRetriable == true)
            #expect(try await run.poll().count == 1)
            #expect(run.clock.sleeps[1] == .milliseconds(expected))
        }
    }

    @Test(
        "A server that wants to be asked again at once, or says nothing useful, is asked at growing intervals",
        arguments: ["0", "-5", "soon", "", "Wed, 21 Oct 2015 07:28:00 GMT"])
    func noRetryAfter(value: String) async throws {
        try await TaskRun.with(["http.retry.codes": "429"]) { _, _ in
            .answer(429, ["Retry-After": value], "slow down")
        } _: { (run) async throws in
            for _ in 0..<4 { #expect(await run.failure()?.isRetriable == true) }
            for (index, expected) in [1000.0, 2000, 4000].enumerated() {
                let slept = run.clock.sleeps[index + 1] / .milliseconds(1)
                #expect(slept >= expected * 0.79 && slept <= expected * 1.21)
            }
        }
    }

    @Test("The first request waits for the interval, or for what the configuration says")
    func initialDelay() async throws {
        for (configuration, expected) in [
            ([:], [60_000, 60_000]), (["http.timer.initial.delay.millis": "0"], [60_000]),
        ] {
            try await TaskRun.with(configuration) { _, _ in
                .answer(200, [:], "[]")
            } _: { (run) async throws in
                _ = try await run.poll()
                _ = try await run.poll()
                #expect(run.clock.sleeps == expected.map { Duration.milliseconds($0) })
            }
        }
    }

    @Test(
        "Waits of any length are waits, and no trap",
        arguments: [
            ["http.timer.interval.millis": "9223372036854775807"],
            ["http.timer.initial.delay.millis": "9223372036854775807"],
            [
                "http.timer.interval.millis": "-9223372036854775808",
                "http.timer.catchup.interval.millis": "9223372036854775807",
            ],
            [
                "http.retry.codes": "429", "http.retry.after.max.millis": "9223372036854775807",
                "http.retry.backoff.initial.millis": "9223372036854775807",
                "http.retry.backoff.max.millis": "9223372036854775807",
            ],
        ] as [ConfigValues])
    func longWaits(configuration: ConfigValues) async throws {
        try await TaskRun.with(configuration) { _, number in
            number == 0 ? .answer(429) : .answer(200, [:], "[]")
        } _: { (run) async throws in
            for _ in 0..<3 { _ = await run.failure() }
            #expect(run.clock.sleeps.allSatisfy { $0 <= .milliseconds(PollTimer.longest) })
        }
    }

    @Test(
        "Timestamps as far away as can be said are read again",
        arguments: ["9223372036854775807", "-9223372036854775807", "1700000000000000", "\"-0044-03-15T00:00:00Z\""])
    func farAway(time: String) async throws {
        let configuration: ConfigValues = [
            "http.response.record.offset.pointer": "key=/id, timestamp=/t",
            "http.record.filter.factory": HTTPClasses.noFilter,
            "http.response.record.timestamp.parser.pattern": "uuuu-MM-dd'T'HH:mm:ssX",
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(200, [:], "[{\"id\":1,\"t\":\(time)}]")
        } _: { (run) async throws in
            for _ in 0..<2 { #expect(try await run.poll() == ["1"]) }
        }
    }

    @Test("Times beyond that are an error and no trap")
    func beyond() throws {
        #expect(throws: TimestampError.overflow) { try InstantText.parse("+999999999-12-31T23:59:59Z") }
        #expect(throws: TimestampError.overflow) { try InstantText.parse("-999999999-01-01T00:00:00Z") }
        for pattern in ["y-M-d", "uuuuuuuuu-MM-dd", "yyyyyy'-'D"] {
            let reader = DateReader(try DatePattern(pattern, .formatter), zone: .utc)
            for text in ["999999999-12-31", "+999999999-12-31", "-999999999-01-01", "999999-365"] {
                _ = try? reader.parse(text)
            }
        }
        #expect(try InstantText.parse("+10000-01-01T00:00:00Z") == 253_402_300_800_000)
        #expect(throws: TimestampError.self) { try InstantText.parse("10000-01-01T00:00:00Z") }
    }

    @Test("Old records are asked for at the shorter interval")
    func catchup() async throws {
        try await TaskRun.with(Self.pointers) { _, number in
            .answer(200, [:], "[{\"id\":\(number),\"t\":\"2020-01-01T00:00:0\(number)Z\"}]")
        } _: { (run) async throws in
            for _ in 0..<3 { _ = try await run.poll() }
            #expect(run.clock.sleeps == [60_000, 30_000, 30_000].map { .milliseconds($0) })
        }
    }

    @Test("Bad JSON ends the task with the place and the answer")
    func badJSON() async throws {
        try await TaskRun.with([:]) { _, _ in
            .answer(200, [:], "<html>")
        } _: { (run) async throws in
            let error = try #require(await run.failure())
            #expect(
                error.description.hasPrefix("com.fasterxml.jackson.core.JsonParseException: Unexpected character ('<'"))
            #expect(error.description.contains("was answered by 200 with 6 bytes: <html>"))
        }
    }

    @Test("408 is asked once more at once, and 503 if the server says so", arguments: [(408, nil), (503, "0")])
    func askedAgain(status: Int, retryAfter: String?) async throws {
        try await TaskRun.with([:]) { _, number in
            number == 0 ? .answer(status, retryAfter.map { ["Retry-After": $0] } ?? [:], "") : .answer(200, [:], "[{}]")
        } _: { (run) async throws in
            #expect(try await run.poll().count == 1)
        }
    }

    @Test("An answer that is too large ends the task")
    func tooLarge() async throws {
        try await TaskRun.with(["http.response.max.bytes": "10"]) { _, _ in
            .answer(200, [:], "[1,2,3,4,5,6]")
        } _: { (run) async throws in
            #expect(await run.failure()?.isRetriable == false)
        }
    }

    @Test("A very large answer comes in batches, and is asked for once")
    func slices() async throws {
        let ids = (1...45_000).map { "{\"id\":\($0)}" }.joined(separator: ",")
        try await TaskRun.with(["http.response.record.offset.pointer": "key=/id"]) { _, _ in
            .answer(200, [:], "[\(ids)]")
        } _: { (run) async throws in
            let counts = [try await run.poll().count, try await run.poll().count, try await run.poll().count]
            #expect(counts == [20_000, 20_000, 5000])
            #expect(run.batch.sourceOffset(at: 4999) == ["key": "45000"])
            #expect(await run.targets.count == 1 && run.clock.sleeps.count == 1)
        }
    }

    @Test("Stopping a task ends its request")
    func stopping() async throws {
        try await TaskRun.with(["http.timer.initial.delay.millis": "0"]) { _, _ in
            .silence
        } _: { (run) async throws in
            nonisolated(unsafe) let run = run
            let poll = Task { _ = try? await run.poll() }
            while await run.server.requests.isEmpty { await Task.yield() }
            poll.cancel()
            await poll.value
        }
    }
}
