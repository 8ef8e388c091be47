import KafkaWire
import Testing
import Transport

@testable import KafkaClient

@Suite(.enabled(if: RealKafka.bootstrap != nil, RealKafka.comment), .timeLimit(.minutes(1)))
struct ClusterInterop {
    private func withCluster(
        _ more: [String: String] = [:], _ body: (KafkaCluster) async throws -> Void
    ) async throws {
        let configuration = try RealKafka.configuration(more)
        try await EventLoop.withLoop { loop in
            let cluster = KafkaCluster(configuration, loop: loop)
            do {
                try await body(cluster)
            } catch {
                await cluster.close()
                throw error
            }
            await cluster.close()
        }
    }

    @Test func aRealBrokerTellsItsVersionsAndItsCluster() async throws {
        try await self.withCluster { cluster in
            let metadata = try await cluster.freshMetadata()
            #expect(metadata.clusterID?.isEmpty == false)
            #expect(!metadata.brokers.isEmpty)
            let connection = try await cluster.connection(to: .controller)
            let versions = await connection.versions
            #expect(versions[.metadata]?.upperBound ?? 0 >= 12)
            #expect(try await connection.version(of: MetadataRequest.self) >= 12)
        }
    }

    @Test func aMissingTopicIsAnErrorInTheMetadata() async throws {
        try await self.withCluster { cluster in
            let name = RealKafka.uniqueName("missing")
            let metadata = try await cluster.metadata(of: [name])
            #expect(metadata.topics[name]?.errorCode == .unknownTopicOrPartition)
        }
    }

    @Test func aGroupsCoordinatorIsFound() async throws {
        try await self.withCluster { cluster in
            let deadline = ContinuousClock.now + .seconds(30)  // a fresh broker makes __consumer_offsets first
            let id = try await cluster.retrying(until: deadline) { () async throws(KafkaError) in
                try await cluster.coordinator(of: .group("g"))
            }
            #expect(cluster.snapshot.brokers[id] != nil)
        }
    }

    @Test func manyRequestsAtOnceShareOneConnection() async throws {
        try await self.withCluster { cluster in
            try await withThrowingTaskGroup { group in
                for _ in 0..<200 {
                    group.addTask { try await cluster.send(MetadataRequest(topics: [])).brokers.count }
                }
                for try await count in group { #expect(count > 0) }
            }
            #expect(await cluster.linkCount <= 2)
        }
    }
}
