import Bytes
import KafkaDevBroker
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

/// A producer that runs, in a cluster of its own.
func withProducer(
    _ bootstrap: String, _ properties: [String: String] = [:], on loop: EventLoop,
    _ body: (KafkaProducer, KafkaCluster) async throws -> Void
) async throws {
    let all = ["bootstrap.servers": bootstrap, "retry.backoff.ms": "5", "reconnect.backoff.ms": "5"]
    let configuration = try ProducerConfiguration(all.merging(properties) { $1 })
    let cluster = KafkaCluster(configuration.client, loop: loop)
    let producer = KafkaProducer(configuration, cluster: cluster)
    do {
        try await withThrowingTaskGroup { group in
            group.addTask { await producer.run() }
            do {
                try await body(producer, cluster)
            } catch {
                group.cancelAll()
                throw error
            }
            await producer.close(timeout: .seconds(5))
        }
    } catch {
        await cluster.close()
        throw error
    }
    await cluster.close()
}

/// All values of a partition, from its beginning.
func values(of partition: TopicPartition, count: Int, _ cluster: KafkaCluster) async throws -> [String] {
    let configuration = try ConsumerConfiguration(["bootstrap.servers": "unused:1"])
    let consumer = KafkaConsumer(configuration, cluster: cluster)
    await consumer.assign([partition: .beginning])
    let values = try await consumer.values(count)
    await consumer.close()
    return values
}

