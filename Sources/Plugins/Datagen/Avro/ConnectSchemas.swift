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
        static let enumerationDoc = avro + "enum.doc."
        static let enumerationDefault = avro + "enum.default."
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
            let schema = try self.union(type, branches, field)
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
        try draft.take(annotationsOf: type)
        return self.schema(draft, of: type, optional: optional, field)
    }

    /// A schema with the default that its field or an annotation gives; one that doesn't fit is ignored, as in Java.
    private func schema(_ draft: SchemaDraft, of type: AvroType, optional: Bool, _ field: AvroField?) -> Schema {
        var draft = draft
        let annotated = type.properties["connect.default"]
        let given = field?.defaultValue
        if given != nil, annotated == nil { draft.set(Name.fieldDefault, "true") }
        let schema = draft.schema(optional: optional)
        guard let json = given ?? annotated, !(optional && json.isNull),
            let value = AvroValues.defaultValue(json, type, schema)
        else { return schema }
        return schema.with(parameters: schema.parameters, default: value)
    }

    private func union(_ type: AvroType, _ branches: [AvroType], _ field: AvroField?) throws(ConnectError) -> Schema {
        let others = branches.filter { !$0.isNull }
        if others.count == 1, branches.count <= 2 {
            return try self.schema(of: others[0], optional: branches.count == 2)  // without the field's default
        }
        guard !others.isEmpty else {
            throw ConnectError(.data, "Standalone null schemas are not supported by this converter")
        }
        var draft = SchemaDraft(.struct)
        draft.name = Name.union
        for branch in others {
            let name = Self.unionField(branch)
            guard !draft.fields.contains(where: { $0.name == name }) else {
                throw ConnectError(.data, "Multiple union schemas map to the Connect union field name")
            }
            draft.fields.append(.init(name, try self.schema(of: branch, optional: true)))
        }
        return self.schema(draft, of: type, optional: others.count < branches.count, field)
    }

    /// The name of a branch's field in the struct that stands for a union.
    static func unionField(_ branch: AvroType) -> String { branch.name?.short ?? branch.word }

    private func addDocumentation(_ record: AvroType, _ draft: inout SchemaDraft) throws(ConnectError) {
        if let doc = record.doc { draft.set(Name.recordDoc, doc) }
        for field in record.fields {
            if let doc = field.doc { draft.set(Name.fieldDoc + field.name, doc) }
            draft.fields.append(
                .init(field.name, try self.schema(of: field.type, optional: false, field: field)))
        }
    }
}

extension ConnectSchemas {
    private func draft(_ type: AvroType) throws(ConnectError) -> SchemaDraft {
        switch type.kind {
        case .null: throw ConnectError(.data, "Standalone null schemas are not supported by this converter")
        case .boolean: return SchemaDraft(.boolean)
        case .float: return SchemaDraft(.float32)
        case .double: return SchemaDraft(.float64)
        case .string: return SchemaDraft(.string)
        case .int: return try self.int(type)
        case .long:
            return type.text("logicalType")?.lowercased() == "timestamp-millis"
                ? SchemaDraft(logical: .timestamp) : SchemaDraft(.int64)
        case .bytes: return try self.bytes(type)
        case .fixed(let size):
            var draft = try self.bytes(type)
            draft.set(Name.fixedSize, String(size))
            return draft
        case .enumeration(let symbols):
            var draft = SchemaDraft(.string)
            if let doc = type.doc { draft.set(Name.enumerationDoc + (type.name?.short ?? ""), doc) }
            if let symbol = type.defaultSymbol { draft.set(Name.enumerationDefault + (type.name?.short ?? ""), symbol) }
            draft.set(Name.enumeration, type.fullName)
            for symbol in symbols { draft.set("\(Name.enumeration).\(symbol)", symbol) }
            return draft
        case .array(let element):
            var draft = SchemaDraft(.array)
            draft.values = try self.schema(of: element)
            return draft
        case .map(let value):
            var draft = SchemaDraft(.map)
            draft.keys = .string
            draft.values = try self.schema(of: value)
            return draft
        case .record, .union: return SchemaDraft(.struct)
        }
    }

    private func int(_ type: AvroType) throws(ConnectError) -> SchemaDraft {
        switch type.text("logicalType")?.lowercased() {
        case "date": return SchemaDraft(logical: .date)
        case "time-millis": return SchemaDraft(logical: .time)
        case .some: return SchemaDraft(.int32)
        case nil: break
        }
        switch type.text("connect.type")?.lowercased() {
        case nil, "int32": return SchemaDraft(.int32)
        case "int8": return SchemaDraft(.int8)
        case "int16": return SchemaDraft(.int16)
        default: throw ConnectError(.data, "Connect type annotation for Avro int field is null")
        }
    }

    private func bytes(_ type: AvroType) throws(ConnectError) -> SchemaDraft {
        guard type.text("logicalType")?.lowercased() == "decimal" else { return SchemaDraft(.bytes) }
        var draft = SchemaDraft(logical: .decimal(scale: type.properties["scale"]?.numberValue?.int32 ?? 0))
        if let value = type.properties["precision"] {
            guard let precision = value.numberValue?.int32 else {
                throw ConnectError(
                    .data,
                    "precision property must be a JSON Integer."
                        + " https://avro.apache.org/docs/1.9.1/spec.html#Decimal")
            }
            if precision != 64 { draft.set(Name.precision, String(precision)) }
        }
        return draft
    }
}
