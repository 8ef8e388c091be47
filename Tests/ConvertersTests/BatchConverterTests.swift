import Bytes
import ConnectAPI
import Converters
import Testing

/// Batches: what comes out for each entry, and that the fast ways agree with the plain one.
@Suite struct BatchConverterTests {
    private static let users = Schema.struct(
        name: "ksql.users",
        [
            .init("registertime", .int64), .init("userid", .string), .init("regionid", .string),
            .init("gender", .optionalString),
        ])

    /// What a batch's entries serialize to, as texts; failures as their messages.
    private func texts(_ converter: any Converter, _ part: RecordPart, _ batch: SourceBatch) -> [String?] {
        var output = BytesWriter()
        output.append(utf8: "before")
        var column = SerializedColumn()
        column.ranges.append(.null)  // what was there before stays
        converter.serialize(part, of: batch, into: &output, column: &column)
        #expect(column.ranges.count == batch.count + 1)
        let bytes = output.finish()
        var texts = column.ranges.dropFirst().map { range in
            range.length < 0
                ? nil : String(decoding: bytes[Int(range.offset)..<Int(range.offset) + Int(range.length)])
        }
        for (index, error) in column.failures { texts[index] = "failed: \(error.message)" }
        return texts
    }

    private func record(_ value: Value, _ schema: Schema?, key: Value = .null) -> SourceRecord {
        SourceRecord(
            ConnectRecord(topic: "t", key: SchemaAndValue(nil, key), value: SchemaAndValue(schema, value)),
            sourcePartition: nil, sourceOffset: nil)
    }

    private func user(_ id: String, _ gender: Value = "OTHER") -> Value {
        .struct(Struct(Self.users, [.int64(1_487_715_775_521), .string(id), "Region_1", gender]))
    }

    private func converter(_ configuration: ConfigValues) throws -> JsonConverter {
        let converter = JsonConverter()
        try converter.configure(configuration, isKey: false)
        return converter
    }

