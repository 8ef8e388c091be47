import ConnectAPI
import JSON
import JavaLang

/// Changes the type of fields, or of the whole key or value.
final class CastLogic: PartLogic {
    static let name = "Cast"
    private static let purpose: StaticString = "cast types"

    private static let spec = ConfigKey<[String]>(
        "spec", importance: .high,
        "Fields with their new types, each as field:type, or one type for the whole key or value. Types: int8, int16, "
            + "int32, int64, float32, float64, boolean, string."
    ).validated(
        by: ConfigValidator(description: "list of colon-delimited pairs, e.g. <code>foo:bar,abc:xyz</code>") {
            _, value in
            guard case .list(let pairs) = value, !pairs.isEmpty else {
                return "Must specify at least one field to cast."
            }
            do throws(ConnectError) {
                _ = try CastSpec(pairs)
                return nil
            } catch {
                return error.message
            }
        })
    static let configuration = ConfigDefinition(spec, TransformKeys.replaceNull)

    private let part: RecordPart
    private let spec: CastSpec
    private let keys: MapKeys
    private let types: [SchemaType]
    private let replacesNull: Bool
    @exclusivity(unchecked) private var wholePlans = PlanTable<WholePlan>()
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    private final class WholePlan {
        let source: CastSource
        let index: Int32

        init(_ source: CastSource, _ index: Int32) {
            self.source = source
            self.index = index
        }
    }

    /// A field that changes.
    private struct FieldCast: BitwiseCopyable {
        /// In the old struct.
        var place: Int
        var source: CastSource
        /// Which constant stands for null; -1: none.
        var constant: Int
        var type: SchemaType
    }

    /// What there is to do for a schema.
    private final class Plan {
        let structs: StructPlan
        let casts: [FieldCast]
        let constants: ConstantCells

        init(_ structs: StructPlan, _ casts: [FieldCast], _ constants: [Value]) {
            self.structs = structs
            self.casts = casts
            self.constants = ConstantCells(constants)
        }
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.spec = try CastSpec(configuration[Self.spec])
        // Java's order decides which error is told.
        let (names, types) = (self.spec.names, self.spec.fields)
        let order = JavaHash.mapOrder(of: names).map { names[$0] }
        self.keys = MapKeys(order)
        self.types = order.map { types[$0] ?? .string }
        self.replacesNull = configuration[TransformKeys.replaceNull]
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        if value.isNull { return }
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        if let type = self.spec.whole {
            guard schema >= 0 else {
                return record[self.part] = try ValueCast.cast(value, of: .untyped, to: type, in: arena)
            }
            let plan = try self.wholePlans.plan(schema, 0) { () throws(ConnectError) in
                let old = arena.schemas[Int(schema)]
                return WholePlan(CastSource(old), Int32(arena.index(of: try self.wholeSchema(old, type))))
            }
            record.set(
                self.part, try ValueCast.cast(value, of: plan.source, to: type, in: arena), schema: plan.index)
            return
        }
        guard schema >= 0 else {
            try Requirements.map(value, Self.purpose)
            record[self.part] = try self.castMap(value, arena)
            return
        }
        guard value.kind == .struct else {
            let schema = arena.schemas[Int(schema)]
            _ = try SchemaMaking.fields(of: schema)
            _ = try self.compile(schema, schema, arena)
            return try Requirements.structure(value, Self.purpose)
        }
        let plan = try self.plans.plan(schema, value.schemaIndex) { () throws(ConnectError) in
            try self.compile(arena.schemas[Int(schema)], arena.schemas[value.schemaIndex], arena)
        }
        plan.constants.prepare(in: arena)
        for index in plan.casts.indices {
            let cast = plan.casts[index]
            var old = arena[value.firstMember + cast.place]
            if old.isNull, cast.constant >= 0 { old = plan.constants[cast.constant] }
            do throws(ConnectError) {
                plan.structs.given[index] = try ValueCast.cast(old, of: cast.source, to: cast.type, in: arena)
            } catch {
                try plan.structs.check(before: index, from: value, in: arena)
                throw error
            }
        }
        record.set(
            self.part, try plan.structs.make(from: value, in: arena), schema: plan.structs.schemaIndex)
    }

    private func castMap(_ map: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        var copy = MapCopy(of: map, room: self.types.count, in: arena)
        for index in self.types.indices {
            let place = self.keys.place(index, in: map, of: arena)
            let old = place.map { arena[map.firstMember + $0 * 2 + 1] } ?? .null
            let new = try ValueCast.cast(old, of: .untyped, to: self.types[index], in: arena)
            copy.set(new, at: place, key: self.keys.cell(index, in: arena), in: arena)
        }
        return copy.cell
    }

