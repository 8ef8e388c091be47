import Bytes
import Glibc
import KafkaWire

/// What record batches cost without a network.
enum WireBench {
    private static func records(_ count: Int) -> OutgoingRecords {
        let records = OutgoingRecords()
        let topic = records.topic("t")
        for number in 0..<count {
            let name = "User_\(number % 10)"
            let value =
                "{\"registertime\":\(1_500_000_000_000 + number * 7919),\"userid\":\"\(name)\",\"regionid\":\"Region_\(number % 9)\",\"gender\":\"OTHER\"}"
            records.append(
                topic: topic, timestamp: 1_700_000_000_000, key: Bytes(utf8: name), value: Bytes(utf8: value))
        }
        return records
    }

    /// The least of 21 runs, in nanoseconds for one of `count`.
    private static func least(_ count: Int, _ body: () -> Void) -> String {
        var best = Double.infinity
        for _ in 0..<21 {
            let watch = Stopwatch()
            body()
            best = min(best, watch.seconds)
        }
        return shown(best * 1e9 / Double(count))
    }

    private static func batch(_ records: OutgoingRecords) -> Bytes {
        var builder = RecordBatchBuilder(capacity: 256 << 10)
        for record in records.records {
            builder.append(record, timestamp: record.timestamp, arena: records.arena.span)
        }
        return builder.finish()
    }

    static func framing(_ given: Arguments) {
        var arguments = given
        let records = Self.records(arguments.take("count", default: 1000))
        var total = 0
        let time = Self.least(records.count * 20) { for _ in 0..<20 { total += Self.batch(records).count } }
        print("framing with CRC: \(time) ns a record (\(total))")
    }

    static func reading(_ given: Arguments) {
        var arguments = given
        let bytes = Self.batch(Self.records(arguments.take("count", default: 1000)))
        let decompressor = Decompressor()
        var total = 0
        for checkCRC in [true, false] {
            let time = Self.least(1000 * 20) {
                for _ in 0..<20 {
                    total +=
                        (try? RecordBatch(bytes).records(decompressor: decompressor, checkCRC: checkCRC))?.count ?? 0
                }
            }
            print("reading\(checkCRC ? " with CRC" : ""): \(time) ns a record (\(total))")
        }
    }

    static func crc(_ given: Arguments) {
        for size in [64, 1024, 16 << 10, 1 << 20] {
            let bytes = Bytes((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            var total: UInt32 = 0
            let rounds = (16 << 20) / size
            let watch = Stopwatch()
            for _ in 0..<rounds { total &+= crc32c(bytes.span) }
            print("crc of \(size) bytes: \(shown(Double(rounds * size) / watch.seconds / 1e9)) GB/s (\(total))")
        }
    }

    static func compression(_ given: Arguments) {
        let records = Self.records(8000)
        let plain = Self.batch(records).dropFirst(RecordBatchHeader.size)
        let decompressor = Decompressor()
        for codec in Compression.allCases where codec != .none {
            let compressor = Compressor(codec)
            var output = BytesWriter()
            let out = Self.least(plain.count) {
                output.removeAll()
                try? compressor.compress(plain.span, into: &output)
            }
            let compressed = output.copy()
            let back = Self.least(plain.count) {
                _ = try? decompressor.decompress(compressed, codec, limit: 64 << 20)
            }
            print(
                "\(codec.name): \(out) ms/MB out, \(back) ms/MB in, ratio",
                shown(Double(plain.count) / Double(compressed.count)))
        }
    }
}
