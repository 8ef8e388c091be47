import ConnectAPI

/// A value that many records get, written into an arena once a batch.
struct ConstantCell {
    let value: Value
    private var cell = Cell.null
    private var generation = -1

    init(_ value: Value) { self.value = value }

    /// The value's cell in the arena.
    @inline(__always)
    mutating func cell(in arena: ValueArena) -> Cell {
        let generation = arena.generation
        if generation != self.generation {
            self.cell = arena.constant(self.value)
            self.generation = generation
        }
        return self.cell
    }
}
