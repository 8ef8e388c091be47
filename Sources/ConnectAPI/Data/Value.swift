public import Bytes

/// A value of Kafka Connect's data model, with or without a schema.
///
/// Convenient rather than fast: what runs per record works on ``Cell``s in a ``ValueArena`` instead.
public enum Value: Sendable {
    case null
    case boolean(Bool)
    case int8(Int8)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case float32(Float)
    case float64(Double)
    case string(String)
    indirect case bytes(Bytes)
    case array([Value])
    indirect case map(ValueMap)
    indirect case `struct`(Struct)
    /// What Java has as `BigDecimal`.
    indirect case decimal(Decimal)
    /// What Java has as `java.util.Date`: milliseconds since 1970-01-01 UTC.
    case date(Int64)
    /// What Java has as `BigInteger`: a decimal whose scale is 0. No schema has such values.
    indirect case bigInteger(Decimal)
}

extension Value: Hashable {
    /// Equal as Java's `equals` says: same type and value; NaN equals NaN, 0.0 is not -0.0, maps have no order.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let a), .boolean(let b)): a == b
        case (.int8(let a), .int8(let b)): a == b
        case (.int16(let a), .int16(let b)): a == b
        case (.int32(let a), .int32(let b)): a == b
        case (.int64(let a), .int64(let b)): a == b
        case (.float32(let a), .float32(let b)): a.bitPattern == b.bitPattern || a.isNaN && b.isNaN
        case (.float64(let a), .float64(let b)): a.bitPattern == b.bitPattern || a.isNaN && b.isNaN
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.struct(let a), .struct(let b)): a == b
        case (.decimal(let a), .decimal(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.bigInteger(let a), .bigInteger(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .boolean(let value): hasher.combine(value)
        case .int8(let value): hasher.combine(value)
        case .int16(let value): hasher.combine(value)
        case .int32(let value): hasher.combine(value)
        case .int64(let value): hasher.combine(value)
        case .float32(let value): hasher.combine(value.isNaN ? 0 : value.bitPattern)
        case .float64(let value): hasher.combine(value.isNaN ? 0 : value.bitPattern)
        case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
        case .bytes(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .map(let value): hasher.combine(value.count)
        case .struct(let value): hasher.combine(value.values)
        case .decimal(let value): hasher.combine(value)
        case .date(let value): hasher.combine(value)
        case .bigInteger(let value): hasher.combine(value)
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(nilLiteral: ()) { self = .null }
}

extension Value {
    /// The value as a 64-bit integer if it is an integer of any width, else nil.
    public var integer: Int64? {
        switch self {
        case .int8(let value): Int64(value)
        case .int16(let value): Int64(value)
        case .int32(let value): Int64(value)
        case .int64(let value): value
        default: nil
        }
    }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var isNull: Bool { if case .null = self { true } else { false } }
}

/// A map with keys of any type that keeps the order of its entries; equality doesn't look at the order.
public struct ValueMap: Sendable {
    public private(set) var entries: [(key: Value, value: Value)]

    public init(_ entries: [(key: Value, value: Value)] = []) { self.entries = entries }

    public var count: Int { self.entries.count }

    /// The value of `key`, nil if there is none; setting keeps the entry's place or appends. O(entries).
    public subscript(key: Value) -> Value? {
        get { self.entries.first { $0.key == key }?.value }
        set {
            let place = self.entries.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): self.entries[place].value = value
            case (let place?, nil): self.entries.remove(at: place)
            case (nil, let value?): self.entries.append((key, value))
            case (nil, nil): break
            }
        }
    }
}

extension ValueMap: Equatable {
    public static func == (left: ValueMap, right: ValueMap) -> Bool {
        left.count == right.count && left.entries.allSatisfy { right[$0.key] == $0.value }
    }
}

/// A schema with a row of values, one for each field and in the schema's order.
public struct Struct: Sendable, Hashable {
    public let schema: Schema
    /// What was set, without defaults: a field that was not set is ``Value/null``.
    public private(set) var values: [Value]

    /// A struct with nothing set. `schema` must be of type struct.
    public init(_ schema: Schema) {
        self.schema = schema
        self.values = Array(repeating: .null, count: schema.fields.count)
    }

    /// Traps if there is not one value for each field.
    public init(_ schema: Schema, _ values: [Value]) {
        precondition(values.count == schema.fields.count, "a struct needs one value a field")
        self.schema = schema
        self.values = values
    }

    public subscript(index: Int) -> Value {
        get { self.values[index] }
        set { self.values[index] = newValue }
    }

    /// The value of the field called `name` without its default; nil if there is no such field.
    public subscript(name: String) -> Value? { self.schema.index(of: name).map { self.values[$0] } }

    /// Sets a field; returns false if the schema has no field called `name`.
    @discardableResult
    public mutating func set(_ name: String, _ value: Value) -> Bool {
        guard let index = self.schema.index(of: name) else { return false }
        self.values[index] = value
        return true
    }
}

/// A schema, if there is one, and a value.
public struct SchemaAndValue: Sendable, Hashable {
    public var schema: Schema?
    public var value: Value

    public static let null = SchemaAndValue(nil, .null)

    public init(_ schema: Schema?, _ value: Value) {
        self.schema = schema
        self.value = value
    }
}
