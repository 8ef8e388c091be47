import Bytes
import Glibc
import KafkaClient
import KafkaWire
import Transport

/// Sends records to a real broker and counts the processor time of this process, threads and all.
enum ProducerBench {
    static func run(_ given: Arguments) async {
        var arguments = given
        guard arguments.plain.count == 2 else { return print("bench producer HOST:PORT TOPIC …") }
        let count = arguments.take("count", default: 1_000_000)
        let size = arguments.take("size", default: 100)
        let perCall = arguments.take("call", default: 500)
        let hasKeys = arguments.named.removeValue(forKey: "keys") == "yes"
        var properties = arguments.named
        properties["bootstrap.servers"] = arguments.plain[0]
        let loop = EventLoop(name: "kafka")
        loop.start()
        do {
            let configuration = try ProducerConfiguration(properties)
            let cluster = KafkaCluster(configuration.client, loop: loop)
            let producer = KafkaProducer(configuration, cluster: cluster)
            let topic = arguments.plain[1]
            try await withThrowingTaskGroup { group in
                group.addTask { await producer.run() }
                // The first records pay for connections and metadata: not counted, as little as a JVM's start would be.
                try await Self.send(producer, topic, 1000, size, perCall, hasKeys)
                let watch = Stopwatch()
                let failures = try await Self.send(producer, topic, count, size, perCall, hasKeys)
                let (seconds, cpu) = (watch.seconds, watch.cpuSeconds)
                await producer.close(timeout: .seconds(30))
                let figures = producer.figures
                print(
                    "sluice: \(count) records of \(size) bytes, \(failures) failed, \(shown(seconds)) s,",
                    "\(Int(Double(count) / seconds)) records/s, CPU \(shown(cpu)) s,",
                    "\(shown(cpu * 1e6 / Double(count))) µs a record, \(figures.requestsSent) requests,",
                    "\(figures.batchesSent) batches")
            }
            await cluster.close()
        } catch {
            print("bench producer: \(error)")
        }
        loop.stop()
    }

    @discardableResult
    private static func send(
        _ producer: KafkaProducer, _ topic: String, _ count: Int, _ size: Int, _ perCall: Int, _ hasKeys: Bool
    ) async throws(KafkaError) -> Int {
        let records = OutgoingRecords(capacity: perCall * (size + 16))
        let index = records.topic(topic)
        var sent = 0
        var open: [Delivery] = []
        var failures = 0
        while sent < count {
            records.removeAll()
            for number in sent..<min(sent + perCall, count) {
                Self.append(number, size, hasKeys, index, to: records)
            }
            sent += records.count
            open.append(try await producer.send(records))
            if open.count >= 1000 { failures += await Self.failures(open.removeFirst()) }
        }
        try await producer.flush()
        for delivery in open { failures += await Self.failures(delivery) }
        return failures
    }

    private static func failures(_ delivery: Delivery) async -> Int {
        await delivery.wait()
        return delivery.firstFailure == nil ? 0 : delivery.count
    }

    private static func append(
        _ number: Int, _ size: Int, _ hasKeys: Bool, _ topic: Int32, to records: OutgoingRecords
    ) {
        var record = OutgoingRecord(topic: topic)
        if hasKeys {
            record.keyOffset = UInt32(records.arena.count)
            record.keyLength = 8
            records.arena.append(bigEndian: UInt64(number) &* 0x9e37_79b9_7f4a_7c15)
        }
        record.valueOffset = UInt32(records.arena.count)
        record.valueLength = Int32(size)
        records.arena.withSpace(size) { place in
            memset(place, 120, size)
            return size
        }
        records.records.append(record)
    }
}
