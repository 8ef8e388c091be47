import ConnectAPI
import Testing

private enum Mode: String, CaseIterable, ConfigConvertible { case fast, safe }

@Suite struct ConfigDefinitionTests {
    private static let topic = ConfigKey<String>("kafka.topic", importance: .high, "Topic to write to.") { topic in
        topic.isEmpty ? "must not be empty" : nil
    }
    private static let interval = ConfigKey<Duration>(
        "max.interval", default: .milliseconds(500), in: .zero..., "Longest pause between two records."
    )
    private static let count = ConfigKey<Int>("iterations", default: -1, in: (-1)..., "Records to write.")
    private static let fields = ConfigKey<[String]>("fields", default: [], "Names.")
    private static let file = ConfigKey<String?>("file", "File to read.")
    private static let secret = ConfigKey<Password?>("secret", "Password.")
    private static let mode = ConfigKey<Mode>("mode", default: .fast, "How.")
    private static let factor = ConfigKey<Double>("factor", default: 0.8, in: 0.5...1.0, "How much.")
    private static let keep = ConfigKey<Bool>("keep", default: true, "Whether.")
    private static let small = ConfigKey<Int16>("small", default: 3, "A short one.")
    static let definition = ConfigDefinition(topic, interval, count, fields, file, secret, mode, factor, keep, small)

    private func errors(_ properties: [String: String?]) -> [String] {
        Self.definition.validate(properties).reports.flatMap(\.errors)
    }

    @Test("Values have the types of their keys, and blanks around them don't count") func typedValues() throws {
        let config = try Self.definition.parse([
            "kafka.topic": " users\t", "max.interval": " 20 ", "fields": " a ,b,, c ", "keep": "FALSE", "secret": "pw",
            "mode": "safe", "factor": "1e0", "small": "-7", "other": "x",
        ])
        #expect(config[Self.topic] == "users")
        #expect(config[Self.interval] == .milliseconds(20))
        #expect(config[Self.count] == -1)
        #expect(config[Self.fields] == ["a", "b", "", "c"])
        #expect(config[Self.file] == nil)
        #expect(config[Self.secret]?.reveal() == "pw")
        #expect(config[Self.mode] == .safe)
        #expect(config[Self.factor] == 1)
        #expect(config[Self.keep] == false)
        #expect(config[Self.small] == -7)
        #expect(config.unknownNames == ["other"])
    }

    @Test("An empty list is no entries") func emptyList() throws {
        let config = try Self.definition.parse(["kafka.topic": "t", "fields": "  "])
        #expect(config[Self.fields].isEmpty)
    }

    @Test(
        "Errors have Java's words",
        arguments: [
            ("iterations", "x", "Invalid value x for configuration iterations: Not a number of type INT"),
            (
                "iterations", "2147483648",
                "Invalid value 2147483648 for configuration iterations: Not a number of type INT"
            ),
            ("iterations", "-2", "Invalid value -2 for configuration iterations: Value must be at least -1"),
            ("max.interval", "1.5", "Invalid value 1.5 for configuration max.interval: Not a number of type LONG"),
            ("small", "40000", "Invalid value 40000 for configuration small: Not a number of type SHORT"),
            ("factor", "z", "Invalid value z for configuration factor: Not a number of type DOUBLE"),
            ("factor", "1.25", "Invalid value 1.25 for configuration factor: Value must be no more than 1.0"),
            ("keep", "yes", "Invalid value yes for configuration keep: Expected value to be either true or false"),
            ("mode", "FAST", "Invalid value FAST for configuration mode: String must be one of: fast, safe"),
            ("kafka.topic", " ", "Invalid value  for configuration kafka.topic: must not be empty"),
        ])
    func errorTexts(name: String, text: String, message: String) throws {
        var properties: [String: String?] = ["kafka.topic": "t"]
        properties[name] = text
        #expect(self.errors(properties).first == message)
        let error = #expect(throws: ConfigError.self) { try Self.definition.parse(properties) }
        #expect(error?.problems == [.init(message, name: name)])
    }

