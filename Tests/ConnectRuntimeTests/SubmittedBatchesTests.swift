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
        #expect(batches.takeDone { _ in false }?.positions.count == nil)
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
}
