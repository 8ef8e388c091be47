import Bytes
import KafkaWire
import Testing

@testable import KafkaClient

/// What a producer reads out of the answers to its requests.
@Suite struct ProduceAnswerTests {
    private static let topic = ProducerTopic(name: "a topic with a long name", growthLimit: 1000)

    private static func batches(_ partitions: [Int32]) -> Few<ProducerBatch> {
        Few(
            from: partitions.map { index in
                ProducerBatch(partition: ProducerPartition(topic: self.topic, index: index), created: 0, capacity: 100)
            })
    }

    private static func answers(
        _ frame: Bytes, _ version: Int16, _ batches: Few<ProducerBatch>
    ) throws(WireError) -> Few<ProduceAnswer> {
        try ProduceAnswer.read(from: frame, version: version, about: batches).answers
    }

    private static func frame(
        _ partitions: [ProduceResponse.Partition], topic name: String = topic.name, version: Int16
    ) throws -> Bytes {
        let topic = ProduceResponse.Topic(name: name, partitions: partitions)
        let response = ProduceResponse(topics: [topic], throttleTime: .milliseconds(7))
        return try response.frame(version: version, correlationID: 3).dropFirst(4)
    }

    private static func partition(_ index: Int32, version: Int16) -> ProduceResponse.Partition {
        var partition = ProduceResponse.Partition(
            index: index, errorCode: .notLeaderOrFollower, baseOffset: 40 + Int64(index), logAppendTime: 50)
        if version >= 5 { partition.logStartOffset = 60 }
        if version >= 8 {
            partition.errorMessage = "elsewhere"
            partition.recordErrors = [.init(batchIndex: 2, batchIndexErrorMessage: "bad")]
        }
        if version >= 10 { partition.currentLeader = .init(leaderID: 9, leaderEpoch: 8) }
        return partition
    }

    @Test(arguments: ProduceResponse.versionsWithTopicNames, [1, 3])
    func `each batch gets what the broker says about its partition`(version: Int16, count: Int32) throws {
        let partitions = (0..<count).map { Self.partition($0, version: version) }
        let frame = try Self.frame(partitions.reversed(), version: version)
        let (answers, throttle) = try ProduceAnswer.read(
            from: frame, version: version, about: Self.batches(Array(0..<count)))
        #expect(throttle == .milliseconds(7))
        #expect(answers.count == Int(count))
        for (index, answer) in answers.enumerated() {
            #expect(answer.error == .notLeaderOrFollower && answer.baseOffset == 40 + Int64(index))
            #expect(answer.appendTime == 50 && answer.logStartOffset == (version >= 5 ? 60 : -1))
            #expect(answer.message == (version >= 8 ? "elsewhere" : nil))
            #expect(answer.recordErrors.map(\.message) == (version >= 8 ? ["bad"] : []))
            #expect(answer.leader?.id == (version >= 10 ? 9 : nil) && answer.leader?.epoch == (version >= 10 ? 8 : nil))
        }
    }

    @Test func `an answer about something else is the failure of the batch`() throws {
        let batches = Self.batches([1])
        let other = try Self.frame([Self.partition(2, version: 9)], version: 9)
        #expect(try Self.answers(other, 9, batches).map(\.failure?.code) == [.malformedFrame])
        let elsewhere = try Self.frame([Self.partition(1, version: 9)], topic: "other", version: 9)
        #expect(try Self.answers(elsewhere, 9, batches).map(\.failure?.code) == [.malformedFrame])
        let more = try Self.frame([Self.partition(0, version: 9), Self.partition(1, version: 9)], version: 9)
        #expect(try Self.answers(more, 9, batches).map(\.baseOffset) == [41])
    }

    /// What the generated code makes of a frame.
    private static func expected(_ frame: Bytes, version: Int16) -> ProduceResponse.Partition? {
        guard let response = try? ProduceResponse.decode(frame: frame, version: version).body else { return nil }
        let partitions = response.topics.filter { $0.name == self.topic.name }.flatMap(\.partitions)
        return partitions.last { $0.index == 1 } ?? ProduceResponse.Partition(errorCode: .unknownServerError)
    }

    @Test(arguments: [Int16(8), 9, 12], [ErrorCode.none, .notEnoughReplicas])
    func `an answer in few words with one wrong byte is read as any other`(version: Int16, error: ErrorCode) throws {
        let batches = Self.batches([1])
        let partition = ProduceResponse.Partition(
            index: 1, errorCode: error, baseOffset: 1 << 40, logAppendTime: 1 << 41, logStartOffset: 5)
        let whole = try Self.frame([partition], version: version).array
        for place in whole.indices {
            for flip: UInt8 in [0, 1, 2, 0x7f, 0x80, 0xff] {
                var bytes = whole
                bytes[place] ^= flip
                let answer = try? Self.answers(Bytes(bytes), version, batches).first
                let expected = Self.expected(Bytes(bytes), version: version)
                #expect(answer?.error == expected?.errorCode)
                if answer?.failure == nil {
                    #expect(answer?.baseOffset == expected?.baseOffset)
                    #expect(answer?.appendTime == expected?.logAppendTime)
                    #expect(answer?.logStartOffset == expected?.logStartOffset)
                    #expect(answer?.message == expected?.errorMessage)
                }
            }
        }
    }

    @Test(arguments: [Int16(3), 9, 12])
    func `a frame that is cut off or too long is an error`(version: Int16) throws {
        let batches = Self.batches([1])
        let whole = try Self.frame([Self.partition(1, version: version)], version: version)
        for count in 0..<whole.count {
            #expect(throws: WireError.self) { try Self.answers(whole.prefix(count), version, batches) }
        }
        #expect(throws: WireError.self) { try Self.answers(Bytes(whole.array + [0]), version, batches) }
    }
}
