import KafkaWire
import Testing

@testable import KafkaClient

@Suite struct BatchQueueTests {
    private static let topic = ProducerTopic(name: "t", growthLimit: 1)

    /// The queue holds its batches in the order of an array with which the same was done.
    @Test(arguments: [UInt64(1), 2, 3], [1, 3, 90])
    func `batches leave in their order, whatever comes in where`(seed: UInt64, most: Int) {
        var random = ProducerRandom(state: seed)
        let partition = ProducerPartition(topic: Self.topic, index: 0)
        var (queue, array) = (BatchQueue(), [ProducerBatch]())
        for number in 0..<2000 {
            let batch = ProducerBatch(partition: partition, created: Int64(number), capacity: 16)
            switch Int.random(in: 0..<(array.count < most ? 6 : 3), using: &random) {
            case 0..<3:
                let first = queue.removeFirst()
                #expect(first === array.first)
                array = Array(array.dropFirst())
            case 3:
                queue.prepend(batch)
                array.insert(batch, at: 0)
            default:
                queue.append(batch)
                array.append(batch)
            }
            #expect(queue.count == array.count && queue.isEmpty == array.isEmpty)
            #expect(queue.first === array.first)
            #expect(queue.all.map(\.created) == array.map(\.created))
        }
    }

    @Test func `a batch with a sequence number goes in front of all with later ones`() {
        var queue = BatchQueue()
        let partition = ProducerPartition(topic: Self.topic, index: 0)
        let batches = (0..<4).map { number in
            let batch = ProducerBatch(partition: partition, created: Int64(number), capacity: 16)
            if number < 3 { batch.producer.baseSequence = Int32(number) }
            return batch
        }
        for place in [3, 1, 0, 2] { queue.insertInSequence(batches[place]) }
        #expect(queue.all.map(\.created) == [0, 1, 2, 3])
    }
}
