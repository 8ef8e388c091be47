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
