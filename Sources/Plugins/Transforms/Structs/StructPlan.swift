import ConnectAPI
import JavaLang

/// How a struct is made from another one: field by field, with the checks that Java makes when it sets a field.
final class StructPlan {
    /// Where a field's value comes from.
    enum Source {
        /// A field of the old struct.
        case field(Int)
        /// The value at this place of ``StructPlan/given``.
        case given(Int)
        /// Nothing: it stays null, unchecked.
        case unset
        /// A field of this name, which the old struct doesn't have.
        case missing(String)
    }

    struct Field {
        var name: String
        var source: Source
        var check: ValueCheck
        /// Place in ``StructPlan/constants`` of what stands for null; -1: nothing.
        var constant = -1
        /// A value handed in that is null is not set at all.
        var mayBeUnset = false
    }

    /// What is done for each field of each record, in trivial parts.
    private struct Step: BitwiseCopyable {
        /// Of the field or of what was handed in.
        var index: Int32
        /// Of the constant that stands for null; -1: none.
        var constant: Int32
        var isUnset: Bool
        /// Whether the value is one that was handed in.
        var isGiven: Bool
        /// Of a value that is copied as it is.
        var kind: UInt8
        /// Null's kind if null is copied as it is.
        var nullKind: UInt8

        /// No value's kind.
        static let none: UInt8 = .max

        init(_ field: Field) {
            self.constant = Int32(field.constant)
            switch field.source {
            case .unset, .missing: (self.isUnset, self.isGiven, self.index) = (true, true, 0)
            case .field(let index): (self.isUnset, self.isGiven, self.index) = (false, false, Int32(index))
            case .given(let index): (self.isUnset, self.isGiven, self.index) = (false, true, Int32(index))
            }
            let allowsNull = field.constant < 0 && (field.check.allowsNull || field.mayBeUnset)
            self.kind = field.check.simpleKind?.rawValue ?? Self.none
            self.nullKind = allowsNull ? Cell.Kind.null.rawValue : Self.none
            if self.isUnset { (self.kind, self.nullKind) = (Self.none, Self.none) }
        }
    }

    let schema: Schema
    /// In the arena.
    let schemaIndex: Int32
    /// What ``Source/given(_:)`` names; the caller fills it in for each record.
    let given: CellRow
    private let names: [String]
    private let checks: [ValueCheck]
    /// By the fields' places: of the old field that is missing.
    private let missing: [Int: String]
    private let steps: UnsafeMutablePointer<Step>
    private let count: Int
    private let constants: ConstantCells
    /// Fields of the old struct.
    private let oldCount: Int

    private init(_ schema: Schema, _ fields: [Field], _ constants: [Value], oldCount: Int, in arena: ValueArena) {
        self.schema = schema
        self.schemaIndex = Int32(arena.index(of: schema))
        self.names = fields.map(\.name)
        self.checks = fields.map(\.check)
        self.missing = fields.enumerated().reduce(into: [:]) { missing, field in
            if case .missing(let name) = field.element.source { missing[field.offset] = name }
        }
        self.count = fields.count
        self.steps = .allocate(capacity: max(fields.count, 1))
        for (place, field) in fields.enumerated() { (self.steps + place).initialize(to: Step(field)) }
        self.constants = ConstantCells(constants)
        self.oldCount = oldCount
        let places = fields.map { field in if case .given(let place) = field.source { place + 1 } else { 0 } }
        self.given = CellRow(count: places.max() ?? 0)
    }

    deinit { self.steps.deallocate() }

    /// The new struct.
    func make(from cell: Cell, in arena: ValueArena) throws(ConnectError) -> Cell {
        guard Int(cell.count) == self.oldCount else {
            throw ConnectError(.data, "A struct has \(cell.count) values, but its schema has \(self.oldCount) fields")
        }
        // Their members are cells, too, which can't be added later on.
        self.constants.prepare(in: arena)
        let (steps, count, given) = (self.steps, self.count, UnsafePointer(self.given.cells))
        let first = try arena.appendCells(count) { (cells, new) throws(ConnectError) in
            let old = cells + cell.firstMember
            for place in 0..<count {
                let step = steps[place]
                let source = (step.isGiven ? given : old) + Int(step.index)
                let kind = source.pointee.kind.rawValue
                if kind == step.kind || kind == step.nullKind {
                    UnsafeMutableRawPointer(new + place).copyMemory(
                        from: source, byteCount: MemoryLayout<Cell>.stride)
                } else {
                    new[place] = try self.closer(place, source.pointee, arena)
                }
            }
        }
        return arena.structure(schema: Int(self.schemaIndex), first: first, count: count)
    }

    /// Checks the fields in front of the one that takes `place` of what is given: where that one can't be had, Java has
    /// set these already, and tells what is wrong with them first.
    func check(before place: Int, from cell: Cell, in arena: ValueArena) throws(ConnectError) {
        self.constants.prepare(in: arena)
        for field in 0..<self.count where Int(cell.count) == self.oldCount {
            let step = self.steps[field]
            if step.isGiven, !step.isUnset, Int(step.index) == place { return }
            let value = step.isGiven ? self.given.cells[Int(step.index)] : arena[cell.firstMember + Int(step.index)]
            let kind = value.kind.rawValue
            if kind != step.kind, kind != step.nullKind { _ = try self.closer(field, value, arena) }
        }
    }

    /// A value that isn't simply right.
    @inline(never)
    private func closer(_ place: Int, _ value: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        let step = self.steps[place]
        if step.isUnset {
            guard let name = self.missing[place] else { return .null }
            throw .data("\(name) is not a valid field name")
        }
        let value = value.isNull && step.constant >= 0 ? self.constants[Int(step.constant)] : value
        try self.checks[place].check(value, in: arena, "field: \"\(self.names[place])\"")
        return value
    }

    /// Puts a plan together.
    struct Builder {
        private let old: Schema
        private let replacesNull: Bool
        private var fields: [Field] = []
        private var constants: [Value] = []

        /// - Parameters:
        ///   - old: Schema of the structs that the plan reads.
        ///   - replacesNull: Whether an old field's default stands for its null.
        init(from old: Schema, replacesNull: Bool) {
            self.old = old
            self.replacesNull = replacesNull
        }

        /// The next field, copied from the old one called `name`.
        mutating func copy(_ name: String, to field: Schema.Field) {
            guard let index = self.old.index(of: name) else {
                self.fields.append(Field(name: field.name, source: .unset, check: ValueCheck(field.schema)))
                return
            }
            var constant = -1
            if self.replacesNull, let value = self.old.fields[index].schema.defaultValue {
                constant = self.constants.count
                self.constants.append(value)
            }
            self.fields.append(
                Field(
                    name: field.name, source: .field(index), check: ValueCheck(field.schema), constant: constant))
        }

        /// The next field, copied from the old one called `name`, without which there is no new struct.
        mutating func copyExisting(_ name: String, to field: Schema.Field) {
            guard self.old.index(of: name) == nil else { return self.copy(name, to: field) }
            self.fields.append(Field(name: field.name, source: .missing(name), check: ValueCheck(field.schema)))
        }

        /// The next field, handed in by the caller.
        mutating func take(_ place: Int, to field: Schema.Field, mayBeUnset: Bool = false) {
            self.fields.append(
                Field(
                    name: field.name, source: .given(place), check: ValueCheck(field.schema), mayBeUnset: mayBeUnset))
        }

        func finish(_ schema: Schema, in arena: ValueArena) -> StructPlan {
            StructPlan(schema, self.fields, self.constants, oldCount: self.old.fields.count, in: arena)
        }
    }
}
