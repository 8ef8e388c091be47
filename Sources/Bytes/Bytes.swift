import Glibc

/// Memory that slices keep alive. Filled once by whoever made it, then read-only; freed with its last slice.
@safe
public final class ByteRegion: @unchecked Sendable {  // nobody writes after `init`: reads need no order
    @usableFromInline let base: UnsafeMutableRawPointer
    public let count: Int

    /// Takes over `base`, which came from `malloc` and holds `count` initialised bytes.
    @usableFromInline
    init(adopting base: UnsafeMutableRawPointer, count: Int) {
        unsafe self.base = unsafe base
        self.count = count
    }

    deinit { unsafe free(self.base) }
}

/// A slice of reference-counted memory that never changes: 16 bytes, O(1) to copy and to cut.
///
/// Offsets are 32 bits wide, so a region holds at most 4 GiB - 1; every limit of the product is far below.
public struct Bytes: Sendable {
    @usableFromInline let region: ByteRegion?
    @usableFromInline let offset: UInt32
    @usableFromInline let length: UInt32

    @inlinable
    init(region: ByteRegion?, offset: UInt32, length: UInt32) {
        self.region = region
        self.offset = offset
        self.length = length
    }

    /// No bytes; allocates nothing.
    @inlinable
    public init() {
        self.init(region: nil, offset: 0, length: 0)
    }

    /// The whole of `region`.
    @inlinable
    public init(_ region: ByteRegion) {
        self.init(region: region, offset: 0, length: UInt32(region.count))
    }

    /// A copy of `bytes`.
    public init(copying bytes: RawSpan) {
        var writer = BytesWriter(capacity: bytes.byteCount)
        writer.append(bytes)
        self = writer.finish()
    }

    /// A copy of `bytes`.
    public init(_ bytes: some Sequence<UInt8>) {
        var writer = BytesWriter(capacity: bytes.underestimatedCount)
        for byte in bytes { writer.append(byte) }
        self = writer.finish()
    }

    /// A copy of the UTF-8 form of `text`.
    public init(utf8 text: some StringProtocol) {
        var writer = BytesWriter(capacity: text.utf8.count)
        writer.append(utf8: text)
        self = writer.finish()
    }

    @inlinable public var count: Int { Int(self.length) }
    @inlinable public var isEmpty: Bool { self.length == 0 }

    /// The bytes, for as long as `self` is borrowed.
    @inlinable
    public var span: RawSpan {
        @_lifetime(borrow self) get {
            let start = unsafe self.region.map { unsafe UnsafeRawPointer($0.base + Int(self.offset)) }
            return unsafe _overrideLifetime(
                RawSpan(_unsafeStart: start ?? UnsafeRawPointer(emptyBase), byteCount: Int(self.length)),
                borrowing: self)
        }
    }

    /// Calls `body` with the bytes; the pointer is good inside the call only.
    @inlinable
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let region = self.region else { return try unsafe body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        defer { withExtendedLifetime(region) {} }
        return try unsafe body(
            UnsafeRawBufferPointer(start: region.base + Int(self.offset), count: Int(self.length)))
    }

    /// The byte at `index`, counted from the start of the slice. Traps outside of `0..<count`.
    @inlinable
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < self.count, "index out of range")
        guard let region = self.region else { return 0 }
        return unsafe region.base.load(fromByteOffset: Int(self.offset) + index, as: UInt8.self)
    }

    /// A part that shares the storage. Traps if `range` leaves `0..<count`.
    @inlinable
    public subscript(range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= self.count, "range out of bounds")
        return Bytes(
            region: self.region, offset: self.offset + UInt32(range.lowerBound), length: UInt32(range.count))
    }

    @inlinable public func prefix(_ count: Int) -> Bytes { self[0..<min(max(count, 0), self.count)] }
    @inlinable public func dropFirst(_ count: Int) -> Bytes { self[min(max(count, 0), self.count)..<self.count] }

    /// The bytes as an array, copied.
    public var array: [UInt8] { unsafe self.withUnsafeBytes { unsafe [UInt8]($0) } }
}

/// Where an empty slice points; never read.
@usableFromInline
nonisolated(unsafe) let emptyBase = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)

extension Bytes: Hashable {
    public static func == (left: Bytes, right: Bytes) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return true }
                return unsafe memcmp(leftBase, rightBase, left.count) == 0
            }
        }
    }

    public func hash(into hasher: inout Hasher) {
        unsafe self.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension Bytes: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: UInt8...) { self.init(elements) }
}

extension Bytes: CustomStringConvertible {
    /// The count only: bytes may be a secret, and logs may be read by anybody.
    public var description: String { "\(self.count) bytes" }
}

extension String {
    /// The text of UTF-8 bytes, or nil if they are not valid UTF-8.
    public init?(validating bytes: Bytes) {
        guard let text = unsafe bytes.withUnsafeBytes({ unsafe String(validating: $0, as: UTF8.self) }) else {
            return nil
        }
        self = text
    }

    /// The text of UTF-8 bytes; what is not valid becomes U+FFFD.
    public init(decoding bytes: Bytes) {
        self = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
