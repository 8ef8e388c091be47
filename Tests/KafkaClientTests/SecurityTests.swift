import Bytes
import KafkaDevBroker
import KafkaWire
import Log
import Testing
import Transport

@testable import KafkaClient

/// Client and embedded broker, over TLS and with SASL.
@Suite(.timeLimit(.minutes(5))) struct SecurityTests {
    private static let users = ["connect": Secret("connect-secret"), "o,d=d": Secret("pässword")]

    private static func serverTLS(
        _ store: String = "broker.p12", _ clients: TLSSettings.ClientCertificates = .none
    ) throws -> TLSContext {
        let identity = try KeyStore.load(path: goldenTLS(store), format: .binary, password: Secret("changeit"))
            .identity(keyPassword: nil)
        let trust = try KeyStore.load(
            path: goldenTLS("truststore.jks"), format: .binary, password: Secret("changeit"))
        return try TLSContext(
            .server,
            TLSSettings(trust: .anchors(trust.anchors), identity: identity, clientCertificates: clients))
    }

    private static let tls = [
        "security.protocol": "SSL", "ssl.truststore.location": goldenTLS("truststore-is-really-p12.jks"),
        "ssl.truststore.password": "changeit",
    ]

    private static func sasl(
        _ mechanism: String, _ user: String = "connect", _ password: String = "connect-secret"
    ) -> [String: String] {
        [
            "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": mechanism,
            "sasl.jaas.config": jaas(user, password, mechanism == "PLAIN" ? "plain.Plain" : "scram.Scram"),
        ]
    }

    private func withBroker(
        _ security: DevClusterSecurity, _ properties: [String: String], host: String = "127.0.0.1",
        clock: BrokerClock = .system(), _ body: (KafkaCluster, DevCluster) async throws -> Void
    ) async throws {
        try await EventLoop.withLoop { loop in
            try await DevCluster.withCluster(.init(host: host, clock: clock, security: security), on: loop) { brokers in
                let port = try await brokers.endpoint(of: 1).port
                let configuration = try ClientConfiguration(
                    [
                        "bootstrap.servers": "\(host):\(port)", "default.api.timeout.ms": "2000",
                        "retry.backoff.ms": "5", "reconnect.backoff.ms": "5", "reconnect.backoff.max.ms": "20",
                    ].merging(properties) { $1 })
                let cluster = KafkaCluster(configuration, loop: loop)
                do {
                    try await body(cluster, brokers)
                } catch {
                    await cluster.close()
                    throw error
                }
                await cluster.close()
            }
        }
    }

    /// Why a client can't list topics; nil if it can.
    private func failure(
        _ security: DevClusterSecurity, _ properties: [String: String], host: String = "127.0.0.1"
    ) async throws -> KafkaError? {
        var failure: KafkaError?
        try await self.withBroker(security, properties, host: host) { cluster, _ in
            do throws(KafkaError) {
                _ = try await KafkaAdmin(cluster).listTopics()
            } catch {
                failure = error
            }
        }
        return failure
    }

    @Test("Each mechanism lets the right password in", arguments: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    func mechanisms(name: String) async throws {
        let security = DevClusterSecurity(users: Self.users)
        #expect(try await self.failure(security, Self.sasl(name)) == nil)
        #expect(try await self.failure(security, Self.sasl(name, "o,d=d", "pässword")) == nil)
    }

    @Test(
        "A wrong password and an unknown user are failures that are not tried again",
        arguments: [
            "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512",
        ])
    func wrongPassword(name: String) async throws {
        for (user, password) in [("connect", "hunter2"), ("nobody", "hunter2")] {
            let failure = try await self.failure(DevClusterSecurity(users: Self.users), Self.sasl(name, user, password))
            #expect(failure?.code == .authenticationFailed)
            #expect(failure?.description.contains("invalid credentials with SASL mechanism \(name)") == true)
            #expect(failure?.description.contains("sasl.jaas.config") == true)
            #expect(failure?.description.contains("hunter2") == false)
        }
    }

    @Test("A mechanism that the broker doesn't have is named, with those that it has")
    func unknownMechanism() async throws {
        let security = DevClusterSecurity(users: Self.users, mechanisms: ["PLAIN"])
        let failure = try await self.failure(security, Self.sasl("SCRAM-SHA-512"))
        #expect(failure?.code == .authenticationFailed)
        #expect(failure?.description.contains("set sasl.mechanism to one of: PLAIN") == true)
    }

    @Test("Records go over TLS with SCRAM, in both directions")
    func recordsOverTLS() async throws {
        let security = DevClusterSecurity(tls: try Self.serverTLS(), users: Self.users)
        let properties = Self.tls.merging(Self.sasl("SCRAM-SHA-512")) { $1 }.merging(["security.protocol": "SASL_SSL"])
        {
            $1
        }
        try await self.withBroker(security, properties) { cluster, _ in
            let topic = TopicPartition("t", 0)
            try await cluster.createTopic("t")
            let values = (0..<2000).map { "value \($0) \(String(repeating: "x", count: 500))" }
            try await cluster.produce(values, to: topic)
            var settings = try ConsumerConfiguration(["bootstrap.servers": "h:9"])
            settings.client = cluster.configuration
            let consumer = KafkaConsumer(settings, cluster: cluster)
            await consumer.assign([topic: .beginning])
            #expect(try await consumer.values(2000) == values)
            await consumer.close()
        }
    }

    @Test("A broker that wants a certificate gets ours, and without one its refusal tells what to set")
    func mutualTLS() async throws {
        let security = DevClusterSecurity(tls: try Self.serverTLS("broker.p12", .required))
        let identity = ["ssl.keystore.location": goldenTLS("client.jks"), "ssl.keystore.password": "changeit"]
        #expect(try await self.failure(security, Self.tls.merging(identity) { $1 }) == nil)
        let failure = try await self.failure(security, Self.tls)
        // A broker that closes at once may reset the connection before its alert is read.
        guard failure?.code != .connectionClosed else { return }
        #expect(failure?.code == .authenticationFailed)
        #expect(failure?.description.contains("ssl.keystore.location") == true, "\(failure as Any)")
    }

    @Test("What is wrong with certificates is said, with the setting to look at")
    func certificates() async throws {
        let good = DevClusterSecurity(tls: try Self.serverTLS())
        let expired = DevClusterSecurity(tls: try Self.serverTLS("broker-expired.p12"))
        let other = [
            "security.protocol": "SSL", "ssl.truststore.type": "PEM",
            "ssl.truststore.location": goldenTLS("other-ca.pem"),
        ]
        for (failure, words) in [
            (try await self.failure(good, other), "ssl.truststore.location"),
            (try await self.failure(expired, Self.tls), "expired on"),
            (try await self.failure(good, Self.tls, host: "127.0.0.2"), "ssl.endpoint.identification.algorithm"),
        ] {
            #expect(failure?.code == .authenticationFailed)
            #expect(failure?.description.contains(words) == true, "\(failure as Any)")
        }
        let unchecked = Self.tls.merging(["ssl.endpoint.identification.algorithm": ""]) { $1 }
        #expect(try await self.failure(good, unchecked, host: "localhost") == nil)
    }

    @Test("Listeners that speak otherwise than we do are found out")
    func mismatches() async throws {
        let plain = DevClusterSecurity()
        let secured = DevClusterSecurity(tls: try Self.serverTLS())
        let asking = DevClusterSecurity(users: Self.users)
        let withSASL = try #require(try await self.failure(plain, Self.sasl("PLAIN")))
        #expect(withSASL.description.contains("takes no SASL"), "\(withSASL)")
        let withoutSASL = try #require(try await self.failure(asking, [:]))
        #expect(withoutSASL.description.contains("security.protocol"), "\(withoutSASL)")
        let withTLS = try #require(try await self.failure(plain, Self.tls))
        #expect(withTLS.description.contains("security.protocol"), "\(withTLS)")
        let withoutTLS = try #require(try await self.failure(secured, [:]))
        #expect(withoutTLS.description.contains("security.protocol"), "\(withoutTLS)")
    }

    @Test("A producer that the brokers refuse fails its records at once, with the reason", .timeLimit(.minutes(5)))
    func refusedProducer() async throws {
        let security = DevClusterSecurity(users: Self.users)
        try await self.withBroker(security, Self.sasl("PLAIN", "connect", "wrong")) { cluster, _ in
            var configuration = try ProducerConfiguration(["bootstrap.servers": "unused:1"])
            configuration.client = cluster.configuration
            let producer = KafkaProducer(configuration, cluster: cluster)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await producer.run() }
                let records = OutgoingRecords()
                records.append(topic: records.topic("nowhere"), value: Bytes(utf8: "v"))
                let failure = await #expect(throws: KafkaError.self) {
                    let delivery = try await producer.send(records)
                    await delivery.wait()
                    if let (_, error) = delivery.firstFailure { throw error }
                }
                #expect(failure?.code == .authenticationFailed)
                #expect(failure?.description.contains("sasl.jaas.config") == true)
                await producer.close(timeout: .zero)
            }
        }
    }

    @Test("Before its session ends a connection says again who it is, and no request is lost or overtaken")
    func reauthentication() async throws {
        let security = DevClusterSecurity(users: Self.users, sessionLifetime: .milliseconds(60))
        // the broker's clock stands still: it never finds that a request came a moment too late
        try await self.withBroker(security, Self.sasl("SCRAM-SHA-256"), clock: .manual()) { cluster, _ in
            let connection = try await cluster.connection(to: .any)
            let deadline = ContinuousClock.now + .seconds(20)
            while await connection.authenticationRounds < 4, ContinuousClock.now < deadline {
                // several at once, so that some come while a round is under way
                try await withThrowingTaskGroup { group in
                    for _ in 0..<8 {
                        group.addTask { _ = try await connection.send(MetadataRequest(topics: [])) }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(await connection.authenticationRounds >= 4)
            #expect(await connection.isOpen)
        }
    }
}
