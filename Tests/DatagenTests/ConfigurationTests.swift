import ConnectAPI
import Glibc
import Testing

@testable import Datagen

@Suite struct ConfigurationTests {
    private static let sourceError = "Must set exactly one of schema.string, schema.filename, quickstart"
    private static let parseError = "Unable to parse the provided schema"
    private static let keyError = "The schema does not contain the field provided in 'schema.keyfield'"
    private static let good = #"{"type": "record", "name": "r", "fields": [{"name": "id", "type": "long"}]}"#

    @Test("The first keys are those of the Java connector, in its order")
    func keys() {
        let rows = DatagenConnector.configuration.keys.prefix(8).map { key in
            [
                key.name, key.type.rawValue, key.defaultValue == .required ? "<required>" : key.defaultText ?? "<null>",
                key.importance.rawValue,
            ]
        }
        #expect(
            rows == [
                ["kafka.topic", "STRING", "<required>", "HIGH"], ["max.interval", "LONG", "500", "HIGH"],
                ["iterations", "INT", "-1", "HIGH"], ["schema.string", "STRING", "", "HIGH"],
                ["schema.filename", "STRING", "", "HIGH"], ["schema.keyfield", "STRING", "", "HIGH"],
                ["quickstart", "STRING", "", "HIGH"], ["random.seed", "LONG", "<null>", "LOW"],
            ])
    }

    @Test(
        "A configuration with one schema is right",
        arguments: [
            ["quickstart": "USERS"], ["quickstart": "users", "schema.keyfield": "regionid"], ["schema.string": good],
            ["schema.filename": "product.avro"], ["schema.string": good, "schema.keyfield": "id"],
            ["schema.string": "// a comment\n" + good + "/* another */", "unknown": "x"],
        ] as [ConfigValues])
    func right(properties: ConfigValues) { #expect(DatagenRun.errors(properties).isEmpty) }

    @Test("Exactly one schema must be set")
    func sources() {
        let all = ["schema.string", "schema.filename", "quickstart"]
        #expect(DatagenRun.errors([:]) == Dictionary(uniqueKeysWithValues: all.map { ($0, [Self.sourceError]) }))
        #expect(
            DatagenRun.errors([
                "schema.string": Self.good, "schema.filename": "product.avro", "schema.keyfield": "none",
            ])
                == ["schema.string": [Self.sourceError], "schema.filename": [Self.sourceError]])
    }

    @Test("An unknown quickstart is answered with the names of all")
    func quickstart() {
        let errors = DatagenRun.errors(["quickstart": "user"])["quickstart"]
        #expect(errors?.count == 1)
        #expect(errors?.first?.hasPrefix("quickstart must be one out of clickstream_codes,clickstream,") == true)
        #expect(errors?.first?.hasSuffix(",shoe_orders,shoe_clickstream") == true)
        #expect(errors?.first?.split(separator: ",").count == 38)
    }

    @Test(
        "What is no schema is refused, once, and its key field isn't looked at",
        arguments: [
            "{", "[]", "12", "\"Address\"", #"{"type":"Address"}"#, #"{"type":"record"}"#,
            #"{"type":"record","name":"1x","fields":[]}"#, #"{"type":"record","name":"r"}"#,
            #"{"type":"record","name":"r","fields":[{"name":"a","type":"x"}]}"#,
            #"{"type":"record","name":"r","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}"#,
            #"{"type":"record","name":"r","fields":[{"name":"a b","type":"int"}]}"#,
            #"{"type":"enum","name":"e","symbols":["A","A"]}"#, #"{"type":"fixed","name":"f","size":-1}"#,
            #"["int","int"]"#, #"["int",["long"]]"#, #"{"type":"array"}"#, #"{"type":"string"} trailing"#,
        ])
    func unparsable(schema: String) {
        #expect(
            DatagenRun.errors(["schema.string": schema, "schema.keyfield": "x"]) == ["schema.string": [Self.parseError]]
        )
    }

    @Test("A schema that is nested too deep, or too large, is refused")
    func hugeSchema() {
        let deep =
            String(repeating: #"{"type":"array","items":"#, count: 500) + "\"int\"" + String(repeating: "}", count: 500)
        #expect(DatagenRun.errors(["schema.string": deep]) == ["schema.string": [Self.parseError]])
        let long =
            "[" + (0..<60_000).map { #"{"type":"fixed","name":"f\#($0)","size":1}"# }.joined(separator: ",") + "]"
        #expect(DatagenRun.errors(["schema.string": long]) == ["schema.string": [Self.parseError]])
    }

    @Test("Errors of the schema's reader say what and where")
    func places() {
        let schema = #"""
            {"type": "record", "name": "r", "fields": [
              {"name": "a", "type": {"type": "array", "items": {"type": "record", "name": "s", "fields": [
                {"name": "b", "type": "nope"}]}}}]}
            """#
        let error = #expect(throws: AvroSchemaError.self) { try AvroParser.parse(schema) }
        #expect(error?.description == "Undefined name: \"nope\" (a[].b)")
    }

    @Test("The key field must be there")
    func keyField() {
        #expect(
            DatagenRun.errors(["schema.string": Self.good, "schema.keyfield": "name"]) == [
                "schema.keyfield": [Self.keyError]
            ]
        )
        #expect(
            DatagenRun.errors(["quickstart": "users", "schema.keyfield": "x"]) == ["schema.keyfield": [Self.keyError]])
        #expect(
            DatagenRun.errors(["schema.string": "\"int\"", "schema.keyfield": "x"]) == [
                "schema.keyfield": [Self.keyError]
            ])
    }

    @Test("A file is looked for before the quickstarts' files")
    func files() {
        let path = "/tmp/sluice-schema-\(getpid()).avsc"
        defer { unlink(path) }
        #expect(DatagenRun.errors(["schema.filename": path]) == ["schema.filename": [Self.parseError]])
        for (text, expected) in [
            (Self.good, [:]), (String(Self.good.dropLast(3)), ["schema.filename": [Self.parseError]]),
        ] {
            guard let file = fopen(path, "w") else { return }
            fputs(text, file)
            fclose(file)
            #expect(DatagenRun.errors(["schema.filename": path, "schema.keyfield": "id"]) == expected)
        }
        #expect(DatagenRun.errors(["schema.filename": "/tmp"]) == ["schema.filename": [Self.parseError]])
        #expect(DatagenRun.errors(["schema.filename": "/dev/zero"]) == ["schema.filename": [Self.parseError]])
    }

    @Test("Missing and malformed values have Kafka's words")
    func values() {
        let errors = DatagenRun.errors([
            "quickstart": "users", "iterations": "many", "max.interval": "1.5", "random.seed": "x",
        ])
        #expect(
            errors == [
                "iterations": ["Invalid value many for configuration iterations: Not a number of type INT"],
                "max.interval": ["Invalid value 1.5 for configuration max.interval: Not a number of type LONG"],
                "random.seed": ["Invalid value x for configuration random.seed: Not a number of type LONG"],
            ])
    }

    @Test("A connector that is started with a wrong configuration says so")
    func start() async {
        let error = await #expect(throws: ConnectError.self) {
            try await DatagenConnector().start(["quickstart": "users"], context: QuietConnectorContext())
        }
        #expect(error?.kind == .config)
        #expect(
            error?.message
                == "Invalid value org.apache.kafka.common.config.ConfigException: Missing required configuration"
                + " \"kafka.topic\" which has no default value. for configuration Datagen connector could not start"
                + " because of an error in the configuration: ")
    }

    @Test("There are as many tasks as allowed, each with its number", arguments: [0, 1, 2, 10])
    func tasks(count: Int) async throws {
        let connector = DatagenConnector()
        let properties = DatagenRun.quick(["quickstart": "users"])
        try await connector.start(properties, context: QuietConnectorContext())
        let tasks = try await connector.taskConfigurations(maxTasks: count)
        #expect(tasks == (0..<count).map { properties.merging(["task.id": String($0)]) { $1 } })
    }
}
