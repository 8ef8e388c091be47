import Bytes
import ConnectAPI
import JavaLang

/// Brings the fields of nested structs and maps to the top, under names that show the way to them.
final class FlattenLogic: PartLogic {
    static let name = "Flatten"
    private static let purpose: StaticString = "flattening"

    private static let delimiter = ConfigKey<String>(
        "delimiter", default: ".", "What stands between the names of outer and inner field.")
    static let configuration = ConfigDefinition(delimiter)

    private let part: RecordPart
    private let delimiter: String
    private let maps: MapFlattener
    @exclusivity(unchecked) private var plans = PlanTable<FlattenPlan>()

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.delimiter = configuration[Self.delimiter]
        self.maps = MapFlattener(delimiter: self.delimiter)
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        if value.isNull { return }
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else {
            try Requirements.map(value, Self.purpose)
            record[self.part] = try self.maps.flatten(value, arena)
            return
        }
        try Requirements.structure(value, Self.purpose)
        let plan = try self.plans.plan(schema, value.schemaIndex) { () throws(ConnectError) in
            try self.compile(arena.schemas[Int(schema)], arena.schemas[value.schemaIndex], arena)
        }
        record.set(self.part, try plan.make(from: value, in: arena), schema: plan.schemaIndex)
    }
}

/// With schemas.
extension FlattenLogic {
    /// Schemas may share parts, and have more paths than anybody can count.
    private static let maximumFields = 100_000

    private func compile(_ schema: Schema, _ own: Schema, _ arena: ValueArena) throws(ConnectError) -> FlattenPlan {
        var fields: [Schema.Field] = []
        try self.addFields(
            of: schema, prefix: "", optional: schema.isOptional, default: schema.defaultValue, to: &fields)
        var ways: [String: FlattenPlan.Way] = [:]
        self.addWays(of: own, prefix: "", places: [], &ways)
        return FlattenPlan(
            try SchemaMaking.structure(like: schema, fields),
            fields.map { ways[$0.name] ?? FlattenPlan.Way(places: [-1]) }, in: arena)
    }

    private func name(_ prefix: String, _ name: String) -> String {
        prefix.isEmpty ? name : prefix + self.delimiter + name
    }

    private func addFields(
        of schema: Schema, prefix: String, optional: Bool, default inherited: Value?, to fields: inout [Schema.Field]
    ) throws(ConnectError) {
        for (place, field) in try SchemaMaking.fields(of: schema).enumerated() {
            let name = self.name(prefix, field.name)
            let isOptional = optional || field.schema.isOptional
            var value = field.schema.defaultValue
            if value == nil, case .struct(let parent)? = inherited, place < parent.values.count,
                !parent.values[place].isNull
            {
                value = parent.values[place]
            }
            switch field.schema.type {
            case .struct:
                try self.addFields(of: field.schema, prefix: name, optional: isOptional, default: value, to: &fields)
            case .map:
                throw .data(
                    "Flatten transformation does not support MAP for record with schemas (for field \(name)).")
            default:
                guard fields.count < Self.maximumFields else {
                    throw .data("Flatten transformation does not support more than \(Self.maximumFields) fields")
                }
                let old = field.schema
                let bare = Schema(
                    old.type, optional: isOptional, name: old.name, version: old.version, doc: old.doc,
                    parameters: old.parameters, valueSchema: old.valueSchema)
                fields.append(Schema.Field(name, try SchemaMaking.adding(value, to: bare)))
            }
        }
    }

    /// A struct on the way is read as it is, its fields with their defaults.
    private func addWays(
        of schema: Schema, prefix: String, places: [Int32], _ ways: inout [String: FlattenPlan.Way]
    ) {
        for (place, field) in schema.fields.enumerated() {
            let name = self.name(prefix, field.name)
            let places = places + [Int32(place)]
            if field.schema.type == .struct {
                self.addWays(of: field.schema, prefix: name, places: places, &ways)
            } else {
                ways[name] = FlattenPlan.Way(places: places, constant: field.schema.defaultValue)
            }
        }
    }
}
