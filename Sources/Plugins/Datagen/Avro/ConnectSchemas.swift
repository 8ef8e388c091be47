import ConnectAPI
import JSON

/// Converts Avro types to Connect schemas as Confluent's AvroData does with its defaults.
///
/// Types are converted once: the same type in the same place gives the same instance. A record that is a part of itself
/// is unrolled: our schemas have no circles. Where it is too deep there is an empty record in its place, for which no
/// value can be made.
final class ConnectSchemas {
    private struct Key: Hashable {
        let type: ObjectIdentifier
        let isOptional: Bool
        let level: Int
    }

    private var known: [Key: Schema] = [:]
    /// How often each type is open.
    private var open: [ObjectIdentifier: Int] = [:]
    /// How often a type was entered that was open already.
    private var level = 0
    private var made = 0
    private let deepest: Int

    /// How deep a record is unrolled, the first that doesn't make the schema too large.
    static let depths = [32, 16, 8, 4]

    /// Most schemas that one conversion makes.
    static let limit = 100_000

    private enum Name {
        static let avro = "io.confluent.connect.avro."
        static let union = avro + "Union"
        static let enumeration = avro + "Enum"
        static let recordDoc = avro + "record.doc"
        static let fieldDoc = avro + "field.doc."
        static let fieldDefault = avro + "field.default"
        static let reservedRecord = avro + "ConnectDefault"
        static let fixedSize = "connect.fixed.size"
        static let precision = "connect.decimal.precision"
    }

    /// Makes schemas of a type and of its parts.
    static func converting(_ type: AvroType) throws(ConnectError) -> (schemas: ConnectSchemas, schema: Schema) {
        for deepest in Self.depths {
            let schemas = ConnectSchemas(deepest: deepest)
            let schema = try schemas.schema(of: type, optional: false)
            var sizes: [ObjectIdentifier: Int] = [:]
            if Self.size(of: schema, &sizes) <= Self.limit { return (schemas, schema) }
            if !schemas.isUnrolled { break }
        }
        throw ConnectError(.data, "The schema has too many parts")
    }

    init(deepest: Int = ConnectSchemas.depths[0]) { self.deepest = deepest }

    private var isUnrolled = false

    /// Parts of a schema, each counted as often as it is used.
    private static func size(of schema: Schema, _ sizes: inout [ObjectIdentifier: Int]) -> Int {
        if let size = sizes[ObjectIdentifier(schema)] { return size }
        var size = 1
        let parts = schema.fields.map(\.schema) + [schema.keySchema, schema.valueSchema].compactMap(\.self)
        for part in parts { size = min(size + self.size(of: part, &sizes), self.limit + 1) }
        sizes[ObjectIdentifier(schema)] = size
        return size
    }

    func schema(of type: AvroType) throws(ConnectError) -> Schema { try self.schema(of: type, optional: false) }

    /// - Parameters:
    ///   - optional: Whether the type is one of two branches of a union, the other being null.
    ///   - field: The field that has this type, for its default.
    private func schema(
        of type: AvroType, optional: Bool, field: AvroField? = nil
    ) throws(ConnectError) -> Schema {
        let isPlain = field?.defaultValue == nil
        let id = ObjectIdentifier(type)
        let key = Key(type: id, isOptional: optional, level: self.level)
        if isPlain, let schema = self.known[key] { return schema }
        self.made += 1
        guard self.made <= Self.limit else { throw ConnectError(.data, "The schema has too many parts") }
        if let branches = type.branches {
            let schema = try self.union(branches, field)
            if isPlain { self.known[key] = schema }
            return schema
        }
        let depth = self.open[id] ?? 0
        if depth > 0 {
            self.isUnrolled = true
            guard self.level < self.deepest else {
                return Schema(.struct, optional: optional, name: type.fullName)
            }
            self.level += 1
        }
        self.open[id] = depth + 1
        defer {
            self.open[id] = depth
            if depth > 0 { self.level -= 1 }
        }
        let schema = try self.convert(type, optional: optional, field: field)
        if isPlain { self.known[key] = schema }
        return schema
    }

    private func convert(_ type: AvroType, optional: Bool, field: AvroField?) throws(ConnectError) -> Schema {
        var draft = try self.draft(type)
        if case .record = type.kind { try self.addDocumentation(type, &draft) }
        if let name = type.text("connect.name") {
            draft.name = name
        } else if draft.name == nil, let name = type.name?.full, !name.hasPrefix(Name.reservedRecord) {
            draft.name = name
        }
        if let version = type.properties["connect.version"]?.numberValue?.int32 { draft.version = version }
        draft.doc = type.text("connect.doc")
        for (name, value) in type.properties["connect.parameters"]?.objectValue?.members ?? [] {
            draft.parameters.append(.init(name, value.stringValue ?? value.text))
        }
        for (name, value) in type.properties where name.hasPrefix("avro") {
            draft.parameters.append(.init(name, value.stringValue ?? value.text))
        }
        let schema = draft.schema(optional: optional)
        if let value = type.properties["connect.default"] ?? field?.defaultValue, !(optional && value.isNull) {
            return self.schema(schema, withDefault: value, of: type, isField: field?.defaultValue != nil)
        }
        return schema
    }

