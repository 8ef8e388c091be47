import ConnectAPI
import JavaLang

/// Puts nothing, or a text or number that is given, in the place of fields' values.
final class MaskFieldLogic: PartLogic {
    static let name = "MaskField"
    private static let purpose = "mask fields"

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
    private let keys: [MapKey]
    private let replacement: String?
    private let replacesNull: Bool
    @exclusivity(unchecked) private var plans = PlanTable<(plan: StructPlan, masked: [MaskedField])>()
    private struct MaskedField {
        var place: Int
        /// The kind of what stands for null.
        var defaultKind: Cell.Kind?
    }

    /// What a kind of value becomes, as far as it was asked for.
    @exclusivity(unchecked) private var masks = [ConstantCell?](repeating: nil, count: 32)
    @exclusivity(unchecked) private var changes: [MapChange] = []
    @exclusivity(unchecked) private var given: [Cell] = []

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.names = Set(configuration[Self.fields])
        self.keys = self.names.sorted().map(MapKey.init)
        self.replacement = configuration[Self.replacement]
        self.replacesNull = configuration[TransformKeys.replaceNull]
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        guard schema >= 0 else {
            try Requirements.map(value, Self.purpose)
            self.changes.removeAll(keepingCapacity: true)
            for index in self.keys.indices {
                let place = self.keys[index].place(in: value, of: arena)
                let old = place.map { arena[value.firstMember + $0 * 2 + 1] } ?? .null
                self.changes.append(
                    MapChange(
                        place: place, key: self.keys[index].cell(in: arena), value: try self.masked(old.kind, arena)))
            }
            record[self.part] = arena.map(value, changing: self.changes)
            return
        }
        try Requirements.structure(value, Self.purpose)
        let (plan, fields) = try self.plans.plan(-1, value.schemaIndex) { () throws(ConnectError) in
            self.compile(arena.schemas[value.schemaIndex], arena)
        }
        self.given.removeAll(keepingCapacity: true)
        for field in fields {
            let old = field.place < Int(value.count) ? arena[value.firstMember + field.place].kind : .null
            self.given.append(try self.masked(old == .null ? field.defaultKind ?? .null : old, arena))
        }
        record[self.part] = try plan.make(from: value, in: arena, given: self.given)
    }

    private func compile(_ schema: Schema, _ arena: ValueArena) -> (StructPlan, [MaskedField]) {
        var builder = StructPlan.Builder(from: schema, replacesNull: self.replacesNull)
        var masked: [MaskedField] = []
        for (place, field) in schema.fields.enumerated() {
            if self.names.contains(field.name) {
                builder.take(masked.count, to: field)
                let value = self.replacesNull ? field.schema.defaultValue : nil
                masked.append(MaskedField(place: place, defaultKind: value.map { ValueArena().cell($0).kind }))
            } else {
                builder.copy(field.name, to: field)
            }
        }
        return (builder.finish(schema, in: arena), masked)
    }

    /// What a value of that kind becomes.
    private func masked(_ kind: Cell.Kind, _ arena: ValueArena) throws(ConnectError) -> Cell {
        if kind == .null { return .null }
        if self.masks[Int(kind.rawValue)] == nil {
            let value =
                if let replacement {
                    try Self.replacement(replacement, for: kind)
                } else {
                    try Self.nothing(for: kind)
                }
            self.masks[Int(kind.rawValue)] = ConstantCell(value)
        }
        return self.masks[Int(kind.rawValue)]?.cell(in: arena) ?? .null
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
