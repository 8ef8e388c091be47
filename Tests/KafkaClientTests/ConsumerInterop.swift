import KafkaWire
import Testing

@testable import KafkaClient

@Suite(.enabled(if: RealKafka.isThere, RealKafka.comment), .timeLimit(.minutes(5)))
struct ConsumerInterop {
    private func withTopic(
        _ partitions: Int32 = 1, _ properties: [String: String] = [:],
        _ body: (KafkaCluster, KafkaConsumer, String) async throws -> Void
    ) async throws {
        let properties = ["bootstrap.servers": try RealKafka.bootstrap()].merging(properties) { $1 }
        let configuration = try ConsumerConfiguration(properties)
        try await withCluster(configuration.client) { cluster in
            let admin = KafkaAdmin(cluster)
            let name = RealKafka.uniqueName("consumer")
            _ = try await admin.createTopics([NewTopic(name, partitions: partitions)])[name]?.get()
            let consumer = KafkaConsumer(configuration, cluster: cluster)
            try await body(cluster, consumer, name)
            await consumer.close()
            _ = try await admin.deleteTopics([name])
        }
    }

    @Test func everythingIsReadFromTheBeginning() async throws {
        try await self.withTopic(3) { cluster, consumer, topic in
            var expected: Set<String> = []
            for partition in 0..<3 {
                for round in 0..<5 {
                    let values = (0..<100).map { "p\(partition) r\(round) v\($0)" }
                    expected.formUnion(values)
                    try await cluster.produce(values, to: TopicPartition(topic, Int32(partition)))
                }
            }
            await consumer.assign((0..<3).reduce(into: [:]) { $0[TopicPartition(topic, $1)] = .beginning })
            let values = try await consumer.values(1500)
            #expect(values.count == 1500)
            #expect(Set(values) == expected)
            let ends = try await consumer.endOffsets((0..<3).map { TopicPartition(topic, $0) })
            for (partition, end) in ends { #expect(await consumer.position(of: partition) == end) }
        }
    }

    @Test func aReaderThatStandsInTheMiddleOfABatchGetsTheRestOfIt() async throws {
        try await self.withTopic { cluster, consumer, topic in
            let partition = TopicPartition(topic, 0)
            try await cluster.produce((0..<10).map { "v\($0)" }, to: partition)
            await consumer.assign([partition: .offset(7)])
            #expect(try await consumer.values(3) == ["v7", "v8", "v9"])
            await consumer.seek(partition, to: .offset(9))
            #expect(try await consumer.values(1) == ["v9"])
        }
    }

    @Test func aReaderAtTheEndHearsOfNewRecordsAtOnce() async throws {
        try await self.withTopic { cluster, consumer, topic in
            let partition = TopicPartition(topic, 0)
            try await cluster.produce(["old"], to: partition)
            await consumer.assign([partition: .end])
            #expect(try await consumer.poll(maxWait: .milliseconds(50)).isEmpty)
            async let values = consumer.values(1)
            try await cluster.produce(["new"], to: partition)
            #expect(try await values == ["new"])
        }
    }

    @Test(arguments: [Compression.none, .gzip, .snappy, .lz4, .zstd])
    func everyCompressionIsRead(compression: Compression) async throws {
        try await self.withTopic { cluster, consumer, topic in
            let partition = TopicPartition(topic, 0)
            let values = (0..<1000).map { "value \($0 % 7)" }
            try await cluster.produce(values, to: partition, RecordBatchOptions(), compression)
            await consumer.assign([partition: .beginning])
            #expect(try await consumer.values(1000) == values)
        }
    }

    @Test func anOffsetOutOfRangeIsResetOrTold() async throws {
        try await self.withTopic(1, ["auto.offset.reset": "earliest"]) { cluster, consumer, topic in
            let partition = TopicPartition(topic, 0)
            try await cluster.produce(["a", "b"], to: partition)
            await consumer.assign([partition: .offset(1000)])
            #expect(try await consumer.values(2) == ["a", "b"])
        }
        try await self.withTopic(1, ["auto.offset.reset": "none"]) { cluster, consumer, topic in
            let partition = TopicPartition(topic, 0)
            try await cluster.produce(["a", "b"], to: partition)
            await consumer.assign([partition: .offset(1000)])
            let error = await #expect(throws: KafkaError.self) { try await consumer.poll(maxWait: .seconds(10)) }
            #expect(error?.code == .broker(.offsetOutOfRange))
            await consumer.seek(partition, to: .beginning)
            #expect(try await consumer.values(2) == ["a", "b"])
        }
    }

    @Test func smallFetchLimitsBringEverythingToo() async throws {
        try await self.withTopic(2, ["fetch.max.bytes": "100", "max.partition.fetch.bytes": "70"]) {
            cluster, consumer, topic in
            for round in 0..<20 {
                try await cluster.produce(["round \(round)"], to: TopicPartition(topic, Int32(round % 2)))
            }
            await consumer.assign([TopicPartition(topic, 0): .beginning, TopicPartition(topic, 1): .beginning])
            #expect(Set(try await consumer.values(20)) == Set((0..<20).map { "round \($0)" }))
        }
    }

    @Test func aPausedPartitionBringsNothing() async throws {
        try await self.withTopic(2) { cluster, consumer, topic in
            let (one, two) = (TopicPartition(topic, 0), TopicPartition(topic, 1))
            try await cluster.produce(["a"], to: one)
            try await cluster.produce(["b"], to: two)
            await consumer.assign([one: .beginning, two: .beginning])
            await consumer.pause([two])
            #expect(try await consumer.values(1) == ["a"])
            #expect(try await consumer.poll(maxWait: .milliseconds(100)).isEmpty)
            await consumer.resume([two])
            #expect(try await consumer.values(1) == ["b"])
        }
    }

    @Test func readCommittedLeavesOutWhatWasAborted() async throws {
        try await self.withTopic(1, ["isolation.level": "read_committed"]) { cluster, consumer, topic in
            let partition = TopicPartition(topic, 0)
            let id = RealKafka.uniqueName("transaction")
            let producer = try await cluster.retrying(until: .now + .seconds(30)) { () async throws(KafkaError) in
                let answer = try await cluster.send(
                    InitProducerIDRequest(transactionalID: id, transactionTimeout: .seconds(60)), to: .transaction(id))
                try KafkaError.check(answer.errorCode, "starting")
                return (id: answer.producerID, epoch: answer.producerEpoch)
            }
            var sequence: Int32 = 0
            for (values, commits) in [(["a", "b"], true), (["c"], false), (["d"], true)] {
                try await self.transaction(cluster, id, producer, sequence, values, partition, commits)
                sequence += Int32(values.count)
            }
            await consumer.assign([partition: .beginning])
            #expect(try await consumer.values(3) == ["a", "b", "d"])
            let end = try await consumer.endOffsets([partition])[partition]
            #expect(end == 7)  // four records and three marks
            while await consumer.position(of: partition) ?? 0 < 7 {
                _ = try await consumer.poll(maxWait: .milliseconds(100))
            }
        }
    }

    private func transaction(
        _ cluster: KafkaCluster, _ id: String, _ producer: (id: Int64, epoch: Int16), _ sequence: Int32,
        _ values: [String], _ partition: TopicPartition, _ commits: Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        try await cluster.retrying(until: deadline) { () async throws(KafkaError) in
            let request = AddPartitionsToTxnRequest(
                transactionalID: id, producerID: producer.id, producerEpoch: producer.epoch,
                topics: [.init(name: partition.topic, partitions: [partition.partition])])
            let answer = try await cluster.send(request, to: .transaction(id), versions: 0...3)
            for result in answer.topics.flatMap(\.partitions) {
                try KafkaError.check(result.errorCode, "adding a partition")
            }
        }
        let batch = BatchProducer(id: producer.id, epoch: producer.epoch, baseSequence: sequence)
        let request = ProduceRequest(
            transactionalID: id, acks: -1, timeout: .seconds(10),
            topics: [
                .init(
                    name: partition.topic,
                    partitions: [
                        .init(
                            index: partition.partition,
                            records: try KafkaClientTests.batch(
                                values, RecordBatchOptions(producer: batch, isTransactional: true)))
                    ])
            ])
        try await cluster.retrying(until: deadline) { () async throws(KafkaError) in
            let answer = try await cluster.send(request, to: .leader(partition))
            for result in answer.topics.flatMap(\.partitions) { try KafkaError.check(result.errorCode, "producing") }
        }
        let end = EndTxnRequest(
            transactionalID: id, producerID: producer.id, producerEpoch: producer.epoch, isCommit: commits)
        let ended = try await cluster.send(end, to: .transaction(id), versions: 0...4)
        try KafkaError.check(ended.errorCode, "ending")
    }
}
