import ConnectAPI

/// How a flat struct is made from one with structs in it.
final class FlattenPlan {
    /// To a value: a place in the outermost struct, one in the struct there, and so on.
    struct Way {
        /// -1: there is nothing.
        var places: [Int32]
        /// What stands for null at its end.
        var constant: Value?
    }

    /// What is done for each field of each record, in trivial parts.
    private struct Step: BitwiseCopyable {
        /// Of the way's places, in `places`.
        var start: Int32
        var count: Int32
        /// -1: none.
        var constant: Int32
        /// Of a value that is copied as it is.
        var kind: UInt8
        /// Null's kind if null is copied as it is.
        var nullKind: UInt8
    }

    /// In the arena.
    let schemaIndex: Int32
    private let names: [String]
    private let checks: [ValueCheck]
    private let steps: [Step]
    private let places: [Int32]
    private let constants: ConstantCells

    /// - Parameter ways: Of the schema's fields.
    init(_ schema: Schema, _ ways: [Way], in arena: ValueArena) {
        self.schemaIndex = Int32(arena.index(of: schema))
        self.names = schema.fields.map(\.name)
        self.checks = schema.fields.map { ValueCheck($0.schema) }
        var (steps, places, constants): ([Step], [Int32], [Value]) = ([], [], [])
        for (way, check) in zip(ways, self.checks) {
            let allowsNull = way.constant == nil && check.allowsNull
            steps.append(
                Step(
                    start: Int32(places.count), count: Int32(way.places.count),
                    constant: way.constant == nil ? -1 : Int32(constants.count),
                    kind: check.simpleKind?.rawValue ?? .max,
                    nullKind: allowsNull ? Cell.Kind.null.rawValue : .max))
            places += way.places
            if let constant = way.constant { constants.append(constant) }
        }
        (self.steps, self.places, self.constants) = (steps, places, ConstantCells(constants))
    }

    func make(from value: Cell, in arena: ValueArena) throws(ConnectError) -> Cell {
        self.constants.prepare(in: arena)
        let (steps, places) = (self.steps, self.places)
        let first = try arena.appendCells(steps.count) { (cells, new) throws(ConnectError) in
            for index in steps.indices {
                let step = steps[index]
                var current = value
                var level = Int(step.start)
                let end = level + Int(step.count)
                while level < end {
                    let place = Int(places[level])
                    guard current.kind == .struct, place >= 0, place < Int(current.count) else { break }
                    current = cells[current.firstMember + place]
                    level += 1
                }
                let kind = current.kind.rawValue
                if level < end {  // within a struct that is null nothing is set
                    new[index] = .null
                } else if kind == step.kind || kind == step.nullKind {
                    new[index] = current
                } else {
                    new[index] = try self.closer(index, current, arena)
                }
            }
        }
        return arena.structure(schema: Int(self.schemaIndex), first: first, count: steps.count)
    }

    /// A value that isn't simply right.
    @inline(never)
    private func closer(_ index: Int, _ value: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        let constant = Int(self.steps[index].constant)
        let value = value.isNull && constant >= 0 ? self.constants[constant] : value
        try self.checks[index].check(value, in: arena, "field: \"\(self.names[index])\"")
        return value
    }
}
