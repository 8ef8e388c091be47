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
            return error.description
        }
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
        var values = Self.least.merging([
            "http.request.params": "a=${offset.id", "http.response.list.pointer": "items", "http.auth.type": "x",
            "http.request.url": "not a url", "http.offset.initial": "timestamp=yesterday",
            "http.request.headers": "nope",
        ]) { $1 }
        func errors() -> [String: String] {
            var results = HTTPSourceConnector.configuration.validate(values)
            HTTPSourceConnector.validate(values, results: &results)
            return Dictionary(
                uniqueKeysWithValues: results.reports.filter { !$0.errors.isEmpty }.map { ($0.name, $0.errors[0]) })
        }
        #expect(errors().isEmpty)  // as the original, whose task fails then
        values["http.validation"] = "strict"
        let found = errors()
        #expect(found.count == 6)
        #expect(found["http.request.params"]?.contains("line 1, column 3") == true)
        values["http.validation"] = nil
        values["http.retry.codes"] = "429"  // none of the original's keys
        #expect(errors().count == 6)
    }

    @Test("Headers keep commas behind a backslash")
    func headers() throws {
        let pairs = try PairText.headers(#"X-L: a\, b, X-M: c\\, X-N: d, X-E: ,, X-L: e"#)
        #expect(pairs.map { "\($0.name)=\($0.value)" } == ["X-L=a, b", #"X-M=c\, X-N: d"#, "X-E=", "X-L=e"])
        #expect(throws: ConnectError.self) { try PairText.headers("nope") }
    }
}
