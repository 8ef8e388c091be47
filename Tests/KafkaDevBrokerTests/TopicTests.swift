import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaDevBroker

@Suite(.timeLimit(.minutes(5))) struct TopicTests {
    @Test(
        "Bad requests for topics are refused with Kafka's codes",
        arguments: [
            ("t", Int32(0), Int16(1), [:], ErrorCode.invalidPartitions),
            ("t", 1, 0, [:], .invalidReplicationFactor), ("t", 1, 2, [:], .invalidReplicationFactor),
            ("t", 1_000_000, 1, [:], .invalidPartitions), ("a b", 1, 1, [:], .invalidTopic),
            ("..", 1, 1, [:], .invalidTopic),
            ("t", 1, 1, ["retention.ms": "soon"], .invalidConfig), ("t", 1, 1, ["no.such": "1"], .invalidConfig),
            ("t", 1, 1, ["cleanup.policy": "burn"], .invalidConfig), ("old", 1, 1, [:], .topicAlreadyExists),
            ("a_b", 1, 1, [:], .invalidTopic),
        ] as [(String, Int32, Int16, [String: String], ErrorCode)])
    func refusals(
        name: String, partitions: Int32, factor: Int16, configuration: [String: String], code: ErrorCode
    ) async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("old")
            _ = try await client.create("a.b")
            let answer = try await client.create(name, partitions: partitions, factor: factor, configuration)
            #expect(answer.errorCode == code)
            #expect(answer.errorMessage?.isEmpty == false)
            #expect(await cluster.topicNames.count == 2)
        }
    }

    @Test("Defaults come from the brokers' properties, and are reported with their source")
    func defaults() async throws {
        let properties = ["num.partitions": "3", "default.replication.factor": "2", "log.retention.ms": "1234"]
        try await withCluster(brokers: 2, properties) { cluster in
            let client = try await TestClient.connect(of: cluster)
            let made = try await client.create("t", partitions: -1, factor: -1, ["segment.bytes": "1000"])
            #expect(made.partitionCount == 3)
            #expect(made.replicationFactor == 2)
            let described = try await client.send(
                DescribeConfigsRequest(
                    resources: [.init(resourceType: 2, resourceName: "t")], includeSynonyms: true))
            let configs = try #require(described.results.first?.configs)
            func source(_ name: String) -> Int8? { configs.first { $0.name == name }?.source }
            #expect(source("segment.bytes") == 1)
            #expect(source("retention.ms") == 4)
            #expect(source("cleanup.policy") == 5)
            #expect(configs.first { $0.name == "retention.ms" }?.value == "1234")
            #expect(configs.first { $0.name == "retention.ms" }?.synonyms.count == 2)
        }
    }

    @Test("A question makes a missing topic, unless the client or the broker says no")
    func autoCreation() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            func ask(_ name: String, creates: Bool = true) async throws -> ErrorCode? {
                let request = MetadataRequest(topics: [.init(name: name)], allowAutoTopicCreation: creates)
                return try await client.send(request).topics.first?.errorCode
            }
            #expect(try await ask("a", creates: false) == .unknownTopicOrPartition)
            #expect(try await ask("a") == ErrorCode.none)
            #expect(try await ask("a b") == .invalidTopic)
        }
        try await withCluster(["auto.create.topics.enable": "false"]) { cluster in
            let client = try await TestClient.connect(of: cluster)
            let answer = try await client.send(MetadataRequest(topics: [.init(name: "a")]))
            #expect(answer.topics.first?.errorCode == .unknownTopicOrPartition)
        }
    }

    @Test("Configurations are changed one by one, and take effect")
    func alteration() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t", ["retention.ms": "5"])
            func alter(_ name: String, _ operation: Int8, _ value: String?) async throws -> ErrorCode? {
                let request = IncrementalAlterConfigsRequest(resources: [
                    .init(
                        resourceType: 2, resourceName: "t",
                        configs: [.init(name: name, operation: operation, value: value)])
                ])
                return try await client.send(request).responses.first?.errorCode
            }
            #expect(try await alter("max.message.bytes", 0, "100") == ErrorCode.none)
            #expect(try await alter("retention.ms", 1, nil) == ErrorCode.none)
            #expect(try await alter("cleanup.policy", 2, "compact") == ErrorCode.none)
            #expect(try await alter("cleanup.policy", 3, "delete") == ErrorCode.none)
            #expect(try await alter("max.message.bytes", 0, "many") == .invalidConfig)
            #expect(
                await cluster.configuration(of: "t")
                    == ["max.message.bytes": "100", "cleanup.policy": "compact"])
            let batch = try Batches.make([("k", String(repeating: "x", count: 100))])
            #expect(try await client.produce("t", batch).errorCode == .messageTooLarge)
        }
    }

    @Test("Partitions are added, never taken away")
    func morePartitions() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t")
            func grow(_ count: Int32) async throws -> ErrorCode? {
                let request = CreatePartitionsRequest(topics: [.init(name: "t", count: count, assignments: nil)])
                return try await client.send(request).results.first?.errorCode
            }
            #expect(try await grow(3) == ErrorCode.none)
            #expect(try await grow(2) == .invalidPartitions)
            #expect(try await client.produce("t", try Batches.values("x"), partition: 2).errorCode == .none)
        }
    }

    @Test("A deleted topic is gone with its offsets, and a new one of its name has another id")
    func deletion() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let old = try await client.create("t")
            _ = try await client.produce("t", try Batches.values("x"))
            _ = try await client.send(DevClusterTests.commit("g", "t", 0, 1), version: 9)
            let request = DeleteTopicsRequest(topics: [.init(name: "t"), .init(topicID: .random())])
            let deleted = try await client.send(request)
            #expect(deleted.responses.map(\.errorCode) == [.none, .unknownTopicID])
            #expect(try await client.fetch("t", from: 0).errorCode == .unknownTopicOrPartition)
            let new = try await client.create("t")
            #expect(new.topicID != old.topicID)
            #expect(try await client.fetch("t", from: 0).highWatermark == 0)
            #expect(await cluster.committedOffsets(of: "g").isEmpty)
        }
    }

    @Test("Partitions are described page by page")
    func pages() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("a", partitions: 3)
            _ = try await client.create("b", partitions: 2)
            var request = DescribeTopicPartitionsRequest(responsePartitionLimit: 2)
            var seen: [String] = []
            var pages = 0
            while true {
                let page = try await client.send(request)
                seen += page.topics.flatMap { topic in topic.partitions.map { "\(topic.name ?? "")\($0.index)" } }
                pages += 1
                guard let cursor = page.nextCursor else { break }
                request.cursor = .init(topicName: cursor.topicName, partitionIndex: cursor.partitionIndex)
            }
            #expect(seen == ["a0", "a1", "a2", "b0", "b1"])
            #expect(pages == 3)
        }
    }

    @Test("Transactional ids are refused with words")
    func transactions() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let found = try await client.send(FindCoordinatorRequest(keyType: 1, coordinatorKeys: ["tx"]))
            #expect(found.coordinators.first?.errorCode == .unsupportedVersion)
            #expect(found.coordinators.first?.errorMessage?.contains("transactions") == true)
            let producer = try await client.send(InitProducerIDRequest(transactionalID: "tx"))
            #expect(producer.errorCode == .unsupportedVersion)
        }
    }
}
