import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaDevBroker

@Suite(.timeLimit(.minutes(5))) struct FaultTests {
    @Test("One answer is replaced, the next one is the broker's own")
    func oneAnswer() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t")
            await cluster.on(ListGroupsRequest.self, times: 1) { _, _ in
                ListGroupsResponse(errorCode: .coordinatorLoadInProgress)
            }
            #expect(try await client.send(ListGroupsRequest()).errorCode == .coordinatorLoadInProgress)
            #expect(try await client.send(ListGroupsRequest()).errorCode == .none)
        }
    }

    @Test("A fault may look at the request and let others pass; it stays until it is removed")
    func conditional() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let fault = await cluster.on(MetadataRequest.self) { request, info in
                #expect(info.clientID == "test")
                return request.topics?.isEmpty == false ? MetadataResponse(controllerID: 77) : nil
            }
            let asked = MetadataRequest(topics: [.init(name: "x")])
            #expect(try await client.send(MetadataRequest(topics: [])).controllerID == 1)
            #expect(try await client.send(asked).controllerID == 77)
            #expect(try await client.send(asked).controllerID == 77)
            await cluster.remove(fault)
            #expect(try await client.send(asked).controllerID == 1)
        }
    }

    @Test("The connection is cut before or after the effect")
    func hangUp() async throws {
        try await withCluster { cluster in
            var client = try await TestClient.connect(of: cluster)
            _ = try await client.create("t")
            await cluster.intercept(ProduceRequest.self, times: 1) { _, _ in .hangUp }
            await #expect(throws: HungUp.self) { _ = try await client.produce("t", try Batches.values("x")) }
            client = try await TestClient.connect(of: cluster)
            #expect(try await client.fetch("t", from: 0).highWatermark == 0)
            await cluster.intercept(ProduceRequest.self, times: 1) { _, _ in .hangUpAfterEffect }
            await #expect(throws: HungUp.self) { _ = try await client.produce("t", try Batches.values("x")) }
            client = try await TestClient.connect(of: cluster)
            #expect(try await client.fetch("t", from: 0).highWatermark == 1)
        }
    }

    @Test("An answer is delayed by the broker's clock, its effect is not")
    func delay() async throws {
        let clock = BrokerClock.manual()
        try await withCluster(clock: clock) { cluster in
            let client = try await TestClient.connect(of: cluster)
            let other = try await TestClient.connect(of: cluster)
            _ = try await client.create("t")
            let batch = try Batches.values("x", timestamp: clock.now)
            await cluster.intercept(ProduceRequest.self, times: 1) { _, _ in .delay(.seconds(7)) }
            try await client.post(TestClient.produceRequest("t", batch), version: 12)
            // The answer waits in the broker's deadlines; the record is there at once.
            while try await other.fetch("t", from: 0).highWatermark == 0 {}
            await cluster.advance(by: .seconds(7))
            let answer = try await client.receive(ProduceRequest.self, version: 12)
            #expect(answer.response.topics.first?.partitions.first?.errorCode == ErrorCode.none)
        }
    }

    @Test("A held request has its effect when the gate opens")
    func hold() async throws {
        try await withCluster { cluster in
            let client = try await TestClient.connect(of: cluster)
            let other = try await TestClient.connect(of: cluster)
            _ = try await client.create("t")
            let gate = RequestGate()
            await cluster.intercept(ProduceRequest.self, times: 1) { _, _ in .hold(gate) }
            try await client.post(TestClient.produceRequest("t", try Batches.values("x")), version: 12)
            await gate.arrival()
            #expect(try await other.fetch("t", from: 0).highWatermark == 0)
            gate.open()
            _ = try await client.receive(ProduceRequest.self, version: 12)
            #expect(try await other.fetch("t", from: 0).highWatermark == 1)
        }
    }

    @Test("A moved leader is told to who asks the old one, with the new epoch")
    func movedLeader() async throws {
        try await withCluster(brokers: 2) { cluster in
            let first = try await TestClient.connect(to: 1, of: cluster)
            let second = try await TestClient.connect(to: 2, of: cluster)
            _ = try await first.create("t", factor: 2)
            try await cluster.moveLeader(of: "t", 0, to: 1)
            #expect(try await first.produce("t", try Batches.values("x")).errorCode == .none)
            try await cluster.moveLeader(of: "t", 0, to: 2)
            let refused = try await first.produce("t", try Batches.values("y"))
            #expect(refused.errorCode == .notLeaderOrFollower)
            #expect(refused.currentLeader.leaderID == 2)
            let epoch = refused.currentLeader.leaderEpoch
            #expect(try await second.fetch("t", from: 0, epoch: epoch).highWatermark == 1)
            #expect(try await second.fetch("t", from: 0, epoch: epoch - 1).errorCode == .fencedLeaderEpoch)
            #expect(try await second.fetch("t", from: 0, epoch: epoch + 1).errorCode == .unknownLeaderEpoch)
            #expect(try await first.fetch("t", from: 0).errorCode == .notLeaderOrFollower)
        }
    }

    @Test("A waiting fetch is told at once that the leader moved")
    func waitingFetchHearsOfMove() async throws {
        try await withCluster(brokers: 2) { cluster in
            let client = try await TestClient.connect(to: 1, of: cluster)
            _ = try await client.create("t", factor: 2)
            try await cluster.moveLeader(of: "t", 0, to: 1)
            try await client.post(TestClient.fetchRequest("t", from: 0, wait: .seconds(30)), version: 12)
            let other = try await TestClient.connect(to: 1, of: cluster)
            while await cluster.waitingFetches(of: "t") == 0 {
                _ = try await other.send(ApiVersionsRequest())
            }
            try await cluster.moveLeader(of: "t", 0, to: 2)
            let answer = try await client.receive(FetchRequest.self, version: 12)
            #expect(answer.response.topics.first?.partitions.first?.errorCode == .notLeaderOrFollower)
        }
    }

    @Test("A stopped broker cuts its clients off, its partitions move, and it comes back at the same address")
    func stoppedBroker() async throws {
        try await withCluster(brokers: 3) { cluster in
            let client = try await TestClient.connect(to: 1, of: cluster)
            _ = try await client.create("t", partitions: 3, factor: 2)
            let victim = try await TestClient.connect(to: 2, of: cluster)
            try await cluster.stopBroker(2)
            await victim.closed()
            let metadata = try await client.send(MetadataRequest(topics: [.init(name: "t")]))
            #expect(metadata.brokers.map(\.nodeID) == [1, 3])
            #expect(metadata.topics.first?.partitions.allSatisfy { $0.leaderID == 1 || $0.leaderID == 3 } == true)
            await #expect(throws: (any Error).self) { _ = try await TestClient.connect(to: 2, of: cluster) }
            try await cluster.startBroker(2)
            let again = try await TestClient.connect(to: 2, of: cluster)
            #expect(try await again.send(MetadataRequest(topics: [])).brokers.count == 3)
        }
    }

    @Test("A partition whose only replica's broker has stopped has no leader until it starts again")
    func noLeader() async throws {
        try await withCluster(brokers: 2) { cluster in
            let client = try await TestClient.connect(to: 1, of: cluster)
            _ = try await client.create("t", partitions: 2)
            try await cluster.stopBroker(2)
            let metadata = try await client.send(MetadataRequest(topics: [.init(name: "t")]))
            let lost = try #require(metadata.topics.first).partitions.filter { $0.leaderID == -1 }
            #expect(lost.count == 1)
            #expect(lost.first?.errorCode == .leaderNotAvailable)
            try await cluster.startBroker(2)
            #expect(try await cluster.leader(of: "t", lost.first?.index ?? -1) == 2)
        }
    }
}
