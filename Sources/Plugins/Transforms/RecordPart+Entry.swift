import ConnectAPI

extension SourceBatch.Entry {
    /// The key or the value.
    subscript(part: RecordPart) -> Cell {
        get { part == .key ? self.key : self.value }
        set { if part == .key { self.key = newValue } else { self.value = newValue } }
    }

    /// The schema's index in the arena; -1: none.
    func schema(of part: RecordPart) -> Int32 { part == .key ? self.keySchema : self.valueSchema }

    mutating func set(_ part: RecordPart, _ cell: Cell, schema: Int32) {
        self[part] = cell
        if part == .key { self.keySchema = schema } else { self.valueSchema = schema }
    }
}
