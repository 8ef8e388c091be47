import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct WorkerConfigurationTests {
    static let minimum = [
        "group.id": "g", "config.storage.topic": "c", "offset.storage.topic": "o", "status.storage.topic": "s",
        "key.converter": "org.apache.kafka.connect.json.JsonConverter",
        "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    ]

    static func worker(_ settings: [String: String] = [:]) throws -> WorkerConfiguration {
        try WorkerConfiguration(minimum.merging(settings) { $1 })
    }

    @Test(
        "What is wrong is said in Java's words",
        arguments: [
            (
                "offset.storage.partitions", "0",
                "Invalid value 0 for configuration offset.storage.partitions: Number of partitions must be positive, or -1 to use the broker's default"
            ),
            (
                "status.storage.replication.factor", "0",
                "Invalid value 0 for configuration status.storage.replication.factor: Replication factor must be positive and not larger than the number of brokers in the Kafka cluster, or -1 to use the broker's default"
            ),
            (
                "connect.protocol", "x",
                "Invalid value x for configuration connect.protocol: Invalid Connect protocol compatibility"
            ),
            (
                "listeners", "",
                "Invalid value for listeners, at least one URL is expected, ex: http://localhost:8080,https://localhost:8443."
            ),
            ("listeners", "a,,b", "Empty URL found when parsing listeners list."),
            ("admin.listeners", "a,,b", "Empty URL found when parsing admin.listeners list."),
            (
                "inter.worker.signature.algorithm", "HmacSHA1",
                "Invalid value HmacSHA1 for configuration inter.worker.signature.algorithm: Signature algorithm must be present in inter.worker.verification.algorithms list"
            ),
            (
                "inter.worker.verification.algorithms", "",
                "Invalid value [] for configuration inter.worker.verification.algorithms: At least one signature verification algorithm must be provided"
            ),
            (
                "response.http.headers.config", "foo",
                "Invalid format of header config 'foo'. Expected: '[action] [header name]:[header value]'"
            ),
            (
                "response.http.headers.config", "set a:b:c",
                "Invalid format of header name and header value pair 'a:b:c'. Expected: '[header name]:[header value]'"
            ),
            (
                "response.http.headers.config", "xx a:b",
                "Invalid header config action: 'xx'. Expected one of [set, add, setDate, addDate]"
            ),
            (
                "response.http.headers.config", "set a b:c",
                "Invalid header name 'a b'. The '[header name]' cannot contain whitespace"
            ),
            (
                "exactly.once.source.support", "Foo",
                "Invalid value Foo for configuration exactly.once.source.support: String must be one of (case insensitive): DISABLED, ENABLED, PREPARING"
            ),
            (
                "security.protocol", "foo",
                "Invalid value foo for configuration security.protocol: String must be one of (case insensitive): SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT"
            ),
            (
                "session.timeout.ms", "x",
                "Invalid value x for configuration session.timeout.ms: Not a number of type INT"
            ),
            ("retry.backoff.ms", "-1", "Invalid value -1 for configuration retry.backoff.ms: Value must be at least 0"),
            (
                "topic.creation.enable", "1",
                "Invalid value 1 for configuration topic.creation.enable: Expected value to be either true or false"
            ),
        ])
    func errors(name: String, value: String, message: String) throws {
        let error = #expect(throws: ConfigError.self) { try Self.worker([name: value]) }
        #expect(error?.problems.map(\.message) == [message])
    }

    @Test("All missing keys are named at once") func missing() {
        let error = #expect(throws: ConfigError.self) { try WorkerConfiguration([:]) }
        #expect(
            error?.problems.compactMap(\.name) == [
                "key.converter", "value.converter", "group.id", "offset.storage.topic", "config.storage.topic",
                "status.storage.topic",
            ])
        #expect(
            error?.problems.first?.message
                == "Missing required configuration \"key.converter\" which has no default value.")
    }

    @Test(
        "What Java takes is taken",
        arguments: [
            ("connect.protocol", "EAGER"), ("listeners", "ftp://x"), ("admin.listeners", ""),
            ("response.http.headers.config", "\"set a:b,c\",add x:y"), ("group.id", ""), ("bootstrap.servers", ""),
            ("exactly.once.source.support", "EnAbled"), ("offset.flush.interval.ms", "-1"),
            ("offset.storage.partitions", "-1"),
        ])
    func accepted(name: String, value: String) throws {
        _ = try Self.worker([name: value])
    }

    @Test("Keys that mean nothing are named, those under open prefixes are not") func unknown() throws {
        let worker = try Self.worker([
            "rest.port": "8083", "uplink.timeout.ms": "1", "producer.acks": "1",
            "key.converter.schemas.enable": "false",
            "config.storage.min.insync.replicas": "2", "internal.key.converter": "x",
        ])
        #expect(worker.unknownKeys == ["rest.port", "uplink.timeout.ms"])
        #expect(worker.removedKeys == ["internal.key.converter"])
        #expect(worker.converterProperties("key") == ["schemas.enable": "false"])
        #expect(worker.topicSettings(.config) == ["min.insync.replicas": "2"])
    }

    @Test("Exactly-once mode ignores case") func exactlyOnce() throws {
        #expect(try Self.worker(["exactly.once.source.support": "EnAbled"]).exactlyOnce == .enabled)
    }
}
