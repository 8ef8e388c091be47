import ConnectAPI

/// Puts one field in the place of the whole key or value.
final class ExtractFieldLogic: PartLogic {
    static let name = "ExtractField"
    private static let purpose: StaticString = "field extraction"

    private static let field = ConfigKey<String>("field", "The field to extract, see field.syntax.version.")
    static let configuration = ConfigDefinition(field, TransformKeys.replaceNull, FieldPath.syntax)

    private let part: RecordPart
    private let path: FieldPath
    private let replacesNull: Bool
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    private struct Plan {
        var places: [Int]
        /// Of the fields along the path: what stands for null.
        var constants: [ConstantCell?]
        var schema: Int32
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.path = try FieldPath(configuration[Self.field], syntax: configuration[FieldPath.syntax])
        self.replacesNull = configuration[TransformKeys.replaceNull]
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else {
            if value.isNull { return }
            try Requirements.map(value, Self.purpose)
            record[self.part] = try self.path.value(in: value, of: arena)
            return
        }
        if !value.isNull { try Requirements.structure(value, Self.purpose) }
        let own = value.isNull ? Int(schema) : value.schemaIndex
        let plan = try self.plans.plan(schema, own) { () throws(ConnectError) in
            try self.compile(arena.schemas[Int(schema)], arena.schemas[own], arena)
        }
        var current = value
        for step in plan.places.indices where !current.isNull {
            guard current.kind == .struct else {
                try Requirements.structure(current, "nested field access")
                break
            }
            // -1: the struct has no such field, though the schema that the record names has it.
            let place = plan.places[step]
            current = place < 0 || place >= Int(current.count) ? .null : arena[current.firstMember + place]
            if current.isNull, let constant = plan.constants[step]?.cell(in: arena) { current = constant }
        }
        record.set(self.part, current, schema: plan.schema)
    }

    /// What leads along the path is read with its default, the last field as is configured.
    private func compile(_ schema: Schema, _ own: Schema, _ arena: ValueArena) throws(ConnectError) -> Plan {
        guard let (_, field) = try self.path.find(in: schema) else {
            throw .java("IllegalArgumentException", "Unknown field: \(self.path.text)")
        }
        var plan = Plan(places: [], constants: [], schema: Int32(arena.index(of: field)))
        var current: Schema? = own
        for (number, step) in self.path.steps.enumerated() {
            let place = current?.index(of: step)
            let next = place.flatMap { current?.fields[$0].schema }
            let isLast = number == self.path.steps.count - 1
            plan.places.append(place ?? -1)
            plan.constants.append(!isLast || self.replacesNull ? next?.defaultValue.map(ConstantCell.init) : nil)
            current = next
        }
        return plan
    }
}
