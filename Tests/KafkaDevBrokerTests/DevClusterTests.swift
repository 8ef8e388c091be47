import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaDevBroker

@Suite(.timeLimit(.minutes(5))) struct DevClusterTests {
    @Test("Every version that is advertised gets an answer, and nothing else is advertised than what works")
    func versions() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let advertised = try await client.send(ApiVersionsRequest(), version: 4)
            #expect(advertised.apiKeys.count == APIHandler.list.count)
            for api in advertised.apiKeys {
                let type = try #require(APIKey.requests.first { $0.apiKey.rawValue == api.apiKey })
                #expect(type.versions == api.minVersion...api.maxVersion)
                try await Self.ask(type, client)
            }
        }
    }

    private static func ask<Request: KafkaRequest>(_: Request.Type, _ client: TestClient) async throws {
        for version in Request.versions {
            if Request.apiKey == .produce {  // the default, acks=0, has no answer
                _ = try await client.send(ProduceRequest(acks: 1), version: version)
            } else {
                _ = try await client.send(Request(), version: version)
            }
        }
    }

    @Test("A version of ApiVersions that is too new is answered in version 0")
    func newerClient() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            var frame = try ApiVersionsRequest().frame(version: 4, correlationID: 9, clientID: "new").array
            frame[7] = 99
            await client.write(Bytes(frame))
            let answer = try await client.receive(ApiVersionsRequest.self, version: 0)
            #expect(answer.id == 9)
            #expect(answer.response.errorCode == .unsupportedVersion)
            #expect(try await client.send(ApiVersionsRequest()).errorCode == .none)
        }
    }

    @Test(
        "What is no request ends its connection and no other",
        arguments: [
            Bytes([0, 0, 0, 4, 1, 2, 3, 4]), Bytes([0xff, 0xff, 0xff, 0xff]), Bytes([0x7f, 0xff, 0xff, 0xff]),
            Bytes([0, 0, 0, 0]), Bytes([0, 0, 0, 10, 0, 3, 0, 99, 0, 0, 0, 1, 0xff, 0xff]),
            Bytes([0, 0, 0, 14, 0, 1, 0, 11, 0, 0, 0, 1, 0xff, 0xff, 1, 2, 3, 4]),
        ])
    func garbage(bytes: Bytes) async throws {
        try await withCluster { cluster in
            let other = try await TestClient.connect(of: cluster)
            let hostile = try await TestClient.connect(of: cluster)
            await hostile.write(bytes)
            await hostile.closed()
            #expect(try await other.send(ApiVersionsRequest()).errorCode == .none)
        }
    }

    @Test("Bytes behind a request are ignored, as Kafka does")
    func trailingBytes() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            var frame = try MetadataRequest(topics: nil).frame(version: 13, correlationID: 5, clientID: nil).array
            frame += [0, 0, 0]
            frame[3] += 3
            await client.write(Bytes(frame))
            #expect(try await client.receive(MetadataRequest.self).id == 5)
        }
    }

    @Test("Requests that come in one piece are answered one after another, in order")
    func pipelining() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t")
            for index in 0..<50 {
                try await client.post(
                    TestClient.produceRequest("t", try Batches.values("\(index)")), version: 12)
            }
            for index in 0..<50 {
                let answer = try await client.receive(ProduceRequest.self, version: 12)
                #expect(answer.response.topics.first?.partitions.first?.baseOffset == Int64(index))
            }
        }
    }

    @Test("What is produced is fetched, by name and by id")
    func produceAndFetch() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let topic = try await client.create("t")
            let stored = try await client.produce("t", try Batches.make([("k", "v")]))
            #expect(stored.errorCode == .none)
            #expect(stored.baseOffset == 0)
            let byName = try await client.fetch("t", from: 0)
            #expect(try Batches.read(byName.records ?? Bytes()) == ["0:k=v"])
            #expect(byName.highWatermark == 1)
            var request = TestClient.fetchRequest("", from: 0)
            request.topics[0].topicID = topic.topicID
            let byID = try await client.send(request, version: 18)
            #expect(try Batches.read(byID.topics.first?.partitions.first?.records ?? Bytes()) == ["0:k=v"])
            request.topics[0].topicID = .random()
            let unknown = try await client.send(request, version: 18)
            #expect(unknown.topics.first?.partitions.first?.errorCode == .unknownTopicID)
        }
    }

    @Test("An empty fetch waits its time, and is answered at once when records come")
    func waitingFetch() async throws {
        let clock = BrokerClock.manual()
        try await withCluster(clock: clock) { cluster in
            let producer = try await TestClient.connect(of: cluster)
            let consumer = try await TestClient.connect(of: cluster)
            _ = try await producer.create("t")
            let gate = RequestGate()
            gate.open()
            await cluster.intercept(FetchRequest.self) { _, _ in .hold(gate) }
            async let first = consumer.send(
                TestClient.fetchRequest("t", from: 0, wait: .seconds(30)), version: 12)
            await gate.arrival(1)
            _ = try await producer.produce("t", try Batches.values("x", timestamp: clock.now))
            #expect(try await first.topics.first?.partitions.first?.records?.isEmpty == false)

            async let second = consumer.send(
                TestClient.fetchRequest("t", from: 1, wait: .milliseconds(500)), version: 12)
            await gate.arrival(2)
            _ = try await producer.send(ApiVersionsRequest())  // by now the fetch has begun to wait
            await cluster.advance(by: .milliseconds(499))
            #expect(await cluster.waitingFetches(of: "t") > 0)
            await cluster.advance(by: .milliseconds(1))
            #expect(try await second.topics.first?.partitions.first?.records?.isEmpty == true)
        }
    }

    @Test("A fetch waits until there are as many bytes as it asked for")
    func minBytes() async throws {
        try await withCluster { cluster in
            let producer = try await TestClient.connect(of: cluster)
            let consumer = try await TestClient.connect(of: cluster)
            _ = try await producer.create("t")
            let batch = try Batches.values("x")
            let wanted = Int32(2 * batch.count)
            try await consumer.post(
                TestClient.fetchRequest("t", from: 0, wait: .seconds(30), minBytes: wanted), version: 12)
            _ = try await producer.produce("t", batch)
            _ = try await producer.produce("t", batch)
            let answer = try await consumer.receive(FetchRequest.self, version: 12)
            #expect(answer.response.topics.first?.partitions.first?.records?.count == 2 * batch.count)
        }
    }

    @Test("acks=0 gets no answer, and an error of it ends the connection")
    func noAcknowledgement() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t")
            try await client.post(TestClient.produceRequest("t", try Batches.values("x"), 0, 0), version: 12)
            #expect(try await client.fetch("t", from: 0).highWatermark == 1)
            try await client.post(TestClient.produceRequest("no", try Batches.values("x"), 0, 0), version: 12)
            await client.closed()
        }
    }

    @Test("acks=all needs as many replicas in sync as the topic asks for")
    func inSyncReplicas() async throws {
        try await withCluster(brokers: 2) { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t", factor: 2, ["min.insync.replicas": "2"])
            try await cluster.moveLeader(of: "t", 0, to: 1)
            #expect(try await client.produce("t", try Batches.values("x")).errorCode == .none)
            try await cluster.stopBroker(2)
            #expect(try await client.produce("t", try Batches.values("x")).errorCode == .notEnoughReplicas)
            #expect(try await client.produce("t", try Batches.values("x"), acks: 1).errorCode == .none)
        }
    }

    @Test("Brokers in memory stay within their limit: the oldest records go first")
    func memoryLimit() async throws {
        try await withCluster(memoryLimit: 4 << 20) { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t", partitions: 2, ["retention.bytes": "-1", "retention.ms": "-1"])
            let batch = try Batches.make([(nil, String(repeating: "x", count: 100_000))])
            for index in 0..<100 {
                _ = try await client.produce("t", batch, partition: Int32(index % 2))
            }
            let held = await cluster.storedBytes(of: "t")
            #expect(held <= 4 << 20)
            #expect(held >= 2 << 20)
            #expect(try await client.fetch("t", from: 0).errorCode == .offsetOutOfRange)
        }
    }

    @Test("Topics, records, committed offsets and the cluster's id survive the process in a folder")
    func restart() async throws {
        try await withTemporaryFolder { folder in
            var id = ""
            var topicID = TopicID.zero
            try await withCluster(folder: folder) { cluster in
                let client = try await TestClient.connect(of: cluster)
                topicID = try await client.create("t", partitions: 2, ["retention.ms": "-1"]).topicID
                _ = try await client.produce("t", try Batches.values("x", "y"), partition: 1)
                _ = try await client.send(InitProducerIDRequest(producerID: -1, producerEpoch: -1))
                let commit = try await client.send(Self.commit("g", "t", 1, 42), version: 9)
                #expect(commit.topics.first?.partitions.first?.errorCode == ErrorCode.none)
                id = await cluster.clusterID
            }
            try await withCluster(folder: folder) { cluster in
                #expect(await cluster.clusterID == id)
                let client = try await TestClient.connect(of: cluster)
                let records = try await client.fetch("t", from: 0, partition: 1).records ?? Bytes()
                #expect(try Batches.read(records) == ["0:-=x", "1:-=y"])
                let metadata = try await client.send(MetadataRequest(topics: [.init(name: "t")]))
                #expect(metadata.topics.first?.topicID == topicID)
                #expect(await cluster.configuration(of: "t") == ["retention.ms": "-1"])
                let offsets = try await client.send(
                    OffsetFetchRequest(groups: [.init(groupID: "g", topics: nil)]), version: 9)
                #expect(offsets.groups.first?.topics.first?.partitions.first?.committedOffset == 42)
                let producer = try await client.send(InitProducerIDRequest(producerID: -1, producerEpoch: -1))
                #expect(producer.producerID >= 1000)
            }
        }
    }

    static func commit(_ group: String, _ topic: String, _ partition: Int32, _ offset: Int64) -> OffsetCommitRequest {
        OffsetCommitRequest(
            groupID: group,
            topics: [.init(name: topic, partitions: [.init(index: partition, committedOffset: offset)])])
    }

    @Test("A second process is kept out of a data folder")
    func folderLock() async throws {
        try await withTemporaryFolder { folder in
            try await withCluster(folder: folder) { cluster in
                #expect(throws: DevClusterError.self) {
                    _ = try DevCluster(.init(dataDirectory: folder), loop: cluster.loop)
                }
            }
        }
    }
}
