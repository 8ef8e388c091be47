/// A decimal number as FreeMarker calculates with it: exact, but for divisions, which end after twelve digits.
struct TemplateNumber: Sendable, Equatable {
    /// The number is `unscaled` divided by ten to the power of `scale`.
    let unscaled: Int128
    let scale: Int

    private static let most = power(36) ?? 0

    init(_ value: some BinaryInteger) {
        self.unscaled = Int128(clamping: value)
        self.scale = 0
    }

    init(unscaled: Int128, scale: Int) {
        self.unscaled = unscaled
        self.scale = scale
    }

    /// Reads `-1.5e3`; nil if it is no number or has more digits than we can hold.
    init?(_ text: String) {
        var digits: Int128 = 0
        var (scale, exponent) = (0, 0)
        var isNegative = false
        var bytes = Array(text.utf8)[...]
        if let first = bytes.first, first == 0x2D || first == 0x2B {
            isNegative = first == 0x2D
            bytes = bytes.dropFirst()
        }
        var hasPoint = false
        while let byte = bytes.first {
            bytes = bytes.dropFirst()
            switch byte {
            case 0x30...0x39:
                let (scaled, overflow) = digits.multipliedReportingOverflow(by: 10)
                guard !overflow, scale < 37, digits < Self.most else { return nil }
                digits = scaled + Int128(byte - 0x30)
                if hasPoint { scale += 1 }
            case 0x2E where !hasPoint: hasPoint = true
            case 0x45, 0x65:
                guard let value = Int(String(decoding: bytes, as: UTF8.self)), abs(value) < 100 else { return nil }
                exponent = value
                bytes = []
            default: return nil
            }
        }
        guard text.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
        self.init(unscaled: isNegative ? -digits : digits, scale: scale - exponent)
    }

    /// The number with the scale given, if it has no more digits than that.
    private func unscaled(at scale: Int) -> Int128? {
        guard scale >= self.scale, let factor = Self.power(scale - self.scale) else { return nil }
        let (value, overflow) = self.unscaled.multipliedReportingOverflow(by: factor)
        return overflow ? nil : value
    }

    static func power(_ exponent: Int) -> Int128? {
        guard (0...38).contains(exponent) else { return nil }
        return (0..<exponent).reduce(Int128(1)) { power, _ in power * 10 }
    }

    private static func aligned(_ left: Self, _ right: Self) -> (Int128, Int128, scale: Int)? {
        let scale = max(left.scale, right.scale)
        guard let a = left.unscaled(at: scale), let b = right.unscaled(at: scale) else { return nil }
        return (a, b, scale)
    }

    /// Calculates; nil if the result is too large for us, or a division by zero.
    static func calculate(_ left: Self, _ operation: Character, _ right: Self) -> Self? {
        switch operation {
        case "+", "-":
            guard let (a, b, scale) = Self.aligned(left, right) else { return nil }
            let (sum, overflow) =
                operation == "+" ? a.addingReportingOverflow(b) : a.subtractingReportingOverflow(b)
            return overflow ? nil : Self(unscaled: sum, scale: scale)
        case "*":
            let (product, overflow) = left.unscaled.multipliedReportingOverflow(by: right.unscaled)
            return overflow ? nil : Self(unscaled: product, scale: left.scale + right.scale)
        case "/":
            return Self.divide(left, right, scale: max(12, max(left.scale, right.scale)))
        default:
            guard let a = left.int64, let b = right.int64, b != 0 else { return nil }
            return Self(b == -1 ? 0 : a % b)
        }
    }

    private static func divide(_ left: Self, _ right: Self, scale: Int) -> Self? {
        guard right.unscaled != 0 else { return nil }
        // left / right at the scale: left.unscaled * 10^(scale - left.scale + right.scale) / right.unscaled
        let shift = scale - left.scale + right.scale
        var (numerator, denominator) = (left.unscaled, right.unscaled)
        if shift >= 0 {
            guard let factor = Self.power(shift) else { return nil }
            let (value, overflow) = numerator.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            numerator = value
        } else {
            guard let factor = Self.power(-shift) else { return nil }
            let (value, overflow) = denominator.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            denominator = value
        }
        return Self(unscaled: Self.halfUp(numerator, denominator), scale: scale)
    }

    private static func halfUp(_ numerator: Int128, _ denominator: Int128) -> Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard remainder.magnitude >= denominator.magnitude - remainder.magnitude, remainder != 0 else {
            return quotient
        }
        return quotient + ((numerator < 0) == (denominator < 0) ? 1 : -1)
    }

    /// -1, 0 or 1.
    static func compare(_ left: Self, _ right: Self) -> Int {
        if let (a, b, _) = Self.aligned(left, right) { return a < b ? -1 : a > b ? 1 : 0 }
        return left.double < right.double ? -1 : left.double > right.double ? 1 : 0
    }

    var double: Double { Double(self.text) ?? 0 }

    /// The whole part.
    var integer: Int128 {
        if self.scale <= 0 { return self.unscaled(at: 0) ?? 0 }
        guard let factor = Self.power(self.scale) else { return 0 }
        return self.unscaled / factor
    }

    var int64: Int64? { Int64(exactly: self.integer) }
    var int: Int? { Int(exactly: self.integer) }
    var isWhole: Bool { Self.compare(self, Self(self.integer)) == 0 }

    enum Rounding { case floor, ceiling, halfUp }

    func rounded(_ rounding: Rounding) -> Self {
        guard !self.isWhole else { return Self(self.integer) }
        let whole = self.integer
        switch rounding {
        case .floor: return Self(self.unscaled < 0 ? whole - 1 : whole)
        case .ceiling: return Self(self.unscaled < 0 ? whole : whole + 1)
        case .halfUp:  // FreeMarker adds a half and goes down
            let half = Self.calculate(self, "+", Self(unscaled: 5, scale: 1)) ?? self
            return half.rounded(.floor)
        }
    }

    var negated: Self { Self(unscaled: 0 - self.unscaled, scale: self.scale) }

    /// With all its digits and no exponent; zeros at the end are left out.
    var text: String { self.text(minimum: 0, maximum: 16) }

    /// With as many digits behind the point as asked for, rounded half to even.
    func text(minimum: Int, maximum: Int) -> String {
        var (value, scale) = (self.unscaled.magnitude, self.scale)
        if scale < 0 {
            let power = UInt128(Self.power(min(-scale, 38)) ?? 1)
            (value, scale) = (value.multipliedReportingOverflow(by: power).partialValue, 0)
        }
        if scale > maximum {
            let factor = UInt128(Self.power(min(scale - maximum, 38)) ?? 1)
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: factor)
            let isUp = remainder > factor - remainder || remainder == factor - remainder && quotient % 2 == 1
            (value, scale) = (quotient + (isUp ? 1 : 0), maximum)
        }
        var digits = String(value)
        if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
        var fraction = String(digits.suffix(scale))
        while fraction.count > minimum, fraction.last == "0" { fraction.removeLast() }
        while fraction.count < minimum { fraction.append("0") }
        let text = String(digits.dropLast(scale)) + (fraction.isEmpty ? "" : "." + fraction)
        let isZero = !text.contains { $0 != "0" && $0 != "." }
        return self.unscaled < 0 && !isZero ? "-" + text : text
    }
}
