import Bytes
import ConnectAPI
import Testing

@testable import Datagen

@Suite struct AnnotationTests {
    private func numbers(_ type: String, _ iteration: String, count: Int, generation: Int64 = 0) throws -> [Int64] {
        try GeneratedValues.of(
            GeneratedValues.annotated("\"\(type)\"", "{\"iteration\": \(iteration)}"), count: count,
            generation: generation
        ).compactMap(\.integer)
    }

    static let cycles: [(String, [Int64])] = [
        (#"{"start": 0, "restart": 10, "step": 3}"#, [0, 3, 6, 9, 2, 5, 8, 1]),
        (#"{"start": 10, "restart": 0, "step": -4}"#, [10, 6, 2, 8, 4, 10]),
        (#"{"start": 1, "restart": 3}"#, [1, 2, 1, 2]),
        (#"{"start": 0, "restart": 10, "initial": -5}"#, [-5, 4, 5, 6]),
        (#"{"start": 0, "restart": 10, "initial": 15}"#, [15, 6, 7, 8]),
        (#"{"start": 2147483646}"#, [2_147_483_646, 2_147_483_646]),
        (#"{"start": 5, "step": -2}"#, [5, 3, 1, -1]),
    ]

    @Test("Iterations wrap as Java's do", arguments: cycles)
    func cycle(iteration: String, expected: [Int64]) throws {
        #expect(try self.numbers("int", iteration, count: expected.count) == expected)
    }

    @Test("A generator that begins later is where it would have come to", arguments: cycles.map(\.0))
    func fastForward(iteration: String) throws {
        for type in ["int", "long"] where !iteration.contains("2147483646") {
            let all = try self.numbers(type, iteration, count: 40)
            for generation in [1, 2, 7, 31] where !iteration.contains("initial") {
                let later = try self.numbers(type, iteration, count: 5, generation: Int64(generation))
                #expect(later == Array(all[generation..<generation + 5]))
            }
        }
    }

    @Test("Numbers with a fraction are counted in decimal")
    func decimals() throws {
        func count(_ type: String, _ iteration: String, _ count: Int) throws -> [Value] {
            try GeneratedValues.of(GeneratedValues.annotated(type, "{\"iteration\": \(iteration)}"), count: count)
        }
        #expect(
            try count("\"double\"", #"{"start": 0.1, "step": 0.1}"#, 4) == [0.1, 0.2, 0.3, 0.4].map(Value.float64))
        #expect(
            try count("\"double\"", #"{"start": 0.0, "restart": 1.0, "step": 0.3}"#, 6)
                == [0.0, 0.3, 0.6, 0.9, 0.2, 0.5].map(Value.float64))
        #expect(
            try count("\"float\"", #"{"start": 10.4, "step": 5.1, "initial": 0}"#, 4)
                == [0.0, 5.1, 10.2, 15.299999].map(Value.float32))
        #expect(try count("\"boolean\"", #"{"start": true}"#, 3) == [true, false, true])
        #expect(
            try GeneratedValues.of(
                GeneratedValues.annotated("\"string\"", #"{"iteration": {"start": 8}, "prefix": "<", "suffix": ">"}"#),
                count: 3) == ["<8>", "<9>", "<10>"])
        #expect(try count("\"double\"", #"{"start": 1e300, "step": 1e290}"#, 2).count == 2)
    }

    @Test("A named type that is used twice counts twice a record")
    func sharedCounter() throws {
        let schema = #"""
            {"type": "record", "name": "r", "fields": [
              {"name": "a", "type": {"type": "record", "name": "n", "fields": [
                {"name": "c", "type": {"type": "int", "arg.properties": {"iteration": {"start": 0}}}}]}},
              {"name": "b", "type": ["null", "n"]}, {"name": "d", "type": "n"}
            ]}
            """#
        let generator = try RecordGenerator(
            try AvroParser.parse(schema), extras: RecordExtras(topic: "t"), keyField: nil, taskNumber: 0,
            position: GeneratorPosition(seed: 1, taskNumber: 0), iterations: nil)
        let batch = SourceBatch()
        try generator.fill(batch, count: 20)
        var expected: Int32 = 0
        for index in 0..<20 {
            guard case .struct(let record) = batch.record(at: index).value.value else { continue }
            for part in record.values {
                guard case .struct(let inner) = part else { continue }
                #expect(inner[0] == .int32(expected))
                expected += 1
            }
        }
        #expect(expected > 40)
    }

    @Test(
        "Wide ranges stay within their bounds",
        arguments: [
            ("int", -2_000_000_000, 2_000_000_000), ("long", Int64.min, Int64.max),
            ("long", -9_000_000_000_000_000_000, 9_000_000_000_000_000_000),
            ("int", Int64(Int32.min), Int64(Int32.max)),
        ] as [(String, Int64, Int64)])
    func wideRanges(type: String, low: Int64, high: Int64) throws {
        let values = try GeneratedValues.of(
            GeneratedValues.annotated("\"\(type)\"", #"{"range": {"min": \#(low), "max": \#(high)}}"#), count: 1000
        ).compactMap(\.integer)
        #expect(values.allSatisfy { $0 >= low && $0 < high })
        #expect(values.contains { $0 < low / 2 } && values.contains { $0 > high / 2 })
    }

    @Test("A range without bounds is finite")
    func unboundedRange() throws {
        for type in ["float", "double"] {
            for value in try GeneratedValues.of(GeneratedValues.annotated("\"\(type)\"", #"{"range": {}}"#), count: 200)
            {
                if case .float32(let number) = value { #expect(number.isFinite) }
                if case .float64(let number) = value { #expect(number.isFinite) }
            }
        }
    }

    @Test("Texts and bytes are as long as said")
    func lengths() throws {
        let lengths = try GeneratedValues.of("\"string\"", count: 300).compactMap { $0.string?.utf8.count }
        #expect(Set(lengths) == Set(8...15))
        for value in try GeneratedValues.of(
            GeneratedValues.annotated("\"bytes\"", #"{"length": {"max": 3}}"#), count: 100)
        {
            guard case .bytes(let bytes) = value else {
                Issue.record("no bytes")
                return
            }
            #expect(bytes.count < 3)
        }
        let precise = #"{"type": "bytes", "logicalType": "decimal", "precision": 256, "scale": 3}"#
        for value in try GeneratedValues.of(precise, count: 50) {
            guard case .decimal(let decimal) = value else {
                Issue.record("no decimal")
                return
            }
            #expect(decimal.scale == 3)
            #expect(decimal.digits.utf8.count <= 256)
        }
        let fixed =
            #"{"type": "fixed", "name": "d", "size": 69, "logicalType": "decimal", "precision": 150, "scale": 42}"#
        #expect(Set(try GeneratedValues.of(fixed, count: 50)).count == 50)
    }

    @Test("Unions of several types are structs with one field set")
    func unions() throws {
        let values = try GeneratedValues.of(
            #"["null", "int", "string", {"type": "enum", "name": "a.b.E", "symbols": ["X"]}]"#, count: 200)
        var seen: Set<String> = []
        for value in values {
            guard case .struct(let record) = value else {
                #expect(value.isNull)
                seen.insert("null")
                continue
            }
            #expect(record.schema.name == "io.confluent.connect.avro.Union")
            #expect(record.schema.isOptional)
            let set = zip(record.schema.fields, record.values).filter { !$1.isNull }.map(\.0.name)
            #expect(set.count == 1)
            seen.formUnion(set)
        }
        #expect(seen == ["null", "int", "string", "E"])
    }

    @Test("Logical types become Connect's")
    func logicalTypes() throws {
        let day = GeneratedValues.annotated(#""int", "logicalType": "date""#, #"{"range": {"min": 1, "max": 2}}"#)
        #expect(try GeneratedValues.of(day, count: 1) == [.date(86_400_000)])
        let time = GeneratedValues.annotated(#""int", "logicalType": "time-millis""#, #"{"options": [5]}"#)
        #expect(try GeneratedValues.of(time, count: 1) == [.date(5)])
        let stamp = GeneratedValues.annotated(
            #""long", "connect.name": "org.apache.kafka.connect.data.Timestamp""#, #"{"options": [7]}"#)
        #expect(try GeneratedValues.of(stamp, count: 1) == [.date(7)])
        let narrow = GeneratedValues.annotated(#""int", "connect.type": "int8""#, #"{"iteration": {"start": 300}}"#)
        #expect(try GeneratedValues.of(narrow, count: 1) == [.int8(44)])
        let error = #expect(throws: ConnectError.self) {
            try GeneratedValues.of(#"{"type": "int", "logicalType": "time-millis"}"#)
        }
        #expect(
            error?.message
                == "Time values must use number of milliseconds greater than 0 and less than 86400000 (field 'f')")
    }

    @Test("Options may be of any type")
    func options() throws {
        func options(_ type: String, _ options: String) throws -> Set<Value> {
            Set(try GeneratedValues.of(GeneratedValues.annotated(type, "{\"options\": \(options)}"), count: 60))
        }
        #expect(try options("\"bytes\"", #"["é", ""]"#) == [.bytes(Bytes([0xC3, 0xA9])), .bytes(Bytes())])
        #expect(try options("\"float\"", "[1.5, 2.5]") == [.float32(1.5), .float32(2.5)])
        #expect(try options("\"long\"", "[1, 20000000000]") == [.int64(1), .int64(20_000_000_000)])
        #expect(
            try options(#""array", "items": "int""#, "[[1, 2], []]") == [.array([.int32(1), .int32(2)]), .array([])])
        #expect(try options(#""enum", "name": "E", "symbols": ["A", "B"]"#, #"["A"]"#) == ["A"])
        #expect(try options(#""fixed", "name": "F", "size": 2"#, #"["ab"]"#) == [.bytes(Bytes([97, 98]))])
        let record =
            #""record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "string", "default": "z"}]"#
        let values = try options(record, #"[{"a": 1, "c": true}, {"b": "y", "a": 2}]"#)
        #expect(Set(values.compactMap(GeneratedValues.fields)) == [[.int32(1), "z"], [.int32(2), "y"]])
    }

    @Test("Keys of a map without annotations are single characters, whatever texts the schema has besides")
    func plainMapKeys() throws {
        let map = #"{"type": "map", "values": "int", "arg.properties": {"length": 3}}"#
        func keys(_ value: Value) -> [String] {
            if case .map(let map) = value { map.entries.compactMap(\.key.string) } else { [] }
        }
        for value in try GeneratedValues.of(map) {
            #expect(!keys(value).isEmpty)
            #expect(keys(value).allSatisfy { $0.utf8.count == 1 })
        }
        let text = GeneratedValues.annotated(#""string""#, #"{"prefix": "before", "suffix": "behind"}"#)
        let record =
            #"{"type": "record", "name": "x", "fields": [{"name": "s", "type": \#(text)}, {"name": "m", "type": \#(map)}]}"#
        for value in try GeneratedValues.of(record) {
            #expect(keys(try #require(GeneratedValues.fields(value))[1]).allSatisfy { $0.utf8.count == 1 })
        }
    }

    @Test("Maps are in the order of Java's hash maps, which begin with sixteen places")
    func mapOrder() throws {
        let keys = #"{"options": ["t", "0", "7"]}"#
        let map = #"{"type": "map", "values": "int", "arg.properties": {"length": 3, "keys": \#(keys)}}"#
        let orders = try GeneratedValues.of(map, count: 100).compactMap { value -> [String]? in
            guard case .map(let map) = value, map.entries.count == 3 else { return nil }
            return map.entries.compactMap(\.key.string)
        }
        #expect(orders.count > 5)
        #expect(orders.allSatisfy { $0 == ["0", "t", "7"] })  // also where t was made first
    }

    @Test("A scale that is no number makes a decimal plain bytes to the generator")
    func scaleThatIsText() throws {
        let type = #"{"type": "bytes", "logicalType": "decimal", "precision": 15, "scale": "1"}"#
        let lengths = try GeneratedValues.of(type).compactMap { value in
            if case .decimal(let decimal) = value { decimal.unscaled.count } else { nil }
        }
        #expect(lengths.count == 20)
        #expect(lengths.allSatisfy { (8...15).contains($0) })
    }
}
