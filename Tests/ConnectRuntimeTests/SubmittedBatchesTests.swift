import ConnectAPI
import Testing

@testable import ConnectRuntime
@testable import KafkaClient

@Suite struct SubmittedBatchesTests {
    private func batch(_ delivery: Delivery, offset: Int64) -> SubmittedBatches.Batch {
        SubmittedBatches.Batch(
            delivery: delivery,
            positions: [.init(index: 0, partition: ["p": "0"], offset: ["offset": .int64(offset)])], newTopics: [])
    }

    @Test("What was taken doesn't pile up although the last batch is always under way")
    func slowTask() {
        var batches = SubmittedBatches()
        var last: Delivery?
        for number in 0..<5000 {
            let delivery = Delivery()
            batches.append(self.batch(delivery, offset: Int64(number)))
            last?.finishOne()
            last = delivery
            while batches.takeDone({ _ in false }) != nil {}
            #expect(batches.heldCount <= 32)
            #expect(!batches.isEmpty && batches.last === delivery)
        }
        #expect(batches.takeCommittable().map(\.offset) == [["offset": .int64(4998)]])
    }

    @Test("Batches are taken in order, as far as they are stored")
    func order() {
        var batches = SubmittedBatches()
        let deliveries = (0..<100).map { _ in Delivery() }
        for (number, delivery) in deliveries.enumerated() {
            batches.append(self.batch(delivery, offset: Int64(number)))
        }
        for delivery in deliveries[1...60] { delivery.finishOne() }
        #expect(batches.takeDone { _ in false } == nil)
        deliveries[0].finishOne()
        var count = 0
        while let batch = batches.takeDone({ _ in false }) {
            #expect(batch.delivery === deliveries[count])
            count += 1
        }
        #expect(count == 61)
        for delivery in deliveries[61...] { delivery.finishOne() }
        while batches.takeDone({ _ in false }) != nil { count += 1 }
        #expect(count == 100 && batches.isEmpty)
    }

    /// A batch whose records of these source partitions were sent one after the other; those at `failed` couldn't be.
    private func batch(
        _ partitions: [Int32], failed: Set<Int>, _ offsetOfToken: ((Int64) -> SourcePosition?)? = nil,
        isDone: Bool = true
    ) -> SubmittedBatches.Batch {
        let source = SourceBatch()
        for number in 0..<3 { _ = source.index(ofSourcePartition: ["p": .int64(Int64(number))]) }
        source.offsetOfToken = offsetOfToken
        let delivery = Delivery()
        var last: [Int32: Int64] = [:]
        for (number, partition) in partitions.enumerated() {
            let record = SourceRecord(
                ConnectRecord(topic: "t", key: SchemaAndValue(nil, .null), value: SchemaAndValue(nil, .null)),
                sourcePartition: ["p": .int64(Int64(partition))], sourceOffset: ["at": .int64(Int64(number))])
            source.append(record)
            last[partition] = Int64(number)
            if failed.contains(number) {
                delivery.append(1, failure: KafkaError(.timedOut, "sending"))
            } else {
                let stored = ProducerBatch(partition: self.target, created: 0, capacity: 100)
                stored.result = .stored(baseOffset: 0, appendTime: -1)
                delivery.append(1, to: stored, at: 0)
                delivery.finishOne()
            }
        }
        if isDone { delivery.finishOne() }
        let isSequence = Set(partitions).count == 1
        return SubmittedBatches.Batch(
            delivery: delivery,
            positions: last.map {
                .init(index: $0.key, partition: ["p": .int64(Int64($0.key))], offset: ["at": .int64($0.value)])
            }, trail: SourceTrail(source, isSequence: isSequence), newTopics: [])
    }

    private let target = ProducerPartition(topic: ProducerTopic(name: "t", growthLimit: 1000), index: 0)

    private func settled(_ all: [SubmittedBatches.Batch]) -> [Int32: Int64] {
        var batches = SubmittedBatches()
        for batch in all { batches.append(batch) }
        while let done = batches.takeDone({ _ in false }), done.failure == nil {}
        batches.settle()
        #expect(batches.isEmpty)
        return batches.takeCommittable().reduce(into: [:]) { $0[$1.index] = $1.offset?["at"]?.integer }
    }

    @Test("What was stored before a record that couldn't be is committed, for each source partition")
    func refused() {
        #expect(self.settled([self.batch([0, 0, 0, 0], failed: [2])]) == [0: 1])
        #expect(self.settled([self.batch([0, 0, 0, 0], failed: [0])]) == [:])
        #expect(self.settled([self.batch([0, 1, 0, 1, 0, 1], failed: [2])]) == [0: 0, 1: 5])
        #expect(self.settled([self.batch([0, 1, 0, 1, 0, 1], failed: [3, 2])]) == [0: 0, 1: 1])
        #expect(self.settled([self.batch([0, 0], failed: []), self.batch([0, 0, 0], failed: [0])]) == [0: 1])
    }

    @Test("Behind a record that couldn't be stored only other source partitions go on")
    func behindTheRefused() {
        let refused = self.batch([0, 1, 1], failed: [0])
        #expect(self.settled([refused, self.batch([0, 0, 1, 2, 2], failed: [])]) == [1: 2, 2: 4])
        #expect(self.settled([refused, self.batch([1, 2], failed: [0, 1])]) == [1: 2])
        let unfinished = self.batch([1, 1], failed: [], isDone: false)
        #expect(self.settled([refused, unfinished, self.batch([1, 2], failed: [])]) == [1: 2, 2: 1])
    }

    @Test("An offset that the plugin doesn't know any more is not committed")
    func forgotten() {
        #expect(self.settled([self.batch([0, 0, 0], failed: [2], { ["at": .int64($0 * 10)] })]) == [0: 10])
        #expect(self.settled([self.batch([0, 0, 0], failed: [2], { _ in nil })]) == [:])
    }
}
