import KafkaDevBroker
import KafkaWire
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(5))) struct KafkaClusterTests {
    private func code(_ body: () async throws(KafkaError) -> Void) async -> KafkaError.Code? {
        do throws(KafkaError) {
            try await body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func aDeadBootstrapServerIsPassedOver() async throws {
        try await withDevCluster(brokers: 3) { dev, _ in
            let bootstrap = await dev.bootstrap
            try await dev.stopBroker(1)
            let configuration = try ClientConfiguration(["bootstrap.servers": bootstrap])
            try await withCluster(configuration) { cluster in
                let metadata = try await cluster.send(MetadataRequest(topics: []))
                #expect(metadata.brokers.count == 2)
            }
        }
    }

    @Test func whenAllKnownBrokersAreGoneTheBootstrapServersAreAskedAgain() async throws {
        try await withDevCluster(brokers: 2, ["metadata.max.age.ms": "0"]) { dev, cluster in
            #expect(try await cluster.freshMetadata().brokers.count == 2)
            try await dev.stopBroker(1)
            try await dev.stopBroker(2)
            let error = await #expect(throws: KafkaError.self) {
                try await cluster.send(MetadataRequest(topics: []), deadline: .now + .milliseconds(50))
            }
            #expect(error?.code == .connectionFailed || error?.code == .connectionClosed)
            try await dev.startBroker(2)
            #expect(try await cluster.send(MetadataRequest(topics: [])).brokers.count == 1)
        }
    }

    @Test func aBrokerThatHasDiedIsNotPreferredToOneThatWasNeverTried() async throws {
        try await withDevCluster(brokers: 2) { dev, cluster in
            _ = try await cluster.freshMetadata()
            _ = try await cluster.connection(to: .broker(1), lane: .main)
            try await dev.stopBroker(1)
            for _ in 0..<5 {  // the bootstrap server's connection is gone as well, if that was broker 1
                let metadata = try await cluster.retrying(until: .now + .seconds(5)) { () async throws(KafkaError) in
                    try await cluster.refreshMetadata()
                }
                #expect(metadata.brokers.count == 1)
            }
        }
    }

    @Test func aBrokerThatIsntListedMayComeBack() async throws {
        try await withDevCluster(brokers: 1) { _, cluster in
            let error = await #expect(throws: KafkaError.self) {
                _ = try await cluster.connection(to: .broker(7), lane: .main)
            }
            #expect(error?.isRetriable == true)
            #expect(error?.code.brokerCode?.meansStaleMetadata == true)
        }
    }

    @Test func withoutAnyBrokerCallersHearOfItWhenTheirTimeIsUp() async throws {
        let configuration = try ClientConfiguration([
            "bootstrap.servers": "127.0.0.1:1", "default.api.timeout.ms": "30", "retry.backoff.ms": "1",
            "reconnect.backoff.ms": "1",
        ])
        await withTaskGroup { tasks in
            for _ in 0..<8 {
                tasks.addTask {
                    for _ in 0..<10 {
                        try? await withCluster(configuration) { cluster in
                            let error = await #expect(throws: KafkaError.self) {
                                try await KafkaAdmin(cluster).describeCluster()
                            }
                            #expect(error?.isRetriable == true)
                        }
                    }
                }
            }
        }
    }

    @Test func aRequestWhoseConnectionBreaksIsSentAgain() async throws {
        try await withDevCluster { dev, cluster in
            await dev.intercept(DescribeClusterRequest.self, times: 3) { _, _ in .hangUp }
            let answer = try await cluster.send(DescribeClusterRequest())
            #expect(answer.brokers.count == 1)
            #expect(await dev.requestCount(.describeCluster) == 1 + 3)
        }
    }

    @Test func oneTryIsOneTry() async throws {
        try await withDevCluster { dev, cluster in
            await dev.intercept(DescribeClusterRequest.self, times: 1) { _, _ in .hangUpAfterEffect }
            let error = await #expect(throws: KafkaError.self) {
                try await cluster.send(DescribeClusterRequest(), deadline: .now)
            }
            #expect(error?.code == .connectionClosed)
            #expect(await dev.requestCount(.describeCluster) == 1)
        }
    }

    @Test func callersAtTheSameTimeShareOneMetadataRequest() async throws {
        try await withDevCluster { dev, cluster in
            try await withThrowingTaskGroup { group in
                for _ in 0..<100 { group.addTask { try await cluster.refreshMetadata().version } }
                for try await version in group { #expect(version >= 1) }
            }
            #expect(await dev.requestCount(.metadata) < 10)
        }
    }

    @Test func metadataIsAskedForAgainWhenItIsOldAndNotBefore() async throws {
        try await withDevCluster { dev, cluster in
            _ = try await cluster.freshMetadata()
            let before = await dev.requestCount(.metadata)
            _ = try await cluster.freshMetadata()
            #expect(await dev.requestCount(.metadata) == before)
            await cluster.noteStaleMetadata()
            _ = try await cluster.freshMetadata()
            #expect(await dev.requestCount(.metadata) == before + 1)
        }
    }

    @Test func aLeaderIsFoundAgainAfterItsBrokerDied() async throws {
        try await withDevCluster(brokers: 3) { dev, cluster in
            try await cluster.createTopic("t", partitions: 3, replicas: 3)
            for round in 0..<3 {
                let broker = Int32(round % 3) + 1
                try await dev.stopBroker(broker)
                for partition in 0..<3 {
                    try await cluster.produce(["\(round)"], to: TopicPartition("t", Int32(partition)))
                }
                try await dev.startBroker(broker)
            }
            for partition in 0..<3 { #expect(await dev.endOffset(of: "t", Int32(partition)) == 3) }
        }
    }

    @Test func aSilentBrokerTimesOut() async throws {
        try await withDevCluster(["request.timeout.ms": "30"]) { dev, cluster in
            await dev.intercept(DescribeClusterRequest.self, times: 1) { _, _ in .silence }
            let answer = try await cluster.send(DescribeClusterRequest())
            #expect(answer.brokers.count == 1)
        }
    }

    @Test func closingFailsWhoeverWaits() async throws {
        try await withDevCluster { dev, cluster in
            await dev.intercept(DescribeClusterRequest.self) { _, _ in .silence }
            async let code = self.code { () async throws(KafkaError) in
                _ = try await cluster.send(DescribeClusterRequest())
            }
            while await dev.requestCount(.describeCluster) == 0 { await Task.yield() }
            await cluster.close()
            #expect(await code == .closed)
            let later = await self.code { () async throws(KafkaError) in _ = try await cluster.refreshMetadata() }
            #expect(later == .closed)
        }
    }

    @Test func theControllerIsLookedForAgainWhenItHasMoved() async throws {
        try await withDevCluster { dev, cluster in
            await dev.on(CreateTopicsRequest.self, times: 2) { request, _ in
                CreateTopicsResponse(topics: request.topics.map { .init(name: $0.name, errorCode: .notController) })
            }
            try await cluster.createTopic("t")
            #expect(await dev.topicNames.contains("t"))
        }
    }
}
