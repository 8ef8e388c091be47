import ConnectAPI
import JavaLang

/// Gives the schema another name or version.
final class SetSchemaMetadataLogic: PartLogic {
    static let name = "SetSchemaMetadata"

    private static let schemaName = ConfigKey<String?>("schema.name", importance: .high, "The schema's new name.")
    private static let schemaVersion = ConfigKey<Int32?>(
        "schema.version", importance: .high, "The schema's new version.")
    static let configuration = ConfigDefinition(schemaName, schemaVersion, TransformKeys.replaceNull)

    private let part: RecordPart
    private let schemaName: String?
    private let schemaVersion: Int32?
    private let replacesNull: Bool
    @exclusivity(unchecked) private var schemas = PlanTable<Plan>()
    @exclusivity(unchecked) private var plans = PlanTable<StructPlan>()

    private final class Plan {
        let schema: Schema
        let index: Int32

        init(_ schema: Schema, _ index: Int32) {
            self.schema = schema
            self.index = index
        }
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.schemaName = configuration[Self.schemaName]
        self.schemaVersion = configuration[Self.schemaVersion]
        self.replacesNull = configuration[TransformKeys.replaceNull]
        if self.schemaName == nil, self.schemaVersion == nil {
            throw ConnectError(.config, "Neither schema name nor version configured")
        }
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else {
            if value.isNull { return }
            throw .data("Schema required for [updating schema metadata]")
        }
        let new = try self.schemas.plan(schema, 0) { () throws(ConnectError) in
            let made = try self.renamed(arena.schemas[Int(schema)])
            return Plan(made, Int32(arena.index(of: made)))
        }
        guard value.kind == .struct else { return record.set(self.part, value, schema: new.index) }
        let plan = try self.plans.plan(schema, value.schemaIndex) { () throws(ConnectError) in
            var builder = StructPlan.Builder(from: arena.schemas[value.schemaIndex], replacesNull: self.replacesNull)
            for field in new.schema.fields { builder.copy(field.name, to: field) }
            return builder.finish(new.schema, in: arena)
        }
        record.set(self.part, try plan.make(from: value, in: arena), schema: new.index)
    }

    private func renamed(_ old: Schema) throws(ConnectError) -> Schema {
        _ = try SchemaMaking.fields(of: old)
        return old.with(
            name: self.schemaName.map { .some($0) } ?? nil, version: self.schemaVersion.map { .some($0) } ?? nil)
    }
}
