import ConnectAPI

/// Puts the key or value into a struct or map with one field.
final class HoistFieldLogic: PartLogic {
    static let name = "HoistField"

    private static let field = ConfigKey<String>("field", "Name of the field that takes the whole key or value.")
    static let configuration = ConfigDefinition(field)

    private let part: RecordPart
    private let name: String
    private let key: MapKey
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    private final class Plan {
        let index: Int32
        let check: ValueCheck

        init(_ index: Int32, _ check: ValueCheck) {
            self.index = index
            self.check = check
        }
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.name = configuration[Self.field]
        self.key = MapKey(self.name)
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        let value = record[self.part]
        guard schema >= 0 else {
            let key = self.key.cell(in: arena)
            let first = arena.appendCells(2) { _, new in
                new[0] = key
                new[1] = value
            }
            return record.set(self.part, arena.map(first: first, count: 1), schema: -1)
        }
        let plan = try self.plans.plan(schema, 0) { () throws(ConnectError) in
            let old = arena.schemas[Int(schema)]
            let made = try SchemaMaking.structure([Schema.Field(self.name, old)])
            return Plan(Int32(arena.index(of: made)), ValueCheck(old))
        }
        if !plan.check.accepts(value) { try plan.check.check(value, in: arena, "field: \"\(self.name)\"") }
        let first = arena.appendCells(1) { _, new in new[0] = value }
        record.set(self.part, arena.structure(schema: Int(plan.index), first: first, count: 1), schema: plan.index)
    }
}
