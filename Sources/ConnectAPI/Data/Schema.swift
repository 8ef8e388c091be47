/// What a value looks like: its type, whether it may be null, and what its name, version and parameters add.
///
/// Immutable and shared by all records that have it. Two schemas are equal when all their parts are; comparing
/// an instance with itself costs nothing.
public final class Schema: Sendable {
    public let type: SchemaType
    public let isOptional: Bool
    public let name: String?
    public let version: Int32?
    public let doc: String?
    /// In the order in which they were given, as Java keeps them.
    public let parameters: [Parameter]
    /// What stands for a missing value; nil if there is none.
    public let defaultValue: Value?
    /// Of a struct, in order; otherwise empty.
    public let fields: [Field]
    /// Of a map.
    public let keySchema: Schema?
    /// Of a map or an array.
    public let valueSchema: Schema?
    private let indices: [String: Int]
    /// Made once: a schema whose parts share parts has far more paths than parts.
    private let hash: Int
    /// From this weight on, schemas are compared by their hashes alone.
    private static let comparableWeight = 100_000
    /// Schemas in it, each counted as often as it stands there, at most `Int32.max`: what comparing it may cost.
    private let weight: Int

    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One field of a struct.
    public struct Field: Hashable, Sendable {
        public let name: String
        public let schema: Schema

        public init(_ name: String, _ schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    public init(
        _ type: SchemaType, optional: Bool = false, name: String? = nil, version: Int32? = nil, doc: String? = nil,
        parameters: [Parameter] = [], default defaultValue: Value? = nil, fields: [Field] = [],
        keySchema: Schema? = nil, valueSchema: Schema? = nil
    ) {
        self.type = type
        self.isOptional = optional
        self.name = name
        self.version = version
        self.doc = doc
        self.parameters = parameters
        self.defaultValue = defaultValue
        self.fields = fields
        self.keySchema = keySchema
        self.valueSchema = valueSchema
        // A few names are found faster by comparing them in a row than by hashing.
        self.indices =
            fields.count <= 8
            ? [:]
            : Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let parts = fields.map(\.schema) + [keySchema, valueSchema].compactMap(\.self)
        self.weight = parts.reduce(1) { min($0 + $1.weight, Int(Int32.max)) }
        var hasher = Hasher()
        hasher.combine(type)
        hasher.combine(optional)
        hasher.combine(name)
        hasher.combine(version)
        hasher.combine(doc)
        hasher.combine(Set(parameters))
        hasher.combine(defaultValue)
        for field in fields { hasher.combine(field.name) }
        for part in parts { hasher.combine(part.hash) }
        self.hash = hasher.finalize()
    }

    /// The place of the field called `name`, or nil.
    public func index(of name: String) -> Int? {
        self.indices.isEmpty ? self.fields.firstIndex { $0.name == name } : self.indices[name]
    }

    /// The field called `name`, or nil.
    public func field(_ name: String) -> Field? { self.index(of: name).map { self.fields[$0] } }

    public func parameter(_ name: String) -> String? { self.parameters.first { $0.name == name }?.value }

    /// The same schema with some parts replaced.
    public func with(
        optional: Bool? = nil, name: String?? = nil, version: Int32?? = nil, doc: String?? = nil,
        parameters: [Parameter]? = nil, default defaultValue: Value?? = nil
    ) -> Schema {
        Schema(
            self.type, optional: optional ?? self.isOptional, name: name ?? self.name, version: version ?? self.version,
            doc: doc ?? self.doc, parameters: parameters ?? self.parameters,
            default: defaultValue ?? self.defaultValue, fields: self.fields, keySchema: self.keySchema,
            valueSchema: self.valueSchema)
    }
}

extension Schema: Hashable {
    public static func == (left: Schema, right: Schema) -> Bool {
        if left === right { return true }
        guard left.hash == right.hash else { return false }
        // Comparing would take longer than anybody lives; 64 bits made of all parts will do.
        if left.weight > Self.comparableWeight { return left.weight == right.weight }
        return left.type == right.type && left.isOptional == right.isOptional && left.name == right.name
            && left.version == right.version && left.doc == right.doc && left.fields == right.fields
            && left.keySchema == right.keySchema && left.valueSchema == right.valueSchema
            && left.defaultValue == right.defaultValue && left.sameParameters(as: right)
    }

    /// Java compares parameters as maps: their order doesn't count.
    private func sameParameters(as other: Schema) -> Bool {
        self.parameters == other.parameters || Set(self.parameters) == Set(other.parameters)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(self.hash) }
}

extension Schema {
    public static let int8 = Schema(.int8)
    public static let int16 = Schema(.int16)
    public static let int32 = Schema(.int32)
    public static let int64 = Schema(.int64)
    public static let float32 = Schema(.float32)
    public static let float64 = Schema(.float64)
    public static let boolean = Schema(.boolean)
    public static let string = Schema(.string)
    public static let bytes = Schema(.bytes)
    public static let optionalInt8 = Schema(.int8, optional: true)
    public static let optionalInt16 = Schema(.int16, optional: true)
    public static let optionalInt32 = Schema(.int32, optional: true)
    public static let optionalInt64 = Schema(.int64, optional: true)
    public static let optionalFloat32 = Schema(.float32, optional: true)
    public static let optionalFloat64 = Schema(.float64, optional: true)
    public static let optionalBoolean = Schema(.boolean, optional: true)
    public static let optionalString = Schema(.string, optional: true)
    public static let optionalBytes = Schema(.bytes, optional: true)

    public static func array(of items: Schema) -> Schema { Schema(.array, valueSchema: items) }

    public static func map(of keys: Schema, to values: Schema) -> Schema {
        Schema(.map, keySchema: keys, valueSchema: values)
    }

    public static func `struct`(name: String? = nil, _ fields: [Field]) -> Schema {
        Schema(.struct, name: name, fields: fields)
    }
}

/// Kafka Connect's logical types: a type with a well-known name.
extension Schema {
    public static let decimalName = "org.apache.kafka.connect.data.Decimal"
    public static let dateName = "org.apache.kafka.connect.data.Date"
    public static let timeName = "org.apache.kafka.connect.data.Time"
    public static let timestampName = "org.apache.kafka.connect.data.Timestamp"
    public static let decimalScaleParameter = "scale"

    /// A decimal number with a fixed number of digits after the point; values are ``Value/decimal(_:)``.
    public static func decimal(scale: Int32) -> Schema {
        Schema(
            .bytes, name: decimalName, version: 1, parameters: [Parameter(decimalScaleParameter, String(scale))])
    }

    /// A day; values are ``Value/date(_:)`` at midnight UTC.
    public static let date = Schema(.int32, name: dateName, version: 1)
    /// A time of day in milliseconds; values are ``Value/date(_:)`` on 1970-01-01 UTC.
    public static let time = Schema(.int32, name: timeName, version: 1)
    /// A point in time in milliseconds; values are ``Value/date(_:)``.
    public static let timestamp = Schema(.int64, name: timestampName, version: 1)
}
