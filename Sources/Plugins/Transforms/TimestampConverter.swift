import Bytes
import ConnectAPI
import JavaLang

/// Converts times between texts, numbers and the logical types.
final class TimestampConverterLogic: PartLogic {
    static let name = "TimestampConverter"
    private static let purpose: StaticString = "converting timestamp formats"

    private static let field = ConfigKey<String>(
        "field", default: "", importance: .high, "The field with the time; empty: the whole key or value is one.")
    private static let targetType = ConfigKey<String>(
        "target.type", importance: .high, "What the time becomes."
    ).validated(by: .oneOf(["string", "unix", "Date", "Time", "Timestamp"]))
    private static let format = ConfigKey<String>(
        "format", default: "",
        "How texts are read and written, in UTC, by a pattern of Java's SimpleDateFormat; needed if texts are involved."
    )
    private static let unixPrecision = ConfigKey<String>(
        "unix.precision", default: "milliseconds", importance: .low,
        "What unix numbers count: seconds, milliseconds, microseconds or nanoseconds since 1970."
    ).validated(by: .oneOf(["nanoseconds", "microseconds", "milliseconds", "seconds"]))
    static let configuration = ConfigDefinition(field, targetType, format, unixPrecision, TransformKeys.replaceNull)

    private let part: RecordPart
    private let field: String
    private let key: MapKey
    private let conversion: TimeConversion
    private let replacesNull: Bool
    @exclusivity(unchecked) private var wholePlans = PlanTable<WholePlan>()
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    private final class WholePlan {
        let kind: TimeConversion.Kind?
        let index: Int32
        let old: Schema

        init(_ kind: TimeConversion.Kind?, _ index: Int32, _ old: Schema) {
            self.kind = kind
            self.index = index
            self.old = old
        }
    }

    private final class Plan {
        let structs: StructPlan
        /// nil: the struct has no such field.
        var place: Int?
        var kind: TimeConversion.Kind?
        var old: Schema?
        var constant: ConstantCell?

        init(_ structs: StructPlan) { self.structs = structs }
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.field = configuration[Self.field]
        self.key = MapKey(self.field)
        self.replacesNull = configuration[TransformKeys.replaceNull]
        self.conversion = try TimeConversion(
            target: configuration[Self.targetType], pattern: configuration[Self.format],
            precision: configuration[Self.unixPrecision])
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else { return record[self.part] = try self.applySchemaless(value, arena) }
        guard !self.field.isEmpty else {
            let plan = try self.wholePlans.plan(schema, 0) { () throws(ConnectError) in
                let old = arena.schemas[Int(schema)]
                return WholePlan(
                    TimeConversion.kind(of: old),
                    Int32(arena.index(of: self.conversion.schema(optional: old.isOptional))), old
                )
            }
            // Java finds out what the schema says even for a value that is null.
            guard let kind = plan.kind else { throw TimeConversion.unknown(plan.old) }
            return record.set(self.part, try self.conversion.convert(value, kind, arena), schema: plan.index)
        }
        if !value.isNull { try Requirements.structure(value, Self.purpose) }
        let own = value.isNull ? Int(schema) : value.schemaIndex
        let plan = try self.plans.plan(schema, own) { () throws(ConnectError) in
            try self.compile(arena.schemas[Int(schema)], arena.schemas[own], arena)
        }
        guard !value.isNull else { return record.set(self.part, .null, schema: plan.structs.schemaIndex) }
        if let place = plan.place {
            guard let kind = plan.kind else {
                try plan.structs.check(before: 0, from: value, in: arena)
                throw TimeConversion.unknown(plan.old ?? plan.structs.schema)
            }
            var cell = arena[value.firstMember + place]
            if cell.isNull, let constant = plan.constant?.cell(in: arena) { cell = constant }
            do throws(ConnectError) {
                plan.structs.given[0] = try self.conversion.convert(cell, kind, arena)
            } catch {
                try plan.structs.check(before: 0, from: value, in: arena)
                throw error
            }
        }
        record.set(
            self.part, try plan.structs.make(from: value, in: arena), schema: plan.structs.schemaIndex)
    }

    private func applySchemaless(_ value: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        if value.isNull || self.field.isEmpty { return try self.conversion.convert(value, nil, arena) }
        try Requirements.map(value, Self.purpose)
        let place = self.key.place(in: value, of: arena)
        let old = place.map { arena[value.firstMember + $0 * 2 + 1] } ?? .null
        let new = try self.conversion.convert(old, nil, arena)
        var copy = MapCopy(of: value, room: 1, in: arena)
        copy.set(new, at: place, key: self.key.cell(in: arena), in: arena)
        return copy.cell
    }

    private func compile(_ schema: Schema, _ own: Schema, _ arena: ValueArena) throws(ConnectError) -> Plan {
        let fields = try SchemaMaking.fields(of: schema).map { field in
            field.name == self.field
                ? Schema.Field(field.name, self.conversion.schema(optional: field.schema.isOptional)) : field
        }
        let bare = try SchemaMaking.structure(like: schema, fields, optional: schema.isOptional)
        let new = try SchemaMaking.adding(try self.defaultValue(of: schema, as: bare), to: bare)
        var builder = StructPlan.Builder(from: own, replacesNull: self.replacesNull)
        for field in new.fields {
            if field.name == self.field, own.index(of: field.name) != nil {
                builder.take(0, to: field)
            } else {
                builder.copy(field.name, to: field)
            }
        }
        let plan = Plan(builder.finish(new, in: arena))
        guard let place = own.index(of: self.field), new.index(of: self.field) != nil else { return plan }
        let old = own.fields[place].schema
        plan.place = place
        plan.old = old
        plan.kind = TimeConversion.kind(of: old)
        plan.constant = self.replacesNull ? old.defaultValue.map(ConstantCell.init) : nil
        return plan
    }

    private func defaultValue(of schema: Schema, as new: Schema) throws(ConnectError) -> Value? {
        guard case .struct(let old)? = schema.defaultValue, old.values.count == new.fields.count else { return nil }
        var values = old.values
        if let place = old.schema.index(of: self.field) {
            let arena = ValueArena()
            let field = old.schema.fields[place].schema
            guard let kind = TimeConversion.kind(of: field) else { throw TimeConversion.unknown(field) }
            values[place] = arena.value(of: try self.conversion.convert(arena.cell(values[place]), kind, arena))
        }
        return .struct(Struct(new, values))
    }
}
