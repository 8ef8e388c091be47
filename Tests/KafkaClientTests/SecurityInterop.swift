import Foundation
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

/// The real broker's secured listeners, with stores that its script has keytool write.
@Suite(.enabled(if: SecuredKafka.isThere, SecuredKafka.comment), .serialized, .timeLimit(.minutes(3)))
struct SecurityInterop {
    /// Produces and consumes a few records; the number of rounds that the connection took to say who we are.
    private func exchange(_ properties: [String: String], seconds: Int = 0) async throws {
        let configuration = try ConsumerConfiguration(properties)
        try await withCluster(configuration.client) { cluster in
            let admin = KafkaAdmin(cluster)
            let name = RealKafka.uniqueName("secured")
            _ = try await admin.createTopics([NewTopic(name, partitions: 1)])[name]?.get()
            let partition = TopicPartition(name, 0)
            let values = (0..<300).map { "v\($0)" + String(repeating: "x", count: 300) }
            try await cluster.produce(values, to: partition)
            let consumer = KafkaConsumer(configuration, cluster: cluster)
            await consumer.assign([partition: .beginning])
            #expect(try await consumer.values(300) == values)
            await consumer.close()
            _ = try await admin.deleteTopics([name])
        }
    }

    private func failure(_ properties: [String: String]) async throws -> String {
        let quick = ["default.api.timeout.ms": "4000", "reconnect.backoff.max.ms": "100"]
        var text = "it connected"
        try await withCluster(try ClientConfiguration(properties.merging(quick) { $1 })) { cluster in
            do throws(KafkaError) {
                _ = try await KafkaAdmin(cluster).listTopics()
            } catch {
                text = "\(error)"
            }
        }
        return text
    }

    @Test("SASL_SSL with each mechanism", arguments: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    func mechanisms(name: String) async throws {
        let kafka = try SecuredKafka.shared.get()
        try await self.exchange(kafka.tls(kafka.saslSSL).merging(kafka.sasl("SASL_SSL", name)) { $1 })
        try await self.exchange(
            ["bootstrap.servers": kafka.saslPlaintext].merging(kafka.sasl("SASL_PLAINTEXT", name)) { $1 })
    }

    @Test(
        "Each form of trust store",
        arguments: [
            ("truststore.jks", "JKS"), ("truststore.p12", "JKS"), ("truststore-is-really-p12.jks", "JKS"),
            ("truststore.p12", "PKCS12"), ("ca.pem", "PEM"),
        ])
    func trustStores(file: String, type: String) async throws {
        let kafka = try SecuredKafka.shared.get()
        var properties = kafka.tls(kafka.saslSSL).merging(kafka.sasl("SASL_SSL", "SCRAM-SHA-512")) { $1 }
        properties["ssl.truststore.location"] = kafka.certificate(file)
        properties["ssl.truststore.type"] = type
        if type == "PEM" { properties["ssl.truststore.password"] = nil }
        try await self.exchange(properties)
    }

    @Test(
        "Each form of key store, where the broker asks for a certificate", arguments: ["client.jks", "client.p12", ""])
    func keyStores(file: String) async throws {
        let kafka = try SecuredKafka.shared.get()
        var properties = kafka.tls(kafka.ssl)
        properties["security.protocol"] = "SSL"
        if file.isEmpty {
            properties["ssl.keystore.type"] = "PEM"
            properties["ssl.keystore.key"] = try String(
                contentsOfFile: kafka.certificate("client-key.pem"), encoding: .utf8)
            properties["ssl.keystore.certificate.chain"] = try String(
                contentsOfFile: kafka.certificate("client.pem"), encoding: .utf8)
        } else {
            properties["ssl.keystore.location"] = kafka.certificate(file)
            properties["ssl.keystore.password"] = "changeit"
        }
        try await self.exchange(properties)
    }

    @Test("What is wrong is said, with the setting to look at")
    func failures() async throws {
        let kafka = try SecuredKafka.shared.get()
        let good = kafka.tls(kafka.saslSSL).merging(kafka.sasl("SASL_SSL", "SCRAM-SHA-512")) { $1 }
        for (change, words) in [
            (["sasl.jaas.config": jaas("kafka_connect", "hunter2")], "sasl.jaas.config"),
            (["sasl.jaas.config": jaas("nobody", "hunter2")], "sasl.jaas.config"),
            (["bootstrap.servers": kafka.plaintext], "security.protocol"),
            (["bootstrap.servers": kafka.ssl], "ssl.keystore.location"),
            (["security.protocol": "PLAINTEXT"], "this listener speaks TLS"),
            (["security.protocol": "PLAINTEXT", "bootstrap.servers": kafka.saslPlaintext], "security.protocol"),
            (["security.protocol": "SASL_PLAINTEXT", "bootstrap.servers": kafka.plaintext], "takes no SASL"),
            (
                [
                    "ssl.truststore.type": "PEM", "ssl.truststore.location": goldenTLS("other-ca.pem"),
                    "ssl.truststore.password": "",
                ], "ssl.truststore.location"
            ),
        ] as [([String: String], String)] {
            let text = try await self.failure(good.merging(change) { $1 })
            #expect(text.contains(words), "\(text)")
            #expect(!text.contains("hunter2"))
        }
    }

    @Test("A connection outlives its session ten times over")
    func reauthentication() async throws {
        let kafka = try SecuredKafka.shared.get()
        let properties = kafka.tls(kafka.saslSSL).merging(kafka.sasl("SASL_SSL", "SCRAM-SHA-512")) { $1 }
        try await withCluster(try ClientConfiguration(properties)) { cluster in
            let connection = try await cluster.connection(to: .any)
            while await connection.authenticationRounds < 4 {
                _ = try await connection.send(MetadataRequest(topics: []))
            }
            #expect(await connection.isOpen)
        }
    }
}

/// One real broker with all its listeners, whose sessions last three seconds.
final class SecuredKafka: Sendable {
    private static let home = ProcessInfo.processInfo.environment["KAFKA_HOME"]
    static let isThere = SecuredKafka.home != nil
    static let comment: Comment = "needs Apache Kafka: KAFKA_HOME isn't set"
    static let shared: Result<SecuredKafka, any Error> = Result { try SecuredKafka() }

    private let brokers: RealKafka.Brokers
    private let directory: String
    let plaintext: String
    let saslSSL: String
    let ssl: String
    let saslPlaintext: String

    private init() throws {
        self.brokers = try RealKafka.Brokers(count: 1, set: ["connections.max.reauth.ms=3000"])
        self.directory = self.brokers.directory
        self.plaintext = self.brokers.bootstrap
        let port = Endpoint(self.plaintext)?.port ?? 0
        (self.saslSSL, self.ssl, self.saslPlaintext) = (
            "localhost:\(port + 100)", "localhost:\(port + 200)", "localhost:\(port + 300)"
        )
    }

    func certificate(_ name: String) -> String { "\(self.directory)/certs/\(name)" }

    func tls(_ bootstrap: String) -> [String: String] {
        [
            "bootstrap.servers": bootstrap,
            "ssl.truststore.location": self.certificate("truststore-is-really-p12.jks"),
            "ssl.truststore.password": "changeit",
        ]
    }

    func sasl(_ security: String, _ mechanism: String) -> [String: String] {
        [
            "security.protocol": security, "sasl.mechanism": mechanism,
            "sasl.jaas.config": jaas(
                "kafka_connect", "connect-secret", mechanism == "PLAIN" ? "plain.Plain" : "scram.Scram"),
        ]
    }
}
