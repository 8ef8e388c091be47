import Bytes
import ConnectAPI
import JSON
import Testing

@testable import Datagen

/// What generator 0.4.1 gave for seed 42, with the seeds that its offsets hold: the number and kind of all draws.
@Suite struct VectorTests {
    struct Vector: CustomTestStringConvertible {
        let quickstart: String
        let iteration: Int
        let seed: Int64
        let value: String
        var testDescription: String { "\(self.quickstart) \(self.iteration)" }
    }

    static let vectors = GoldenFiles.lines("datagen-vectors-0.4.1.tsv").dropFirst().map { line in
        let fields = line.split(separator: "\t").map(String.init)
        return Vector(
            quickstart: fields[0], iteration: Int(fields[1]) ?? 0, seed: Int64(fields[2]) ?? 0, value: fields[3])
    }

    private func run(
        _ quickstart: String, _ position: GeneratorPosition, count: Int
    ) throws -> [(value: String, offset: SourcePosition?)] {
        let found = try #require(Quickstart.named(quickstart))
        let generator = try RecordGenerator(
            try AvroParser.parse(found.schema), extras: RecordExtras(topic: "t"), keyField: found.keyField,
            taskNumber: 0,
            position: position, iterations: nil, rules: .latest)
        let batch = SourceBatch()
        try generator.fill(batch, count: count)
        let converter = try DatagenRun.converter(false, false)
        return try batch.entries.indices.map { index in
            let value = try converter.serialize(topic: "t", batch.record(at: index).value)
            return (value.map { String(decoding: $0) } ?? "", batch.sourceOffset(at: index))
        }
    }

    @Test("All vectors are there") func vectorsAreThere() { #expect(Self.vectors.count == 76) }

    @Test("Values and seeds are those of generator 0.4.1", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let record = try self.run(vector.quickstart, GeneratorPosition(seed: 42, taskNumber: 0), count: 2)[
            vector.iteration]
        #expect(
            record.offset == [
                "task.generation": .int64(1), "current.iteration": .int64(Int64(vector.iteration) + 1),
                "random.seed": .int64(vector.seed),
            ])
        // Rows, ids and decimals are described there, not listed.
        guard vector.value.hasPrefix("{"), !vector.value.contains("index"), vector.quickstart != "purchases" else {
            return
        }
        #expect(try JSONValue.parse(record.value) == JSONValue.parse(vector.value))
    }

    @Test("Each task has a stream of its own")
    func tasks() throws {
        let second = try self.run("users", GeneratorPosition(seed: 42, taskNumber: 1), count: 2)
        #expect(
            second[0].value
                == #"{"registertime":1502704901997,"userid":"User_6","regionid":"Region_4","gender":"FEMALE"}"#)
        #expect(second[0].offset?["random.seed"] == .int64(8_737_026_737_564_246_073))
        #expect(
            second[1].value
                == #"{"registertime":1500957374456,"userid":"User_6","regionid":"Region_3","gender":"OTHER"}"#)
        #expect(second[1].offset?["random.seed"] == .int64(3_029_855_672_636_808_176))
        let third = try self.run("users", GeneratorPosition(seed: 42, taskNumber: 2), count: 1)
        #expect(
            third[0].value
                == #"{"registertime":1514537443991,"userid":"User_5","regionid":"Region_8","gender":"FEMALE"}"#)
    }

    @Test("An offset gives the stream from there")
    func restored() throws {
        var position = GeneratorPosition(seed: nil, taskNumber: 0)
        try position.restore([
            "task.generation": .int64(0), "current.iteration": .int64(50), "random.seed": .int64(100),
        ])
        let records = try self.run("orders", position, count: 2)
        #expect(
            records[0].value
                == #"{"ordertime":1510500659520,"orderid":50,"itemid":"Item_8","orderunits":1.170181219818875,"#
                + #""address":{"city":"City_","state":"State_","zipcode":89795}}"#)
        #expect(records[0].offset?["random.seed"] == .int64(-7_654_176_986_362_345_417))
        #expect(records[1].value.hasPrefix(#"{"ordertime":1511052766693,"orderid":51,"#))
    }
}
