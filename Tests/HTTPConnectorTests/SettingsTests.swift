import ConnectAPI
import HTTPClient
import Testing

@testable import HTTPConnector

@Suite struct SettingsTests {
    private static let least: ConfigValues = ["http.request.url": "http://h/", "kafka.topic": "t"]

    private func problem(_ changes: ConfigValues) -> String? {
        do throws(ConnectError) {
            _ = try HTTPSourceSettings(Self.least.merging(changes) { $1 })
            return nil
        } catch {
            #expect("\(error)".contains("What has to be changed:"))
            return "\(error.kind.className): \(error.message)"
        }
    }

    /// What validation says about a configuration, by key.
    private func errors(_ changes: ConfigValues) -> [String: String] {
        let values = Self.least.merging(changes) { $1 }
        var results = HTTPSourceConnector.configuration.validate(values)
        HTTPSourceConnector.validate(values, results: &results)
        return Dictionary(
            uniqueKeysWithValues: results.reports.filter { !$0.errors.isEmpty }.map { ($0.name, $0.errors[0]) })
    }

    @Test(
        "A task says what is wrong as the original does",
        arguments: [
            (
                "http.client.proxy.port", "x",
                "org.apache.kafka.common.config.ConfigException: Invalid value x for configuration http.client.proxy.port: Not a number of type INT"
            ),
            (
                "http.auth.type", "",
                "java.lang.IllegalArgumentException: No enum constant com.github.castorm.kafka.connect.http.auth.spi.HttpAuthenticationType."
            ),
            (
                "http.request.method", "DELETE",
                "java.lang.IllegalArgumentException: No enum constant com.github.castorm.kafka.connect.http.model.HttpRequest.HttpMethod.DELETE"
            ),
            (
                "http.response.policy.codes.process", "200..250..299",
                "java.lang.IllegalStateException: Invalid range definition 200..250..299"
            ),
            ("http.response.policy.codes.skip", "x", "java.lang.NumberFormatException: For input string: \"x\""),
            (
                "http.response.list.pointer", "items",
                "java.lang.IllegalArgumentException: Invalid input: JSON Pointer expression must start with '/': \"items\""
            ),
            ("http.response.record.offset.pointer", "key", "java.lang.IllegalStateException: Incomplete pair: key"),
            (
                "http.offset.initial", "a=1,a=2",
                "java.lang.IllegalStateException: Duplicate key a (attempted merging values 1 and 2)"
            ),
            ("http.client.read.timeout.millis", "-5", "java.lang.IllegalStateException: timeout < 0"),
            ("http.client.ttl.millis", "0", "java.lang.IllegalArgumentException: keepAliveDuration <= 0: 0"),
            (
                "http.response.record.mapper", "com.example.Nope",
                "org.apache.kafka.common.config.ConfigException: Invalid value com.example.Nope for configuration http.response.record.mapper: Class com.example.Nope could not be found."
            ),
            (
                "http.response.record.timestamp.parser.pattern", "yyyy-bb",
                "java.lang.IllegalArgumentException: Unknown pattern letter: b"
            ),
        ])
    func problems(key: String, value: String, expected: String) { #expect(self.problem([key: value]) == expected) }

    @Test("URL and topic are required")
    func required() {
        for key in ["http.request.url", "kafka.topic"] {
            var values = Self.least
            values[key] = nil
            #expect {
                try HTTPSourceSettings(values)
            } throws: {
                ($0 as? ConnectError)?.message
                    == "Missing required configuration \"\(key)\" which has no default value."
            }
        }
    }

    @Test("Old names of keys count while the new one has its default")
    func oldNames() throws {
        var values = Self.least.merging([
            "http.throttler.interval.millis": "5", "http.throttler.catchup.interval.millis": "6",
        ]) { $1 }
        #expect(try HTTPSourceSettings(values).timing.interval == 5)
        #expect(try HTTPSourceSettings(values).timing.catchup == 6)
        values["http.timer.interval.millis"] = "7"
        #expect(try HTTPSourceSettings(values).timing.interval == 7)
        values["http.client.connection.ttl.millis"] = "1000"
        #expect(try HTTPSourceSettings(values).client.idleTime == .seconds(1))
        values["http.client.ttl.millis"] = "2000"
        #expect(try HTTPSourceSettings(values).client.idleTime == .seconds(2))
    }

