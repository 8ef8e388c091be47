/// The types of Kafka Connect's data model. A logical type (Decimal, Date, Time, Timestamp) is a type with a
/// well-known schema name, see ``Schema/decimal(scale:)`` and its siblings.
public enum SchemaType: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case int8, int16, int32, int64, float32, float64, boolean, string, bytes, array, map, `struct`

    /// The name as JSON schemas and REST answers write it, for example `int32`.
    public var name: String {
        switch self {
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .float32: "float32"
        case .float64: "float64"
        case .boolean: "boolean"
        case .string: "string"
        case .bytes: "bytes"
        case .array: "array"
        case .map: "map"
        case .struct: "struct"
        }
    }

    public var isPrimitive: Bool { self.rawValue <= SchemaType.bytes.rawValue }
}
