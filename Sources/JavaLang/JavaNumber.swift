package import ConnectAPI

/// Numbers as Java's classes read and convert them.
package enum JavaNumber {
    /// Longest text that is read as a decimal: the time that its digits take grows with the square of their number.
    package static let maximumLength = 10_000

    /// The text with the digits of all scripts as ASCII.
    package static func withPlainDigits(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if let digit = scalar.decimalDigit { result += String(digit) } else { result.unicodeScalars.append(scalar) }
        }
    }

    /// `Byte.parseByte` and its siblings: digits of any script with a sign or without, nothing else.
    package static func integer<Number: FixedWidthInteger>(_ text: String, _: Number.Type) -> Number? {
        Number(Self.withPlainDigits(text))
    }

    /// `new BigDecimal(text)`.
    package static func decimal(_ text: String) -> Decimal? {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        return Decimal(Self.withPlainDigits(text))
    }

    /// `new BigInteger(text)`.
    package static func bigInteger(_ text: String) -> Decimal? {
        let digits = Self.withPlainDigits(text)
        let body =
            digits.utf8.first == UInt8(ascii: "-") || digits.utf8.first == UInt8(ascii: "+")
            ? digits.utf8.dropFirst() : digits.utf8[...]
        guard !body.isEmpty, body.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Self.decimal(digits)
    }

    /// `Double.parseDouble`.
    package static func double(_ text: String) -> Double? {
        Self.floatingPoint(text).flatMap { Double($0) }
    }

    /// `Float.parseFloat`: rounded once, not by way of a double.
    package static func float(_ text: String) -> Float? {
        Self.floatingPoint(text).flatMap { Float($0) }
    }

    /// The text in a form that Swift reads, if Java takes it: blanks around it, a type letter at its end, hexadecimal
    /// digits with an exponent, `NaN` and `Infinity` in this spelling.
    private static func floatingPoint(_ text: String) -> String? {
        let trimmed = text.trimmedAsJava
        var body = Substring(trimmed)
        let isNegative = body.first == "-"
        if isNegative || body.first == "+" { body.removeFirst() }
        let sign = isNegative ? "-" : ""
        if body == "NaN" { return "nan" }
        if body == "Infinity" { return sign + "inf" }
        let isHexadecimal = body.hasPrefix("0x") || body.hasPrefix("0X")
        if isHexadecimal, !body.contains(where: { $0 == "p" || $0 == "P" }) { return nil }
        if let last = body.last, "dDfF".contains(last) { body.removeLast() }
        let allowed = isHexadecimal ? "0123456789abcdefABCDEFxX.pP+-" : "0123456789.eE+-"
        guard let first = body.first, "0123456789.".contains(first), body.allSatisfy({ allowed.contains($0) }) else {
            return nil
        }
        // Java takes a number that ends in its point or begins with it, Swift doesn't take the latter two.
        var read = String(body)
        if !isHexadecimal {
            if read.hasPrefix(".") { read = "0" + read }
            if let point = read.firstIndex(of: ".") {
                let next = read.index(after: point)
                if next == read.endIndex || !read[next].isNumber {
                    guard point > read.startIndex, body.first != "." || body.count > 1 else { return nil }
                    if body.first == "." { return nil }
                    read.insert("0", at: next)
                }
            }
        }
        return sign + read
    }

    /// `(int) value`.
    package static func int32(_ value: Double) -> Int32 {
        value.isNaN ? 0 : Int32(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }

    /// `(long) value`.
    package static func int64(_ value: Double) -> Int64 {
        value.isNaN ? 0 : Int64(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }

    /// `BigDecimal.longValue()`: the whole part's low 64 bits.
    package static func int64(_ value: Decimal) -> Int64 {
        var digits = Array(value.digits.utf8)
        if value.scale > 0 { digits.removeLast(min(Int(value.scale), digits.count)) }
        var bits: UInt64 = 0
        for digit in digits { bits = bits &* 10 &+ UInt64(digit - 0x30) }
        // From 10^64 on all of the low 64 bits are zero.
        for _ in 0..<min(max(0, -Int(value.scale)), 64) { bits = bits &* 10 }
        return Int64(bitPattern: value.isNegative ? 0 &- bits : bits)
    }

    /// `BigDecimal.doubleValue()`.
    package static func double(_ value: Decimal) -> Double { Double(Self.scientific(value)) ?? .nan }

    /// `BigDecimal.floatValue()`.
    package static func float(_ value: Decimal) -> Float { Float(Self.scientific(value)) ?? .nan }

    private static func scientific(_ value: Decimal) -> String {
        "\(value.isNegative ? "-" : "")\(value.digits)e\(-Int64(value.scale))"
    }
}
