import Bytes
import KafkaWire
import Testing

@testable import KafkaClient

@Suite struct ProducerMachineTests {
    private func harness(_ properties: [String: String] = [:], partitions: [Int32] = [1]) throws -> ProducerHarness {
        let harness = try ProducerHarness(properties)
        harness.know("t", leaders: partitions)
        harness.identify()
        return harness
    }

    @Test("A batch waits for linger.ms, and no longer once it has batch.size")
    func linger() throws {
        let harness = try self.harness(["linger.ms": "20"])
        try harness.send([1, 2])
        let early = harness.step()
        #expect(early.requests.isEmpty)
        #expect(early.wakeAt == harness.now + 20)
        try harness.send([3])
        let late = harness.step(after: 20)
        #expect(try late.requests.map { try ProducerHarness.values($0.batches[0]) } == [[1, 2, 3]])
        try harness.send([4], size: 17_000)
        #expect(harness.step().requests.count == 1)
    }

    @Test("While a batch waits for its turn it grows beyond batch.size, unless the user has set it")
    func growth() throws {
        let grown = try self.harness()
        try grown.send(0..<50, size: 1000)
        #expect(grown.step().requests.map { $0.batches[0].recordCount } == [50])
        let fixed = try self.harness(["batch.size": "16384"])
        try fixed.send(0..<50, size: 1000)
        #expect(fixed.step().requests.map { $0.batches[0].recordCount } == [16, 16, 16])
        #expect(fixed.step(after: 5).requests.map { $0.batches[0].recordCount } == [2])
    }

    @Test("No more than five requests are under way to a broker, and what waits meanwhile goes out as one")
    func inFlightLimit() throws {
        let harness = try self.harness(["linger.ms": "0"])
        var under: [ProduceWork] = []
        for value in 0..<5 {
            try harness.send([value])
            under += harness.step().requests
        }
        #expect(under.count == 5)
        for value in 5..<9 { try harness.send([value]) }
        #expect(harness.step().requests.isEmpty)
        harness.answer(under[0], at: 0)
        let next = harness.step()
        #expect(try next.requests.map { try ProducerHarness.values($0.batches[0]) } == [[5, 6, 7, 8]])
        #expect(next.requests[0].batches[0].producer.baseSequence == 5)
    }

    @Test("Partitions of one leader share a request; its answers are told apart")
    func sharedRequest() throws {
        let harness = try self.harness(["linger.ms": "0"], partitions: [1, 2, 1])
        let one = try harness.send([1], partition: 0)
        let two = try harness.send([2], partition: 1)
        let three = try harness.send([3], partition: 2)
        let step = harness.step()
        #expect(step.requests.map(\.node) == [1, 2])
        #expect(step.requests[0].batches.map(\.partition.index) == [0, 2])
        harness.answer(
            step.requests[0],
            [ProduceAnswer(error: .none, baseOffset: 40), ProduceAnswer(error: .topicAuthorizationFailed)])
        #expect(one.isDone && !two.isDone && three.isDone)
        #expect(one.offsets == [40])
        #expect(three.errors.first??.code == .broker(.topicAuthorizationFailed))
        harness.answer(step.requests[1], at: 9)
        #expect(two.offsets == [9])
        #expect(two.firstFailure == nil)
        #expect(three.firstFailure?.index == 0)
    }

    @Test("Requests that come back keep their order and their sequence numbers, one at a time")
    func retryKeepsOrder() throws {
        let harness = try self.harness(["linger.ms": "0", "retry.backoff.ms": "100"])
        var under: [ProduceWork] = []
        for value in 0..<3 {
            try harness.send([value])
            under += harness.step().requests
        }
        harness.answer(under[0], .notLeaderOrFollower)
        harness.answer(under[1], .outOfOrderSequenceNumber)
        harness.answer(under[2], .outOfOrderSequenceNumber)
        try harness.send([3])
        #expect(harness.step(after: 50).requests.isEmpty)
        var order: [Int] = []
        var sequences: [Int32] = []
        for round in 0..<3 {
            let step = harness.step(after: 200)
            #expect(step.requests.count == (round < 2 ? 1 : 2))  // with the last one new ones may go out as well
            for work in step.requests {
                order += try ProducerHarness.values(work.batches[0])
                sequences.append(work.batches[0].producer.baseSequence)
                harness.answer(work, at: Int64(order.count - 1))
            }
        }
        #expect(order == [0, 1, 2, 3])
        #expect(sequences == [0, 1, 2, 3])
        #expect(harness.machine.identity?.epoch == 0)
    }

