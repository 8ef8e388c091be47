import ConnectAPI

/// Leaves fields out and renames them.
final class ReplaceFieldLogic: PartLogic {
    static let name = "ReplaceField"
    private static let purpose = "field replacement"

    private static let exclude = ConfigKey<[String]>(
        "exclude", default: [], "Fields to leave out; counts more than include.")
    private static let include = ConfigKey<[String]>(
        "include", default: [], "Fields to keep; empty: all.")
    private static let renames = ConfigKey<[String]>(
        "renames", default: [], "Fields to rename, each as old:new."
    ).validated(
        by: ConfigValidator(description: "list of colon-delimited pairs, e.g. <code>foo:bar,abc:xyz</code>") {
            _, value in
            guard case .list(let pairs) = value else { return nil }
            do throws(ConnectError) {
                _ = try parse(pairs)
                return nil
            } catch {
                return error.message
            }
        })
    static let configuration = ConfigDefinition(exclude, include, renames, TransformKeys.replaceNull)

    private let part: RecordPart
    private let excluded: Set<String>
    private let included: Set<String>
    private let newNames: [String: String]
    private let replacesNull: Bool
    @exclusivity(unchecked) private var plans = PlanTable<StructPlan>()
    /// What happens to the keys of schemaless maps, as far as they were seen.
    @exclusivity(unchecked) private var keys: [KeyFate] = []
    @exclusivity(unchecked) private var entries: [(key: Cell, value: Cell)] = []

    private final class KeyFate {
        let old: MapKey
        /// nil: the entry is left out.
        let new: MapKey?
        let isRenamed: Bool

        init(_ name: String, _ new: String?) {
            self.old = MapKey(name)
            self.new = new.map(MapKey.init)
            self.isRenamed = new != name
        }
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.excluded = Set(configuration[Self.exclude])
        self.included = Set(configuration[Self.include])
        self.newNames = try Self.parse(configuration[Self.renames])
        self.replacesNull = configuration[TransformKeys.replaceNull]
    }

    private static func parse(_ pairs: [String]) throws(ConnectError) -> [String: String] {
        var names: [String: String] = [:]
        for pair in pairs {
            let parts = JavaSplit.parts(of: pair, at: ":")
            guard parts.count == 2 else {
                throw .config("renames", "[\(pairs.joined(separator: ", "))]", "Invalid rename mapping: \(pair)")
            }
            names[parts[0]] = parts[1]
        }
        return names
    }

    private func newName(_ name: String) -> String? {
        guard !self.excluded.contains(name), self.included.isEmpty || self.included.contains(name) else { return nil }
        return self.newNames[name] ?? name
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        if value.isNull { return }
        let arena = batch.arena
        if record.schema(of: self.part) < 0 {
            try Requirements.map(value, Self.purpose)
            record[self.part] = try self.replace(value, arena)
            return
        }
        try Requirements.structure(value, Self.purpose)
        let plan = try self.plans.plan(-1, value.schemaIndex) { () throws(ConnectError) in
            try self.compile(arena.schemas[value.schemaIndex], arena)
        }
        record.set(self.part, try plan.make(from: value, in: arena), schema: plan.schemaIndex)
    }

    /// A field of the new struct takes its value from the old field whose new name it has. Of several such renames Java
    /// takes any; it is the last one here, which matters only where the schema would have had a field twice.
    private func compile(_ old: Schema, _ arena: ValueArena) throws(ConnectError) -> StructPlan {
        let kept = old.fields.compactMap { field in self.newName(field.name).map { (field, $0) } }
        let fields = kept.map { Schema.Field($0.1, $0.0.schema) }
        let schema = try SchemaMaking.structure(like: old, fields)
        var builder = StructPlan.Builder(from: old, replacesNull: self.replacesNull)
        for (place, field) in fields.enumerated() { builder.copy(kept[place].0.name, to: field) }
        return builder.finish(schema, in: arena)
    }

    /// Most keys whose fate is remembered; those of a map with ever new keys are worked out each time.
    private static let rememberedKeys = 256

    private func replace(_ map: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        self.entries.removeAll(keepingCapacity: true)
        var isRenaming = false
        for place in 0..<Int(map.count) {
            let key = arena[map.firstMember + place * 2]
            let value = arena[map.firstMember + place * 2 + 1]
            guard key.kind == .string else {
                guard key.isNull else { throw .notText(key) }
                if self.included.isEmpty { self.entries.append((key, value)) }
                continue
            }
            let fate = self.keys[self.fate(of: key, expectedAt: place, arena)]
            guard let new = fate.new else { continue }
            isRenaming = isRenaming || fate.isRenamed
            // Two keys may have got the same name: the later one's value counts.
            if isRenaming, let twice = self.entries.firstIndex(where: { new.equals($0.key, in: arena) }) {
                self.entries[twice].value = value
            } else {
                self.entries.append((fate.isRenamed ? new.cell(in: arena) : key, value))
            }
        }
        let entries = self.entries
        let first = arena.appendCells(entries.count * 2) { _, new in
            for place in entries.indices {
                new[place * 2] = entries[place].key
                new[place * 2 + 1] = entries[place].value
            }
        }
        return arena.map(first: first, count: entries.count)
    }

    /// Where in `keys` the key is. Records of one source have the same keys in the same order, so it is looked for first
    /// where it was the last time.
    private func fate(of key: Cell, expectedAt place: Int, _ arena: ValueArena) -> Int {
        if place < self.keys.count, self.keys[place].old.equals(key, in: arena) { return place }
        if let known = self.keys.firstIndex(where: { $0.old.equals(key, in: arena) }) { return known }
        if self.keys.count >= Self.rememberedKeys { self.keys.removeAll(keepingCapacity: true) }
        let name = arena.text(of: key)
        self.keys.append(KeyFate(name, self.newName(name)))
        return self.keys.count - 1
    }
}
