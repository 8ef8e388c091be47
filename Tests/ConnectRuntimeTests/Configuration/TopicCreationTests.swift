import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct TopicCreationTests {
    private static let base: ConfigValues = [
        "topic.creation.default.replication.factor": "1", "topic.creation.default.partitions": "2",
    ]

    private func creation(_ settings: ConfigValues) throws -> TopicCreation {
        try #require(try TopicCreation(Self.base.merging(settings) { $1 }))
    }

    @Test("Without any of the keys, topics are left to the broker") func unused() throws {
        #expect(try TopicCreation(["name": "n", "topic": "t"]) == nil)
    }

    @Test("The first group that takes a topic decides, the default group takes the rest") func firstGroup() throws {
        let creation = try self.creation([
            "topic.creation.groups": " g ,default, h", "topic.creation.g.include": "ord.*,a|b",
            "topic.creation.g.exclude": "orders-old", "topic.creation.g.retention.ms": "5",
            "topic.creation.h.include": ".*s", "topic.creation.h.partitions": "9",
            "topic.creation.default.cleanup.policy": "compact", "topic.creation.default.include": "zzz",
        ])
        #expect(creation.group(for: "orders").name == "g")
        #expect(creation.group(for: "orders").settings == ["retention.ms": "5"])
        #expect(creation.group(for: "orders").partitions == 2)
        #expect(creation.group(for: "b").name == "g")
        #expect(creation.group(for: "orders-olds").name == "g")
        #expect(creation.group(for: "orders-old").name == "default")
        #expect(creation.group(for: "users").partitions == 9)
        #expect(creation.group(for: "x").settings == ["cleanup.policy": "compact"])
        #expect(creation.group(for: "xa").name == "default", "patterns match whole names")
    }

    @Test("A group without patterns takes nothing, the default group needs its numbers") func defaults() throws {
        #expect(try self.creation(["topic.creation.groups": "g"]).group(for: "t").name == "default")
        let error = #expect(throws: ConfigError.self) { try TopicCreation(["topic.creation.groups": "g"]) }
        #expect(
            error?.problems.map(\.message) == [
                "Missing required configuration \"topic.creation.default.replication.factor\" which has no default value.",
                "Missing required configuration \"topic.creation.default.partitions\" which has no default value.",
            ])
    }

    @Test(
        "Errors are Java's",
        arguments: [
            (
                "topic.creation.default.partitions", "0",
                "Invalid value 0 for configuration partitions: Number of partitions must be positive, or -1 to use the "
                    + "broker's default"
            ),
            (
                "topic.creation.g.include", "(",
                "Invalid value [(] for configuration include: Syntax error in regular expression: Unclosed group near "
                    + "index 1\n("
            ),
            (
                "topic.creation.g.exclude", "a,[",
                "Invalid value [a, [] for configuration exclude: Syntax error in regular expression: Unclosed character "
                    + "class near index 0\n[\n^"
            ),
            (
                "topic.creation.groups", "g,g",
                "Invalid value [g, g] for configuration topic.creation.groups: Duplicate alias provided."
            ),
        ])
    func errors(key: String, value: String, message: String) {
        var settings: ConfigValues = ["topic.creation.groups": "g"]
        settings[key] = value
        let error = #expect(throws: ConfigError.self) { try self.creation(settings) }
        #expect(error?.description == message)
    }
}
