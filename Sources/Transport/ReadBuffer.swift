package import Bytes

extension Bytes {
    /// The same to keep: few bytes are copied, so that what lives long doesn't keep a large block.
    package var kept: Bytes { self.count <= 4096 ? Bytes(copying: self.span) : self }
}

/// What a stream has read and its owner has not taken yet, in one piece.
///
/// Frames are handed out as slices of the block that the next bytes are read into; see ``ByteBlock``. The block starts
/// small and grows to 256 KiB when reads fill it. Between two reads a small block is lent to the other streams of the
/// loop, so that a connection which waits has no memory of its own.
struct ReadBuffer: ~Copyable {
    private var block = ByteBlock()
    private var start = 0
    private var wantedCapacity = Self.smallest
    private static let smallest = 4_096
    /// Larger blocks stay with their streams, which are busy ones.
    private static let mostLent = 16_384
    private static let largest = 262_144

    /// How many bytes wait.
    var count: Int { self.block.filled - self.start }

    /// What waits, sharing storage.
    var bytes: Bytes { self.block.slice(self.start..<self.block.filled) }

    /// What waits at `range`, counted from the first byte, sharing storage.
    func slice(_ range: Range<Int>) -> Bytes {
        self.block.slice(self.start + range.lowerBound..<self.start + range.upperBound)
    }

    /// The four bytes at the front as a big-endian integer.
    var leadingInt32: Int32? {
        guard self.count >= 4 else { return nil }
        return Int32(bigEndian: self.bytes.span.unsafeLoadUnaligned(as: Int32.self))
    }

    mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count, "consuming more than there is")
        self.start += count
        self.rewind()
    }

    /// Reads into free memory, of which there is some for a piece of `total` bytes with what waits.
    ///
    /// - Returns: What `body` returned, and whether it filled all of the room.
    mutating func fill(
        total: Int, _ body: (UnsafeMutableRawBufferPointer) -> ConduitResult
    ) -> (ConduitResult, isFull: Bool) {
        self.makeRoom(max(total, self.count + 1))
        var result = ConduitResult.blocked
        var isFull = false
        self.block.fill { space in
            result = body(space)
            guard case .moved(let count) = result else { return 0 }
            isFull = count == space.count
            return count
        }
        if isFull { self.wantedCapacity = min(self.wantedCapacity * 4, Self.largest) }
        return (result, isFull)
    }

    /// Takes the loop's spare block if it is large enough and there is none yet.
    mutating func borrow(_ spare: inout ByteBlock) {
        guard self.block.capacity == 0, spare.capacity >= self.wantedCapacity else { return }
        swap(&self.block, &spare)
    }

    /// Leaves the block to the loop if nothing is in it and no slice of it is out.
    mutating func lend(_ spare: inout ByteBlock) {
        guard self.count == 0, self.block.capacity <= Self.mostLent, self.block.reset() else { return }
        self.start = 0
        if self.block.capacity > spare.capacity { swap(&self.block, &spare) }
        self.block = ByteBlock()
    }

    /// Forgets everything and gives the memory back.
    mutating func removeAll() {
        self.block = ByteBlock()
        self.start = 0
    }

    private mutating func rewind() {
        if self.count == 0, self.start > 0, self.block.reset() { self.start = 0 }
    }

    /// Sees to it that a piece of `total` bytes fits in behind what waits, and that there is room worth a read.
    private mutating func makeRoom(_ total: Int) {
        self.rewind()
        let capacity = self.block.capacity
        let free = capacity - self.block.filled
        // a block that is nearly full would be read into in crumbs
        if capacity > 0, self.start + total <= capacity, free >= min(4096, capacity / 4) { return }
        let rest = self.bytes
        var fresh = ByteBlock(capacity: max(total + 1024, self.wantedCapacity, rest.count * 2))
        fresh.fill { space in
            rest.withUnsafeBytes { space.copyMemory(from: $0) }
            return rest.count
        }
        self.block = fresh
        self.start = 0
    }
}
