public import Bytes

/// The memory of a batch's values: cells, the bytes of their texts, and the schemas that they name.
///
/// ``reset()`` forgets the batch but keeps the memory, and keeps what was interned, so that a task which draws from
/// the same texts again and again stores them once. Not shared between threads.
public final class ValueArena {
    // Not checked for overlapping accesses, here and in SourceBatch: one thread has an arena at a time, no access calls
    // code that comes back to it, and the checks cost more than the work. Other modules don't know of that: what they
    // use is stored under another name and reached by accessors that become a part of their code.
    @exclusivity(unchecked) @usableFromInline var cells: UnsafeMutablePointer<Cell>
    @exclusivity(unchecked) @usableFromInline var cellCapacity: Int
    @exclusivity(unchecked) @usableFromInline var used = 0
    @exclusivity(unchecked) @usableFromInline var storedBytes = BytesWriter(capacity: 512)
    @exclusivity(unchecked) @usableFromInline var storedSchemas: [Schema] = []
    @exclusivity(unchecked) private var schemaIndices: [Schema: Int] = [:]
    /// Goes up with each ``reset()``: cells that were made before it are void.
    @inlinable public var generation: Int { self.batches }
    @exclusivity(unchecked) @usableFromInline var batches = 0
    @exclusivity(unchecked) private var kept = (cells: 0, bytes: 0)
    @exclusivity(unchecked) private var isInterning = false

    /// Cells and bytes that one batch may take: cells name their place in 32 bits.
    public static let limit = Int(UInt32.max)

    /// The bytes of texts, byte strings and decimals.
    @inlinable public var bytes: BytesWriter {
        _read { yield self.storedBytes }
        _modify { yield &self.storedBytes }
    }
    @inlinable public var schemas: [Schema] { self.storedSchemas }

    public init() {
        self.cellCapacity = 32  // a task that makes a record now and then needs no more
        self.cells = .allocate(capacity: self.cellCapacity)
    }

    deinit { self.cells.deallocate() }

    /// Forgets all but what was interned; every other cell of this arena is void from here on.
    public func reset() {
        self.batches &+= 1
        self.used = self.kept.cells
        self.bytes.truncate(to: self.kept.bytes)
    }

    @inlinable public var cellCount: Int { self.used }

    @usableFromInline @inline(never)
    func grow(_ count: Int) {
        precondition(self.used + count < Self.limit, "a batch holds at most 2^32 cells")
        let capacity = max(self.cellCapacity * 2, self.used + count)
        let cells = UnsafeMutablePointer<Cell>.allocate(capacity: capacity)
        cells.update(from: self.cells, count: self.used)
        self.cells.deallocate()
        (self.cells, self.cellCapacity) = (cells, capacity)
    }

    /// Reserves `count` cells in a row, all null, and returns the index of the first.
    @inlinable
    public func reserveCells(_ count: Int) -> Int {
        if self.used &+ count > self.cellCapacity { self.grow(count) }
        let first = self.used
        (self.cells + first).update(repeating: .null, count: count)
        self.used &+= count
        return first
    }

    /// The cell at `index`. Traps outside of `0..<cellCount`.
    @inlinable
    public subscript(index: Int) -> Cell {
        get {
            precondition(index >= 0 && index < self.used)
            return self.cells[index]
        }
        set {
            precondition(index >= 0 && index < self.used)
            self.cells[index] = newValue
        }
    }

    /// The index of `schema`, added if it is new. The same instance is found without comparing; an equal one gets the
    /// same index, so a source that makes its schema anew for each poll doesn't fill the table.
    public func index(of schema: Schema) -> Int {
        if let index = self.schemas.lastIndex(where: { $0 === schema }) { return index }
        if let index = self.schemaIndices[schema] { return index }
        self.storedSchemas.append(schema)
        self.schemaIndices[schema] = self.schemas.count - 1
        return self.schemas.count - 1
    }
}

/// Making cells.
extension ValueArena {
    @inlinable
    public func string(_ text: String, isPlain: Bool = false) -> Cell {
        let start = self.bytes.count
        self.bytes.append(utf8: text)
        return Cell(
            kind: .string, bits: UInt64(start), count: UInt32(self.bytes.count &- start), isPlain: isPlain)
    }

    /// The text that `body` writes as UTF-8.
    @inlinable
    public func string<Failure: Error>(
        isPlain: Bool = false, _ body: (inout BytesWriter) throws(Failure) -> Void
    ) throws(Failure) -> Cell {
        let start = self.bytes.count
        try body(&self.bytes)
        return Cell(
            kind: .string, bits: UInt64(start), count: UInt32(self.bytes.count &- start), isPlain: isPlain)
    }

    @inlinable
    public func bytes(_ value: Bytes) -> Cell {
        let start = self.bytes.count
        self.bytes.append(value)
        return Cell(kind: .bytes, bits: UInt64(start), count: UInt32(value.count))
    }

    public func decimal(_ value: Decimal) -> Cell {
        let start = self.bytes.count
        self.bytes.append(value.unscaled)
        let bits = UInt64(UInt32(start)) | UInt64(UInt32(bitPattern: value.scale)) << 32
        return Cell(kind: .decimal, bits: bits, count: UInt32(value.unscaled.count))
    }

    /// An array of `count` members that begin at cell `first`.
    @inlinable
    public func array(first: Int, count: Int) -> Cell { Cell(kind: .array, bits: UInt64(first), count: UInt32(count)) }

    /// A map of `count` entries, key and value next to each other, that begin at cell `first`.
    @inlinable
    public func map(first: Int, count: Int) -> Cell { Cell(kind: .map, bits: UInt64(first), count: UInt32(count)) }