    private func schema(_ schema: Schema, withDefault json: JSONValue, of type: AvroType, isField: Bool) -> Schema {
        guard let value = AvroValues.defaultValue(json, type, schema) else { return schema }  // as Java: ignored
        let parameters = isField ? schema.parameters + [.init(Name.fieldDefault, "true")] : schema.parameters
        return schema.with(parameters: parameters, default: value)
    }

    private func union(_ branches: [AvroType], _ field: AvroField?) throws(ConnectError) -> Schema {
        let others = branches.filter { !$0.isNull }
        if others.count == 1, branches.count <= 2 {
            let isOptional = branches.count == 2
            // Avro's default of a union belongs to its first branch.
            let keepsDefault = branches.first.map { !$0.isNull } ?? false
            return try self.schema(of: others[0], optional: isOptional, field: keepsDefault ? field : nil)
        }
        guard !others.isEmpty else {
            throw ConnectError(.data, "Standalone null schemas are not supported by this converter")
        }
        var fields: [Schema.Field] = []
        for branch in others {
            let name = Self.unionField(branch)
            guard !fields.contains(where: { $0.name == name }) else {
                throw ConnectError(.data, "Multiple union schemas map to the Connect union field name")
            }
            fields.append(.init(name, try self.schema(of: branch, optional: true)))
        }
        return Schema(.struct, optional: others.count < branches.count, name: Name.union, fields: fields)
    }

    /// The name of a branch's field in the struct that stands for a union.
    static func unionField(_ branch: AvroType) -> String { branch.name?.short ?? branch.word }

    private func addDocumentation(_ record: AvroType, _ draft: inout Draft) throws(ConnectError) {
        if let doc = record.doc { draft.parameters.append(.init(Name.recordDoc, doc)) }
        for field in record.fields {
            if let doc = field.doc { draft.parameters.append(.init(Name.fieldDoc + field.name, doc)) }
            draft.fields.append(
                .init(field.name, try self.schema(of: field.type, optional: false, field: field)))
        }
    }
}

/// A schema before its name and parameters are complete.
private struct Draft {
    var type: SchemaType
    var name: String?
    var version: Int32?
    var doc: String?
    var parameters: [Schema.Parameter] = []
    var fields: [Schema.Field] = []
    var keys: Schema?
    var values: Schema?

    init(_ type: SchemaType) { self.type = type }

    init(logical: Schema) {
        self.type = logical.type
        self.name = logical.name
        self.version = logical.version
        self.parameters = logical.parameters
    }

    func schema(optional: Bool) -> Schema {
        Schema(
            self.type, optional: optional, name: self.name, version: self.version, doc: self.doc,
            parameters: self.parameters, fields: self.fields, keySchema: self.keys, valueSchema: self.values)
    }
}

extension ConnectSchemas {
    private func draft(_ type: AvroType) throws(ConnectError) -> Draft {
        switch type.kind {
        case .null: throw ConnectError(.data, "Standalone null schemas are not supported by this converter")
        case .boolean: return Draft(.boolean)
        case .float: return Draft(.float32)
        case .double: return Draft(.float64)
        case .string: return Draft(.string)
        case .int: return try self.int(type)
        case .long:
            return type.text("logicalType")?.lowercased() == "timestamp-millis"
                ? Draft(logical: .timestamp) : Draft(.int64)
        case .bytes: return try self.bytes(type)
        case .fixed(let size):
            var draft = try self.bytes(type)
            draft.parameters.append(.init(Name.fixedSize, String(size)))
            return draft
        case .enumeration(let symbols):
            var draft = Draft(.string)
            draft.parameters = [.init(Name.enumeration, type.fullName)]
            draft.parameters += symbols.map { .init("\(Name.enumeration).\($0)", $0) }
            return draft
        case .array(let element):
            var draft = Draft(.array)
            draft.values = try self.schema(of: element)
            return draft
        case .map(let value):
            var draft = Draft(.map)
            draft.keys = .string
            draft.values = try self.schema(of: value)
            return draft
        case .record, .union: return Draft(.struct)
        }
    }

    private func int(_ type: AvroType) throws(ConnectError) -> Draft {
        switch type.text("logicalType")?.lowercased() {
        case "date": return Draft(logical: .date)
        case "time-millis": return Draft(logical: .time)
        case .some: return Draft(.int32)
        case nil: break
        }
        switch type.text("connect.type")?.lowercased() {
        case nil, "int32": return Draft(.int32)
        case "int8": return Draft(.int8)
        case "int16": return Draft(.int16)
        default: throw ConnectError(.data, "Connect type annotation for Avro int field is null")
        }
    }

    private func bytes(_ type: AvroType) throws(ConnectError) -> Draft {
        guard type.text("logicalType")?.lowercased() == "decimal" else { return Draft(.bytes) }
        var draft = Draft(logical: .decimal(scale: type.properties["scale"]?.numberValue?.int32 ?? 0))
        if let value = type.properties["precision"] {
            guard let precision = value.numberValue?.int32 else {
                throw ConnectError(
                    .data,
                    "precision property must be a JSON Integer."
                        + " https://avro.apache.org/docs/1.9.1/spec.html#Decimal")
            }
            if precision != 64 { draft.parameters.append(.init(Name.precision, String(precision))) }
        }
        return draft
    }
}
