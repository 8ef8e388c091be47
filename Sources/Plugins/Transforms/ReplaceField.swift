import ConnectAPI
import JSON

/// Leaves fields out and renames them.
final class ReplaceFieldLogic: PartLogic {
    static let name = "ReplaceField"
    private static let purpose: StaticString = "field replacement"

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
    private let oldNames: [String: String]
    private let replacesNull: Bool
    @exclusivity(unchecked) private var plans = PlanTable<StructPlan>()
    /// The keys of schemaless maps, as far as they were seen, and by their numbers what happens to them.
    @exclusivity(unchecked) private var keys = KeyTable()
    @exclusivity(unchecked) private var fates: [KeyFate] = []
    @exclusivity(unchecked) private var names = NameTable()
    @exclusivity(unchecked) private var record = 0

    private struct KeyFate: BitwiseCopyable {
        /// The new name's number; -1: the entry is left out.
        var name: Int
        var isRenamed: Bool
    }

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.excluded = Set(configuration[Self.exclude])
        self.included = Set(configuration[Self.include])
        let renames = try Self.parse(configuration[Self.renames])
        self.newNames = renames.names
        // Of several fields with the same new name it is the last one in Java's order.
        self.oldNames = JavaHash.mapOrder(of: renames.order).reduce(into: [:]) { names, place in
            let old = renames.order[place]
            names[renames.names[old] ?? old] = old
        }
        self.replacesNull = configuration[TransformKeys.replaceNull]
    }

    /// New names by old ones, and the old ones in the order given.
    private static func parse(
        _ pairs: [String]
    ) throws(ConnectError) -> (names: [String: String], order: [String]) {
        var names: [String: String] = [:]
        var order: [String] = []
        for pair in pairs {
            let parts = JavaSplit.parts(of: pair, at: ":")
            guard parts.count == 2 else {
                throw .config("renames", "[\(pairs.joined(separator: ", "))]", "Invalid rename mapping: \(pair)")
            }
            if names.updateValue(parts[1], forKey: parts[0]) == nil { order.append(parts[0]) }
        }
        return (names, order)
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

    /// A field of the new struct takes its value from the field that is renamed to its name, if there is such a rename:
    /// even if that field is left out or isn't there and the one of that name is, as in Java.
    private func compile(_ old: Schema, _ arena: ValueArena) throws(ConnectError) -> StructPlan {
        let kept = old.fields.compactMap { field in self.newName(field.name).map { (field, $0) } }
        let fields = kept.map { Schema.Field($0.1, $0.0.schema) }
        let schema = try SchemaMaking.structure(like: old, fields)
        var builder = StructPlan.Builder(from: old, replacesNull: self.replacesNull)
        for field in fields { builder.copyExisting(self.oldNames[field.name] ?? field.name, to: field) }
        return builder.finish(schema, in: arena)
    }

    /// Above it all keys are forgotten before the next record.
    private static let rememberedKeys = 1024

    private func replace(_ map: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        if self.keys.count > Self.rememberedKeys {
            (self.keys, self.fates, self.names) = (KeyTable(), [], NameTable())
        }
        self.record += 1
        let size = Int(map.count)
        var count = 0
        let first = try arena.appendCells(size * 2) { (cells, new) throws(ConnectError) in
            let old = cells + map.firstMember
            for place in 0..<size {
                let (key, value) = (old[place * 2], old[place * 2 + 1])
                var newKey = key
                if key.kind == .string {
                    let fate = self.fate(of: key, expectedAt: place, arena)
                    if fate.name < 0 { continue }
                    if let twice = self.names.place(fate.name, in: self.record, orAt: count) {
                        new[twice * 2 + 1] = self.lastValue(fate.name, old, upTo: place, size, arena)
                        continue
                    }
                    if fate.isRenamed { newKey = self.names.cell(fate.name, in: arena) }
                } else {
                    guard key.isNull else { throw .notText(key) }
                    if !self.included.isEmpty { continue }
                }
                new[count * 2] = newKey
                new[count * 2 + 1] = value
                count += 1
            }
            (new + count * 2).update(repeating: .null, count: (size - count) * 2)
        }
        return arena.map(first: first, count: count)
    }

    /// The value of two keys or more that have got the same name: of the one that comes last in Java's map.
    @inline(never)
    private func lastValue(
        _ name: Int, _ old: UnsafePointer<Cell>, upTo place: Int, _ size: Int, _ arena: ValueArena
    ) -> Cell {
        let texts = (0..<size).filter { old[$0 * 2].kind == .string }
        let order = JavaHash.mapOrder(of: texts.map { arena.text(of: old[$0 * 2]) }).map { texts[$0] }
        let last = order.last { $0 <= place && self.fate(of: old[$0 * 2], expectedAt: $0, arena).name == name }
        return old[(last ?? place) * 2 + 1]
    }

    @inline(__always)
    private func fate(of key: Cell, expectedAt place: Int, _ arena: ValueArena) -> KeyFate {
        let number = arena.withBytes(of: key) { self.keys.number(of: $0, expected: place) }
        if number == self.fates.count { self.decide(arena.text(of: key)) }
        return self.fates[number]
    }

    @inline(never)
    private func decide(_ name: String) {
        guard let new = self.newName(name) else { return self.fates.append(KeyFate(name: -1, isRenamed: false)) }
        self.fates.append(
            KeyFate(name: self.names.number(of: Array(new.utf8)), isRenamed: !new.utf8.elementsEqual(name.utf8)))
    }
}