    @Test("Converters that share a schema's plan keep apart what they have seen of their batches")
    func sharedPlan() throws {
        let inner = Schema.struct(name: "inner", [.init("n", .int32)])
        let other = Schema.struct(name: "other", [.init("n", .int32)])
        let outer = Schema.struct(name: "outer", [.init("inner", inner)])
        let wrapped = Schema.struct(name: "wrapped", [.init("inner", other)])
        func value(_ schema: Schema, _ inner: Schema, _ number: Int32) -> Value {
            .struct(Struct(schema, [.struct(Struct(inner, [.int32(number)]))]))
        }
        let (one, two) = (
            try self.converter(["schemas.enable": "false"]), try self.converter(["schemas.enable": "false"])
        )
        let (first, second) = (SourceBatch(), SourceBatch())
        _ = second.arena.index(of: other)  // so that numbers of schemas differ
        for round: Int32 in 0..<3 {
            for batch in [first, second] {
                batch.reset()
                batch.append(self.record(value(outer, inner, round), outer))
                batch.append(self.record(value(wrapped, other, round), wrapped))
                batch.append(self.record(value(outer, other, round), outer))
                batch.append(self.record(value(outer, inner, round), outer))
            }
            let wanted = #"{"inner":{"n":\#(round)}}"#
            for (converter, batch) in [(one, first), (two, second), (one, second), (two, first)] {
                #expect(
                    self.texts(converter, .value, batch) == [wanted, wanted, "failed: Mismatching schema.", wanted])
            }
        }
    }

    @Test("Each entry has its range: values, nulls, dropped and failed ones, in one batch of several schemas")
    func mixedBatch() throws {
        let batch = SourceBatch()
        batch.append(self.record(self.user("User_1"), Self.users))
        batch.append(self.record(.null, nil))
        batch.append(self.record(self.user("dropped"), Self.users))
        batch.append(self.record(.int32(5), .int64))
        batch.append(self.record(.map(ValueMap([("a", .float64(1))])), nil))
        batch.append(self.record(self.user("a\"b\n😀", .null), Self.users))
        batch.append(self.record(.null, .int8))
        batch.replace(at: 2, with: nil)
        let expected: [String?] = [
            #"{"registertime":1487715775521,"userid":"User_1","regionid":"Region_1","gender":"OTHER"}"#, nil, nil,
            "failed: Invalid type for INT64: class java.lang.Integer", #"{"a":1.0}"#,
            #"{"registertime":1487715775521,"userid":"a\"b\n\uD83D\uDE00","regionid":"Region_1","gender":null}"#,
            "failed: Conversion error: null value for field that is required and has no default value",
        ]
        #expect(self.texts(try self.converter(["schemas.enable": "false"]), .value, batch) == expected)
    }

    @Test("Interned texts are copied as they are, in every length", arguments: 0..<70)
    func internedTexts(length: Int) throws {
        let batch = SourceBatch()
        let text = String("abcdefghijklmnopqrstuvwxyzé".cycled(length))
        let interned = batch.arena.intern(.string(text))
        #expect(interned.isPlain)
        let schema = batch.arena.index(of: Self.users)
        let first = batch.arena.reserveCells(4)
        batch.arena[first] = .int64(-1)
        for place in 1...3 { batch.arena[first + place] = interned }
        batch.append(
            SourceBatch.Entry(
                topic: batch.index(ofTopic: "t"), key: interned,
                value: batch.arena.structure(schema: schema, first: first, count: 4), valueSchema: Int32(schema),
                sourcePartition: batch.index(ofSourcePartition: nil), offsetToken: 0))
        let expected = #"{"registertime":-1,"userid":"\#(text)","regionid":"\#(text)","gender":"\#(text)"}"#
        #expect(self.texts(try self.converter(["schemas.enable": "false"]), .value, batch) == [expected])
        #expect(self.texts(StringConverter(), .key, batch) == [text])
        #expect(self.texts(try self.converter(["schemas.enable": "false"]), .key, batch) == ["\"\(text)\""])
    }

    @Test("A cell that points outside of its batch is an error")
    func wildCells() throws {
        for cell in [
            Cell(kind: .string, bits: 1 << 30, count: 5), Cell(kind: .string, bits: 1 << 30, count: 5, isPlain: true),
            Cell(kind: .array, bits: 1 << 30, count: 5), Cell(kind: .map, bits: 0, count: 1 << 31),
            Cell(kind: .bytes, bits: 0, count: 1 << 31), Cell(kind: .array, bits: 0, count: 3, isPlain: true),
        ] {
            let batch = SourceBatch()
            let schema = batch.arena.index(of: Schema.struct([.init("a", .string)]))
            let first = batch.arena.reserveCells(1)
            batch.arena[first] = cell
            batch.append(
                SourceBatch.Entry(
                    topic: batch.index(ofTopic: "t"), key: cell,
                    value: batch.arena.structure(schema: schema, first: first, count: 1), valueSchema: Int32(schema),
                    sourcePartition: batch.index(ofSourcePartition: nil), offsetToken: 0))
            for part in [RecordPart.key, .value] {
                let texts = self.texts(try self.converter(["schemas.enable": "false"]), part, batch)
                #expect(texts.first??.hasPrefix("failed: ") == true, "\(cell)")
            }
        }
    }

    @Test("One by one and in a batch, values come out the same", arguments: ["true", "false"])
    func agreesWithSingles(envelope: String) throws {
        var random = SteadyRandom(seed: 1)
        let batch = SourceBatch()
        var pairs: [SchemaAndValue] = []
        for _ in 0..<200 {
            let pair = RandomValues.pair(&random)
            pairs.append(pair)
            batch.append(self.record(pair.value, pair.schema))
        }
        let converter = try self.converter(["schemas.enable": envelope])
        let texts = self.texts(converter, .value, batch)
        for (pair, text) in zip(pairs, texts) {
            let single = try converter.serialize(topic: "t", pair).map { String(decoding: $0) }
            #expect(single == text)
        }
    }

    @Test("What is written with its schema is read back the same")
    func roundTrip() throws {
        var random = SteadyRandom(seed: 2)
        let converter = try self.converter([:])
        for _ in 0..<500 {
            let pair = RandomValues.pair(&random)
            let bytes = try converter.serialize(topic: "t", pair)
            #expect(try converter.deserialize(topic: "t", bytes: bytes) == pair)
        }
    }

    @Test("Cut and changed envelopes are read or refused, never a trap")
    func fuzz() throws {
        var random = SteadyRandom(seed: 3)
        let converter = try self.converter([:])
        for _ in 0..<20 {
            let pair = RandomValues.pair(&random)
            guard let bytes = try converter.serialize(topic: "t", pair)?.array else { continue }
            for place in bytes.indices {
                _ = try? converter.deserialize(topic: "t", bytes: Bytes(bytes[..<place]))
                var changed = bytes
                changed[place] = UInt8.random(in: 0x20..<0x7F, using: &random)
                guard let read = try? converter.deserialize(topic: "t", bytes: Bytes(changed)) else { continue }
                _ = try? converter.serialize(topic: "t", read)
                _ = try? StringConverter().serialize(topic: "t", read)
            }
        }
    }
}

extension String {
    /// The first `count` characters of the text repeated without end.
    fileprivate func cycled(_ count: Int) -> String {
        let characters = Array(self)
        return String((0..<count).map { characters[$0 % characters.count] })
    }
}
