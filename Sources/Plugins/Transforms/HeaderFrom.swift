import ConnectAPI
import JavaLang

/// Copies or moves fields into headers.
final class HeaderFromLogic: PartLogic {
    static let name = "HeaderFrom"

    private static let fields = ConfigKey<[String]>("fields", importance: .high, "Fields to copy or move.")
        .validated(by: .nonEmptyList)
    private static let headers = ConfigKey<[String]>(
        "headers", importance: .high, "Names of the headers, in the order of the fields."
    ).validated(by: .nonEmptyList)
    private static let operation = ConfigKey<String>(
        "operation", importance: .high, "Whether the fields are moved, or stay."
    ).validated(by: .oneOf(["move", "copy"]))
    static let configuration = ConfigDefinition(fields, headers, operation, TransformKeys.replaceNull)

    private let part: RecordPart
    private let keys: MapKeys
    private let names: ConstantCells
    private let moves: Bool
    private let replacesNull: Bool
    private let purpose: StaticString
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    /// Of a header: the field's place in the struct, which constant stands for null (-1: none), the value's schema.
    private struct Source: BitwiseCopyable {
        var place: Int
        var constant: Int
        var schema: Int32
        var allowsNull: Bool
    }

    /// What there is to do for a schema.
    private final class Plan {
        var headers: [Source] = []
        var constants = ConstantCells([])
        /// nil: the value stays.
        var rest: StructPlan?
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        let (fields, headers) = (configuration[Self.fields], configuration[Self.headers])
        self.keys = MapKeys(fields)
        self.names = ConstantCells(headers.map(Value.string))
        self.moves = configuration[Self.operation] == "move"
        self.replacesNull = configuration[TransformKeys.replaceNull]
        self.purpose = self.moves ? "header move" : "header copy"
        guard fields.count == headers.count else {
            throw ConnectError(
                .config, "'fields' config must have the same number of elements as 'headers' config.")
        }
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else { return try self.applySchemaless(&record, value, batch) }
        try Requirements.structure(value, self.purpose)
        let plan = try self.plans.plan(schema, value.schemaIndex) { () throws(ConnectError) in
            try self.compile(arena.schemas[Int(schema)], arena.schemas[value.schemaIndex], arena)
        }
        // What can fail comes first: a record that fails is as it was.
        if let rest = plan.rest {
            record.set(self.part, try rest.make(from: value, in: arena), schema: rest.schemaIndex)
        }
        self.names.prepare(in: arena)
        plan.constants.prepare(in: arena)
        for index in plan.headers.indices {
            let source = plan.headers[index]
            var cell = arena[value.firstMember + source.place]
            if cell.isNull, source.constant >= 0 { cell = plan.constants[source.constant] }
            if cell.isNull, !source.allowsNull {
                let schema = JavaRecordText.text(of: arena.schemas[Int(source.schema)])
                throw .data("A null value requires an optional schema but was \(schema)")
            }
            batch.append(
                SourceBatch.HeaderEntry(key: self.names[index], value: cell, schema: source.schema), to: &record)
        }
    }

    private func applySchemaless(
        _ record: inout SourceBatch.Entry, _ value: Cell, _ batch: SourceBatch
    ) throws(ConnectError) {
        try Requirements.map(value, self.purpose)
        let arena = batch.arena
        self.names.prepare(in: arena)
        for index in self.keys.indices {
            let found = self.keys.value(index, in: value, of: arena) ?? .null
            // A struct knows its schema.
            let schema = found.kind == .struct ? Int32(found.schemaIndex) : -1
            batch.append(SourceBatch.HeaderEntry(key: self.names[index], value: found, schema: schema), to: &record)
        }
        guard self.moves else { return }
        var kept = 0
        let first = arena.reserveCells(Int(value.count) * 2)
        for place in 0..<Int(value.count) {
            let key = arena[value.firstMember + place * 2]
            if self.keys.contains(key, in: arena) { continue }
            arena[first + kept * 2] = key
            arena[first + kept * 2 + 1] = arena[value.firstMember + place * 2 + 1]
            kept += 1
        }
        record[self.part] = arena.map(first: first, count: kept)
    }

    private func compile(_ schema: Schema, _ own: Schema, _ arena: ValueArena) throws(ConnectError) -> Plan {
        let plan = Plan()
        var constants: [Value] = []
        for name in self.keys.names {
            guard let place = own.index(of: name), let field = try SchemaMaking.field(name, of: schema) else {
                throw .java(
                    "NullPointerException",
                    "Field does not exist: \(name). Name it only in 'fields' if every record has it")
            }
            var source = Source(
                place: place, constant: -1, schema: Int32(arena.index(of: field.schema)),
                allowsNull: field.schema.isOptional)
            if self.replacesNull, let value = own.fields[place].schema.defaultValue {
                source.constant = constants.count
                constants.append(value)
            }
            plan.headers.append(source)
        }
        plan.constants = ConstantCells(constants)
        guard self.moves else { return plan }
        let moved = Set(self.keys.names)
        let kept = try SchemaMaking.fields(of: schema).filter { !moved.contains($0.name) }
        let new = try SchemaMaking.structure(like: schema, kept)
        var builder = StructPlan.Builder(from: own, replacesNull: self.replacesNull)
        for field in kept { builder.copy(field.name, to: field) }
        plan.rest = builder.finish(new, in: arena)
        return plan
    }
}
