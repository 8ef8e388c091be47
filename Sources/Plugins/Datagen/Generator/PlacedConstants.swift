import ConnectAPI

/// Where the constants of a program lie in an arena. They lie in the same places in all arenas that were empty before, so
/// tasks of a connector share this too.
final class PlacedConstants: @unchecked Sendable {  // nothing of it changes once it is made
    /// The cells that nodes pick from.
    let table: UnsafeMutablePointer<Cell>
    /// The upper half of the cells of each struct.
    let structs: UnsafeMutablePointer<UInt64>
    /// Of the headers that each record has.
    let headerNames: (generation: Cell, task: Cell, iteration: Cell)
    /// The arena's numbers of schemas.
    let headerSchema: Int32
    let keySchema: Int32
    let valueSchema: Int32
    private let cellCount: Int
    private let structCount: Int

    /// - Parameter key: nil: keys are null.
    init(_ values: [Value], _ structs: [Schema], key: Schema?, value: Schema, in arena: ValueArena) {
        var interned: [String: Cell] = [:]
        let cells = values.map { value in
            if let text = value.string, let cell = interned[text] { return cell }
            let cell = arena.intern(value)
            if let text = value.string { interned[text] = cell }
            return cell
        }
        (self.table, self.cellCount) = (.allocated(cells), cells.count)
        (self.structs, self.structCount) = (
            .allocated(structs.map { UInt64(arena.index(of: $0)) << 32 }), structs.count
        )
        self.headerNames = (
            arena.intern(.string("task.generation")), arena.intern(.string("task.id")),
            arena.intern(.string("current.iteration"))
        )
        self.headerSchema = Int32(arena.index(of: .int64))
        self.keySchema = Int32(arena.index(of: key ?? .optionalString))
        self.valueSchema = Int32(arena.index(of: value))
    }

    deinit {
        self.table.deallocate()
        self.structs.deallocate()
    }

    static func == (left: PlacedConstants, right: PlacedConstants) -> Bool {
        guard left.cellCount == right.cellCount, left.structCount == right.structCount else { return false }
        return left.headerSchema == right.headerSchema && left.keySchema == right.keySchema
            && left.valueSchema == right.valueSchema
            && (0..<left.structCount).allSatisfy { left.structs[$0] == right.structs[$0] }
            && (0..<left.cellCount).allSatisfy { left.table[$0].isSame(as: right.table[$0]) }
            && left.headerNames.generation.isSame(as: right.headerNames.generation)
            && left.headerNames.task.isSame(as: right.headerNames.task)
            && left.headerNames.iteration.isSame(as: right.headerNames.iteration)
    }
}

extension Cell {
    fileprivate func isSame(as other: Cell) -> Bool {
        self.bits == other.bits && self.count == other.count && self.kind == other.kind
            && self.isPlain == other.isPlain
    }
}
