import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

/// Three real brokers, one of which is killed while a producer, a consumer and a group are at work.
@Suite(.enabled(if: RealKafka.isThere, RealKafka.comment), .timeLimit(.minutes(10)), .serialized)
struct BrokerLossInterop {
    private static let partitions: Int32 = 6

    @Test func nothingIsLostOrDoubledWhenABrokerIsKilledAndComesBack() async throws {
        let brokers = try RealKafka.Brokers(count: 3)
        defer { brokers.stop() }
        let properties = [
            "bootstrap.servers": brokers.bootstrap, "linger.ms": "0", "metadata.max.age.ms": "1000",
        ]
        try await withCluster(ClientConfiguration(properties)) { cluster in
            try await cluster.createTopic("loss", partitions: Self.partitions, replicas: 3)
            let producer = KafkaProducer(try ProducerConfiguration(properties), cluster: cluster)
            let recorder = GroupRecorder("a")
            let member = GroupMember(
                GroupConfiguration(
                    groupID: "loss", protocolType: "connect", sessionTimeout: .seconds(10),
                    rebalanceTimeout: .seconds(30), heartbeatInterval: .milliseconds(500)),
                cluster: cluster, delegate: recorder)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { await producer.run() }
                tasks.addTask { try await member.run() }
                try await recorder.until { !$0.memberships.isEmpty }
                try await self.send(0..<100, producer)
                for (round, number) in [1, 2].enumerated() {
                    try brokers.broker(number, "kill")
                    try await self.send(100 + round * 200..<200 + round * 200, producer)
                    member.rejoin("a broker was killed")
                    let generation = member.membership?.generation ?? 0
                    try await recorder.until { $0.memberships.last?.generation ?? 0 > generation }
                    try brokers.broker(number, "start")
                    try await self.send(200 + round * 200..<300 + round * 200, producer)
                }
                try await self.check(500, brokers, cluster, properties)
                member.stop()
                await producer.close(timeout: .seconds(10))
                try await tasks.waitForAll()
            }
        }
    }

    /// Sends numbers, each to the partition that it names, ten at a time, and waits for each ten.
    private func send(_ numbers: Range<Int>, _ producer: KafkaProducer) async throws {
        let records = OutgoingRecords()
        for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 10) {
            records.removeAll()
            let topic = records.topic("loss")
            for number in start..<start + 10 {
                records.append(
                    topic: topic, partition: Int32(number) % Self.partitions, timestamp: -1,
                    value: Bytes(utf8: "\(number)"))
            }
            let delivery = try await producer.send(records)
            await delivery.wait()
            #expect(delivery.firstFailure?.error == nil)
        }
    }

    private func check(
        _ count: Int, _ brokers: RealKafka.Brokers, _ cluster: KafkaCluster, _ properties: [String: String]
    ) async throws {
        let consumer = KafkaConsumer(try ConsumerConfiguration(properties), cluster: cluster)
        await consumer.assign((0..<Self.partitions).reduce(into: [:]) { $0[TopicPartition("loss", $1)] = .beginning })
        var seen: [Int32: [Int]] = [:]
        let decompressor = Decompressor()
        let ends = try await consumer.endOffsets((0..<Self.partitions).map { TopicPartition("loss", $0) })
        #expect(ends.values.reduce(0, +) == Int64(count))
        while seen.values.reduce(0, { $0 + $1.count }) < count {
            let fetched = try await consumer.poll(maxWait: .seconds(20))
            if fetched.isEmpty { break }
            for part in fetched {
                for batch in part.batches {
                    let records = try part.records(of: batch, decompressor: decompressor)
                    seen[part.partition.partition, default: []] += records.records.compactMap {
                        records.value($0).flatMap { Int(String(decoding: $0)) }
                    }
                }
            }
        }
        for partition in 0..<Self.partitions {
            #expect(seen[partition] == (0..<count).filter { Int32($0) % Self.partitions == partition })
        }
        await consumer.close()
    }
}
