import ConnectAPI

/// How a struct is made from another one: field by field, with the checks that Java makes when it sets a field.
final class StructPlan {
    /// Where a field's value comes from.
    enum Source {
        /// A field of the old struct.
        case field(Int)
        /// The value at this place among those that the caller hands in.
        case given(Int)
        /// Nothing: it stays null, unchecked.
        case unset
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
        var index: Int32
        var constant: Int32
        var source: UInt8
        /// Of a value that is copied as it is.
        var kind: UInt8
        /// Whether null is copied as it is.
        var allowsNull: Bool

        static let unset: UInt8 = 0
        static let field: UInt8 = 1
        static let given: UInt8 = 2
        /// No value's kind.
        static let none: UInt8 = .max
    }

    let schema: Schema
    /// In the arena.
    let schemaIndex: Int32
    private let fields: [Field]
    private let steps: [Step]
    private let constants: [ConstantCell]
    /// Whose constants were written.
    @exclusivity(unchecked) private var generation = -1
    /// Fields of the old struct.
    private let oldCount: Int

    private init(_ schema: Schema, _ fields: [Field], _ constants: [ConstantCell], oldCount: Int, in arena: ValueArena)
    {
        self.schema = schema
        self.schemaIndex = Int32(arena.index(of: schema))
        self.fields = fields
        self.steps = fields.map { field in
            let (source, index) =
                switch field.source {
                case .unset: (Step.unset, 0)
                case .field(let index): (Step.field, index)
                case .given(let index): (Step.given, index)
                }
            return Step(
                index: Int32(index), constant: Int32(field.constant), source: source,
                kind: field.check.simpleKind?.rawValue ?? Step.none,
                allowsNull: source == Step.unset || field.constant < 0 && (field.check.allowsNull || field.mayBeUnset))
        }
        self.constants = constants
        self.oldCount = oldCount
    }

    /// The new struct.
    ///
    /// - Parameter given: What ``Source/given(_:)`` names.
    func make(from cell: Cell, in arena: ValueArena, given: [Cell] = []) throws(ConnectError) -> Cell {
        guard Int(cell.count) == self.oldCount else {
            throw ConnectError(.data, "A struct has \(cell.count) values, but its schema has \(self.oldCount) fields")
        }
        // Their members are cells, too, which can't be added later on.
        if arena.generation != self.generation {
            for constant in self.constants { _ = constant.cell(in: arena) }
            self.generation = arena.generation
        }
        let old = cell.firstMember
        let steps = self.steps
        let first = try arena.appendCells(steps.count) { (cells, new) throws(ConnectError) in
            for place in steps.indices {
                let step = steps[place]
                var value = Cell.null
                if step.source == Step.field {
                    value = cells[old &+ Int(step.index)]
                } else if step.source == Step.given {
                    value = given[Int(step.index)]
                }
                if value.kind.rawValue != step.kind, !(value.isNull && step.allowsNull) {
                    value = try self.closer(place, value, arena)
                }
                new[place] = value
            }
        }
        return arena.structure(schema: Int(self.schemaIndex), first: first, count: steps.count)
    }

    /// A value that isn't simply right.
    @inline(never)
    private func closer(_ place: Int, _ value: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        let field = self.fields[place]
        if value.isNull, field.constant >= 0 { return self.constants[field.constant].cell(in: arena) }
        try field.check.check(value, in: arena, "field: \"\(field.name)\"")
        return value
    }

    /// Puts a plan together.
    struct Builder {
        private let old: Schema
        private let replacesNull: Bool
        private var fields: [Field] = []
        private var constants: [ConstantCell] = []

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
                self.constants.append(ConstantCell(value))
            }
            self.fields.append(
                Field(
                    name: field.name, source: .field(index), check: ValueCheck(field.schema), constant: constant))
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
