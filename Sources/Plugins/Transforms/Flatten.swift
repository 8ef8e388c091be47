import Bytes
import ConnectAPI
import JavaLang

/// Brings the fields of nested structs and maps to the top, under names that show the way to them.
final class FlattenLogic: PartLogic {
    static let name = "Flatten"
    private static let purpose = "flattening"

    private static let delimiter = ConfigKey<String>(
        "delimiter", default: ".", "What stands between the names of outer and inner field.")
    static let configuration = ConfigDefinition(delimiter)

    private let part: RecordPart
    private let delimiter: String
    private let delimiterBytes: [UInt8]
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    /// The way to a value: a place in the outermost struct, one in the struct there, and so on.
    private final class Plan {
        var schema: Schema = Schema(.struct)
        var index: Int32 = 0
        var steps: [Step] = []
        var constants: [ConstantCell] = []

        struct Step {
            var path: [Int32]
            /// Of the structs on the way, and of the field: place of what stands for null, -1: nothing.
            var constants: [Int32]
            var name: String
            var check: ValueCheck
        }
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.delimiter = configuration[Self.delimiter]
        self.delimiterBytes = Array(self.delimiter.utf8)
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        if value.isNull { return }
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else {
            try Requirements.map(value, Self.purpose)
            var entries: [(key: Cell, value: Cell)] = []
            var hasInner = false
            try self.flatten(value, prefix: nil, arena, &entries, &hasInner, depth: 0)
            if hasInner { Self.removeDoubles(&entries, arena) }
            let first = arena.appendCells(entries.count * 2) { _, new in
                for (place, entry) in entries.enumerated() {
                    new[place * 2] = entry.key
                    new[place * 2 + 1] = entry.value
                }
            }
            record[self.part] = arena.map(first: first, count: entries.count)
            return
        }
        try Requirements.structure(value, Self.purpose)
        let plan = try self.plans.plan(schema, value.schemaIndex) { () throws(ConnectError) in
            try self.compile(arena.schemas[Int(schema)], arena.schemas[value.schemaIndex], arena)
        }
        record.set(self.part, try self.make(plan, value, arena), schema: plan.index)
    }

    private func make(_ plan: Plan, _ value: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        for place in plan.constants.indices { _ = plan.constants[place].cell(in: arena) }
        let first = arena.reserveCells(plan.steps.count)
        for (place, step) in plan.steps.enumerated() {
            var current = value
            var isMissing = false
            for (level, index) in step.path.enumerated() {
                guard current.kind == .struct, index >= 0, Int(index) < Int(current.count) else {
                    isMissing = true
                    break
                }
                current = arena[current.firstMember + Int(index)]
                if current.isNull, step.constants[level] >= 0 {
                    current = plan.constants[Int(step.constants[level])].cell(in: arena)
                }
            }
            if isMissing { continue }  // within a struct that is null nothing is set
            try step.check.check(current, in: arena, "field: \"\(step.name)\"")
            arena[first + place] = current
        }
        return arena.structure(schema: Int(plan.index), first: first, count: plan.steps.count)
    }
}

/// Without schemas.
extension FlattenLogic {
    /// Maps nested deeper are refused: each level makes the names of all values longer.
    private static let maximumDepth = 100

    private func flatten(
        _ map: Cell, prefix: Cell?, _ arena: ValueArena, _ entries: inout [(key: Cell, value: Cell)],
        _ hasInner: inout Bool, depth: Int
    ) throws(ConnectError) {
        guard depth < Self.maximumDepth else {
            throw .data("Flatten transformation does not support maps that are nested more than 100 levels deep")
        }
        for place in 0..<Int(map.count) {
            let key = arena[map.firstMember + place * 2]
            let value = arena[map.firstMember + place * 2 + 1]
            guard key.kind == .string || key.isNull else { throw .notText(key) }
            let name = self.joined(prefix, key, arena)
            switch value.kind {
            case .map:
                hasInner = true
                try self.flatten(value, prefix: name, arena, &entries, &hasInner, depth: depth + 1)
            case .struct:
                throw .data(
                    "Flatten transformation does not support \(JavaClass.description(of: value.kind)) for record "
                        + "without schemas (for field \(arena.text(of: name))).")
            case .decimal, .date, .bigInteger:
                throw .data(
                    "Flatten transformation was passed a value of type \(JavaClass.description(of: value.kind)) which "
                        + "is not supported by Connect's data API")
            default: entries.append((name, value))
            }
        }
    }

    private func joined(_ prefix: Cell?, _ key: Cell, _ arena: ValueArena) -> Cell {
        guard let prefix, prefix.count > 0 else { return key }
        let outer = arena.withBytes(of: prefix) { Array($0) }
        let inner = key.isNull ? Array("null".utf8) : arena.withBytes(of: key) { Array($0) }
        return arena.string(isPlain: prefix.isPlain && key.isPlain) { output in
            outer.withUnsafeBytes { output.append($0) }
            self.delimiterBytes.withUnsafeBytes { output.append($0) }
            inner.withUnsafeBytes { output.append($0) }
        }
    }

    /// Two values may have got the same name: the later one counts.
    private static func removeDoubles(_ entries: inout [(key: Cell, value: Cell)], _ arena: ValueArena) {
        var places: [[UInt8]: Int] = [:]
        var unique: [(key: Cell, value: Cell)] = []
        for entry in entries {
            guard entry.key.kind == .string else {
                unique.append(entry)
                continue
            }
            let name = arena.withBytes(of: entry.key) { Array($0) }
            if let place = places[name] {
                unique[place].value = entry.value
            } else {
                places[name] = unique.count
                unique.append(entry)
            }
        }
        entries = unique
    }
}

/// With schemas.
extension FlattenLogic {
    /// Schemas may share parts, and have more paths than anybody can count.
    private static let maximumFields = 100_000

    private func compile(_ schema: Schema, _ own: Schema, _ arena: ValueArena) throws(ConnectError) -> Plan {
        let plan = Plan()
        var fields: [Schema.Field] = []
        try self.addFields(
            of: schema, prefix: "", optional: schema.isOptional, default: schema.defaultValue, to: &fields)
        plan.schema = try SchemaMaking.structure(like: schema, fields)
        plan.index = Int32(arena.index(of: plan.schema))
        var steps: [String: Plan.Step] = [:]
        self.addSteps(of: own, prefix: "", path: [], constants: [], plan, &steps)
        plan.steps = fields.map { field in
            var step = steps[field.name] ?? Plan.Step(path: [-1], constants: [-1], name: "", check: ValueCheck(.string))
            step.name = field.name
            step.check = ValueCheck(field.schema)
            return step
        }
        return plan
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
    private func addSteps(
        of schema: Schema, prefix: String, path: [Int32], constants: [Int32], _ plan: Plan,
        _ steps: inout [String: Plan.Step]
    ) {
        for (place, field) in schema.fields.enumerated() {
            let name = self.name(prefix, field.name)
            let path = path + [Int32(place)]
            if field.schema.type == .struct {
                self.addSteps(of: field.schema, prefix: name, path: path, constants: constants + [-1], plan, &steps)
                continue
            }
            var constant: Int32 = -1
            if let value = field.schema.defaultValue {
                constant = Int32(plan.constants.count)
                plan.constants.append(ConstantCell(value))
            }
            steps[name] = Plan.Step(
                path: path, constants: constants + [constant], name: name, check: ValueCheck(field.schema))
        }
    }
}
