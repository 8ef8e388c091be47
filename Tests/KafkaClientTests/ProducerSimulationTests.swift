import Bytes
import KafkaWire
import Testing

@testable import KafkaClient

/// A partition as the broker keeps it: it refuses sequence numbers as Kafka does.
private struct SimulatedPartition {
    var log: [Int] = []
    var epoch: Int16 = -1
    /// The last five batches of the producer.
    var recent: [(first: Int32, last: Int32, offset: Int64)] = []

    mutating func append(_ batch: ProducerBatch) throws -> ProduceAnswer {
        let producer = try RecordBatch(try #require(batch.bytes)).header.producer
        let first = producer.baseSequence
        let last = SequenceNumber.advance(first, by: batch.recordCount - 1)
        if producer.epoch < self.epoch { return ProduceAnswer(error: .invalidProducerEpoch) }
        if producer.epoch > self.epoch {
            guard first == 0 else { return ProduceAnswer(error: .outOfOrderSequenceNumber) }
            self.epoch = producer.epoch
            self.recent = []
        } else {
            if let known = self.recent.first(where: { $0.first == first && $0.last == last }) {
                return ProduceAnswer(error: .none, baseOffset: known.offset)
            }
            let expected = self.recent.last.map { SequenceNumber.advance($0.last, by: 1) } ?? 0
            guard first == expected else { return ProduceAnswer(error: .outOfOrderSequenceNumber) }
        }
        let offset = Int64(self.log.count)
        self.log += try ProducerHarness.values(batch)
        self.recent.append((first, last, offset))
        if self.recent.count > 5 { self.recent.removeFirst() }
        return ProduceAnswer(error: .none, baseOffset: offset)
    }
}

@Suite struct ProducerSimulationTests {
    /// Sends, loses answers, drops requests, moves leaders, refuses, in an order that the seed decides.
    @Test("Whatever is lost on the way, every record is stored once and in order", arguments: 1...60)
    func simulation(seed: UInt64) throws {
        var random = ProducerRandom(state: seed)
        let harness = try ProducerHarness([
            "linger.ms": "\(seed % 3 * 5)", "compression.type": seed % 4 == 0 ? "lz4" : "none",
            "max.in.flight.requests.per.connection": "\(1 + seed % 5)", "delivery.timeout.ms": "2000000000",
            "batch.size": seed % 5 == 0 ? "200" : "16384",
        ])
        harness.identify()
        var leaders: [Int32] = [1, 2, 1]
        var epoch: Int32 = 0
        harness.know("t", leaders: leaders)
        var partitions = [SimulatedPartition](repeating: SimulatedPartition(), count: 3)
        var wire: [Int32: [ProduceWork]] = [:]
        var sent = [[Int]](repeating: [], count: 3)
        var deliveries: [(Delivery, Int, [Int])] = []
        var next = 0

        func serve(_ work: ProduceWork) throws -> [ProduceAnswer] {
            try work.batches.map { batch in
                let index = Int(batch.partition.index)
                guard leaders[index] == work.node else { return ProduceAnswer(error: .notLeaderOrFollower) }
                if Int.random(in: 0..<12, using: &random) == 0 { return ProduceAnswer(error: .notEnoughReplicas) }
                if batch.recordCount > 30 { return ProduceAnswer(error: .messageTooLarge) }
                return try partitions[index].append(batch)
            }
        }

        func play(_ node: Int32) throws {
            guard let works = wire[node], !works.isEmpty else { return }
            if Int.random(in: 0..<8, using: &random) == 0 {  // the connection breaks; some of it had arrived
                let arrived = Int.random(in: 0...works.count, using: &random)
                for work in works[..<arrived] { _ = try serve(work) }
                wire[node] = []
                for work in works { harness.answer(work, .networkException) }
            } else {
                let work = works[0]
                wire[node]?.removeFirst()
                harness.answer(work, try serve(work))
            }
        }

        for round in 0..<400 {
            if round < 250, Int.random(in: 0..<2, using: &random) == 0 {
                let partition = Int.random(in: 0..<3, using: &random)
                let values = Array(next..<next + Int.random(in: 1...20, using: &random))
                next += values.count
                sent[partition] += values
                deliveries.append((try harness.send(values, partition: Int32(partition)), partition, values))
            }
            let step = harness.step(after: Int64(Int.random(in: 0...60, using: &random)))
            for work in step.requests { wire[work.node, default: []].append(work) }
            if !step.metadata.isEmpty { harness.know("t", leaders: leaders, epoch: epoch) }
            if round < 250, Int.random(in: 0..<30, using: &random) == 0 {
                leaders[Int.random(in: 0..<3, using: &random)] = Int32.random(in: 1...2, using: &random)
                epoch += 1
            }
            try play(Int32.random(in: 1...2, using: &random))
        }
        for _ in 0..<3000 where deliveries.contains(where: { !$0.0.isDone }) {
            let step = harness.step(after: 50)
            for work in step.requests { wire[work.node, default: []].append(work) }
            if !step.metadata.isEmpty { harness.know("t", leaders: leaders, epoch: epoch) }
            for node in wire.keys.sorted() { try play(node) }
        }

        for partition in 0..<3 { #expect(partitions[partition].log == sent[partition], "partition \(partition)") }
        for (delivery, partition, values) in deliveries {
            #expect(delivery.isDone && delivery.firstFailure == nil)
            for (offset, value) in zip(delivery.offsets, values) {
                #expect(offset.map { $0 < 0 || partitions[partition].log[Int($0)] == value } == true)
            }
        }
        #expect(harness.machine.used == 0)
        #expect(harness.machine.identity?.epoch == 0, "nothing was lost for good, so no new epoch was needed")
    }
}
