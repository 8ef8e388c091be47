import Bytes
import ConnectAPI
import Converters
import KafkaWire
import Testing

@testable import ConnectRuntime

/// Headers in their quick forms against what the converter alone makes of them.
@Suite struct HeaderEncoderTests {
    @Test("Headers are written as their converter writes them, whatever came before")
    func random() throws {
        var random = SystemRandomNumberGenerator()
        let converter = SimpleHeaderConverter()
        var encoder = HeaderEncoder()
        // Of two tasks that use the encoder by turns: the same cells have other names there.
        let names = ["task.id", "task.generation", "n", "", String(repeating: "x", count: 200)]
        let batches = [SourceBatch(), SourceBatch()]
        let cells = zip(batches, [names, names.reversed()]).map { batch, order in
            Dictionary(uniqueKeysWithValues: order.map { ($0, batch.arena.intern(.string($0))) })
        }
        let schemas: [Int32] = [
            -1, Int32(batches[0].arena.index(of: .int64)), Int32(batches[0].arena.index(of: .string)),
        ]
        for schema in [Schema.string, .int64] { _ = batches[1].arena.index(of: schema) }
        for round in 0..<200 {
            let batch = batches[round % 2]
            let kept = names.compactMap { cells[round % 2][$0] }
            batch.reset()
            // Most records are like the one before: that is the case that has a way of its own.
            var pattern = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                (name: Int.random(in: 0..<names.count), schema: schemas.randomElement() ?? -1, kept: Bool.random())
            }
            let areFew = Bool.random(using: &random)
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                if Int.random(in: 0..<8, using: &random) == 0, !pattern.isEmpty {
                    pattern[Int.random(in: 0..<pattern.count)].name = Int.random(in: 0..<names.count)
                }
                let first = batch.headers.count
                for part in pattern {
                    let key = part.kept ? kept[part.name] : batch.arena.string(names[part.name])
                    let value: Cell =
                        areFew ? .int64(.random(in: 9...11, using: &random)) : self.value(&random, batch.arena)
                    batch.headers.append(.init(key: key, value: value, schema: part.schema))
                }
                batch.append(
                    .init(
                        topic: batch.index(ofTopic: "t"), value: .null, firstHeader: UInt32(first),
                        headerCount: UInt32(pattern.count), sourcePartition: 0, offsetToken: 0))
            }
            var output = BytesWriter()
            var ranges: [SerializedRange] = []
            let failures = encoder.encode(
                batch, by: HeaderConversion(converter), into: &output, ranges: &ranges)
            #expect(failures.isEmpty)
            let bytes = output.finish().array
            for (index, range) in ranges.enumerated() {
                let wanted = try self.plainly(batch.entries[index], batch, converter)
                #expect(Array(bytes[Int(range.offset)..<Int(range.offset) + Int(range.length)]) == wanted)
            }
        }
    }

    private func value(_ random: inout some RandomNumberGenerator, _ arena: ValueArena) -> Cell {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: .null
        case 1: arena.string("text")
        case 2: .boolean(true)
        case 3: .float64(1.5)
        case 4: .date(0)
        case 5: .int8(.min)
        case 6: .int16(.max)
        case 7: .int32(.random(in: .min ... .max, using: &random))
        case 8: .int64(.min)
        case 9: .int64(.max)
        default: .int64(.random(in: -5...100_000_000_000, using: &random))
        }
    }

    /// The headers of a record, one after the other, each by its converter.
    private func plainly(
        _ entry: SourceBatch.Entry, _ batch: SourceBatch, _ converter: any HeaderConverter
    ) throws -> [UInt8] {
        guard entry.headerCount > 0 else { return [] }
        var output = BytesWriter()
        output.append(varint: Int32(entry.headerCount))
        for header in batch.headers(of: entry) {
            let name = batch.arena.text(of: header.key)
            output.append(varint: Int32(name.utf8.count))
            output.append(utf8: name)
            var value = BytesWriter()
            let isThere = try converter.serializeHeader(
                topic: "t", key: name, schema: batch.schema(header.schema), cell: header.value, in: batch.arena,
                into: &value)
            output.append(varint: isThere ? Int32(value.count) : -1)
            if isThere { output.append(value.span) }
        }
        return output.finish().array
    }

    @Test("A header that can't be converted is told, and the others stay")
    func failure() {
        var encoder = HeaderEncoder()
        let batch = SourceBatch()
        for value: Value in [.int32(1), .string("x"), .int32(2)] {
            batch.append(
                SourceRecord(
                    ConnectRecord(
                        topic: "t", key: .null, value: .null, headers: [Header("h", SchemaAndValue(nil, value))]),
                    sourcePartition: nil, sourceOffset: nil))
        }
        var output = BytesWriter()
        var ranges: [SerializedRange] = []
        let failures = encoder.encode(
            batch, by: HeaderConversion(IntegerConverter()), into: &output, ranges: &ranges)
        #expect(failures.map(\.index) == [1])
        #expect(ranges.map(\.length) == [8, 0, 8])
        #expect(output.copy().array == [2, 2, 0x68, 8, 0, 0, 0, 1, 2, 2, 0x68, 8, 0, 0, 0, 2])
    }
}
