import Bytes
import KafkaDevBroker
import KafkaWire
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(5))) struct ConsumerTests {
    private let partition = TopicPartition("t", 0)

    private func withConsumer(
        brokers: Int = 1, partitions: Int32 = 1, _ properties: [String: String] = [:],
        _ body: (DevCluster, KafkaCluster, KafkaConsumer) async throws -> Void
    ) async throws {
        try await withDevCluster(brokers: brokers) { dev, cluster in
            try await cluster.createTopic("t", partitions: partitions, replicas: Int16(brokers))
            let configuration = try ConsumerConfiguration(
                ["bootstrap.servers": await dev.bootstrap, "fetch.max.wait.ms": "100", "retry.backoff.ms": "5"]
                    .merging(properties) { $1 })
            let consumer = KafkaConsumer(configuration, cluster: cluster)
            do {
                try await body(dev, cluster, consumer)
            } catch {
                await consumer.close()
                throw error
            }
            await consumer.close()
        }
    }

    @Test func whatComesWhileReadingIsReadInOrder() async throws {
        try await self.withConsumer { _, cluster, consumer in
            await consumer.assign([self.partition: .beginning])
            async let values = consumer.values(50)
            for number in 0..<50 { try await cluster.produce(["\(number)"], to: self.partition) }
            #expect(try await values == (0..<50).map { "\($0)" })
        }
    }

    @Test func aLeaderThatMovesIsFollowedAndNothingIsReadTwice() async throws {
        try await self.withConsumer(brokers: 3) { dev, cluster, consumer in
            await consumer.assign([self.partition: .beginning])
            for round in 0..<6 {
                try await cluster.produce(["\(round)"], to: self.partition)
                #expect(try await consumer.values(1) == ["\(round)"])
                let leader = try await dev.leader(of: "t", 0)
                try await dev.moveLeader(of: "t", 0, to: leader % 3 + 1)
            }
        }
    }

    @Test func aBrokerThatDiesCostsNothing() async throws {
        try await self.withConsumer(brokers: 3, partitions: 6) { dev, cluster, consumer in
            let all = (0..<6).map { TopicPartition("t", $0) }
            await consumer.assign(all.reduce(into: [:]) { $0[$1] = .beginning })
            for partition in all { try await cluster.produce(["a\(partition)"], to: partition) }
            #expect(Set(try await consumer.values(6)) == Set(all.map { "a\($0)" }))
            try await dev.stopBroker(2)
            for partition in all { try await cluster.produce(["b\(partition)"], to: partition) }
            #expect(Set(try await consumer.values(6)) == Set(all.map { "b\($0)" }))
            try await dev.startBroker(2)
            try await dev.stopBroker(1)
            for partition in all { try await cluster.produce(["c\(partition)"], to: partition) }
            #expect(Set(try await consumer.values(6)) == Set(all.map { "c\($0)" }))
        }
    }

    private static func error(_ code: ErrorCode, _ request: FetchRequest) -> FetchResponse {
        FetchResponse(
            topics: request.topics.map { topic in
                .init(
                    name: topic.name, topicID: topic.topicID,
                    partitions: topic.partitions.map { .init(index: $0.index, errorCode: code, highWatermark: -1) })
            })
    }

    @Test(arguments: [
        ErrorCode.notLeaderOrFollower, .fencedLeaderEpoch, .unknownLeaderEpoch, .unknownTopicOrPartition,
        .unknownTopicID, .replicaNotAvailable, .kafkaStorageError, .offsetNotAvailable, .leaderNotAvailable,
    ])
    func passingErrorsAreWaitedOut(code: ErrorCode) async throws {
        try await self.withConsumer { dev, cluster, consumer in
            try await cluster.produce(["a"], to: self.partition)
            await dev.on(FetchRequest.self, times: 3) { request, _ in Self.error(code, request) }
            await consumer.assign([self.partition: .beginning])
            #expect(try await consumer.values(1) == ["a"])
        }
    }

    @Test(arguments: [ErrorCode.topicAuthorizationFailed, ErrorCode(rawValue: 999)])
    func lastingErrorsReachThePollerAndTheNextPollTriesAgain(code: ErrorCode) async throws {
        try await self.withConsumer { dev, cluster, consumer in
            try await cluster.produce(["a"], to: self.partition)
            await dev.on(FetchRequest.self, times: 1) { request, _ in Self.error(code, request) }
            await consumer.assign([self.partition: .beginning])
            let error = await #expect(throws: KafkaError.self) { try await consumer.poll(maxWait: .seconds(10)) }
            #expect(error?.code == .broker(code))
            #expect(try await consumer.values(1) == ["a"])
        }
    }

    @Test func cutConnectionsAreMadeAgain() async throws {
        try await self.withConsumer { dev, cluster, consumer in
            await consumer.assign([self.partition: .beginning])
            for round in 0..<5 {
                await dev.intercept(FetchRequest.self, times: 1) { _, _ in .hangUpAfterEffect }
                try await cluster.produce(["\(round)"], to: self.partition)
                #expect(try await consumer.values(1) == ["\(round)"])
                await dev.disconnectClients()
            }
        }
    }

    @Test func anAnswerToAnOldQuestionIsDroppedAfterASeek() async throws {
        try await self.withConsumer { dev, cluster, consumer in
            try await cluster.produce(["a", "b", "c"], to: self.partition)
            let gate = RequestGate()
            await dev.intercept(FetchRequest.self, times: 1) { _, _ in .hold(gate) }
            await consumer.assign([self.partition: .beginning])
            #expect(try await consumer.poll(maxWait: .milliseconds(20)).isEmpty)
            await consumer.seek(self.partition, to: .offset(2))
            gate.open()
            #expect(try await consumer.values(1) == ["c"])
        }
    }

    @Test func pollingWithNothingToReadTakesItsTimeAndNoMore() async throws {
        try await self.withConsumer { dev, cluster, consumer in
            let start = ContinuousClock.now
            let unassigned = try await consumer.poll(maxWait: .milliseconds(30))
            await consumer.assign([self.partition: .beginning])
            let assigned = try await consumer.poll(maxWait: .milliseconds(30))
            #expect(unassigned.isEmpty && assigned.isEmpty)
            let time = ContinuousClock.now - start
            #expect(time >= .milliseconds(58) && time < .seconds(5))
        }
    }

    @Test func aPollThatIsCancelledLeavesAtOnceAndTheNextReadsOn() async throws {
        try await self.withConsumer { dev, cluster, consumer in
            await consumer.assign([self.partition: .beginning])
            await withTaskGroup { group in
                group.addTask { () -> KafkaError.Code? in
                    do throws(KafkaError) {
                        _ = try await consumer.poll(maxWait: .seconds(3600))
                        return nil
                    } catch {
                        return error.code
                    }
                }
                group.cancelAll()
                let code = await group.next()
                #expect(code == .cancelled)
            }
            try await cluster.produce(["a"], to: self.partition)
            #expect(try await consumer.values(1) == ["a"])
        }
    }

    @Test func aTopicThatComesLaterIsRead() async throws {
        try await self.withConsumer { dev, cluster, consumer in
            await consumer.assign([TopicPartition("late", 0): .beginning])
            #expect(try await consumer.poll(maxWait: .milliseconds(30)).isEmpty)
            try await cluster.createTopic("late")
            try await cluster.produce(["a"], to: TopicPartition("late", 0))
            #expect(try await consumer.values(1) == ["a"])
        }
    }

    @Test func aCorruptBatchIsTold() async throws {
        try await self.withConsumer { dev, cluster, consumer in
            try await cluster.produce(["a"], to: self.partition)
            await dev.intercept(FetchRequest.self, times: 1) { _, _ in
                .replace { response in
                    var response = response
                    if var bytes = response.topics.first?.partitions.first?.records?.array, bytes.count > 65 {
                        bytes[65] ^= 1
                        response.topics[0].partitions[0].records = .init(bytes)
                    }
                    return response
                }
            }
            await consumer.assign([self.partition: .beginning])
            let fetched = try await consumer.poll(maxWait: .seconds(10))
            let part = try #require(fetched.first)
            let batch = try #require(part.batches.first)
            let error = #expect(throws: KafkaError.self) {
                try part.records(of: batch, decompressor: Decompressor())
            }
            #expect(error?.code == .malformedFrame)
        }
    }

    @Test func closingWhileAFetchIsHeldReturnsAtOnce() async throws {
        try await self.withConsumer(["fetch.max.wait.ms": "20000"]) { dev, cluster, consumer in
            await consumer.assign([self.partition: .beginning])
            let nothing = try await consumer.poll(maxWait: .milliseconds(20))
            #expect(nothing.isEmpty)
            let start = ContinuousClock.now
            await consumer.close()
            #expect(ContinuousClock.now - start < .seconds(5))
            let error = await #expect(throws: KafkaError.self) { try await consumer.poll(maxWait: .zero) }
            #expect(error?.code == .closed)
        }
    }
}
