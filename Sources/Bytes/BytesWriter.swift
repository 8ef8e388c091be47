import Glibc

/// Collects bytes in memory of its own, which ``finish()`` hands out without a copy.
///
/// Grows by doubling. ``removeAll()`` keeps the memory, so a writer that is used again allocates nothing.
@safe
public struct BytesWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    /// Bytes that there is memory for.
    public private(set) var capacity: Int
    @usableFromInline var used = 0

    public init(capacity: Int = 512) {
        self.capacity = max(capacity, 16)
        unsafe self.base = Self.allocated(unsafe malloc(self.capacity))
    }

    deinit { unsafe free(self.base) }

    @inlinable public var count: Int { self.used }

    /// The bytes written so far, for as long as the writer is borrowed.
    @inlinable
    public var span: RawSpan {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(
                RawSpan(_unsafeStart: UnsafeRawPointer(self.base), byteCount: self.used), borrowing: self)
        }
    }

    /// Calls `body` with a part of the bytes written so far. Traps if `range` leaves `0..<count`.
    @inlinable
    public func withUnsafeBytes<Result, Failure: Error>(
        in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= self.used)
        return try unsafe body(UnsafeRawBufferPointer(start: self.base + range.lowerBound, count: range.count))
    }

    /// Ends writing and hands the memory out.
    public consuming func finish() -> Bytes {
        if self.capacity - self.used > 4096 {  // the slice may live long: give back what was not used
            unsafe self.base = Self.allocated(unsafe realloc(self.base, max(self.used, 16)))
        }
        let region = unsafe ByteRegion(adopting: self.base, count: self.used)
        discard self
        return Bytes(region)
    }

    /// A copy of what was written; the writer goes on.
    public func copy() -> Bytes { Bytes(copying: self.span) }

    /// Forgets what was written and keeps the memory.
    @inlinable public mutating func removeAll() { self.used = 0 }

    /// Forgets what was written after the first `count` bytes.
    @inlinable
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.used)
        self.used = count
    }

    private static func allocated(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
        guard let pointer = unsafe pointer else { fatalError("out of memory") }  // as Swift's own collections do
        return unsafe pointer
    }

    @usableFromInline @inline(never)
    mutating func grow(_ count: Int) {
        while self.capacity - self.used < count { self.capacity *= 2 }
        unsafe self.base = Self.allocated(unsafe realloc(self.base, self.capacity))
    }

    /// Makes room for `count` more bytes.
    @inlinable
    public mutating func reserve(_ count: Int) {
        if self.capacity &- self.used < count { self.grow(count) }
    }

    @inlinable
    public mutating func append(_ byte: UInt8) {
        self.reserve(1)
        unsafe self.base.storeBytes(of: byte, toByteOffset: self.used, as: UInt8.self)
        self.used &+= 1
    }

    /// Appends an integer, most significant byte first.
    @inlinable
    public mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(bigEndian value: Value) {
        self.reserve(MemoryLayout<Value>.size)
        unsafe self.base.storeBytes(of: value.bigEndian, toByteOffset: self.used, as: Value.self)
        self.used &+= MemoryLayout<Value>.size
    }

    @inlinable
    public mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe self.append($0) }
    }

    @inlinable
    public mutating func append(_ bytes: Bytes) {
        unsafe bytes.withUnsafeBytes { unsafe self.append($0) }
    }

    @inlinable
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        self.reserve(bytes.count)
        unsafe (self.base + self.used).copyMemory(from: start, byteCount: bytes.count)
        self.used &+= bytes.count
    }

    @inlinable
    public mutating func append(utf8 text: some StringProtocol) {
        let contiguous: Void? = text.utf8.withContiguousStorageIfAvailable {
            unsafe self.append(UnsafeRawBufferPointer($0))
        }
        if contiguous == nil { for byte in text.utf8 { self.append(byte) } }
    }

    public mutating func append(zeros count: Int) {
        self.reserve(count)
        unsafe memset(self.base + self.used, 0, count)
        self.used &+= count
    }

    /// Overwrites bytes that were written before. Traps if `offset` leaves what was written.
    @inlinable
    public mutating func patch<Value: FixedWidthInteger & BitwiseCopyable>(bigEndian value: Value, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= self.used)
        unsafe self.base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self)
    }

    /// Lets `body` write up to `count` bytes with plain pointer code; it returns how many it wrote.
    @inlinable
    public mutating func withSpace<Failure: Error>(
        _ count: Int, _ body: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Int
    ) throws(Failure) {
        self.reserve(count)
        let written = try unsafe body((self.base + self.used).assumingMemoryBound(to: UInt8.self))
        precondition(written >= 0 && written <= count)
        self.used &+= written
    }

    /// Lets `body` change what was written so far in place.
    @inlinable
    public mutating func withUnsafeMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeMutableRawBufferPointer(start: self.base, count: self.used))
    }
}