    @Test("A gap in the sequence numbers raises the epoch, and all is numbered anew")
    func epochBump() throws {
        let harness = try self.harness(["linger.ms": "0"])
        try harness.send([0])
        let first = harness.step().requests[0]
        try harness.send([1])
        let second = harness.step().requests[0]
        harness.answer(first, .outOfOrderSequenceNumber)  // it is the next one, so the broker has lost something
        try harness.send([2])
        #expect(harness.step(after: 1000).requests.isEmpty)  // until the second is answered
        harness.answer(second, .outOfOrderSequenceNumber)
        var seen: [BatchProducer] = []
        for _ in 0..<2 {
            for work in harness.step(after: 1000).requests {
                seen.append(try RecordBatch(try #require(work.batches[0].bytes)).header.producer)
                harness.answer(work)
            }
        }
        #expect(seen == (0..<3).map { BatchProducer(id: 7, epoch: 1, baseSequence: $0) })
    }

    @Test("A batch that is too large for the broker is split; each record's result is found")
    func split() throws {
        for codec in ["none", "zstd"] {
            let harness = try self.harness(["compression.type": codec])
            let delivery = try harness.send(0..<100, size: 1000)
            let whole = try #require(harness.step().requests.first)
            #expect(whole.batches[0].recordCount == 100)
            harness.answer(whole, .messageTooLarge)
            #expect(!delivery.isDone)
            var offset: Int64 = 500
            var sequence: Int32 = 0
            while let work = harness.step().requests.first {
                for batch in work.batches {
                    #expect(batch.producer.baseSequence == sequence)
                    #expect(batch.size <= 16_384)
                    sequence += batch.recordCount
                }
                harness.answer(work, at: offset)
                offset += Int64(work.batches[0].recordCount)
            }
            #expect(delivery.isDone)
            #expect(delivery.offsets == (500..<600).map { $0 })
            #expect(harness.machine.used == 0)
            // What comes later isn't made so large again.
            try harness.send(0..<100, size: 1000)
            #expect(harness.step().requests.allSatisfy { $0.batches[0].size <= 60_000 })
        }
    }

    @Test("A single record that the broker finds too large fails")
    func tooLargeForTheBroker() throws {
        let harness = try self.harness(["linger.ms": "0"])
        let delivery = try harness.send([1])
        harness.answer(harness.step().requests[0], .messageTooLarge)
        #expect(delivery.errors.first??.code == .broker(.messageTooLarge))
    }

    @Test("What comes behind a record that can't be taken fails with it, if that is wanted", arguments: [false, true])
    func stopsAtFailure(isWanted: Bool) throws {
        let harness = try self.harness(["max.request.size": "1000", "linger.ms": "0"])
        let records = ProducerHarness.records([0, 1])
        let large = Bytes(utf8: String(repeating: "x", count: 999))
        for _ in 0..<2 { records.append(topic: 0, partition: 0, value: large) }
        records.append(topic: 0, partition: 0, value: Bytes(utf8: "last"))
        let delivery = try harness.send(records, stopsAtFailure: isWanted)
        #expect(delivery.count == 5)
        #expect(delivery.firstRefusal?.index == 2)
        #expect((0..<5).map { delivery.partition(at: $0) != nil } == [true, true, false, false, !isWanted])
        let sent = harness.step().requests.flatMap(\.batches).map(\.recordCount).reduce(0, +)
        #expect(sent == (isWanted ? 2 : 3))
    }

    @Test("A record above max.request.size fails alone")
    func tooLargeForUs() throws {
        let harness = try self.harness(["max.request.size": "1000", "linger.ms": "0"])
        let records = ProducerHarness.records([1])
        records.append(topic: 0, partition: 0, value: Bytes([UInt8](repeating: 0, count: 1000)))
        records.append(topic: 0, partition: 0, value: Bytes([1]))
        let delivery = try harness.send(records)
        harness.answer(harness.step().requests[0], at: 10)
        #expect(delivery.offsets == [10, nil, 11])
        #expect(
            delivery.firstFailure?.error.detail
                == "The message is 1093 bytes when serialized which is larger than 1000, which is the value of the max.request.size configuration."
        )
    }

    @Test("What was sent before is stored already: no error, no offset")
    func duplicate() throws {
        let harness = try self.harness(["linger.ms": "0"])
        let delivery = try harness.send([1])
        harness.answer(harness.step().requests[0], .duplicateSequenceNumber)
        #expect(delivery.firstFailure == nil)
        #expect(delivery.offsets == [-1])
    }

    @Test("Records that spoil a batch have their own errors")
    func recordErrors() throws {
        let harness = try self.harness(["linger.ms": "0"])
        let delivery = try harness.send(0..<3)
        var answer = ProduceAnswer(error: .invalidRecord)
        answer.details = .init(recordErrors: [(1, "no key")])
        harness.answer(harness.step().requests[0], [answer])
        #expect(
            delivery.errors.map { $0?.detail } == [
                "Failed to append record because it was part of a batch which had one more more invalid records",
                "no key",
                "Failed to append record because it was part of a batch which had one more more invalid records",
            ])
    }

