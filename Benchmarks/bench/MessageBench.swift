import Bytes
import KafkaWire

/// What messages cost to write and to read, without a network.
enum MessageBench {
    static func run(_ given: Arguments) {
        var arguments = given
        let count = arguments.take("count", default: 20_000)
        do {
            try Self.measure(HeartbeatRequest(groupID: "connect", generationID: 7, memberID: "m-1"), 4, count)
            try Self.measure(HeartbeatResponse(), 4, count)
            let records = Bytes([UInt8](repeating: 7, count: 16 << 10))
            try Self.measure(
                ProduceRequest(
                    acks: -1, timeout: .seconds(30),
                    topics: [
                        .init(
                            name: "users",
                            partitions: [.init(index: 0, records: records), .init(index: 1, records: records)])
                    ]), 12, count)
            try Self.measure(
                ProduceResponse(
                    topics: [.init(name: "users", partitions: [.init(index: 0, baseOffset: 5), .init(index: 1)])]), 12,
                count)
        } catch {
            print("bench messages: \(error)")
        }
    }

    private static func measure<Message: KafkaMessage>(
        _ message: Message, _ version: Int16, _ count: Int
    ) throws(WireError) {
        var writer = BytesWriter()
        try message.encode(into: &writer, version: version)
        let size = writer.count
        let frame = writer.copy()
        var writing = Double.infinity
        var reading = Double.infinity
        var same = 0
        for _ in 0..<21 {
            let writeWatch = Stopwatch()
            for _ in 0..<count {
                writer.removeAll()
                try message.encode(into: &writer, version: version)
            }
            writing = min(writing, writeWatch.seconds)
            let readWatch = Stopwatch()
            for _ in 0..<count {
                var reader = WireReader(frame)
                _ = try Message(from: &reader, version: version)
                same += reader.offset == size ? 1 : 0
            }
            reading = min(reading, readWatch.seconds)
        }
        let scale = 1e9 / Double(count)
        print(
            "\(Message.self) \(version), \(size) bytes: write \(shown(writing * scale)) ns,",
            "read \(shown(reading * scale)) ns\(same == 21 * count ? "" : " (not whole)")")
    }
}
