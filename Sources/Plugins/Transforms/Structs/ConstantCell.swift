import ConnectAPI

/// A value that many records get, written into an arena once a batch.
final class ConstantCell {
    let value: Value
    // Not checked for overlapping accesses: one task calls, and no access calls code that comes back.
    @exclusivity(unchecked) private var cell = Cell.null
    @exclusivity(unchecked) private var generation = -1

    init(_ value: Value) { self.value = value }

    /// The value's cell in the arena.
    @inline(__always)
    func cell(in arena: ValueArena) -> Cell {
        if arena.generation != self.generation { self.write(to: arena) }
        return self.cell
    }

    @inline(never)
    private func write(to arena: ValueArena) {
        self.cell = arena.constant(self.value)
        self.generation = arena.generation
    }
}

/// Values that many records get, written into an arena together, once a batch.
final class ConstantCells {
    private let values: [Value]
    private let row: CellRow
    @exclusivity(unchecked) private var generation = -1

    init(_ values: [Value]) {
        self.values = values
        self.row = CellRow(count: values.count)
    }

    /// Must be called before the constants are used for a record.
    @inline(__always)
    func prepare(in arena: ValueArena) {
        if arena.generation != self.generation { self.write(to: arena) }
    }

    @inline(never)
    private func write(to arena: ValueArena) {
        for place in self.values.indices { self.row[place] = arena.constant(self.values[place]) }
        self.generation = arena.generation
    }

    /// The cell of the value at `place`.
    subscript(place: Int) -> Cell { @inline(__always) get { self.row[place] } }
}
