import ConnectAPI
import Glibc
import Testing

@testable import ConnectRuntime

/// Configurations that are wrong: each ends with one line that says what to change.
@Suite struct StartFailureTests {
    struct Broken: Sendable, CustomTestStringConvertible {
        let name: String
        /// Variables to set; nil takes one away.
        let change: [String: String?]
        let code: StartFailure.Code
        /// What the line must hold.
        let hints: [String]
        var testDescription: String { self.name }

        init(_ name: String, _ change: [String: String?], _ code: StartFailure.Code, _ hints: String...) {
            (self.name, self.change, self.code, self.hints) = (name, change, code, hints)
        }
    }

    static let good: [String: String] = [
        "CONNECT_BOOTSTRAP_SERVERS": "broker:9092", "CONNECT_GROUP_ID": "connect-cluster",
        "CONNECT_CONFIG_STORAGE_TOPIC": "connect-configs", "CONNECT_OFFSET_STORAGE_TOPIC": "connect-offsets",
        "CONNECT_STATUS_STORAGE_TOPIC": "connect-status",
        "CONNECT_KEY_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
        "CONNECT_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
        "CONNECT_REST_ADVERTISED_HOST_NAME": "worker-1",
    ]

    static let fileProvider = "org.apache.kafka.common.config.provider.FileConfigProvider"

    static let table: [Broken] = [
        Broken(
            "a variable is missing", ["CONNECT_GROUP_ID": nil], .environment,
            "environment variable \"CONNECT_GROUP_ID\" is not set"),
        Broken(
            "two variables are missing",
            ["CONNECT_STATUS_STORAGE_TOPIC": nil, "CONNECT_KEY_CONVERTER": nil], .environment,
            "CONNECT_STATUS_STORAGE_TOPIC", "CONNECT_KEY_CONVERTER"),
        Broken(
            "Avro without a registry", ["CONNECT_VALUE_CONVERTER": "io.confluent.connect.avro.AvroConverter"],
            .environment, "CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL"),
        Broken("a group without a name", ["CONNECT_GROUP_ID": ""], .configuration, "group.id", "CONNECT_GROUP_ID"),
        Broken(
            "a topic without a name", ["CONNECT_STATUS_STORAGE_TOPIC": " "], .configuration,
            "CONNECT_STATUS_STORAGE_TOPIC"),
        Broken("an escape is malformed", ["CONNECT_CLIENT_ID": "\\u12"], .environment, "CONNECT_CLIENT_ID"),
        Broken(
            "a number isn't one", ["CONNECT_OFFSET_STORAGE_PARTITIONS": "many"], .configuration,
            "offset.storage.partitions", "CONNECT_OFFSET_STORAGE_PARTITIONS"),
        Broken(
            "zero replicas", ["CONNECT_STATUS_STORAGE_REPLICATION_FACTOR": "0"], .configuration,
            "CONNECT_STATUS_STORAGE_REPLICATION_FACTOR"),
        Broken(
            "two mistakes at once", ["CONNECT_OFFSET_STORAGE_PARTITIONS": "0", "CONNECT_METRICS_NUM_SAMPLES": "x"],
            .configuration, "CONNECT_METRICS_NUM_SAMPLES"),
        Broken(
            "a boolean isn't one", ["CONNECT_TOPIC_CREATION_ENABLE": "yes"], .configuration,
            "CONNECT_TOPIC_CREATION_ENABLE", "true or false"),
        Broken(
            "an unknown mode", ["CONNECT_EXACTLY_ONCE_SOURCE_SUPPORT": "on"], .configuration,
            "CONNECT_EXACTLY_ONCE_SOURCE_SUPPORT", "ENABLED"),
        Broken(
            "an unknown group protocol", ["CONNECT_CONNECT_PROTOCOL": "static"], .configuration,
            "CONNECT_CONNECT_PROTOCOL"),
        Broken(
            "a listener without a port", ["CONNECT_LISTENERS": ""], .configuration, "CONNECT_LISTENERS", "listeners"),
        Broken(
            "a signature algorithm that nobody has", ["CONNECT_INTER_WORKER_SIGNATURE_ALGORITHM": "ROT13"],
            .configuration, "CONNECT_INTER_WORKER_SIGNATURE_ALGORITHM", "HmacSHA256"),
        Broken(
            "an override policy that nobody has", ["CONNECT_CONNECTOR_CLIENT_CONFIG_OVERRIDE_POLICY": "Some"],
            .configuration, "CONNECT_CONNECTOR_CLIENT_CONFIG_OVERRIDE_POLICY"),
        Broken(
            "a provider without a class", ["CONNECT_CONFIG_PROVIDERS": "file"], .configuration,
            "CONNECT_CONFIG_PROVIDERS_FILE_CLASS"),
        Broken(
            "a provider of an unknown class",
            ["CONNECT_CONFIG_PROVIDERS": "vault", "CONNECT_CONFIG_PROVIDERS_VAULT_CLASS": "com.example.Vault"],
            .configuration, "CONNECT_CONFIG_PROVIDERS_VAULT_CLASS", "FileConfigProvider"),
        Broken(
            "a secret's file is missing",
            [
                "CONNECT_CONFIG_PROVIDERS": "file", "CONNECT_CONFIG_PROVIDERS_FILE_CLASS": fileProvider,
                "CONNECT_SASL_JAAS_CONFIG": "${file:/no/such/file:jaas}",
            ], .configuration, "/no/such/file", "No such file"),
        Broken(
            "an allowed path that doesn't exist",
            [
                "CONNECT_CONFIG_PROVIDERS": "file", "CONNECT_CONFIG_PROVIDERS_FILE_CLASS": fileProvider,
                "CONNECT_CONFIG_PROVIDERS_FILE_PARAM_ALLOWED_PATHS": "/no/such/folder",
            ], .configuration, "/no/such/folder"),
        Broken(
            "an advertised port that isn't one", ["CONNECT_REST_ADVERTISED_PORT": "http"], .configuration,
            "CONNECT_REST_ADVERTISED_PORT"),
        Broken(
            "client certificates neither asked for nor not", ["CONNECT_SSL_CLIENT_AUTH": "maybe"], .configuration,
            "CONNECT_SSL_CLIENT_AUTH", "requested"),
        Broken(
            "a header rule that is none", ["CONNECT_RESPONSE_HTTP_HEADERS_CONFIG": "X-Frame-Options: DENY"],
            .configuration, "CONNECT_RESPONSE_HTTP_HEADERS_CONFIG"),
    ]

