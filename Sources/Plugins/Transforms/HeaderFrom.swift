import ConnectAPI

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
    private let keys: [MapKey]
    private let names: [ConstantCell]
    private let moves: Bool
    private let replacesNull: Bool
    private let purpose: String
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    /// What there is to do for a schema.
    private final class Plan {
        /// Of each header: the field's place in the struct, what stands for null, the value's schema.
        var headers: [(place: Int, constant: ConstantCell?, schema: Int32)] = []
        /// nil: the value stays.
        var rest: StructPlan?
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.keys = configuration[Self.fields].map(MapKey.init)
        self.names = configuration[Self.headers].map { ConstantCell(.string($0)) }
        self.moves = configuration[Self.operation] == "move"
        self.replacesNull = configuration[TransformKeys.replaceNull]
        self.purpose = "header " + configuration[Self.operation]
        guard self.keys.count == self.names.count else {
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
        let rest = try plan.rest.map { (rest) throws(ConnectError) in
            (try rest.make(from: value, in: arena), rest.schemaIndex)
        }
        for index in plan.headers.indices {
            var cell = arena[value.firstMember + plan.headers[index].place]
            if cell.isNull, let constant = plan.headers[index].constant?.cell(in: arena) { cell = constant }
            let header = SourceBatch.HeaderEntry(
                key: self.names[index].cell(in: arena), value: cell, schema: plan.headers[index].schema)
            batch.append(header, to: &record)
        }
        if let (cell, schema) = rest { record.set(self.part, cell, schema: schema) }
    }

    private func applySchemaless(
        _ record: inout SourceBatch.Entry, _ value: Cell, _ batch: SourceBatch
    ) throws(ConnectError) {
        try Requirements.map(value, self.purpose)
        let arena = batch.arena
        for index in self.keys.indices {
            let header = SourceBatch.HeaderEntry(
                key: self.names[index].cell(in: arena), value: self.keys[index].value(in: value, of: arena) ?? .null,
                schema: -1)
            batch.append(header, to: &record)
        }
        guard self.moves else { return }
        let keys = self.keys
        var kept = 0
        let first = arena.reserveCells(Int(value.count) * 2)
        for place in 0..<Int(value.count) {
            let key = arena[value.firstMember + place * 2]
            if keys.contains(where: { $0.equals(key, in: arena) }) { continue }
            arena[first + kept * 2] = key
            arena[first + kept * 2 + 1] = arena[value.firstMember + place * 2 + 1]
            kept += 1
        }
        record[self.part] = arena.map(first: first, count: kept)
    }

    private func compile(_ schema: Schema, _ own: Schema, _ arena: ValueArena) throws(ConnectError) -> Plan {
        let plan = Plan()
        for key in self.keys {
            guard let place = own.index(of: key.name), let field = try SchemaMaking.field(key.name, of: schema) else {
                throw .java(
                    "NullPointerException",
                    "Field does not exist: \(key.name). Name it only in 'fields' if every record has it")
            }
            let constant = self.replacesNull ? own.fields[place].schema.defaultValue.map(ConstantCell.init) : nil
            plan.headers.append((place, constant, Int32(arena.index(of: field.schema))))
        }
        guard self.moves else { return plan }
        let moved = Set(self.keys.map(\.name))
        let kept = try SchemaMaking.fields(of: schema).filter { !moved.contains($0.name) }
        let new = try SchemaMaking.structure(like: schema, kept)
        var builder = StructPlan.Builder(from: own, replacesNull: self.replacesNull)
        for field in kept { builder.copy(field.name, to: field) }
        plan.rest = builder.finish(new, in: arena)
        return plan
    }
}
