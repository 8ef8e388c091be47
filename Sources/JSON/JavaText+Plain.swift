/// The shortest decimals of numbers that Java prints without an exponent.
///
/// In this range everything is exact in integers of two words: a double is c · 2^-n with c below 2^53 and n from 29 to
/// 60, so the power of ten that its last digits come from is at most 10^19. The rest is the definition: of the decimals
/// within the rounding interval those with the fewest digits, of them the nearest, of two as near the even one
/// (R. Giulietti, "The Schubfach way to render doubles", sections 8 and 9).
extension JavaText {
    /// Whether ``writePlain(_:to:)`` can write it.
    @inline(__always)
    static func hasPlainDigits(_ magnitude: Double) -> Bool { magnitude >= 0x1p-8 && magnitude < 10_000_000 }

    /// Writes a number for which ``hasPlainDigits(_:)`` holds, with a digit on both sides of the point at least, and
    /// returns how many bytes there are. Needs ``room`` bytes.
    static func writePlain(_ magnitude: Double, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let whole = UInt32(magnitude)  // the shortest decimal never crosses an integer: that is a double itself
        var count = JSONText.writeSmall(whole, to: target)
        target[count] = UInt8(ascii: ".")
        count &+= 1
        let (digits, places) = Self.shortest(magnitude)
        let fraction = digits &- UInt64(whole) &* Self.power(places)
        if places <= 16 {
            return count &+ Self.writeFraction(fraction &* Self.power(16 &- places), to: target + count)
        }
        let unit = Self.power(places &- 8)
        let first = fraction / unit
        let rest = (fraction &- first &* unit) &* Self.power(24 &- places)
        if rest == 0 { return count &+ Self.writeFraction(first &* 100_000_000, to: target + count) }
        let word = JSONText.eightDigits(UInt32(truncatingIfNeeded: first))
        UnsafeMutableRawPointer(target + count).storeBytes(of: word, as: UInt64.self)
        return count &+ 8 &+ Self.writeFraction(rest, to: target + (count &+ 8))
    }

    /// 16 digits behind the point, without the zeros at their end, of which the first stays.
    @inline(__always)
    private static func writeFraction(_ fraction: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let zeros: UInt64 = 0x3030_3030_3030_3030
        let high = JSONText.eightDigits(UInt32(truncatingIfNeeded: fraction / 100_000_000))
        let low = JSONText.eightDigits(UInt32(truncatingIfNeeded: fraction % 100_000_000))
        UnsafeMutableRawPointer(target).storeBytes(of: high, as: UInt64.self)
        UnsafeMutableRawPointer(target + 8).storeBytes(of: low, as: UInt64.self)
        if low != zeros { return 16 &- (low ^ zeros).leadingZeroBitCount >> 3 }
        return max(8 &- (high ^ zeros).leadingZeroBitCount >> 3, 1)
    }

    /// The number as `digits` · 10^-`places`.
    @inline(__always)
    private static func shortest(_ magnitude: Double) -> (digits: UInt64, places: Int) {
        let bits = magnitude.bitPattern
        let mantissa = bits & (1 << 52 &- 1)
        let c = mantissa | 1 << 52
        let n = 1075 &- Int(truncatingIfNeeded: bits >> 52)
        // Below a power of two, the doubles are twice as dense.
        let isLopsided = mantissa == 0
        // How many decimal places the distance of two doubles takes: -⌊log₁₀ 2^-n⌋, of ¾ of it if they are lopsided.
        let places = (n &* 1_262_611 &+ (isLopsided ? 524_031 : 0) &+ (1 << 22 &- 1)) >> 22
        let power = Self.power(places)
        let (high, low) = c.multipliedFullWidth(by: power)
        let ulp = UInt64(1) << UInt64(n)
        let s = high << UInt64(64 &- n) | low >> UInt64(n)
        let rest = low & (ulp &- 1)
        // The rounding interval reaches so far up and down, in units of 2^-n of the last place; its ends belong to it
        // if c is even.
        let above = power >> 1
        let below = isLopsided ? power >> 2 : above
        let slack: UInt64 = c & 1 == 0 ? 0 : 1
        // One place less: at most one of two neighbours lies within.
        let tens = s / 10 &* 10
        let down = (s &- tens) &* ulp &+ rest
        let up = 10 &* ulp &- down
        if down &+ slack <= below { return (tens, places) }
        if up &+ slack <= above { return (tens &+ 10, places) }
        let toNext = ulp &- rest
        let takesDown = rest &+ slack <= below
        let takesUp = toNext &+ slack <= above
        if takesDown, takesUp {
            if rest != toNext { return (rest < toNext ? s : s &+ 1, places) }
            return (s & 1 == 0 ? s : s &+ 1, places)
        }
        return (takesDown ? s : s &+ 1, places)
    }

    @inline(__always)
    private static func power(_ exponent: Int) -> UInt64 { powersOfTen[exponent] }
}

private let powersOfTen: InlineArray<20, UInt64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]
