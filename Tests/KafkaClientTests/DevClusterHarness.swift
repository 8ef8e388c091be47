import KafkaDevBroker
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

/// Runs `body` with an embedded cluster and a client of it, on one loop.
func withDevCluster(
    brokers: Int = 1, _ properties: [String: String] = [:],
    _ body: (_ brokers: DevCluster, _ cluster: KafkaCluster) async throws -> Void
) async throws {
    try await EventLoop.withLoop { loop in
        try await DevCluster.withCluster(.init(brokers: brokers, checksRecords: true), on: loop) { dev in
            let quick = ["retry.backoff.ms": "5", "reconnect.backoff.ms": "5", "reconnect.backoff.max.ms": "20"]
            let configuration = try ClientConfiguration(
                ["bootstrap.servers": await dev.bootstrap].merging(quick) { $1 }.merging(properties) { $1 })
            let cluster = KafkaCluster(configuration, loop: loop)
            do {
                try await body(dev, cluster)
            } catch {
                await cluster.close()
                throw error
            }
            await cluster.close()
        }
    }
}

extension KafkaCluster {
    func createTopic(_ name: String, partitions: Int32 = 1, replicas: Int16 = 1) async throws {
        let topic = NewTopic(name, partitions: partitions, replicationFactor: replicas)
        _ = try await KafkaAdmin(self).createTopics([topic])[name]?.get()
    }
}