    @Test("A value that isn't a number is reported again as null, as Java does") func parseErrorEchoes() {
        #expect(
            self.errors(["kafka.topic": "t", "iterations": "x"]) == [
                "Invalid value x for configuration iterations: Not a number of type INT",
                "Invalid value null for configuration iterations: Value must be non-null",
            ])
    }

    @Test("All problems are reported at once") func allProblems() {
        let error = #expect(throws: ConfigError.self) {
            try Self.definition.parse(["iterations": "x", "keep": "maybe"])
        }
        #expect(
            error?.problems.map(\.message) == [
                "Missing required configuration \"kafka.topic\" which has no default value.",
                "Invalid value x for configuration iterations: Not a number of type INT",
                "Invalid value maybe for configuration keep: Expected value to be either true or false",
            ])
    }

    @Test("Null isn't the default: validation lets it pass, parsing refuses it where a value must be") func null() {
        #expect(self.errors(["kafka.topic": nil]).isEmpty)
        let error = #expect(throws: ConfigError.self) { try Self.definition.parse(["kafka.topic": nil]) }
        #expect(error?.description == "Invalid value null for configuration kafka.topic: Value must be non-null")
    }

    @Test("A password can't be printed") func passwordsAreHidden() throws {
        let config = try Self.definition.parse(["kafka.topic": "t", "secret": "hunter2"])
        let password = try #require(config[Self.secret])
        var dumped = ""
        dump(password, to: &dumped)
        #expect("\(password)" == "[hidden]" && String(reflecting: password) == "[hidden]")
        #expect(!dumped.contains("hunter2"))
        #expect(Self.definition.validate(["secret": "hunter2"])["secret"]?.value?.text == "[hidden]")
    }

    @Test(
        "Doubles have Java's text",
        arguments: [
            (0.8, "0.8"), (1e7, "1.0E7"), (9_999_999, "9999999.0"), (1e-3, "0.001"), (1.5e-4, "1.5E-4"), (-0.0, "-0.0"),
            (123_456_789_012, "1.23456789012E11"), (.infinity, "Infinity"), (100, "100.0"),
        ] as [(Double, String)])
    func doubleTexts(value: Double, text: String) {
        #expect(ConfigValue.double(value).text == text)
    }

    @Test(
        "Doubles are read as Java reads them",
        arguments: [
            ("1.", 1.0), (".5", 0.5), ("1d", 1), ("+2.5F", 2.5), ("NaN", nil), ("nan", nil), ("inf", nil), ("0x1p3", 8),
            ("0x10", nil),
            ("1_0", nil), ("--1", nil), ("", nil), ("1e400", .infinity),
        ] as [(String, Double?)])
    func doubles(text: String, value: Double?) throws {
        let key = ConfigKey<Double>("d", "A double.")
        let parsed = try? ConfigDefinition(key).parse(["d": text])[key]
        if text == "NaN" { #expect(parsed?.isNaN == true) } else { #expect(parsed == value) }
    }

    @Test("Dependents are checked after the key they depend on, recommenders see all values") func dependents() {
        let child = ConfigKey<String?>("child", "C.").recommending(
            ConfigRecommender(visible: { _, all in all["parent"] == .some(.string("on")) }) { _, _ in ["a", "b"] })
        let parent = ConfigKey<String>("parent", "P.").withDependents("child", "missing")
        let definition = ConfigDefinition(child, parent)
        let report = definition.validate(["parent": "on"])
        #expect(report.reports.map(\.name) == ["child", "parent", "missing"])
        #expect(report["child"]?.recommendedValues == ["a", "b"])
        #expect(report["child"]?.visible == true)
        #expect(report["missing"]?.errors == ["missing is referred in the dependents, but not defined."])
        #expect(definition.validate(["parent": "off"])["child"]?.visible == false)
    }

    @Test("Embedding sorts, prefixes and numbers the keys") func embedding() throws {
        let child = ConfigDefinition(
            ConfigKey<String?>("zone", "Z."), ConfigKey<Int>("size", in: 1..., "S."),
            ConfigKey<String>("kind", default: "k", importance: .high, "K.").shown(in: "Own", order: 3))
        var definition = ConfigDefinition(ConfigKey<String>("name", "N.").shown(in: "Common", order: 1))
        definition.embed(child, prefix: "t.", group: "T", order: 2)
        #expect(definition.names == ["name", "t.size", "t.zone", "t.kind"])
        #expect(definition.groups == ["Common", "T", "T: Own"])
        #expect(definition.keys.map(\.order) == [1, 2, 3, 4])
        let errors = definition.validate(["name": "n", "t.size": "0"])["t.size"]?.errors
        #expect(errors == ["Invalid value 0 for configuration size: Value must be at least 1"])
    }

    @Test("The reference page lists every key") func markdown() {
        let page = Self.definition.markdown(title: "Sample")
        #expect(page.hasPrefix("## Sample\n"))
        #expect(page.contains("| `kafka.topic` | string | **required** |  | high | Topic to write to. |"))
        #expect(page.contains("| `max.interval` | long | `500` | [0,...] | medium |"))
        #expect(page.contains("| `secret` | password | null |"))
    }
}
