import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct ClientPropertiesTests {
    private func worker(_ settings: [String: String] = [:]) throws -> WorkerConfiguration {
        try WorkerConfigurationTests.worker(
            [
                "bootstrap.servers": "a:1, b:2", "producer.linger.ms": "9", "consumer.fetch.min.bytes": "7",
                "admin.retries": "3", "security.protocol": "SSL",
            ].merging(settings) { $1 })
    }

    @Test("A source task's producer waits for all replicas and keeps order; security isn't inherited") func source()
        throws
    {
        let properties = try self.worker().sourceProducerProperties(
            connector: "c", task: 2, ["producer.override.batch.size": "1", "topic": "t"])
        #expect(
            properties == [
                "bootstrap.servers": "a:1,b:2", "client.id": "connector-producer-c-2",
                "max.block.ms": "9223372036854775807", "enable.idempotence": "false", "acks": "all",
                "max.in.flight.requests.per.connection": "1", "delivery.timeout.ms": "2147483647", "linger.ms": "9",
                "batch.size": "1",
            ])
    }

    @Test("The connector's settings win over the worker's, and those over Connect's") func layers() throws {
        let worker = try self.worker(["producer.acks": "1"])
        let own: ConfigValues = ["producer.override.acks": "0"]
        #expect(try worker.sourceProducerProperties(connector: "c", task: 0, [:])["acks"] == "1")
        #expect(try worker.sourceProducerProperties(connector: "c", task: 0, own)["acks"] == "0")
    }

    @Test("Exactly-once forces idempotence and the task's transactional id") func exactlyOnce() throws {
        let properties = try self.worker().exactlyOnceProducerProperties(
            connector: "c", task: 0,
            ["producer.override.enable.idempotence": "false", "producer.override.transactional.id": "x"])
        #expect(properties["enable.idempotence"] == "true")
        #expect(properties["transactional.id"] == "g-c-0")
        #expect(properties["max.in.flight.requests.per.connection"] == "1")
    }

    @Test("A sink task's consumer has the connector's group") func sink() throws {
        let properties = try self.worker().sinkConsumerProperties(
            connector: "c", task: 1, ["consumer.override.auto.offset.reset": "latest"])
        #expect(
            properties == [
                "bootstrap.servers": "a:1,b:2", "client.id": "connector-consumer-c-1", "group.id": "connect-c",
                "enable.auto.commit": "false", "auto.offset.reset": "latest", "fetch.min.bytes": "7",
            ])
    }

    @Test("A connector's admin client inherits what has no prefix") func admin() throws {
        let properties = try self.worker().connectorAdminProperties(
            clientID: "connector-adminclient-c-0", ["admin.override.request.timeout.ms": "5"])
        #expect(properties["security.protocol"] == "SSL")
        #expect(properties["retries"] == "3")
        #expect(properties["request.timeout.ms"] == "5")
        #expect(properties["client.id"] == "connector-adminclient-c-0")
        #expect(properties["producer.linger.ms"] == nil)
    }

    @Test("The worker's own clients carry the group's name") func own() throws {
        let worker = try self.worker(["client.id": "w1", "exactly.once.source.support": "enabled"])
        #expect(worker.producerProperties(.config)["client.id"] == "g-w1-configs")
        #expect(worker.producerProperties(.status)["retries"] == "0")
        #expect(worker.producerProperties(.offset)["max.in.flight.requests.per.connection"] == "1")
        #expect(worker.consumerProperties(.offset)["isolation.level"] == "read_committed")
        #expect(worker.consumerProperties(.status)["isolation.level"] == nil)
        #expect(worker.consumerProperties(.config)["group.id"] == nil)
        #expect(worker.adminProperties["client.id"] == "g-w1-shared-admin")
        #expect(worker.leaderProducerProperties["transactional.id"] == "connect-cluster-g")
        #expect(worker.membershipProperties(workerID: "h:1")["request.timeout.ms"] == "40000")
        #expect(worker.membershipProperties(workerID: "h:1")["client.id"] == "w1")
        #expect(try self.worker().membershipProperties(workerID: "h:1")["client.id"] == "connect-h:1")
    }

    @Test(
        "The override policy decides",
        arguments: [
            ("All", "acks", true), ("None", "acks", false), ("Principal", "acks", false),
            ("Principal", "sasl.jaas.config", true), ("NoneConnectorClientConfigOverridePolicy", "acks", false),
            ("org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy", "acks", true),
        ])
    func policy(name: String, key: String, allowed: Bool) throws {
        let worker = try self.worker(["connector.client.config.override.policy": name])
        let properties = try? worker.sourceProducerProperties(
            connector: "c", task: 0, ["producer.override." + key: "1"])
        #expect((properties?[key] == "1") == allowed)
    }

    @Test("A policy that doesn't exist is refused at start") func unknownPolicy() {
        #expect(throws: ConfigError.self) { try self.worker(["connector.client.config.override.policy": "Foo"]) }
    }
}
