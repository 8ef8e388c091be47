extension JSONText {
    /// The room that the digits of an integer may need; writers may write to all of it.
    @inlinable public static var integerRoom: Int { 32 }

    /// Eight digits of a number below 10^8, the first one in the lowest byte.
    @inlinable @inline(__always)
    static func eightDigits(_ value: UInt32) -> UInt64 {
        let halves = UInt64(value / 10000) | UInt64(value % 10000) << 32
        let hundreds = ((halves &* 10486) >> 20) & 0x7F_0000_007F
        let pairs = (halves &- 100 &* hundreds) << 16 | hundreds
        let tens = ((pairs &* 103) >> 10) & 0x000F_000F_000F_000F
        return ((pairs &- 10 &* tens) << 8 | tens) | 0x3030_3030_3030_3030
    }

    /// How many digits a number below 10^8 has. Comparisons that don't wait for each other: where the next text begins
    /// is known long before the digits are.
    @inlinable @inline(__always)
    static func digitCount(_ value: UInt32) -> Int {
        let upToFour = (value >= 10 ? 1 : 0) &+ (value >= 100 ? 1 : 0) &+ (value >= 1000 ? 1 : 0)
        let upToSeven = (value >= 10_000 ? 1 : 0) &+ (value >= 100_000 ? 1 : 0) &+ (value >= 1_000_000 ? 1 : 0)
        return 1 &+ upToFour &+ upToSeven &+ (value >= 10_000_000 ? 1 : 0)
    }

    /// Writes a number below 10^8 without leading zeros. Needs 8 bytes of room.
    @inlinable @inline(__always)
    static func writeSmall(_ value: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let count = Self.digitCount(value)
        let digits = Self.eightDigits(value) >> (UInt64(8 &- count) &* 8)
        UnsafeMutableRawPointer(target).storeBytes(of: digits, as: UInt64.self)
        return count
    }

    /// Writes an integer in decimal and returns how many bytes it wrote. Needs ``integerRoom``.
    @inlinable
    public static func write(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let unit: UInt64 = 100_000_000
        if value < unit { return Self.writeSmall(UInt32(truncatingIfNeeded: value), to: target) }
        let high = value / unit
        let low = UInt32(truncatingIfNeeded: value % unit)
        var count: Int
        if high < unit {
            count = Self.writeSmall(UInt32(truncatingIfNeeded: high), to: target)
        } else {
            count = Self.writeSmall(UInt32(truncatingIfNeeded: high / unit), to: target)
            let middle = Self.eightDigits(UInt32(truncatingIfNeeded: high % unit))
            UnsafeMutableRawPointer(target + count).storeBytes(of: middle, as: UInt64.self)
            count &+= 8
        }
        UnsafeMutableRawPointer(target + count).storeBytes(of: Self.eightDigits(low), as: UInt64.self)
        return count &+ 8
    }

    /// Writes an integer in decimal and returns how many bytes it wrote. Needs ``integerRoom``.
    @inlinable
    public static func write(_ value: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        guard value < 0 else { return Self.write(UInt64(value), to: target) }
        target[0] = UInt8(ascii: "-")
        return Self.write(value.magnitude, to: target + 1) &+ 1
    }
}