    @Test("A broken environment ends with one line that names the mend", arguments: table)
    func broken(_ broken: Broken) {
        var environment = Self.good
        for (name, value) in broken.change { environment[name] = value }
        let failure = #expect(throws: StartFailure.self) {
            try WorkerConfigurationSource.environment(environment).load()
        }
        #expect(failure?.code == broken.code)
        let line = failure?.description ?? ""
        #expect(!line.contains("\n"))
        for hint in broken.hints { #expect(line.contains(hint), "\(line)") }
    }

    @Test("The environment that the others are made from is good") func good() throws {
        #expect(try WorkerConfigurationSource.environment(Self.good).load().groupID == "connect-cluster")
    }

    @Test("A converter that there isn't is named with its variable and those that there are")
    func unknownConverter() {
        var environment = Self.good
        environment["CONNECT_VALUE_CONVERTER"] = "no.such.Converter"
        let failure = #expect(throws: StartFailure.self) {
            try WorkerConfigurationSource.environment(environment).load(plugins: PluginRegistry(PluginList()))
        }
        #expect(failure?.code == .configuration)
        #expect(failure?.description.contains("Class no.such.Converter could not be found") == true)
        #expect(failure?.description.contains("variable CONNECT_VALUE_CONVERTER") == true)
    }

    @Test("A password that still refers to a provider is found, and one that only looks like it isn't shown")
    func leftovers() throws {
        var environment = Self.good
        environment["CONNECT_CONFIG_PROVIDERS"] = "file"
        environment["CONNECT_CONFIG_PROVIDERS_FILE_CLASS"] = Self.fileProvider
        let files = ProviderFiles()
        let path = files.write("values.properties", "a=1\n")
        environment["CONNECT_SSL_KEY_PASSWORD"] = "${file:\(path):b}"
        environment["CONNECT_SSL_KEYSTORE_PASSWORD"] = "${vault:where:what}"
        environment["CONNECT_SASL_JAAS_CONFIG"] = "x required password=\"pa${ss:word}\";"
        let found = try WorkerConfigurationSource.environment(environment).load().leftovers
        #expect(
            found == [
                "ssl.key.password still holds ${file:\(path):b}, for which provider 'file' has no value",
                "ssl.keystore.password still holds ${vault:…}, but config.providers names no 'vault'",
            ])
    }

    @Test("A file that isn't there is named with the reason") func missingFile() {
        let failure = #expect(throws: StartFailure.self) {
            try WorkerConfigurationSource.file("/no/such.properties").load()
        }
        #expect(failure?.description == "can't read /no/such.properties: No such file or directory")
        #expect(failure?.code == .configuration, "as Java, which ends with 2")
    }

    @Test("A mistake in a file is named with the key and the file") func file() {
        let files = ProviderFiles()
        let path = files.write("worker.properties", "bootstrap.servers=a:1\ngroup.id=g\n")
        let failure = #expect(throws: StartFailure.self) { try WorkerConfigurationSource.file(path).load() }
        #expect(failure?.code == .configuration)
        #expect(failure?.description.contains("(key config.storage.topic in \(path))") == true)
    }

    @Test("A file that may not be read says whose it is and who we are", .enabled(if: geteuid() != 0, "root reads all"))
    func forbidden() {
        let files = ProviderFiles()
        let path = files.write("worker.properties", "a=1\n")
        chmod(path, 0)
        let failure = #expect(throws: StartFailure.self) { try WorkerConfigurationSource.file(path).load() }
        #expect(failure?.description.contains("the worker runs as uid \(geteuid())") == true)
    }
}
