import Bytes
import ConnectAPI

/// Made-up schemas with values that fit them.
enum RandomValues {
    static func pair(_ random: inout some RandomNumberGenerator) -> SchemaAndValue {
        let schema = self.schema(&random, depth: 0)
        return SchemaAndValue(schema, self.value(of: schema, &random))
    }

    private static func schema(_ random: inout some RandomNumberGenerator, depth: Int) -> Schema {
        let optional = Bool.random(using: &random)
        let name = Int.random(in: 0..<4, using: &random) == 0 ? self.text(&random) : nil
        switch Int.random(in: 0..<(depth < 3 ? 15 : 12), using: &random) {
        case 0: return Schema(.int8, optional: optional, name: name)
        case 1: return Schema(.int16, optional: optional, version: 3)
        case 2: return Schema(.int32, optional: optional, doc: "d\"")
        case 3: return Schema(.int64, optional: optional, parameters: [.init("b", "1"), .init("a", "2")])
        case 4: return Schema(.float32, optional: optional)
        case 5: return Schema(.float64, optional: optional)
        case 6: return Schema(.boolean, optional: optional)
        case 7: return Schema(.string, optional: optional, name: name)
        case 8: return Schema(.bytes, optional: optional)
        case 9: return Schema.decimal(scale: Int32.random(in: -3..<9, using: &random)).with(optional: optional)
        case 10: return Schema.date.with(optional: optional)
        case 11: return Schema.timestamp.with(optional: optional)
        case 12: return Schema(.array, optional: optional, valueSchema: self.schema(&random, depth: depth + 1))
        case 13:
            let keys = Bool.random(using: &random) ? Schema.string : Schema.int32
            return Schema(
                .map, optional: optional, keySchema: keys, valueSchema: self.schema(&random, depth: depth + 1))
        default:
            let fields = (0..<Int.random(in: 0..<5, using: &random)).map { place in
                Schema.Field("f\(place)é", self.schema(&random, depth: depth + 1))
            }
            return Schema(.struct, optional: optional, name: name, fields: fields)
        }
    }

    private static func value(of schema: Schema, _ random: inout some RandomNumberGenerator) -> Value {
        if schema.isOptional, Int.random(in: 0..<4, using: &random) == 0 { return .null }
        switch schema.name {
        case Schema.decimalName:
            let scale = schema.parameters.first.flatMap { Int32($0.value) } ?? 0
            return .decimal(Decimal(Int64.random(in: .min ... .max, using: &random), scale: scale))
        case Schema.dateName: return .date(Int64.random(in: -100_000..<100_000, using: &random) * 86_400_000)
        case Schema.timestampName: return .date(.random(in: .min ... .max, using: &random))
        default: break
        }
        switch schema.type {
        case .int8: return .int8(.random(in: .min ... .max, using: &random))
        case .int16: return .int16(.random(in: .min ... .max, using: &random))
        case .int32: return .int32(.random(in: .min ... .max, using: &random))
        case .int64:
            return .int64(.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random))
        case .float32: return .float32(Self.positiveZero(.random(in: -1e30..<1e30, using: &random)))
        case .float64: return .float64(Self.positiveZero(.random(in: -1e300..<1e300, using: &random)))
        case .boolean: return .boolean(.random(using: &random))
        case .string: return .string(self.text(&random))
        case .bytes:
            return .bytes(
                Bytes((0..<Int.random(in: 0..<40, using: &random)).map { UInt8(truncatingIfNeeded: $0 &* 7) }))
        case .array:
            guard let element = schema.valueSchema else { return .null }
            return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in self.value(of: element, &random) })
        case .map:
            guard let keys = schema.keySchema, let values = schema.valueSchema else { return .null }
            var map = ValueMap()
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                map[self.value(of: keys, &random)] = self.value(of: values, &random)
            }
            return .map(map)
        case .struct: return .struct(Struct(schema, schema.fields.map { self.value(of: $0.schema, &random) }))
        }
    }

    private static func positiveZero<Number: BinaryFloatingPoint>(_ value: Number) -> Number { value == 0 ? 0 : value }

    private static func text(_ random: inout some RandomNumberGenerator) -> String {
        let scalars = ["a", "Z", "\"", "\\", "\n", "\u{1}", "é", "€", "😀", " ", "/", "\u{7F}"]
        return (0..<Int.random(in: 0..<300, using: &random) / Int.random(in: 1..<40, using: &random))
            .map { _ in scalars.randomElement(using: &random) ?? "" }.joined()
    }
}

/// The same numbers on every run, so that what fails fails again.
struct SteadyRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
