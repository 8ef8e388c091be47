import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaDevBroker

/// Random numbers that are the same in every run.
private struct Fixed: RandomNumberGenerator {
    var state: UInt64 = 0x1234_5678_9abc_def1

    mutating func next() -> UInt64 {
        self.state ^= self.state << 13
        self.state ^= self.state >> 7
        self.state ^= self.state << 17
        return self.state
    }
}

@Suite(.timeLimit(.minutes(5))) struct HostileRequestTests {
    /// Requests that do something in this cluster, in every version; seeds of what is made up from them.
    private static func seeds(topic: TopicID) throws -> [Bytes] {
        var frames: [Bytes] = []
        func add<Request: KafkaRequest>(_ request: Request, _ versions: ClosedRange<Int16> = Request.versions) throws {
            for version in versions {
                guard let frame = try? request.frame(version: version, correlationID: 1, clientID: "c") else {
                    continue
                }
                frames.append(frame.dropFirst(4))
            }
        }
        let batch = try Batches.make([("k", "v"), ("k", nil)], compression: .gzip)
        try add(TestClient.produceRequest("t", batch))
        try add(
            ProduceRequest(
                acks: 1, topics: [.init(topicID: topic, partitions: [.init(index: 0, records: batch)])]))
        try add(TestClient.fetchRequest("t", from: 0))
        try add(ListOffsetsRequest(topics: [.init(name: "t", partitions: [.init(index: 0, timestamp: -3)])]))
        try add(MetadataRequest(topics: [.init(name: "t")]))
        try add(MetadataRequest(topics: nil))
        try add(DevClusterTests.commit("g", "t", 0, 7))
        try add(OffsetFetchRequest(groupID: "g", topics: [.init(name: "t", partitions: [0])]))
        try add(OffsetFetchRequest(groups: [.init(groupID: "g", topics: nil)]))
        try add(FindCoordinatorRequest(key: "g"))
        try add(FindCoordinatorRequest(coordinatorKeys: ["g"]))
        try add(
            JoinGroupRequest(
                groupID: "h", sessionTimeout: .seconds(10), rebalanceTimeout: .seconds(10), protocolType: "connect",
                protocols: [.init(name: "a", metadata: [1])]))
        try add(SyncGroupRequest(groupID: "h", generationID: 1, memberID: "m"))
        try add(HeartbeatRequest(groupID: "h", generationID: 1, memberID: "m"))
        try add(LeaveGroupRequest(groupID: "h", memberID: "m"))
        try add(LeaveGroupRequest(groupID: "h", members: [.init(memberID: "m")]))
        try add(ListGroupsRequest())
        try add(DescribeGroupsRequest(groups: ["g", "h"]))
        try add(OffsetDeleteRequest(groupID: "g", topics: [.init(name: "t", partitions: [.init(index: 0)])]))
        try add(
            CreateTopicsRequest(topics: [
                .init(
                    name: "n", partitionCount: 2, replicationFactor: 1,
                    configs: [.init(name: "retention.ms", value: "1")])
            ]))
        try add(CreatePartitionsRequest(topics: [.init(name: "t", count: 4, assignments: nil)]))
        try add(DescribeConfigsRequest(resources: [.init(resourceType: 2, resourceName: "t")]))
        try add(
            IncrementalAlterConfigsRequest(resources: [
                .init(
                    resourceType: 2, resourceName: "t", configs: [.init(name: "retention.ms", operation: 0, value: "9")]
                )
            ]))
        try add(DeleteRecordsRequest(topics: [.init(name: "t", partitions: [.init(index: 0, offset: 1)])]))
        try add(InitProducerIDRequest(producerID: -1, producerEpoch: -1))
        try add(
            OffsetForLeaderEpochRequest(topics: [.init(name: "t", partitions: [.init(index: 0, leaderEpoch: 0)])]))
        try add(DescribeProducersRequest(topics: [.init(name: "t", partitions: [0])]))
        try add(DescribeTopicPartitionsRequest(topics: [.init(name: "t")]))
        try add(DeleteGroupsRequest(groupsNames: ["g"]))
        try add(DescribeClusterRequest())
        try add(ApiVersionsRequest())
        return frames
    }

    @Test("Whatever a client sends is answered or refused; the brokers go on")
    func madeUpRequests() async throws {
        try await withCluster(["auto.create.topics.enable": "false"], memoryLimit: 8 << 20) { cluster in
            let client = try await TestClient.connect(of: cluster)
            let topic = try await client.create("t", partitions: 2)
            let seeds = try Self.seeds(topic: topic.topicID)
            #expect(seeds.count > 100)
            await cluster.carryOutChanged(seeds, rounds: 10_000)
            #expect(try await client.send(ApiVersionsRequest()).errorCode == .none)
            await cluster.maintain()
        }
    }
}

extension DevCluster {
    /// Carries out changed copies of `seeds`, straight from the loop and without a socket.
    fileprivate func carryOutChanged(_ seeds: [Bytes], rounds: Int) {
        var generator = Fixed()
        let numbers: [[UInt8]] = [
            [0x7f, 0xff, 0xff, 0xff], [0x80, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0],
            [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0, 0, 0, 0, 0], [0xff, 0x7f], [0x7f, 0xff],
        ]
        for round in 0..<rounds {
            var bytes = seeds[round % seeds.count].array
            for _ in 0..<Int.random(in: 0...3, using: &generator) where bytes.count > 12 {
                // Behind API and version, which lead elsewhere.
                let place = Int.random(in: 8..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                case 2:
                    let number = numbers[Int.random(in: 0..<numbers.count, using: &generator)]
                    for (offset, byte) in number.enumerated() where place + offset < bytes.count {
                        bytes[place + offset] = byte
                    }
                default: bytes.removeSubrange(place...)
                }
            }
            self.carryOut(Bytes(bytes), broker: 1, clientHost: "/test") { _ in }
        }
    }
}
