import Bytes
import ConnectAPI
import Testing

@testable import Datagen

/// Every type and annotation against what generator 0.4.1 made of seed 100.
@Suite struct AllTypesTests {
    static let schema = #"""
        {"type": "record", "name": "all", "fields": [
          {"name": "n", "type": ["null", "string"]},
          {"name": "b", "type": "boolean"},
          {"name": "b_odds", "type": {"type": "boolean", "arg.properties": {"odds": 0.75}}},
          {"name": "i", "type": "int"},
          {"name": "i_range", "type": {"type": "int", "arg.properties": {"range": {"min": -10, "max": 10}}}},
          {"name": "l", "type": "long"},
          {"name": "l_range", "type": {"type": "long", "arg.properties": {
            "range": {"min": 1000000000000, "max": 1000000001000}}}},
          {"name": "f", "type": "float"},
          {"name": "f_range", "type": {"type": "float", "arg.properties": {"range": {"min": -1.5, "max": 2.5}}}},
          {"name": "d", "type": "double"},
          {"name": "d_range", "type": {"type": "double", "arg.properties": {"range": {"min": 0, "max": 100}}}},
          {"name": "s", "type": "string"},
          {"name": "s_len", "type": {"type": "string", "arg.properties": {"length": 4}}},
          {"name": "s_rx", "type": {"type": "string", "arg.properties": {"regex": "[a-c]{2,4}-\\d?"}}},
          {"name": "s_rxlen", "type": {"type": "string", "arg.properties": {
            "regex": "[xy]*", "length": {"min": 3, "max": 6}, "prefix": "<", "suffix": ">"}}},
          {"name": "s_opt", "type": {"type": "string", "arg.properties": {"options": ["one", "three", "two"]}}},
          {"name": "s_it", "type": {"type": "string", "arg.properties": {
            "iteration": {"start": 5, "restart": 8}, "prefix": "k"}}},
          {"name": "by", "type": {"type": "bytes", "arg.properties": {"length": 3}}},
          {"name": "dec", "type": {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2}},
          {"name": "dec_r", "type": {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2,
            "arg.properties": {"range": {"min": -5, "max": 5}}}},
          {"name": "fx", "type": {"type": "fixed", "name": "two", "size": 2}},
          {"name": "e", "type": {"type": "enum", "name": "abc", "symbols": ["A", "B", "C"]}},
          {"name": "arr", "type": {"type": "array", "items": {"type": "int", "arg.properties": {
            "range": {"min": 0, "max": 5}}}, "arg.properties": {"length": {"min": 1, "max": 4}}}},
          {"name": "mp", "type": {"type": "map", "values": "boolean", "arg.properties": {
            "length": 2, "keys": {"regex": "k[0-9]"}}}},
          {"name": "un", "type": ["null", {"type": "int", "arg.properties": {"options": [42]}}, "boolean"]},
          {"name": "it", "type": {"type": "int", "arg.properties": {
            "iteration": {"start": 10, "restart": 0, "step": -4}}}}
        ]}
        """#

    /// The vector begins with a field of type null, which no Connect schema can have; it draws nothing.
    static let withoutNull = schema.replacing(#"{"name": "n", "type": ["null", "string"]},"#, with: "")

    static let rows: [[String]] = [
        [
            "true", "true", "-1220615319", "3", "-4087044595004343727", "1000000000618", "0.62309694", "-0.50488424",
            "0.23675163488485773", "48.72271583691106", "gC$?5~@r\u{0B},'<\u{01}", "MR\u{18}d", "ac-1", "<yxxy>",
            "three",
            "k5", "d15f72", "f904ce", "00c1", "b40b", "B", "[4]", "{k3: false, k4: true}", "int=42", "10",
        ],
        [
            "false", "false", "1164970163", "-4", "-1486303131301993207", "1000000000766", "0.32206768", "0.78753996",
            "0.878663110150351", "88.384444845257", "D-\\}\u{01}S\u{08}W`(", ":w\u{08}%", "ab-", "<yxx>", "two", "k6",
            "144e5e", "00d5cd", "fea6", "3204", "C", "[4, 3]", "{k5: false, k7: false}", "int=42", "6",
        ],
        [
            "true", "true", "-647197958", "0", "-3635130337420112801", "1000000000249", "0.35444647", "-1.4219291",
            "0.2927649079000074", "45.092052061336005", "\u{1F}2)\u{02}\u{11}/1^6\u{01}u", "f\tQ\u{12}", "bc-",
            "<yxxyy>",
            "three", "k7", "236da9", "fe9098", "fe5b", "381d", "A", "[1, 2, 2]", "{k0: true, k9: false}", "null", "2",
        ],
    ]
    static let seeds: [Int64] = [4_193_685_036_566_351_724, -4_654_742_700_759_301_220, 6_537_144_893_662_065_911]

    private func shown(_ value: Value) -> String {
        switch value {
        case .boolean(let value): "\(value)"
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .float32(let value): "\(value)"
        case .float64(let value): "\(value)"
        case .string(let value): value
        case .bytes(let value): self.hex(value)
        case .decimal(let value): self.hex(value.unscaled)
        case .array(let values): "[" + values.map(self.shown).joined(separator: ", ") + "]"
        case .map(let map):
            "{"
                + map.entries.map { "\(self.shown($0.key)): \(self.shown($0.value))" }.sorted().joined(separator: ", ")
                + "}"
        case .struct(let value):
            zip(value.schema.fields, value.values).filter { !$1.isNull }.map { "\($0.name)=\(self.shown($1))" }.joined()
        default: "null"
        }
    }

    private func hex(_ bytes: Bytes) -> String {
        bytes.array.map { (byte: UInt8) in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    @Test("Values and draws of all types are those of generator 0.4.1")
    func allTypes() throws {
        let generator = try RecordGenerator(
            try AvroParser.parse(Self.withoutNull), extras: RecordExtras(topic: "t"), keyField: nil, taskNumber: 0,
            position: GeneratorPosition(seed: 100, taskNumber: 0), iterations: nil, rules: .latest)
        let batch = SourceBatch()
        try generator.fill(batch, count: 3)
        for index in 0..<3 {
            guard case .struct(let value) = batch.record(at: index).value.value else {
                Issue.record("no struct")
                continue
            }
            for (field, (got, expected)) in zip(value.schema.fields, zip(value.values, Self.rows[index])) {
                #expect(self.shown(got) == expected, "record \(index), field \(field.name)")
            }
            #expect(batch.sourceOffset(at: index)?["random.seed"] == .int64(Self.seeds[index]))
        }
    }
}