@Suite(.timeLimit(.minutes(5))) struct ProducerTests {
    private func withBroker(
        _ configuration: DevClusterConfiguration = .init(checksRecords: true), _ properties: [String: String] = [:],
        _ body: (DevCluster, KafkaProducer, KafkaCluster) async throws -> Void
    ) async throws {
        try await EventLoop.withLoop { loop in
            try await DevCluster.withCluster(configuration, on: loop) { broker in
                try await withProducer(await broker.bootstrap, properties, on: loop) { producer, cluster in
                    try await body(broker, producer, cluster)
                }
            }
        }
    }

    private func create(_ topic: String, _ partitions: Int32, _ cluster: KafkaCluster, replicas: Int16 = 1) async throws
    {
        let result = try await KafkaAdmin(cluster).createTopics(
            [NewTopic(topic, partitions: partitions, replicationFactor: replicas)])
        _ = try result[topic]?.get()
    }

    @Test("Records arrive in order, in every codec", arguments: Compression.allCases)
    func codecs(codec: Compression) async throws {
        try await self.withBroker(.init(checksRecords: true), ["compression.type": codec.name]) {
            _, producer, cluster in
            try await self.create("t", 1, cluster)
            var deliveries: [Delivery] = []
            for call in 0..<20 {
                deliveries.append(
                    try await producer.send(ProducerHarness.records(call * 100..<call * 100 + 100, size: call * 10)))
            }
            try await producer.flush()
            for (call, delivery) in deliveries.enumerated() {
                #expect(delivery.isDone && delivery.firstFailure == nil)
                #expect(delivery.offsets == (call * 100..<call * 100 + 100).map { Int64($0) })
            }
            let read = try await values(of: TopicPartition("t", 0), count: 2000, cluster)
            #expect(read.map { $0.prefix { $0 != "." } } == (0..<2000).map { "\($0)" })
        }
    }

    @Test("Keys decide the partition as in Java; null keys fill all partitions")
    func partitioning() async throws {
        try await self.withBroker { _, producer, cluster in
            try await self.create("t", 5, cluster)
            let records = OutgoingRecords()
            let topic = records.topic("t")
            for number in 0..<200 {
                records.append(topic: topic, key: Bytes(utf8: "key-\(number)"), value: nil)
            }
            let delivery = try await producer.send(records)
            records.removeAll()
            for _ in 0..<2000 { records.append(topic: topic, value: Bytes([UInt8](repeating: 1, count: 500))) }
            let others = try await producer.send(records)
            try await producer.flush()
            for number in 0..<200 {
                let key = Bytes(utf8: "key-\(number)")
                #expect(
                    try delivery.result(at: number).get().partition == partition(ofKey: key.span, partitionCount: 5))
            }
            let partitions = try (0..<2000).map { try others.result(at: $0).get().partition }
            #expect(Set(partitions) == [0, 1, 2, 3, 4])
        }
    }

    @Test("Answers that get lost cost no record and double none")
    func lostAnswers() async throws {
        try await self.withBroker(.init(checksRecords: true), ["linger.ms": "0"]) { broker, producer, cluster in
            try await self.create("t", 2, cluster)
            let faults = Locked(ProducerRandom(state: 5))
            await broker.intercept(ProduceRequest.self, times: 40) { _, _ in
                switch faults.withLock({ Int.random(in: 0..<6, using: &$0) }) {
                case 0: .hangUp
                case 1: .hangUpAfterEffect
                case 2:
                    .replace { response in
                        var changed = response
                        for topic in changed.topics.indices {
                            for index in changed.topics[topic].partitions.indices {
                                changed.topics[topic].partitions[index].errorCode = .notEnoughReplicasAfterAppend
                            }
                        }
                        return changed
                    }
                default: .proceed
                }
            }
            var deliveries: [Delivery] = []
            for call in 0..<400 {
                let records = ProducerHarness.records(call * 10..<call * 10 + 10, partition: Int32(call % 2))
                deliveries.append(try await producer.send(records))
                if call % 10 == 9 { await deliveries[call].wait() }
            }
            try await producer.flush()
            #expect(deliveries.allSatisfy { $0.isDone && $0.firstFailure == nil })
            for index in 0..<2 {
                let read = try await values(of: TopicPartition("t", Int32(index)), count: 2000, cluster)
                let sent = (0..<400).filter { $0 % 2 == index }.flatMap { call in (0..<10).map { "\(call * 10 + $0)" } }
                #expect(read == sent)
                let end = try await KafkaAdmin(cluster).listOffsets([TopicPartition("t", Int32(index)): .latest])
                #expect(try end[TopicPartition("t", Int32(index))]?.get().offset == 2000)
            }
            #expect(producer.figures.recordRetries > 0)
        }
    }

    @Test("A broker that stops and leaders that move cost nothing")
    func brokerStops() async throws {
        try await self.withBroker(.init(brokers: 3, checksRecords: true), ["linger.ms": "0"]) {
            broker, producer, cluster in
            try await self.create("t", 3, cluster, replicas: 3)
            var deliveries: [Delivery] = []
            for call in 0..<300 {
                deliveries.append(
                    try await producer.send(ProducerHarness.records([call], partition: Int32(call % 3))))
                switch call {
                case 50: try await broker.stopBroker(try await broker.leader(of: "t", 0))
                case 150: try await broker.moveLeader(of: "t", 1, to: try await broker.leader(of: "t", 2))
                default: break
                }
                if call % 5 == 4 { await deliveries[call].wait() }
            }
            try await producer.flush()
            #expect(deliveries.allSatisfy { $0.firstFailure == nil })
            for index in 0..<3 {
                let read = try await values(of: TopicPartition("t", Int32(index)), count: 100, cluster)
                #expect(read == (0..<300).filter { $0 % 3 == index }.map { "\($0)" })
            }
        }
    }

    @Test("The broker's limit on batches is met by splitting")
    func splitting() async throws {
        let configuration = DevClusterConfiguration(
            properties: ["message.max.bytes": "20000"], checksRecords: true)
        try await self.withBroker(configuration) { _, producer, cluster in
            try await self.create("t", 1, cluster)
            let delivery = try await producer.send(ProducerHarness.records(0..<300, size: 1000))
            try await producer.flush()
            #expect(delivery.offsets == (0..<300).map { Int64($0) })
            #expect(producer.figures.batchSplits > 0)
        }
    }

    @Test("A topic that nobody makes fails after max.block.ms")
    func missingTopic() async throws {
        let configuration = DevClusterConfiguration(properties: ["auto.create.topics.enable": "false"])
        try await self.withBroker(configuration, ["max.block.ms": "50"]) { _, producer, _ in
            let delivery = try await producer.send(ProducerHarness.records([1], topic: "missing"))
            #expect(delivery.isDone)
            #expect(delivery.firstFailure?.error.detail == "Topic missing not present in metadata after 50 ms.")
        }
    }

    @Test("A full buffer makes sends wait, and an answer lets them go on")
    func memory() async throws {
        let properties = ["buffer.memory": "100000", "linger.ms": "0"]
        try await self.withBroker(.init(checksRecords: true), properties) { broker, producer, cluster in
            try await self.create("t", 1, cluster)
            let gate = RequestGate()
            await broker.intercept(ProduceRequest.self) { _, _ in .hold(gate) }
            try await withThrowingTaskGroup { group in
                for sender in 0..<4 {
                    group.addTask {
                        let records = ProducerHarness.records(sender * 1000..<sender * 1000 + 200, size: 1000)
                        let delivery = try await producer.send(records)
                        await delivery.wait()
                        #expect(delivery.firstFailure == nil)
                    }
                }
                await gate.arrival()
                #expect(producer.figures.bufferUsed <= 100_000)
                gate.open()
                try await group.waitForAll()
            }
            #expect(producer.figures.recordsSent == 800)
            #expect(producer.figures.bufferUsed == 0)
        }
    }

    @Test("A cancelled send that waits ends at once and leaves the turn to others")
    func cancellation() async throws {
        let properties = ["buffer.memory": "10000", "linger.ms": "0"]
        try await self.withBroker(.init(checksRecords: true), properties) { broker, producer, cluster in
            try await self.create("t", 1, cluster)
            let gate = RequestGate()
            await broker.intercept(ProduceRequest.self) { _, _ in .hold(gate) }
            let first = try await producer.send(ProducerHarness.records([1], size: 9000))
            await gate.arrival()
            let waiting = Task { try await producer.send(ProducerHarness.records([2], size: 9000)) }
            while producer.figures.waitingSends == 0 { await Task.yield() }
            waiting.cancel()
            await #expect(throws: KafkaError.self) { try await waiting.value }
            gate.open()
            let third = try await producer.send(ProducerHarness.records([3], size: 9000))
            await first.wait()
            await third.wait()
            #expect(first.firstFailure == nil && third.firstFailure == nil)
        }
    }

    @Test("Closing at its time limit fails what the broker hasn't confirmed")
    func closeTimeout() async throws {
        try await self.withBroker { broker, producer, cluster in
            try await self.create("t", 1, cluster)
            await broker.intercept(ProduceRequest.self) { _, _ in .silence }
            let delivery = try await producer.send(ProducerHarness.records([1]))
            await producer.close(timeout: .milliseconds(50))
            #expect(delivery.isDone)
            #expect(delivery.firstFailure?.error.code == .closed)
            await #expect(throws: KafkaError.self) { try await producer.send(ProducerHarness.records([2])) }
        }
    }

    @Test("Without acknowledgements, or with the leader's alone, records arrive as well", arguments: ["0", "1"])
    func acks(acks: String) async throws {
        try await self.withBroker(.init(checksRecords: true), ["acks": acks]) { _, producer, cluster in
            try await self.create("t", 1, cluster)
            let delivery = try await producer.send(ProducerHarness.records(0..<100))
            try await producer.flush()
            #expect(delivery.offsets == (0..<100).map { acks == "0" ? -1 : Int64($0) })
            #expect(try await values(of: TopicPartition("t", 0), count: 100, cluster).count == 100)
        }
    }

    @Test("A producer that is never run closes all the same")
    func neverRun() async throws {
        try await EventLoop.withLoop { loop in
            let configuration = try ProducerConfiguration(["bootstrap.servers": "localhost:1"])
            let cluster = KafkaCluster(configuration.client, loop: loop)
            let producer = KafkaProducer(configuration, cluster: cluster)
            await producer.close(timeout: .zero)
            await #expect(throws: KafkaError.self) { try await producer.send(ProducerHarness.records([1])) }
            await cluster.close()
        }
    }
}