    /// A struct whose fields begin at cell `first`; there must be one for each field of the schema.
    @inlinable
    public func structure(schema: Int, first: Int, count: Int) -> Cell {
        Cell(kind: .struct, bits: UInt64(first) | UInt64(schema) << 32, count: UInt32(count))
    }

    /// Appends `count` cells in a row, which `body` fills; it gets all cells so far and the room for the new ones.
    ///
    /// For code that makes records by the million: no bounds are checked, and nothing is filled in beforehand. `body` may
    /// add bytes to the arena but no cells.
    ///
    /// - Returns: The index of the first.
    @inlinable
    public func appendCells<Failure: Error>(
        _ count: Int, _ body: (UnsafePointer<Cell>, UnsafeMutablePointer<Cell>) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        if self.used &+ count > self.cellCapacity { self.grow(count) }
        let first = self.used
        let cells = self.cells
        try body(UnsafePointer(cells), cells + first)
        self.used = first &+ count
        return first
    }

    /// A cell of `value`, whose texts are marked as plain where they are.
    public func constant(_ value: Value) -> Cell {
        let before = self.isInterning
        self.isInterning = true
        defer { self.isInterning = before }
        return self.cell(value)
    }

    /// A cell of `value`, with all that it holds.
    public func cell(_ value: Value) -> Cell {
        switch value {
        case .null: return .null
        case .boolean(let value): return .boolean(value)
        case .int8(let value): return .int8(value)
        case .int16(let value): return .int16(value)
        case .int32(let value): return .int32(value)
        case .int64(let value): return .int64(value)
        case .float32(let value): return .float32(value)
        case .float64(let value): return .float64(value)
        case .string(let value):
            return self.string(value, isPlain: self.isInterning && value.utf8.allSatisfy(Self.isPlain))
        case .bytes(let value): return self.bytes(value)
        case .decimal(let value): return self.decimal(value)
        case .date(let value): return .date(value)
        case .bigInteger(let value):
            var cell = self.decimal(value)
            cell.kind = .bigInteger
            return cell
        case .array(let values): return self.array(first: self.members(values), count: values.count)
        case .map(let map):
            let members = map.entries.flatMap { [$0.key, $0.value] }
            return self.map(first: self.members(members), count: map.count)
        case .struct(let value):
            let schema = self.index(of: value.schema)
            return self.structure(schema: schema, first: self.members(value.values), count: value.values.count)
        }
    }

    private func members(_ values: [Value]) -> Int {
        let first = self.reserveCells(values.count)
        for (index, value) in values.enumerated() { self[first + index] = self.cell(value) }
        return first
    }

    /// A cell that outlives ``reset()``; only before the first other cell of a batch, that is on an arena that
    /// was just made or reset. Traps otherwise. Its texts are marked as plain where they are.
    public func intern(_ value: Value) -> Cell {
        precondition(self.used == self.kept.cells && self.bytes.count == self.kept.bytes, "interning within a batch")
        self.isInterning = true
        let cell = self.cell(value)
        self.isInterning = false
        self.kept = (self.used, self.bytes.count)
        return cell
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && byte < 0xF0
    }
}

/// Reading cells.
extension ValueArena {
    /// Calls `body` with the bytes of a text, byte string, decimal or big integer.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        of cell: Cell, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try self.bytes.withUnsafeBytes(in: cell.offset..<cell.offset &+ Int(cell.count), body)
    }

    /// Calls `body` with all cells and all bytes, for loops over a batch that check bounds themselves. The pointers
    /// are good inside of the call only, and nothing may be added to the arena in it.
    @inlinable
    public func withUnsafeContents<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Cell>, UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let cells = UnsafeBufferPointer(start: self.cells, count: self.used)
        return try self.bytes.withUnsafeBytes(in: 0..<self.bytes.count) { (bytes) throws(Failure) in
            try body(cells, bytes)
        }
    }

    public func text(of cell: Cell) -> String { self.withBytes(of: cell) { String(decoding: $0, as: UTF8.self) } }

    /// The value of `cell`, copied out of the arena.
    public func value(of cell: Cell) -> Value {
        switch cell.kind {
        case .null: return .null
        case .boolean: return .boolean(cell.boolean)
        case .int8: return .int8(Int8(truncatingIfNeeded: cell.integer))
        case .int16: return .int16(Int16(truncatingIfNeeded: cell.integer))
        case .int32: return .int32(Int32(truncatingIfNeeded: cell.integer))
        case .int64: return .int64(cell.integer)
        case .float32: return .float32(cell.float32)
        case .float64: return .float64(cell.float64)
        case .string: return .string(self.text(of: cell))
        case .bytes: return .bytes(self.withBytes(of: cell) { Bytes($0) })
        case .decimal: return .decimal(Decimal(unscaled: self.withBytes(of: cell) { Bytes($0) }, scale: cell.scale))
        case .bigInteger:
            return .bigInteger(Decimal(unscaled: self.withBytes(of: cell) { Bytes($0) }, scale: 0))
        case .date: return .date(cell.integer)
        case .array: return .array(self.values(cell.firstMember, Int(cell.count)))
        case .map:
            let members = self.values(cell.firstMember, Int(cell.count) * 2)
            return .map(
                ValueMap(stride(from: 0, to: members.count, by: 2).map { (key: members[$0], value: members[$0 + 1]) }))
        case .struct:
            return .struct(Struct(self.schemas[cell.schemaIndex], self.values(cell.firstMember, Int(cell.count))))
        }
    }

    private func values(_ first: Int, _ count: Int) -> [Value] {
        (first..<first + count).map { self.value(of: self[$0]) }
    }
}
