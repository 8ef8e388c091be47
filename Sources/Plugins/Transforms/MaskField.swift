import ConnectAPI
import JSON
import JavaLang

/// Puts nothing, or a text or number that is given, in the place of fields' values.
final class MaskFieldLogic: PartLogic {
    static let name = "MaskField"
    private static let purpose: StaticString = "mask fields"

    private static let fields = ConfigKey<[String]>("fields", importance: .high, "Names of the fields to mask.")
        .validated(by: .nonEmptyList)
    private static let replacement = ConfigKey<String?>(
        "replacement", importance: .low,
        "What number and text fields get; without it numbers become 0, texts, arrays and maps empty, booleans false and "
            + "dates 1970-01-01."
    ).validated(by: .nonEmptyString)
    static let configuration = ConfigDefinition(fields, replacement, TransformKeys.replaceNull)

    private let part: RecordPart
    private let names: Set<String>
    private let keys: MapKeys
    private let replacement: String?
    private let replacesNull: Bool
    @exclusivity(unchecked) private var plans = PlanTable<Plan>()

    private final class Plan {
        let structs: StructPlan
        let masked: [MaskedField]

        init(_ structs: StructPlan, _ masked: [MaskedField]) {
            self.structs = structs
            self.masked = masked
        }
    }

    private struct MaskedField: BitwiseCopyable {
        var place: Int
        /// The kind of what stands for null; null if nothing does.
        var defaultKind: Cell.Kind
    }

    /// What a kind of value becomes, as far as it was asked for.
    @exclusivity(unchecked) private var masks = [ConstantCell?](repeating: nil, count: 32)
    /// The masks' cells in this generation of the arena, and a bit for each that is there.
    private let cells = CellRow(count: 32)
    @exclusivity(unchecked) private var known: UInt32 = 0
    @exclusivity(unchecked) private var generation = -1

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.names = Set(configuration[Self.fields])
        // Java's order decides which error is told.
        let names: [String] = configuration[Self.fields].reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        self.keys = MapKeys(JavaHash.mapOrder(of: names).map { names[$0] })
        self.replacement = configuration[Self.replacement]
        self.replacesNull = configuration[TransformKeys.replaceNull]
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else {
            try Requirements.map(value, Self.purpose)
            var map = MapCopy(of: value, room: self.keys.names.count, in: arena)
            for index in self.keys.indices {
                let place = self.keys.place(index, in: value, of: arena)
                let old = place.map { arena[value.firstMember + $0 * 2 + 1].kind } ?? .null
                map.set(try self.masked(old, arena), at: place, key: self.keys.cell(index, in: arena), in: arena)
            }
            record[self.part] = map.cell
            return
        }
        try Requirements.structure(value, Self.purpose)
        let plan = try self.plans.plan(-1, value.schemaIndex) { () throws(ConnectError) in
            self.compile(arena.schemas[value.schemaIndex], arena)
        }
        for place in plan.masked.indices {
            let field = plan.masked[place]
            let old = field.place < Int(value.count) ? arena[value.firstMember + field.place].kind : .null
            do throws(ConnectError) {
                plan.structs.given[place] = try self.masked(old == .null ? field.defaultKind : old, arena)
            } catch {
                try plan.structs.check(before: place, from: value, in: arena)
                throw error
            }
        }
        record[self.part] = try plan.structs.make(from: value, in: arena)
    }

    private func compile(_ schema: Schema, _ arena: ValueArena) -> Plan {
        var builder = StructPlan.Builder(from: schema, replacesNull: self.replacesNull)
        var masked: [MaskedField] = []
        for (place, field) in schema.fields.enumerated() {
            if self.names.contains(field.name) {
                builder.take(masked.count, to: field)
                let value = self.replacesNull ? field.schema.defaultValue : nil
                masked.append(MaskedField(place: place, defaultKind: value.map { ValueArena().cell($0).kind } ?? .null))
            } else {
                builder.copy(field.name, to: field)
            }
        }
        return Plan(builder.finish(schema, in: arena), masked)
    }

    /// What a value of that kind becomes.
    @inline(__always)
    private func masked(_ kind: Cell.Kind, _ arena: ValueArena) throws(ConnectError) -> Cell {
        if arena.generation == self.generation, self.known & 1 << UInt32(kind.rawValue) != 0 {
            return self.cells[Int(kind.rawValue)]
        }
        return try self.newlyMasked(kind, arena)
    }

    @inline(never)
    private func newlyMasked(_ kind: Cell.Kind, _ arena: ValueArena) throws(ConnectError) -> Cell {
        if kind == .null { return .null }
        if arena.generation != self.generation {
            self.generation = arena.generation
            self.known = 0
        }
        let place = Int(kind.rawValue)
        if self.masks[place] == nil {
            let value =
                if let replacement {
                    try Self.replacement(replacement, for: kind)
                } else {
                    try Self.nothing(for: kind)
                }
            self.masks[place] = ConstantCell(value)
        }
        self.cells[place] = self.masks[place]?.cell(in: arena) ?? .null
        self.known |= 1 << UInt32(kind.rawValue)
        return self.cells[place]
    }

    private static func nothing(for kind: Cell.Kind) throws(ConnectError) -> Value {
        switch kind {
        case .null: return .null
        case .boolean: return .boolean(false)
        case .int8: return .int8(0)
        case .int16: return .int16(0)
        case .int32: return .int32(0)
        case .int64: return .int64(0)
        case .float32: return .float32(0)
        case .float64: return .float64(0)
        case .string: return .string("")
        case .decimal: return .decimal(Decimal(0, scale: 0))
        case .bigInteger: return .bigInteger(Decimal(0, scale: 0))
        case .date: return .date(0)
        case .array: return .array([])
        case .map: return .map(ValueMap())
        case .bytes, .struct: throw .data("Cannot mask value of type: \(JavaClass.description(of: kind))")
        }
    }

    private static func replacement(_ text: String, for kind: Cell.Kind) throws(ConnectError) -> Value {
        func number() throws(ConnectError) -> Decimal {
            guard let decimal = JavaNumber.decimal(text) else {
                throw .data(
                    "Unable to convert \(text) (class java.lang.String) to a number",
                    cause: ConnectError.numberFormat(text))
            }
            return decimal
        }
        let failure = ConnectError.data(
            "Unable to convert \(text) (class java.lang.String) to number", cause: ConnectError.numberFormat(text))
        switch kind {
        case .int8: return .int8(Int8(truncatingIfNeeded: JavaNumber.int64(try number())))
        case .int16: return .int16(Int16(truncatingIfNeeded: JavaNumber.int64(try number())))
        case .int32: return .int32(Int32(truncatingIfNeeded: JavaNumber.int64(try number())))
        case .int64: return .int64(JavaNumber.int64(try number()))
        case .float32: return .float32(Float(JavaNumber.double(try number())))
        case .float64: return .float64(JavaNumber.double(try number()))
        case .string: return .string(text)
        case .decimal:
            guard let decimal = JavaNumber.decimal(text) else { throw failure }
            return .decimal(decimal)
        case .bigInteger:
            guard let integer = JavaNumber.bigInteger(text) else { throw failure }
            return .bigInteger(integer)
        default:
            throw .data(
                "Cannot mask value of type \(JavaClass.description(of: kind)) with custom replacement.")
        }
    }
}