    private func wholeSchema(_ old: Schema, _ type: SchemaType) throws(ConnectError) -> Schema {
        let bare = Schema(
            type, optional: old.isOptional, name: old.name, version: old.version, doc: old.doc,
            parameters: old.parameters)
        return try SchemaMaking.adding(
            try old.defaultValue.map { (value) throws(ConnectError) in try ValueCast.cast(value, of: old, to: type) },
            to: bare)
    }

    private func compile(_ schema: Schema, _ own: Schema, _ arena: ValueArena) throws(ConnectError) -> Plan {
        var fields: [Schema.Field] = []
        for field in schema.fields {
            guard let type = self.spec.fields[field.name] else {
                fields.append(field)
                continue
            }
            let bare = Schema(type, optional: field.schema.isOptional)
            let value = try field.schema.defaultValue.map { (value) throws(ConnectError) in
                try ValueCast.cast(value, of: field.schema, to: type)
            }
            fields.append(Schema.Field(field.name, try SchemaMaking.adding(value, to: bare)))
        }
        let bare = try SchemaMaking.structure(like: schema, fields, optional: schema.isOptional)
        let new = try SchemaMaking.adding(try self.defaultValue(of: schema, as: bare), to: bare)
        var casts: [FieldCast] = []
        var constants: [Value] = []
        var builder = StructPlan.Builder(from: own, replacesNull: self.replacesNull)
        for field in new.fields {
            guard let type = self.spec.fields[field.name], let place = own.index(of: field.name) else {
                builder.copy(field.name, to: field)
                continue
            }
            let old = own.fields[place].schema
            builder.take(casts.count, to: field)
            var cast = FieldCast(place: place, source: CastSource(old), constant: -1, type: type)
            if self.replacesNull, let value = old.defaultValue {
                cast.constant = constants.count
                constants.append(value)
            }
            casts.append(cast)
        }
        return Plan(builder.finish(new, in: arena), casts, constants)
    }

    /// A struct's default: Java wants to cast it as a whole and can't; its fields are what is meant.
    private func defaultValue(of schema: Schema, as new: Schema) throws(ConnectError) -> Value? {
        guard case .struct(let old)? = schema.defaultValue else { return nil }
        var values: [Value] = []
        for (place, field) in old.schema.fields.enumerated() where place < old.values.count {
            let type = self.spec.fields[field.name]
            values.append(
                try type.map { (type) throws(ConnectError) in
                    try ValueCast.cast(old.values[place], of: field.schema, to: type)
                } ?? old.values[place])
        }
        return values.count == new.fields.count ? .struct(Struct(new, values)) : nil
    }
}

/// What a Cast is told to do.
struct CastSpec {
    private(set) var fields: [String: SchemaType] = [:]
    /// Of the fields, in the order given.
    private(set) var names: [String] = []
    /// The type for the whole key or value.
    private(set) var whole: SchemaType?

    static let types: [SchemaType] = [.int8, .int16, .int32, .int64, .float32, .float64, .boolean, .string]

    init(_ pairs: [String]) throws(ConnectError) {
        for pair in pairs {
            let parts = JavaSplit.parts(of: pair, at: ":")
            switch parts.count {
            case 1: self.whole = try Self.type(parts[0].trimmedAsJava)
            case 2:
                let name = parts[0].trimmedAsJava
                let known = self.fields.updateValue(try Self.type(parts[1].trimmedAsJava), forKey: name)
                if known == nil { self.names.append(name) }
            case 0: throw .java("ArrayIndexOutOfBoundsException", "A cast needs a field and a type: \(pair)")
            default:
                throw .config("renames", "[\(pairs.joined(separator: ", "))]", "Invalid rename mapping: \(pair)")
            }
        }
        if self.whole != nil, pairs.count > 1 {
            throw ConnectError(
                .config,
                "Cast transformations that specify a type to cast the entire value to may only specify a single cast "
                    + "in their spec")
        }
    }

    private static func type(_ name: String) throws(ConnectError) -> SchemaType {
        let constant = name.uppercased()
        guard let type = SchemaType.allCases.first(where: { $0.javaName == constant }) else {
            throw ConnectError(
                .config,
                "Invalid value java.lang.IllegalArgumentException: No enum constant "
                    + "org.apache.kafka.connect.data.Schema.Type.\(constant) for configuration Invalid type found in "
                    + "casting spec: \(name)")
        }
        guard Self.types.contains(type) else {
            throw ConnectError(
                .config,
                "Cast transformation does not support casting to \(type.javaName); supported types are "
                    + "[\(Self.types.map(\.javaName).joined(separator: ", "))]")
        }
        return type
    }
}
