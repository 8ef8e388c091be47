public import Bytes

/// Reads values of Kafka's protocol from bytes of the network. Borrows them, checks every bound, and throws
/// instead of trapping.
///
/// Byte fields are slices that share the storage of what is read; they keep it alive.
@safe
public struct WireReader: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline let source: Bytes  // for slices that share its storage
    @usableFromInline var next = 0

    /// A reader at the start of `bytes`, which must stay where they are while it reads.
    @inlinable
    @_lifetime(borrow bytes)
    public init(_ bytes: borrowing Bytes) {
        self.bytes = bytes.span
        self.source = copy bytes
    }

    /// How many bytes were read so far.
    @inlinable public var offset: Int { self.next }
    /// How many bytes are left.
    @inlinable public var remaining: Int { self.bytes.byteCount &- self.next }
    @inlinable public var isAtEnd: Bool { self.remaining == 0 }

    /// Takes `count` bytes and returns where they start. The one place that checks bounds.
    @inlinable
    mutating func advance(by count: Int) throws(WireError) -> Int {
        let start = self.next
        guard count >= 0, count <= self.bytes.byteCount &- start else { throw self.failure(.truncated) }
        self.next = start &+ count
        return start
    }

    /// An error at the place that is read next.
    @inline(never)
    public func failure(_ code: WireError.Code) -> WireError { WireError(code, at: self.next) }

    /// Reads an integer, most significant byte first.
    @inlinable
    public mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
        _: Value.Type = Value.self
    ) throws(WireError) -> Value {
        let start = try self.advance(by: MemoryLayout<Value>.size)
        return Value(bigEndian: unsafe self.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: Value.self))
    }

    /// Reads a byte; anything but 0 is true, as in Kafka.
    @inlinable
    public mutating func readBool() throws(WireError) -> Bool { try self.read(UInt8.self) != 0 }

    @inlinable
    public mutating func readDouble() throws(WireError) -> Double { Double(bitPattern: try self.read()) }

    /// Reads an unsigned integer of up to 32 bits, seven bits a byte, the lowest first.
    @inlinable
    public mutating func readUnsignedVarint() throws(WireError) -> UInt32 {
        let first = try self.read(UInt8.self)
        if first < 0x80 { return UInt32(first) }
        return UInt32(truncatingIfNeeded: try self.readLongVarint(first, bytes: 5))
    }

    /// Reads a signed integer of up to 32 bits in zigzag form.
    @inlinable
    public mutating func readVarint() throws(WireError) -> Int32 {
        let raw = try self.readUnsignedVarint()
        return Int32(bitPattern: raw >> 1) ^ -Int32(bitPattern: raw & 1)
    }

    /// Reads a signed integer of up to 64 bits in zigzag form.
    @inlinable
    public mutating func readVarlong() throws(WireError) -> Int64 {
        let first = try self.read(UInt8.self)
        let raw = first < 0x80 ? UInt64(first) : try self.readLongVarint(first, bytes: 10)
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// The rest of a varint that started with `first`; bits that its type doesn't have are dropped, as in Kafka.
    @inlinable
    mutating func readLongVarint(_ first: UInt8, bytes limit: Int) throws(WireError) -> UInt64 {
        var value = UInt64(first & 0x7f)
        var shift: UInt64 = 7
        for _ in 1..<limit {
            let byte = try self.read(UInt8.self)
            value |= UInt64(byte & 0x7f) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
        throw self.failure(.badVarint)
    }

    /// Passes over `count` bytes.
    @inlinable
    public mutating func skip(_ count: Int) throws(WireError) { _ = try self.advance(by: count) }

    /// Takes `count` bytes as a slice that shares the storage: no copy.
    @inlinable
    public mutating func readSlice(_ count: Int) throws(WireError) -> Bytes {
        let start = try self.advance(by: count)
        return self.source[start..<start &+ count]
    }

    /// Takes `count` bytes of UTF-8; what is not valid becomes U+FFFD, as in Kafka.
    @inlinable
    public mutating func readText(_ count: Int) throws(WireError) -> String {
        let start = try self.advance(by: count)
        return unsafe self.bytes.withUnsafeBytes { all in
            unsafe String(decoding: UnsafeRawBufferPointer(rebasing: all[start..<start &+ count]), as: UTF8.self)
        }
    }

    /// Throws if there is anything left to read.
    public func requireEnd() throws(WireError) {
        guard self.isAtEnd else { throw self.failure(.trailingBytes) }
    }
}
