import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct WorkerEnvironmentTests {
    @Test(
        "Variables become properties as in the images",
        arguments: [
            ("BOOTSTRAP_SERVERS", "bootstrap.servers"),
            ("KEY_CONVERTER_SCHEMAS_ENABLE", "key.converter.schemas.enable"),
            ("KEY__UNDERSCORE", "key_underscore"), ("KEY___DASH", "key-dash"),
            ("KEY_WITH___DASH_AND___MORE__UNDERSCORE", "key.with-dash.and-more_underscore"), ("FOO__B_C", "foo_b.c"),
            ("X_Y", "x.y"), ("A_B_C", "a.b_c"), ("A_B_C_D", "a.b_c.d"), ("TRANSFORMS_A_TYPE", "transforms.a_type"),
            ("KEY_", "key_"), ("_X", "_x"), ("A____B", "a-_b"), ("A_____B", "a-_b"), ("A______B", "a--b"),
        ])
    func names(variable: String, property: String) {
        #expect(WorkerEnvironment.property(for: "CONNECT_" + variable) == property)
    }

    @Test(
        "Values pass through the rules of properties files",
        arguments: [
            ("  \t a b ", "a b "), ("x\\ty", "x\ty"), ("C:\\new", "C:\new"), ("a\\b", "ab"), ("\\\"q\\\"", "\"q\""),
            ("\\\\", "\\"), ("\\u00e4", "ä"), ("ä", "ä"), ("a=b:c#d!e", "a=b:c#d!e"), ("one\\\n   two", "onetwo"),
            ("", ""),
        ])
    func values(given: String, seen: String) throws {
        #expect(try WorkerEnvironment.mapped(["CONNECT_SOME_KEY": given]) == ["some.key": seen])
    }

    @Test("A real newline begins another property") func newline() throws {
        #expect(
            try WorkerEnvironment.mapped(["CONNECT_A_KEY": "1\nother=2"]) == ["a.key": "1", "other": "2"])
    }

    @Test("A bad escape names its variable") func badEscape() {
        let error = #expect(throws: ConfigError.self) { try WorkerEnvironment.mapped(["CONNECT_X": "\\u12"]) }
        #expect(error?.description.contains("CONNECT_X") == true)
    }

    @Test("Each required variable is asked for; an empty one passes", arguments: WorkerEnvironment.required)
    func required(name: String) throws {
        var environment = Dictionary(uniqueKeysWithValues: WorkerEnvironment.required.map { ($0, "x") })
        environment[name] = nil
        let error = #expect(throws: ConfigError.self) { try WorkerEnvironment.properties(environment) }
        #expect(error?.description == "environment variable \"\(name)\" is not set")
        environment[name] = ""
        _ = try WorkerEnvironment.properties(environment)
    }

    @Test("Avro converters need their registry's address") func avro() {
        var environment = Dictionary(uniqueKeysWithValues: WorkerEnvironment.required.map { ($0, "x") })
        environment["CONNECT_VALUE_CONVERTER"] = "io.confluent.connect.avro.AvroConverter"
        let error = #expect(throws: ConfigError.self) { try WorkerEnvironment.properties(environment) }
        #expect(
            error?.description == "environment variable \"CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL\" is not set")
    }

    @Test("The environment of a real container gives its whole configuration") func container() throws {
        let properties = try WorkerEnvironment.properties([
            "CONNECT_BOOTSTRAP_SERVERS": "a:9092,b:9092", "CONNECT_GROUP_ID": "connect-cluster",
            "CONNECT_CONFIG_STORAGE_TOPIC": "connect-configs", "CONNECT_OFFSET_STORAGE_TOPIC": "connect-offsets",
            "CONNECT_STATUS_STORAGE_TOPIC": "connect-status", "CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR": "3",
            "CONNECT_KEY_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
            "CONNECT_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
            "CONNECT_VALUE_CONVERTER_SCHEMAS_ENABLE": "false", "CONNECT_REST_ADVERTISED_HOST_NAME": "worker-1",
            "CONNECT_REST_PORT": "8083", "CONNECT_SECURITY_PROTOCOL": "SASL_SSL",
            "CONNECT_SASL_JAAS_CONFIG":
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"p\";",
            "CONNECT_PRODUCER_SECURITY_PROTOCOL": "SASL_SSL", "CONNECT_UPLINK_TIMEOUT_MS": "60000",
            "CONNECT_RETRY_BACKOFF_MS": "1000", "KAFKA_HEAP_OPTS": "-Xmx2G", "PATH": "/bin",
        ])
        #expect(properties.count == 16)
        #expect(properties["producer.security.protocol"] == "SASL_SSL")
        #expect(properties["sasl.jaas.config"]?.hasSuffix("username=\"u\" password=\"p\";") == true)
        let worker = try WorkerConfiguration(properties)
        #expect(worker.unknownKeys == ["rest.port", "uplink.timeout.ms"])
        #expect(worker[WorkerKeys.advertisedHost] == "worker-1")
    }
}
