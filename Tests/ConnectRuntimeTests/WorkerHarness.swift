import Bytes
import ConnectAPI
import Converters
import FileConnector
import KafkaClient
import KafkaDevBroker
import KafkaWire
import Log
import Testing
import Transforms
import Transport

@testable import ConnectRuntime

/// A cluster in this process and workers on it.
struct WorkerHarness {
    let loop: EventLoop
    let bootstrap: String

    static var plugins: PluginList {
        var list = ConvertersPlugins.list + TransformsPlugins.list
        list.sourceConnectors = [NumbersSource.self]
        list.transforms.append(FlakyTransform.self)
        return list + fileConnectorPlugins
    }

    /// Runs `body` with an embedded broker.
    static func run<Result>(
        _ properties: [String: String] = [:], _ body: (WorkerHarness, DevCluster) async throws -> Result
    ) async throws -> Result {
        try await EventLoop.withLoop { loop in
            let configuration = DevClusterConfiguration(
                properties: properties.merging(["group.initial.rebalance.delay.ms": "0"]) { old, _ in old },
                checksRecords: true)
            return try await DevCluster.withCluster(configuration, on: loop) { cluster in
                try await body(WorkerHarness(loop: loop, bootstrap: await cluster.bootstrap), cluster)
            }
        }
    }

    func properties(_ more: [String: String] = [:]) -> [String: String] {
        [
            "bootstrap.servers": self.bootstrap, "group.id": "connect", "config.storage.topic": "configs",
            "offset.storage.topic": "offsets", "status.storage.topic": "statuses",
            "config.storage.replication.factor": "1", "offset.storage.replication.factor": "1",
            "status.storage.replication.factor": "1", "offset.storage.partitions": "3",
            "status.storage.partitions": "2", "offset.flush.interval.ms": "100",
            "scheduled.rebalance.max.delay.ms": "0", "heartbeat.interval.ms": "100",
            "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": "org.apache.kafka.connect.storage.StringConverter",
        ].merging(more) { $1 }
    }

    /// A worker that isn't running.
    func worker(_ port: Int = 8083, _ more: [String: String] = [:]) throws -> Worker {
        try Worker(
            configuration: WorkerConfiguration(self.properties(more)), plugins: Self.plugins,
            about: Worker.About(version: "4.1.2", commit: "test", advertisedURL: "http://127.0.0.1:\(port)"),
            loop: self.loop)
    }

    /// Runs `body` with a worker that is stopped afterwards.
    func withWorker<Result: Sendable>(
        _ port: Int = 8083, _ more: [String: String] = [:], _ body: (Worker) async throws -> Result
    ) async throws -> Result {
        let worker = try self.worker(port, more)
        return try await self.running(worker) { try await body(worker) }
    }

    func running<Result: Sendable>(_ worker: Worker, _ body: () async throws -> Result) async throws -> Result {
        let run = Task { try await worker.run() }
        do {
            let result = try await body()
            worker.stop()
            try await run.value
            return result
        } catch {
            worker.stop()
            _ = await run.result
            throw error
        }
    }

    /// The records of a topic, read from its beginning to its end.
    func records(_ topic: String) async throws -> [(key: String?, value: String?)] {
        let configuration = try ConsumerConfiguration(["bootstrap.servers": self.bootstrap])
        let cluster = KafkaCluster(configuration.client, loop: self.loop)
        let consumer = KafkaConsumer(configuration, cluster: cluster)
        let result: Result<[(key: String?, value: String?)], KafkaError>
        do throws(KafkaError) {
            result = .success(try await Self.read(topic, consumer, cluster))
        } catch {
            result = .failure(error)
        }
        await consumer.close()
        await cluster.close()
        return try result.get()
    }

    private static func read(
        _ topic: String, _ consumer: KafkaConsumer, _ cluster: KafkaCluster
    ) async throws(KafkaError) -> [(key: String?, value: String?)] {
        let admin = KafkaAdmin(cluster)
        guard case .success(let description) = try await admin.describeTopics([topic])[topic] else { return [] }
        let partitions = description.partitions.indices.map { KafkaClient.TopicPartition(topic, Int32($0)) }
        var open = try await consumer.endOffsets(partitions).filter { $0.value > 0 }
        await consumer.assign(partitions.reduce(into: [:]) { $0[$1] = .offset(0) })
        var records: [(key: String?, value: String?)] = []
        let decompressor = Decompressor()
        while !open.isEmpty {
            for part in try await consumer.poll(maxWait: .seconds(5)) {
                for batch in part.batches {
                    let fetched = try part.records(of: batch, decompressor: decompressor)
                    for record in fetched.records {
                        records.append(
                            (
                                fetched.key(record).map { String(decoding: $0) },
                                fetched.value(record).map { String(decoding: $0) }
                            ))
                    }
                }
                if let end = open[part.partition], part.nextOffset >= end { open[part.partition] = nil }
            }
        }
        return records
    }
}

/// Waits until `condition` holds; the suite's time limit bounds it.
func eventually(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}

extension DistributedHerder {
    func state(of connector: String) -> TaskStatus.State? { (try? self.connectorStatus(connector))?.connector.state }
    func states(of connector: String) -> [TaskStatus.State] {
        ((try? self.connectorStatus(connector))?.tasks ?? []).map(\.status.state)
    }
}