    @Test("A batch that can't be delivered in time fails in Java's words")
    func deliveryTimeout() throws {
        let harness = try self.harness(["delivery.timeout.ms": "30005", "linger.ms": "5"])
        let delivery = try harness.send(0..<3)
        harness.answer(harness.step(after: 5).requests[0], .notLeaderOrFollower)
        harness.know("t", leaders: [-1], epoch: 1)
        _ = harness.step(after: 1000)
        #expect(!delivery.isDone)
        _ = harness.step(after: 30_000)
        #expect(
            delivery.firstFailure?.error.detail
                == "Expiring 3 record(s) for t-0:31005 ms has passed since batch creation")
        // Nobody knows whether the broker has them, so what follows gets a new epoch.
        harness.know("t", leaders: [1], epoch: 2)
        try harness.send([9])
        let work = try #require(harness.step(after: 5).requests.first)
        #expect(work.batches[0].producer == BatchProducer(id: 7, epoch: 1, baseSequence: 0))
    }

    @Test("An answer that comes after the time is over counts for the sequence, not for the records")
    func lateAnswer() throws {
        let harness = try self.harness(["delivery.timeout.ms": "30005"])
        let delivery = try harness.send([0])
        let work = harness.step(after: 5).requests[0]
        _ = harness.step(after: 30_005)
        #expect(delivery.firstFailure != nil)
        try harness.send([1])
        #expect(harness.step(after: 5).requests.isEmpty)
        harness.answer(work, at: 3)
        let next = try #require(harness.step(after: 5).requests.first)
        #expect(next.batches[0].producer == BatchProducer(id: 7, epoch: 0, baseSequence: 1))
    }

    @Test("Without idempotence tries end after retries, and nothing has a number")
    func retriesEnd() throws {
        let harness = try self.harness(["enable.idempotence": "false", "retries": "2", "linger.ms": "0"])
        let delivery = try harness.send([0])
        for _ in 0..<3 {
            let work = try #require(harness.step(after: 2000).requests.first)
            #expect(work.batches[0].producer == .none)
            harness.answer(work, .notEnoughReplicas)
        }
        #expect(delivery.firstFailure?.error.code == .broker(.notEnoughReplicas))
    }

    @Test("Nothing goes out before the producer has its id, and what can't be had ends everything")
    func identity() throws {
        let harness = try ProducerHarness(["linger.ms": "0"])
        harness.know("t", leaders: [1])
        let delivery = try harness.send([0])
        let step = harness.step()
        #expect(step.needsProducerID && step.requests.isEmpty)
        #expect(!harness.step().needsProducerID)
        harness.machine.notIdentified(KafkaError(.timedOut, "x"), now: harness.now)
        #expect(!harness.step().needsProducerID)
        #expect(harness.step(after: 100).needsProducerID)
        harness.machine.notIdentified(KafkaError(.broker(.clusterAuthorizationFailed), "x"), now: harness.now)
        _ = harness.step()
        #expect(delivery.firstFailure?.error.code == .broker(.clusterAuthorizationFailed))
        #expect(throws: KafkaError.self) { try harness.send([1]) }
    }

    @Test("An unknown topic is asked for at once, then again after pauses")
    func unknownTopic() throws {
        let harness = try ProducerHarness()
        let records = ProducerHarness.records([1, 2], topic: "new")
        let delivery = Delivery()
        var cursor = AppendCursor(id: 1)
        #expect(try harness.machine.append(records, &cursor, to: delivery, now: harness.now, wallTime: 1) == .mustWait)
        #expect(harness.step().metadata == ["new"])
        #expect(harness.step().metadata.isEmpty)
        harness.machine.metadataArrived(
            [ProducerTopicMetadata(name: "new", error: .unknownTopicOrPartition)], now: harness.now)
        #expect(harness.machine.waiters.takeWoken() == [1])
        #expect(try harness.machine.append(records, &cursor, to: delivery, now: harness.now, wallTime: 1) == .mustWait)
        #expect(harness.step().metadata.isEmpty)
        #expect(harness.step(after: 100).metadata == ["new"])
        harness.machine.metadataFailed(now: harness.now)
        _ = harness.step(after: 60_000)
        #expect(harness.machine.waiters.takeWoken() == [1])
        #expect(try harness.machine.append(records, &cursor, to: delivery, now: harness.now, wallTime: 1) == .all)
        delivery.finishOne()
        #expect(delivery.isDone)
        #expect(
            delivery.errors.map { $0?.detail } == [
                "Topic new not present in metadata after 60000 ms.",
                "Topic new not present in metadata after 60000 ms.",
            ])
    }

    @Test("A topic that may not be written to fails at once; the next call asks again")
    func forbiddenTopic() throws {
        let harness = try ProducerHarness()
        let records = ProducerHarness.records([1, 2])
        for _ in 0..<2 {
            let delivery = Delivery()
            var cursor = AppendCursor(id: harness.machine.waiters.newID())
            #expect(
                try harness.machine.append(records, &cursor, to: delivery, now: harness.now, wallTime: 1) == .mustWait)
            #expect(harness.step(after: 1000).metadata == ["t"])
            harness.machine.metadataArrived(
                [ProducerTopicMetadata(name: "t", error: .topicAuthorizationFailed)], now: harness.now)
            #expect(try harness.machine.append(records, &cursor, to: delivery, now: harness.now, wallTime: 1) == .all)
            #expect(delivery.errors.allSatisfy { $0?.code == .broker(.topicAuthorizationFailed) })
        }
    }

    @Test("A full buffer makes sends wait in the order of their coming; freed memory lets the first go on")
    func memory() throws {
        let harness = try self.harness(["buffer.memory": "20000", "linger.ms": "0"])
        try harness.send(0..<15, size: 1000)
        let first = ProducerHarness.records(20..<30, size: 1000)
        let second = ProducerHarness.records([99])
        var (firstCursor, secondCursor) = (AppendCursor(id: 101), AppendCursor(id: 102))
        let (one, two) = (Delivery(), Delivery())
        #expect(try harness.machine.append(first, &firstCursor, to: one, now: harness.now, wallTime: 1) == .mustWait)
        #expect(firstCursor.next > 0)
        #expect(try harness.machine.append(second, &secondCursor, to: two, now: harness.now, wallTime: 1) == .mustWait)
        harness.answer(harness.step().requests[0])
        #expect(harness.machine.waiters.takeWoken() == [101])
        #expect(try harness.machine.append(second, &secondCursor, to: two, now: harness.now, wallTime: 1) == .mustWait)
        #expect(try harness.machine.append(first, &firstCursor, to: one, now: harness.now, wallTime: 1) == .all)
        #expect(harness.machine.waiters.takeWoken().last == 102)
        #expect(try harness.machine.append(second, &secondCursor, to: two, now: harness.now, wallTime: 1) == .all)
        #expect(try ProducerHarness.values(harness.step().requests[0].batches[0]).last == 99)
    }

    @Test("A buffer that stays full for max.block.ms fails the rest of the call")
    func memoryTimeout() throws {
        let harness = try self.harness(["buffer.memory": "5000", "max.block.ms": "300", "linger.ms": "0"])
        let records = ProducerHarness.records(0..<10, size: 1000)
        let delivery = Delivery()
        var cursor = AppendCursor(id: 1)
        #expect(try harness.machine.append(records, &cursor, to: delivery, now: harness.now, wallTime: 1) == .mustWait)
        let step = harness.step()
        #expect(step.wakeAt <= harness.now + 300)
        harness.now += 300
        _ = harness.step()
        #expect(harness.machine.waiters.takeWoken() == [1])
        #expect(try harness.machine.append(records, &cursor, to: delivery, now: harness.now, wallTime: 1) == .all)
        harness.answer(step.requests[0])
        delivery.finishOne()
        #expect(delivery.isDone)
        #expect(delivery.offsets.filter { $0 == nil }.count == 6)
        #expect(
            delivery.firstFailure?.error.detail
                == "Failed to allocate memory within the configured max blocking time 300 ms.")
    }

    @Test("Flush sends at once and waits for what was there")
    func flush() throws {
        let harness = try self.harness(["linger.ms": "10000", "delivery.timeout.ms": "120000"])
        try harness.send([1])
        #expect(harness.step().requests.isEmpty)
        let latch = Delivery()
        harness.machine.beginFlush(latch)
        latch.finishOne()
        let step = harness.step()
        #expect(step.requests.count == 1 && !latch.isDone)
        harness.answer(step.requests[0])
        #expect(latch.isDone)
    }

    @Test("Closing sends what is left and is finished then; at its deadline the rest fails")
    func close() throws {
        let harness = try self.harness(["linger.ms": "10000", "delivery.timeout.ms": "120000"])
        let delivery = try harness.send([1])
        harness.machine.close(at: harness.now + 500)
        #expect(throws: KafkaError.self) { try harness.send([2]) }
        let step = harness.step()
        #expect(step.requests.count == 1 && !step.isFinished && step.wakeAt == harness.now + 500)
        #expect(harness.step(after: 500).isFinished)
        #expect(delivery.firstFailure?.error.code == .closed)
    }

    @Test("A leader that the answer names is followed without asking the cluster")
    func newLeader() throws {
        let harness = try self.harness(["linger.ms": "0"])
        try harness.send([1])
        var answer = ProduceAnswer(error: .notLeaderOrFollower)
        answer.details = .init(leader: (3, 8))
        harness.answer(harness.step().requests[0], [answer])
        let step = harness.step(after: 100)
        #expect(step.requests.map(\.node) == [3])
        #expect(step.metadata.isEmpty)
    }

    @Test(
        "Records with keys go to their partitions in order, and each finds its own offset", arguments: ["16384", "300"])
    func keys(batchSize: String) throws {
        let harness = try self.harness(["linger.ms": "0", "batch.size": batchSize], partitions: [1, 2, 1, 2, 1])
        let records = OutgoingRecords()
        let topic = records.topic("t")
        for number in 0..<500 {
            records.append(topic: topic, key: Bytes(utf8: "key \(number % 37)"), value: Bytes(utf8: "\(number)"))
        }
        let delivery = try harness.send(records)
        var logs = [[Int]](repeating: [], count: 5)
        while !delivery.isDone {
            let step = harness.step()
            #expect(!step.requests.isEmpty)
            for work in step.requests {
                var answers: [ProduceAnswer] = []
                for batch in work.batches {
                    let index = Int(batch.partition.index)
                    answers.append(ProduceAnswer(error: .none, baseOffset: Int64(logs[index].count)))
                    logs[index] += try ProducerHarness.values(batch)
                }
                harness.answer(work, answers)
            }
        }
        for log in logs { #expect(log == log.sorted()) }
        for number in 0..<500 {
            let metadata = try delivery.result(at: number).get()
            let key = Bytes(utf8: "key \(number % 37)")
            #expect(metadata.partition == partition(ofKey: key.span, partitionCount: 5))
            #expect(logs[Int(metadata.partition)][Int(metadata.offset)] == number)
        }
        #expect(harness.machine.used == 0)
    }
}