    @Test("The connector shows the original's seven keys, and names classes that it doesn't know")
    func definition() {
        let definition = HTTPSourceConnector.configuration
        #expect(definition.names.count == 7)
        let report = definition.validate(["http.timer": "com.example.Nope", "http.client": ""])
        #expect(
            report["http.timer"]?.errors == [
                "Invalid value com.example.Nope for configuration http.timer: Class com.example.Nope could not be found."
            ])
        #expect(
            report["http.client"]?.errors == [
                "Invalid value  for configuration http.client: Class  could not be found."
            ])
    }

    @Test("A strict check finds everything when the connector is created")
    func strict() {
        var values: ConfigValues = [
            "http.request.params": "a=${offset.id", "http.response.list.pointer": "items", "http.auth.type": "x",
            "http.offset.initial": "timestamp", "http.response.policy.codes.process": "2xx",
        ]
        #expect(self.errors(values).isEmpty)  // as the original, whose task fails then
        values["http.validation"] = "strict"
        let found = self.errors(values)
        #expect(found.count == 5)
        #expect(found["http.request.params"]?.contains("line 1, column 3") == true)
        #expect(found.allSatisfy { $0.value.contains("for configuration \($0.key)") })
        values["http.validation"] = nil
        values["http.retry.codes"] = "429"  // none of the original's keys
        #expect(self.errors(values).count == 5)
        #expect(self.errors(["http.pagination.typ": "page"]).keys.sorted() == ["http.pagination.typ"])
        #expect(self.errors(["http.somebody.elses": "x"]).isEmpty)
    }

    @Test(
        "A strict check refuses what can't work",
        arguments: [
            ("http.request.url", "not a url", "no absolute http or https URL"),
            ("http.request.url", "ftp://h/${.now?long}", "no absolute http or https URL"),
            ("http.request.url", "http://me:s3cret@h/", "http://[hidden]@h/ for configuration"),
            ("http.request.urls", "http://h/a http://h/a", "is there twice"),
            ("http.request.urls", "http://h/a nowhere", "no absolute http or https URL"),
            ("http.request.method", "DELETE", "it is one of GET, HEAD"),
            ("http.request.headers", "nope", "headers are written Name: value"),
            ("http.request.headers", "X-A: é", "Unexpected char"),
            ("http.request.headers", "A B: ${.now?long}", "Unexpected char"),
            ("http.request.params", "a=1&b", "Incomplete pair: b"),
            ("http.request.params", "a=${offset.nope}", "http.offset.initial can have it"),
            ("http.request.params", "a=${'x'?number}", "line 1, column"),
            ("http.offset.initial", "timestamp=yesterday", "2020-01-31T12:00:00Z"),
            ("http.offset.initial", "a=1,a=2", "Duplicate key a"),
            ("http.timer", HTTPClasses.basicAuth, "is not an instance of"),
            ("http.response.record.mapper", HTTPClasses.sorter, "is not an instance of"),
            ("http.auth", HTTPClasses.noFilter, "is not an instance of"),
            ("http.timer.interval.millis", "-1", "below 0"), ("http.timer.interval.millis", "1m", "LONG"),
            ("http.client.read.timeout.millis", "-1", "timeout < 0"),
            ("http.response.record.timestamp.parser.zone", "Mars/Olympus", "zones are written"),
            ("http.response.record.timestamp.parser.pattern", "yyyy-bb", "Unknown pattern letter: b"),
            ("http.response.record.offset.pointer", "key=id", "must start with '/'"),
            ("http.response.record.offset.pointer", "page.next=/id", "connector's own"),
            ("kafka.topic", "a topic", "topic's name"),
            ("http.request.parms", "a=1", "did you mean http.request.params?"),
            ("http.response.items.pointer", "/a", "it is called http.response.list.pointer by now"),
            ("http.response.item.timestamp.parser.zone", "UTC", "called http.response.record.timestamp.parser.zone"),
            ("http.source.headers", "A: b", "it is called http.request.headers by now"),
            ("http.throttle.interval.millis", "5", "it is called http.timer.interval.millis by now"),
            ("http.response.record.mapper", "StringKvSourceRecordMapper", "did you mean \(HTTPClasses.stringMapper)?"),
            ("http.request.headers", "Authorization: Bearer ${env:TOKEN}", "config.providers has env"),
            ("http.pagination.size", "5", "there are no pages"), ("http.pagination.type", "next", "must be one of"),
            ("http.request.body", "<#visit x>", "isn't supported"),
        ])
    func refused(key: String, value: String, expected: String) throws {
        var changes: ConfigValues = ["http.validation": "strict", key: value]
        if key == "http.request.body" { changes["http.request.method"] = "POST" }
        let found = self.errors(changes)
        #expect(found.count == 1)
        let message = try #require(found[key])
        #expect(message.contains(expected) && message.contains(key))
    }

    @Test("A strict check finds what only the first request would have")
    func firstOffsetOnly() {
        var values: ConfigValues = [
            "http.validation": "strict", "http.offset.initial": "since=1,n=2",
            "http.request.params": "a=${offset.since}", "http.request.headers": "X: ${n!} ${offset.key!}",
        ]
        #expect(
            self.errors(values)["http.request.params"]?.contains("counts until the first record is written") == true)
        values["http.response.record.offset.pointer"] = "since=/id"
        #expect(self.errors(values).isEmpty)
        values["http.request.params"] = "a=${offset.timestamp!}&b=${(offset.since?number + 1)?c}"
        #expect(self.errors(values).isEmpty)
    }

    @Test("A strict check knows what doesn't go together")
    func combinations() {
        let strict: ConfigValues = ["http.validation": "strict"]
        let regex: ConfigValues = ["http.response.record.timestamp.parser": HTTPClasses.regexTimestamp]
        #expect(
            self.errors(strict.merging(regex) { $1 }).keys.sorted() == ["http.response.record.timestamp.parser.regex"])
        let pages: ConfigValues = [
            "http.pagination.type": "next-url", "http.pagination.next.pointer": "/", "http.pagination.size.param": "n",
            "http.retry.backoff.initial.millis": "5000", "http.retry.backoff.max.millis": "100",
            "http.auth.type": "Basic",
        ]
        #expect(
            self.errors(pages).keys.sorted() == [
                "http.auth.user", "http.pagination.next.pointer", "http.pagination.size.param",
                "http.retry.backoff.initial.millis",
            ])
        let key: ConfigValues = [
            "http.auth.type": "ApiKey", "http.auth.apikey.name": "a b", "http.auth.apikey.value": "s3cr\u{1}et",
        ]
        let found = self.errors(key)
        #expect(found.keys.sorted() == ["http.auth.apikey.name", "http.auth.apikey.value"])
        #expect(found.values.allSatisfy { !$0.contains("s3cr") })
        #expect(
            self.errors(["http.auth.type": "OAuth2", "http.auth.oauth2.scope": "read"]).keys.sorted() == [
                "http.auth.oauth2.client.id", "http.auth.oauth2.client.secret", "http.auth.oauth2.token.url",
            ])
    }

    @Test("What the original's templates can do and ours can't is refused anyway")
    func unsupported() {
        let found = self.errors(["http.request.params": "a=${offset.x?api}", "http.request.headers": "a: ${b"])
        #expect(found.keys.sorted() == ["http.request.params"])
        #expect(found["http.request.params"]?.contains("?api isn't supported here (line 1, column 14)") == true)
    }

    @Test("A strict check accepts what works")
    func accepted() {
        #expect(
            self.errors([
                "http.validation": "strict", "http.offset.initial": "timestamp=2020-05-08T07:55:44Z, key=5",
                "http.request.params": "jql=updated>=\"${offset.timestamp?datetime.iso?string['yyyy/MM/dd HH:mm']}\"",
                "http.request.headers": "Accept: application/json, X-L: a\\, b", "http.auth.type": "Basic",
                "http.auth.user": "me", "http.response.list.pointer": "/issues",
                "http.response.record.offset.pointer": "key=/id, timestamp=/fields/updated",
                "http.record.schema.key.property.name": "key",
            ]).isEmpty)
    }

    @Test("Headers keep commas behind a backslash")
    func headers() throws {
        let pairs = try PairText.headers(#"X-L: a\, b, X-M: c\\, X-N: d, X-E: ,, X-L: e"#)
        #expect(pairs.map { "\($0.name)=\($0.value)" } == ["X-L=a, b", #"X-M=c\, X-N: d"#, "X-E=", "X-L=e"])
        #expect(throws: ConnectError.self) { try PairText.headers("nope") }
    }
}
