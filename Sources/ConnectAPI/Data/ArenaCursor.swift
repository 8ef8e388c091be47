import Bytes

/// The free end of a ``ValueArena`` in the hands of one writer, see ``ValueArena/withCursor(_:)``.
///
/// Plain pointers: reserving and setting cells costs no check of bounds and no reference count. So it is for code that
/// makes records by the million and knows what it reserved; everything else is better off with the arena itself,
/// which must not be touched while a cursor is out.
@frozen
public struct ArenaCursor: ~Copyable {
    @usableFromInline let arena: ValueArena
    @usableFromInline var cells: UnsafeMutablePointer<Cell>
    @usableFromInline var used: Int
    @usableFromInline var capacity: Int
    /// Where the arena's byte number `committed` lies.
    @usableFromInline var free: UnsafeMutablePointer<UInt8>
    @usableFromInline var room: Int
    @usableFromInline var committed: Int
    @usableFromInline var written = 0
    /// A small batch is made in it; more room is made in growing steps.
    @usableFromInline static var firstRoom: Int { 512 }

    @usableFromInline
    init(_ arena: ValueArena) {
        self.arena = arena
        self.cells = arena.cells
        self.used = arena.used
        self.capacity = arena.cellCapacity
        self.room = Self.firstRoom
        self.committed = arena.bytes.count
        self.free = arena.freeBytes(self.room)
    }

    @usableFromInline
    mutating func commit() {
        self.arena.used = self.used
        let written = self.written
        self.arena.bytes.withSpace(written) { _ in written }
        self.committed += written
        self.free += written
        self.room -= written
        self.written = 0
    }

    /// Index of the cell that would be reserved next.
    @inlinable public var cellCount: Int { self.used }
    /// Place of the byte that would be written next.
    @inlinable public var byteCount: Int { self.committed &+ self.written }

    /// Reserves `count` cells in a row without a value: each must be set before the cursor ends.
    @inlinable
    public mutating func reserveCells(_ count: Int) -> Int {
        if self.used &+ count > self.capacity { self.growCells(count) }
        let first = self.used
        self.used = first &+ count
        return first
    }

    @usableFromInline @inline(never)
    mutating func growCells(_ count: Int) {
        self.commit()
        self.arena.grow(count)
        self.cells = self.arena.cells
        self.capacity = self.arena.cellCapacity
    }

    /// The cell at an index that was reserved. Not checked.
    @inlinable
    public subscript(index: Int) -> Cell {
        get { self.cells[index] }
        nonmutating set { self.cells[index] = newValue }
    }

    /// Sets the cell at an index that was reserved to the one that `source` points to, as one piece of memory.
    @inlinable
    public func copyCell(from source: UnsafePointer<Cell>, to index: Int) {
        UnsafeMutableRawPointer(self.cells + index).copyMemory(from: source, byteCount: MemoryLayout<Cell>.stride)
    }

    /// Lets `body` write up to `count` bytes with plain pointer code; it returns how many it wrote.
    ///
    /// - Returns: Where they begin, as a text's or bytes' cell names it, and how many they are.
    @inlinable
    public mutating func write<Failure: Error>(
        atMost count: Int, _ body: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Int
    ) throws(Failure) -> (offset: Int, count: Int) {
        if self.room &- self.written < count { self.growBytes(count) }
        let length = try body(self.free + self.written)
        assert(length >= 0 && length <= count)
        let offset = self.committed &+ self.written
        self.written &+= length
        return (offset, length)
    }

    /// Calls `body` with the bytes of a text or byte string of this arena.
    public func withBytes<Result>(of cell: Cell, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        guard cell.offset >= self.committed else { return self.arena.withBytes(of: cell, body) }
        precondition(cell.offset + Int(cell.count) <= self.byteCount)
        return body(
            UnsafeRawBufferPointer(start: self.free + (cell.offset - self.committed), count: Int(cell.count)))
    }

    @usableFromInline @inline(never)
    mutating func growBytes(_ count: Int) {
        self.commit()
        self.room = max(count, min(self.room * 8, 64 * 1024))
        self.free = self.arena.freeBytes(self.room)
    }

    /// Forgets cells and bytes that were reserved and written after these counts; with them go the cells' values.
    public mutating func rewind(cells: Int, bytes: Int) {
        precondition(cells <= self.used && bytes <= self.byteCount)
        self.commit()
        self.used = cells
        self.arena.used = cells
        self.arena.bytes.truncate(to: bytes)
        self.committed = bytes
        self.room = Self.firstRoom
        self.free = self.arena.freeBytes(self.room)
    }
}

extension ValueArena {
    /// Calls `body` with a cursor at the end of the arena. The arena must not be used otherwise meanwhile.
    @inlinable
    public func withCursor<Result, Failure: Error>(
        _ body: (inout ArenaCursor) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var cursor = ArenaCursor(self)
        let result: Result
        do throws(Failure) {
            result = try body(&cursor)
        } catch {
            cursor.commit()
            throw error
        }
        cursor.commit()
        return result
    }

    /// Where the next byte goes, with room for `count` of them. Good until more than these are written.
    @usableFromInline
    func freeBytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        self.bytes.reserve(count)
        var start: UnsafeMutablePointer<UInt8>?
        self.bytes.withSpace(1) { (free: UnsafeMutablePointer<UInt8>) -> Int in
            start = free
            return 0
        }
        guard let start else { preconditionFailure("withSpace calls its body") }
        return start
    }
}
