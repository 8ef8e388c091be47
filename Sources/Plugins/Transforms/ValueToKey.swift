import ConnectAPI
import JavaLang

/// Makes the key from fields of the value.
final class ValueToKey: Transform, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = TransformKeys.package + "ValueToKey"
    static let version = TransformKeys.version
    private static let purpose: StaticString = "copying fields from value to key"

    private static let fields = ConfigKey<[String]>(
        "fields", importance: .high, "Fields of the value that make up the key, in order."
    ).validated(by: .nonEmptyList)
    static let configuration = ConfigDefinition(fields, TransformKeys.replaceNull)

    @exclusivity(unchecked) private var names: [String] = []
    @exclusivity(unchecked) private var keys = MapKeys([])
    @exclusivity(unchecked) private var replacesNull = true
    @exclusivity(unchecked) private var plans = PlanTable<StructPlan>()

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        let parsed = try TransformKeys.parse(configuration, Self.configuration)
        self.names = parsed[Self.fields]
        self.keys = MapKeys(self.names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
        self.replacesNull = parsed[TransformKeys.replaceNull]
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record.value
        let arena = batch.arena
        if record.valueSchema < 0 {
            try Requirements.map(value, Self.purpose)
            let keys = self.keys
            let first = arena.reserveCells(keys.indices.count * 2)
            for place in keys.indices {
                arena[first + place * 2] = keys.cell(place, in: arena)
                arena[first + place * 2 + 1] = keys.value(place, in: value, of: arena) ?? .null
            }
            return record.set(.key, arena.map(first: first, count: keys.indices.count), schema: -1)
        }
        try Requirements.structure(value, Self.purpose)
        let plan = try self.plans.plan(-1, value.schemaIndex) { () throws(ConnectError) in
            let old = arena.schemas[value.schemaIndex]
            var fields: [Schema.Field] = []
            for name in self.names {
                guard let field = old.field(name) else { throw .data("Field does not exist: \(name)") }
                fields.append(field)
                if fields.dropLast().contains(where: { $0.name == name }) { _ = try SchemaMaking.structure(fields) }
            }
            let schema = try SchemaMaking.structure(fields)
            var builder = StructPlan.Builder(from: old, replacesNull: self.replacesNull)
            for field in fields { builder.copy(field.name, to: field) }
            return builder.finish(schema, in: arena)
        }
        record.set(.key, try plan.make(from: value, in: arena), schema: plan.schemaIndex)
    }
}
