import ConnectAPI

/// Cells in a row that a transform fills anew for each record: plain memory, read and set without reference counts.
final class CellRow {
    let cells: UnsafeMutablePointer<Cell>
    let count: Int

    /// `count` cells, all null.
    init(count: Int) {
        self.count = count
        self.cells = .allocate(capacity: max(count, 1))
        self.cells.initialize(repeating: .null, count: max(count, 1))
    }

    deinit { self.cells.deallocate() }

    @inline(__always)
    subscript(place: Int) -> Cell {
        get {
            precondition(place >= 0 && place < self.count)
            return self.cells[place]
        }
        set {
            precondition(place >= 0 && place < self.count)
            self.cells[place] = newValue
        }
    }
}
