import KafkaWire
import Testing
import Transport

@testable import KafkaClient

@Suite(.enabled(if: RealKafka.isThere, RealKafka.comment), .timeLimit(.minutes(5)))
struct ClusterInterop {
    @Test func aRealBrokerTellsItsVersionsAndItsCluster() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
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
        try await withCluster(RealKafka.configuration()) { cluster in
            let name = RealKafka.uniqueName("missing")
            let metadata = try await cluster.metadata(of: [name])
            #expect(metadata.topics[name]?.errorCode == .unknownTopicOrPartition)
        }
    }

    @Test func aGroupsCoordinatorIsFound() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let deadline = ContinuousClock.now + .seconds(30)  // a fresh broker makes __consumer_offsets first
            let id = try await cluster.retrying(until: deadline) { () async throws(KafkaError) in
                try await cluster.coordinator(of: .group("g"))
            }
            #expect(cluster.snapshot.brokers[id] != nil)
        }
    }

    @Test func manyRequestsAtOnceShareOneConnection() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
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
