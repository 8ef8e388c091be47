import Glibc

/// Floating-point numbers as `Double.toString` and `Float.toString` of Java 17 print them.
///
/// The digits are the shortest that read back to the same value, except where Java 17 prints others (JDK-4511638):
/// integers too large to be exact, of which it drops the digits that carry nothing. A handful of other values in a
/// million differ in the last digit; every text reads back to the same value.
public enum JavaText {
    /// The room that a text may need.
    @inlinable public static var room: Int { 48 }

    public static func string(_ value: Double) -> String {
        String(unsafeUninitializedCapacity: Self.room) { Self.write(value, to: $0.baseAddress) }
    }

    public static func string(_ value: Float) -> String {
        String(unsafeUninitializedCapacity: Self.room) { Self.write(value, to: $0.baseAddress) }
    }

    /// Writes the text and returns its length. Needs ``room`` bytes.
    public static func write(_ value: Double, to target: UnsafeMutablePointer<UInt8>?) -> Int {
        guard let target else { return 0 }
        let magnitude = value.magnitude
        if Self.hasPlainDigits(magnitude) {
            target[0] = UInt8(ascii: "-")
            let sign = value < 0 ? 1 : 0
            return Self.writePlain(magnitude, to: target + sign) + sign
        }
        if Self.isPlain(magnitude) { return Self.copy(value.description, to: target) }
        var decimal = Decimal()
        if magnitude > 0x1p53, magnitude < 0x1p63 {
            decimal.take(integer: UInt64(magnitude), power: Int(magnitude.exponent) - 54)
        } else if value.isFinite {
            decimal.take(description: magnitude.description)
            if value.isSubnormal, decimal.digits < 10 { decimal.take(description: Self.twoDigits(magnitude)) }
        }
        return Self.write(decimal, isNegative: value.sign == .minus, isNaN: value.isNaN, value.isFinite, to: target)
    }

    /// Whether Swift's text is Java's: plain, with a digit on both sides of the point. True for zero too.
    @inline(__always)
    private static func isPlain<Number: BinaryFloatingPoint>(_ magnitude: Number) -> Bool {
        magnitude >= 0.001 && magnitude < 10_000_000 || magnitude == 0
    }

    private static func copy(_ text: String, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var text = text
        return text.withUTF8 { source in
            if let start = source.baseAddress { target.update(from: start, count: source.count) }
            return source.count
        }
    }

    /// Java prints subnormals with two digits at least, the nearest ones.
    @inline(never)
    private static func twoDigits(_ value: Double) -> String {
        withVaList([value]) { arguments in
            String(unsafeUninitializedCapacity: 32) { buffer in
                buffer.withMemoryRebound(to: CChar.self) { Int(vsnprintf($0.baseAddress, 32, "%.1e", arguments)) }
            }
        }
    }

    /// Writes the text and returns its length. Needs ``room`` bytes.
    public static func write(_ value: Float, to target: UnsafeMutablePointer<UInt8>?) -> Int {
        guard let target else { return 0 }
        if Self.isPlain(value.magnitude) { return Self.copy(value.description, to: target) }
        var decimal = Decimal()
        let magnitude = value.magnitude
        if magnitude > 0x1p24, magnitude < 0x1p63 {
            decimal.take(integer: UInt64(magnitude), power: Int(magnitude.exponent) - 25)
        } else if value.isFinite {
            decimal.take(description: magnitude.description)
            if value.isSubnormal, decimal.digits < 10 { decimal.take(description: Self.twoDigits(Double(magnitude))) }
        }
        return Self.write(decimal, isNegative: value.sign == .minus, isNaN: value.isNaN, value.isFinite, to: target)
    }

    /// 0.d₁d₂d₃… · 10^exponent; no digits: the number isn't finite.
    private struct Decimal {
        var digits: UInt64 = 0
        var exponent = 0

        /// Takes a whole number, less the digits that 2^power makes meaningless.
        mutating func take(integer: UInt64, power: Int) {
            var value = integer
            var dropped = 0
            if power > 1 {
                var unit: UInt64 = 1
                while unit <= (UInt64(1) << UInt64(power)) / 10 {
                    unit *= 10
                    dropped += 1
                }
                let rest = value % unit
                value /= unit
                if dropped > 0, rest >= unit >> 1 { value += 1 }
            }
            self.take(digits: value, scale: dropped)
        }

        /// Takes Swift's text of a positive number: `123.45`, `1e+16`, `5e-324`.
        mutating func take(description: String) {
            var digits: UInt64 = 0
            var scale = 0
            var isFraction = false
            var power: Int?
            var isPowerNegative = false
            for byte in description.utf8 {
                switch byte {
                case UInt8(ascii: "."): isFraction = true
                case UInt8(ascii: "e"): power = 0
                case UInt8(ascii: "+"): break
                case UInt8(ascii: "-"): isPowerNegative = true
                default:
                    let digit = byte &- UInt8(ascii: "0")
                    if let before = power {
                        power = before * 10 + Int(digit)
                    } else {
                        digits = digits &* 10 &+ UInt64(digit)
                        if isFraction { scale -= 1 }
                    }
                }
            }
            if let power { scale += isPowerNegative ? -power : power }
            self.take(digits: digits, scale: scale)
        }

        private mutating func take(digits value: UInt64, scale: Int) {
            var value = value
            var scale = scale
            while value != 0, value % 10 == 0 {
                value /= 10
                scale += 1
            }
            self.digits = value
            var length = 0
            var rest = value
            while rest != 0 {
                rest /= 10
                length += 1
            }
            self.exponent = scale + length
        }
    }

    private static func write(
        _ decimal: Decimal, isNegative: Bool, isNaN: Bool, _ isFinite: Bool, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var output = Output(target: target)
        if isNaN {
            output.write("NaN")
            return output.count
        }
        if isNegative { output.write("-") }
        guard isFinite else {
            output.write("Infinity")
            return output.count
        }
        output.write(decimal)
        return output.count
    }

    private struct Output {
        let target: UnsafeMutablePointer<UInt8>
        var count = 0

        mutating func write(_ text: StaticString) {
            for place in 0..<text.utf8CodeUnitCount { self.write(text.utf8Start[place]) }
        }

        mutating func write(_ byte: UInt8) {
            self.target[self.count] = byte
            self.count += 1
        }

        /// A digit, the point, at least one more digit, and the exponent.
        mutating func write(_ decimal: Decimal) {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: JSONText.integerRoom) { buffer in
                guard let digits = buffer.baseAddress else { return }
                let length = JSONText.write(decimal.digits, to: digits)
                self.write(digits[0])
                self.write(UInt8(ascii: "."))
                if length == 1 { self.write(UInt8(ascii: "0")) }
                for place in stride(from: 1, to: length, by: 1) { self.write(digits[place]) }
                self.write(UInt8(ascii: "E"))
                self.count += JSONText.write(Int64(decimal.exponent - 1), to: self.target + self.count)
            }
        }
    }
}
