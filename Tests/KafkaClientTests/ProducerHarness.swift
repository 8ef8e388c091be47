import Bytes
import KafkaWire
import Testing

@testable import KafkaClient

/// A producer's machine with a clock that stands still until it is moved.
final class ProducerHarness {
    var machine: ProducerMachine
    var now: Int64 = 1000
    private let seal: ProducerSeal
    private(set) var finished: [Delivery] = []

    init(_ properties: [String: String] = [:]) throws {
        let all = properties.merging(["bootstrap.servers": "localhost:9092"]) { one, _ in one }
        let configuration = try ProducerConfiguration(all)
        self.machine = ProducerMachine(configuration, seed: 1)
        self.seal = ProducerSeal(configuration)
    }

    /// Knows the topic and its leaders.
    func know(_ topic: String, leaders: [Int32], epoch: Int32 = 0) {
        _ = self.machine.topic(topic)
        self.machine.metadataArrived(
            [ProducerTopicMetadata(name: topic, leaders: leaders.map { ($0, epoch) })], now: self.now)
    }

    func identify() { self.machine.identified(ProducerIdentity(id: 7, epoch: 0)) }

    static func records(
        _ values: some Sequence<Int>, topic: String = "t", partition: Int32 = 0, size: Int = 0
    ) -> OutgoingRecords {
        let records = OutgoingRecords()
        let index = records.topic(topic)
        for value in values {
            let text = "\(value)" + String(repeating: ".", count: size)
            records.append(topic: index, partition: partition, value: Bytes(utf8: text))
        }
        return records
    }

    /// Sends without waiting; whoever would have to wait stays in the machine's list of waiters.
    @discardableResult
    func send(_ records: OutgoingRecords, stopsAtFailure: Bool = false) throws -> Delivery {
        let delivery = Delivery()
        var cursor = AppendCursor(id: self.machine.waiters.newID())
        cursor.stopsAtFailure = stopsAtFailure
        let outcome = try self.machine.append(records, &cursor, to: delivery, now: self.now, wallTime: 77)
        #expect(outcome == .all)
        delivery.finishOne()
        return delivery
    }

    @discardableResult
    func send(_ values: some Sequence<Int>, partition: Int32 = 0, size: Int = 0) throws -> Delivery {
        try self.send(Self.records(values, partition: partition, size: size))
    }

    /// What goes out now, sealed.
    func step(after time: Int64 = 0) -> ProducerStep {
        self.now += time
        let step = self.machine.step(now: self.now)
        for work in step.requests { self.seal.seal(work) }
        self.settle()
        return step
    }

    func answer(_ work: ProduceWork, _ answers: [ProduceAnswer]) {
        self.machine.answered(work, Few(from: answers), now: self.now)
        self.settle()
    }

    func answer(_ work: ProduceWork, _ error: ErrorCode = .none, at offset: Int64 = 0) {
        self.answer(
            work, work.batches.map { _ in ProduceAnswer(error: error, baseOffset: error == .none ? offset : -1) })
    }

    private func settle() {
        for delivery in self.machine.takeFinished() {
            delivery.finishOne()
            self.finished.append(delivery)
        }
    }

    /// The values in a sealed batch.
    static func values(_ batch: ProducerBatch) throws -> [Int] {
        let read = try RecordBatch(try #require(batch.bytes)).records(decompressor: Decompressor())
        return try read.records.map { record in
            let text = String(decoding: try #require(read.value(record)))
            return try #require(Int(text.prefix { $0 != "." }))
        }
    }
}

extension Delivery {
    /// The offsets of all records; nil where one has failed.
    var offsets: [Int64?] { (0..<self.count).map { try? self.result(at: $0).get().offset } }

    var errors: [KafkaError?] {
        (0..<self.count).map { index in
            if case .failure(let error) = self.result(at: index) { error } else { nil }
        }
    }
}
