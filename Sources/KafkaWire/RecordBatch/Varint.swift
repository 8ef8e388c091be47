/// Zig-zag varints: the numbers inside a record. Seven bits a byte, the lowest first; small negative numbers stay short.
public enum Varint {
    /// The longest one: 64 bits in ten bytes.
    public static let maximumSize = 10

    /// How many bytes ``write(_:to:)`` takes, 1 to 10.
    @inlinable @inline(__always)
    public static func size(_ value: Int64) -> Int {
        let bits = 64 &- (Self.zigzag(value) | 1).leadingZeroBitCount
        return (bits &* 37 &+ 222) &>> 8  // ⌈bits / 7⌉ for 1...64
    }

    /// How many bytes ``write(_:to:)`` takes.
    @inlinable @inline(__always)
    public static func size(_ value: Int32) -> Int { Self.size(Int64(value)) }

    @inlinable @inline(__always)
    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)) }

    /// Writes `value` at `place` and moves `place` behind it. There must be room for ``size(_:)`` bytes.
    @unsafe
    @inlinable @inline(__always)
    public static func write(_ value: Int64, to place: inout UnsafeMutablePointer<UInt8>) {
        var rest = Self.zigzag(value)
        while rest >= 0x80 {
            unsafe place.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
            unsafe place += 1
            rest &>>= 7
        }
        unsafe place.pointee = UInt8(truncatingIfNeeded: rest)
        unsafe place += 1
    }

    /// Reads a number at `place`, which it moves behind it; nil if it doesn't end before `end` or has more than 64 bits.
    @unsafe
    @inlinable @inline(__always)
    public static func read(at place: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Int64? {
        guard unsafe place < end else { return nil }
        let first = unsafe place.pointee
        guard first >= 0x80 else {
            unsafe place += 1
            return Int64(first &>> 1) ^ -Int64(first & 1)
        }
        return unsafe Self.readLong(at: &place, end: end)
    }

    @unsafe
    @inlinable
    static func readLong(at place: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Int64? {
        var bits: UInt64 = 0
        var shift: UInt64 = 0
        while unsafe place < end {
            let byte = unsafe place.pointee
            unsafe place += 1
            guard shift < 63 || byte <= 1 else { return nil }
            bits |= UInt64(byte & 0x7f) &<< shift
            if byte < 0x80 { return Int64(bitPattern: bits &>> 1) ^ -Int64(bitPattern: bits & 1) }
            shift &+= 7
        }
        return nil
    }
}
