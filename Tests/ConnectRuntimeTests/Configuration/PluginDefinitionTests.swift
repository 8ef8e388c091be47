import ConnectAPI
import ConnectRuntime
import Converters
import Datagen
import FileConnector
import JSON
import Mirror
import Testing
import Transforms

@Suite struct PluginDefinitionTests {
    /// The plugins that the worker is built with.
    private static let plugins =
        ConvertersPlugins.list + TransformsPlugins.list + datagenPlugins + fileConnectorPlugins + mirrorPlugins

    private static let known = PluginRegistry(plugins).facts.filter {
        GoldenDefinitions.shared.ownersWithGroups.contains($0.className)
    }

    @Test("Plugins that Java has too define the same keys", arguments: Set(known.map(\.className)).sorted())
    func equalsJava(className: String) throws {
        let definition = try #require(Self.known.first { $0.className == className }).configuration
        let expected = GoldenDefinitions.shared.rows(of: className)
        let actual = GoldenDefinitions.rows(of: definition)
        #expect(actual.map(\.name) == expected.map(\.name))
        for (ours, java) in zip(actual, expected) { #expect(ours == java) }
        #expect(definition.groups == GoldenDefinitions.shared.groups(of: className))
        for key in definition.keys { #expect(!key.documentation.isEmpty, "\(key.name)") }
    }

    @Test("The reference page is current, as `sluice docs` writes it") func referencePage() {
        #expect(GoldenDefinitions.read("../../docs/configuration.md") == ConfigurationReference.markdown())
    }

    @Test("A connector's keys are listed before the framework's, without the worker's defaults") func pluginKeys()
        throws
    {
        let definitions = ConnectorDefinitions(
            catalog: GoldenCatalog.shared, worker: try WorkerConfigurationTests.worker())
        let keys = try definitions.pluginConfiguration("FileStreamSource", version: nil)
        #expect(keys.prefix(4).map(\.name) == ["file", "topic", "batch.size", "name"])
        #expect(keys.count == 27)
        #expect(keys.first { $0.name == "key.converter" }?.defaultText == nil)
        #expect(keys.first { $0.name == "key.converter.plugin.version" }?.defaultText == nil)
        #expect(keys.first { $0.name == "connector.plugin.version" }?.defaultText == "4.1.2")
        #expect(try definitions.pluginConfiguration("JsonConverter", version: "latest").count == 5)
        let unknown = #expect(throws: HerderError.self) { try definitions.pluginConfiguration("Foo", version: nil) }
        #expect(unknown == .notFound("Unknown plugin Foo."))
        let version = #expect(throws: HerderError.self) {
            try definitions.pluginConfiguration("FileStreamSource", version: "9.9")
        }
        #expect(
            version
                == .badRequest(
                    "Plugin org.apache.kafka.connect.file.FileStreamSourceConnector not found that matches the version "
                        + "range [9.9,9.9], available versions: [4.1.2]"))
    }

    @Test("A connector that repeats the framework's keys has its converters checked all the same")
    func repeatedKeys() throws {
        let validator = ConnectorValidator(
            catalog: PluginRegistry(Self.plugins), worker: try WorkerConfigurationTests.worker())
        let report = try validator.validate([
            "connector.class": "MirrorHeartbeatConnector", "name": "n", "source.cluster.alias": "a",
            "key.converter": "nope", "value.converter": "JsonConverter",
            "header.converter": "org.apache.kafka.connect.transforms.Filter",
        ])
        func entry(_ name: String) throws -> ConfigValueReport {
            let found = report.entries.first { $0.report.name == name }?.report
            return try #require(found)
        }
        #expect(
            try entry("key.converter").errors == [
                "Invalid value nope for configuration key.converter: Class nope could not be found."
            ])
        #expect(try entry("value.converter").value == .class("org.apache.kafka.connect.json.JsonConverter"))
        #expect(try entry("value.converter").errors.isEmpty)
        #expect(
            try entry("header.converter").errors == [
                "Class class org.apache.kafka.connect.transforms.Filter does not implement the HeaderConverter interface"
            ])
        #expect(try !entry("key.converter.plugin.version").visible)
        #expect(try entry("value.converter.plugin.version").visible)
    }

    @Test("Errors are listed as creating a connector answers them") func failure() throws {
        let validator = ConnectorValidator(
            catalog: GoldenCatalog.shared, worker: try WorkerConfigurationTests.worker())
        let report = try validator.validate(["connector.class": "FileStreamSource", "name": "n", "tasks.max": "0"])
        #expect(
            report.failure == """
                Connector configuration is invalid and contains the following 2 error(s):
                Invalid value 0 for configuration tasks.max: Value must be at least 1
                Missing required configuration "topic" which has no default value.
                You can also find the above list of errors at the endpoint \
                `/connector-plugins/{connectorType}/config/validate`
                """)
        #expect(
            try validator.validate(["connector.class": "FileStreamSource", "name": "n", "topic": "t"]).failure == nil)
    }

    @Test(
        "Version ranges contain what Maven's do",
        arguments: [
            ("[1.0,2.0)", "1.5", true), ("[1.0,2.0)", "2.0", false), ("[1.0,)", "10.0", true),
            ("(1.0,)", "1.0.0", false),
            ("(,1.0]", "1.0", true), ("1.0", "1", true), ("1.0", "1.0.1", false), ("[1],[3,4]", "3.5", true),
            ("[1],[3,4]", "2", false), ("[1.0,)", "1.0-alpha", false), ("[1.0-rc,)", "1.0", true),
            ("[4.0,)", "4.1.2", true),
            ("[1.0-beta-2,)", "1.0-beta-10", true),
        ])
    func ranges(range: String, version: String, contained: Bool) throws {
        #expect(try #require(try VersionRange(range)).contains(version) == contained)
    }

    @Test(
        "Bad version ranges are refused",
        arguments: [
            ("[1,", "Unbounded range: [1,"), ("(1)", "Single version must be surrounded by []: (1)"),
            ("[2,1]", "Range defies version ordering: [2,1]"), ("[1,3],[2,4]", "Ranges overlap: [1,3],[2,4]"),
            ("[1,2],3", "Only fully-qualified sets allowed in multiple set scenario: [1,2],3"),
        ])
    func badRanges(range: String, message: String) {
        let error = #expect(throws: ConfigError.self) { try VersionRange(range) }
        #expect(error?.description == message)
    }
}
