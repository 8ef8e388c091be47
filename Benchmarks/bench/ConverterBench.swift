import Bytes
import ConnectAPI
import Converters
import JSON

/// What a record of Datagen's `users` costs to convert, and what JSON costs to read. The least of many rounds.
enum ConverterBench {
    private static let users = Schema.struct(
        name: "ksql.users",
        [
            .init("registertime", .int64), .init("userid", .string), .init("regionid", .string),
            .init("gender", .string),
        ])

    static func run(_ given: Arguments) {
        var arguments = given
        let rounds = arguments.take("count", default: 1000)
        do {
            for isPlain in [true, false] {
                let batch = Self.batch(isPlain: isPlain)
                let texts = isPlain ? "interned texts" : "texts to be looked through for escapes"
                for envelope in ["false", "true"] {
                    let converter = JsonConverter()
                    try converter.configure(["schemas.enable": envelope], isKey: false)
                    Self.write("users, schemas.enable=\(envelope), \(texts)", converter, .value, batch, rounds)
                }
                Self.write("key as text", StringConverter(), .key, batch, rounds)
            }
            for envelope in ["false", "true"] { try Self.read(envelope, rounds) }
            try Self.parse(rounds)
        } catch {
            print("bench converters: \(error)")
        }
    }

    private static func batch(isPlain: Bool) -> SourceBatch {
        let batch = SourceBatch()
        let schema = batch.arena.index(of: Self.users)
        let names = (0..<9).map { batch.arena.intern(.string("User_\($0)")) }
        let regions = (0..<9).map { batch.arena.intern(.string("Region_\($0)")) }
        let genders = ["MALE", "FEMALE", "OTHER"].map { batch.arena.intern(.string($0)) }
        let topic = batch.index(ofTopic: "users")
        let partition = batch.index(ofSourcePartition: nil)
        for number in 0..<500 {
            let first = batch.arena.reserveCells(4)
            batch.arena[first] = .int64(1_487_715_775_521 + Int64(number) * 12_345)
            for (place, var text) in [names[number % 9], regions[number % 7], genders[number % 3]].enumerated() {
                text.isPlain = isPlain
                batch.arena[first + 1 + place] = text
            }
            batch.append(
                SourceBatch.Entry(
                    topic: topic, key: names[number % 9],
                    value: batch.arena.structure(schema: schema, first: first, count: 4), valueSchema: Int32(schema),
                    sourcePartition: partition, offsetToken: 0))
        }
        return batch
    }

    private static func write(
        _ name: String, _ converter: any Converter, _ part: RecordPart, _ batch: SourceBatch, _ rounds: Int
    ) {
        var output = BytesWriter(capacity: 1 << 20)
        var column = SerializedColumn()
        let least = Self.least(rounds) {
            output.removeAll()
            column.reset()
            converter.serialize(part, of: batch, into: &output, column: &column)
        }
        let scale = 1e9 / Double(batch.count)
        print("\(name): \(shown(least * scale)) ns a record of \(output.count / batch.count) bytes")
    }

    private static func read(_ envelope: String, _ rounds: Int) throws {
        let converter = JsonConverter()
        try converter.configure(["schemas.enable": envelope], isKey: false)
        let value = Struct(Self.users, [.int64(1_487_715_775_521), "User_1", "Region_2", "OTHER"])
        let bytes = try converter.serialize(topic: "users", SchemaAndValue(Self.users, .struct(value)))
        let arena = ValueArena()
        var failures = 0
        let least = Self.least(rounds) {
            arena.reset()
            for _ in 0..<100 {
                if (try? converter.deserialize(topic: "users", bytes: bytes, into: arena)) == nil { failures += 1 }
            }
        }
        let note = failures == 0 ? "" : " (failed)"
        print("users read, schemas.enable=\(envelope): \(shown(least * 1e9 / 100)) ns\(note)")
    }

    private static func parse(_ rounds: Int) throws {
        let users = (0..<1000).map {
            #"{"registertime":\#(1_487_715_775_521 + $0 * 7),"userid":"User_\#($0 % 9)","gender":"OTHER"}"#
        }
        let page = Bytes(utf8: "[" + users.joined(separator: ",") + "]")
        var tape = JSONTape()
        let toTape = Self.least(rounds) { try? tape.parse(page) }
        let toValue = Self.least(rounds / 10) { _ = try? JSONValue.parse(page) }
        let megabytes = Double(page.count) / 1e6
        print("JSON of \(page.count) bytes: \(shown(megabytes / toTape)) MB/s to a tape,", terminator: " ")
        print("\(shown(megabytes / toValue)) MB/s to values")
    }

    private static func least(_ rounds: Int, _ body: () -> Void) -> Double {
        (0..<max(rounds, 1)).reduce(Double.infinity) { least, _ in
            let watch = Stopwatch()
            body()
            return min(least, watch.seconds)
        }
    }
}
