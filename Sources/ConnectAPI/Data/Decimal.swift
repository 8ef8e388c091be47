public import Bytes

/// A decimal number of any size: an unscaled integer and the number of digits after the point, as Java's
/// `BigDecimal`. Equal only if both parts are: 1.0 is not 1.00.
public struct Decimal: Sendable, Hashable {
    /// Two's complement, big-endian, shortest form; never empty.
    public let unscaled: Bytes
    /// Digits after the point; may be negative.
    public let scale: Int32

    /// - Parameter unscaled: Two's complement, big-endian; empty counts as zero.
    public init(unscaled: Bytes, scale: Int32) {
        self.unscaled = Self.shortest(unscaled)
        self.scale = scale
    }

    public init(_ unscaled: Int64, scale: Int32) {
        self.init(unscaled: Bytes((0..<8).map { UInt8(truncatingIfNeeded: unscaled >> (56 - 8 * $0)) }), scale: scale)
    }

    private static func shortest(_ bytes: Bytes) -> Bytes {
        guard !bytes.isEmpty else { return Bytes([0]) }
        var start = 0
        while start + 1 < bytes.count,
            bytes[start] == 0 && bytes[start + 1] < 0x80 || bytes[start] == 0xFF && bytes[start + 1] >= 0x80
        {
            start += 1
        }
        return bytes.dropFirst(start)
    }

    public var isNegative: Bool { self.unscaled[0] >= 0x80 }

    /// The unscaled integer's decimal digits without sign or leading zeros; "0" for zero.
    public var digits: String {
        var words = Self.magnitude(self.unscaled)
        var pieces: [UInt32] = []
        while !words.isEmpty {
            var remainder: UInt64 = 0
            for index in words.indices.reversed() {
                let value = remainder << 32 | UInt64(words[index])
                words[index] = UInt32(value / 1_000_000_000)
                remainder = value % 1_000_000_000
            }
            pieces.append(UInt32(remainder))
            while words.last == 0 { words.removeLast() }
        }
        guard let first = pieces.last else { return "0" }
        return pieces.dropLast().reversed().reduce(into: String(first)) { text, piece in
            let digits = String(piece)
            text += String(repeating: "0", count: 9 - digits.count) + digits
        }
    }

    /// Little-endian words of the absolute value, without leading zeros.
    private static func magnitude(_ bytes: Bytes) -> [UInt32] {
        let negative = bytes[0] >= 0x80
        var words: [UInt32] = []
        var carry = negative
        var shift: UInt32 = 0
        var word: UInt32 = 0
        for index in stride(from: bytes.count - 1, through: 0, by: -1) {
            var byte = negative ? ~bytes[index] : bytes[index]
            if carry {
                byte = byte &+ 1
                carry = byte == 0
            }
            word |= UInt32(byte) << shift
            shift += 8
            if shift == 32 {
                words.append(word)
                (word, shift) = (0, 0)
            }
        }
        if shift > 0 { words.append(word) }
        if carry { words.append(1) }
        while words.last == 0 { words.removeLast() }
        return words
    }
}

extension Decimal: CustomStringConvertible {
    /// The text of Java's `BigDecimal.toString()`: plain, or with an exponent where Java writes one.
    public var description: String {
        let digits = self.digits
        let sign = self.isNegative ? "-" : ""
        guard self.scale != 0 else { return sign + digits }
        let adjusted = -Int64(self.scale) + Int64(digits.utf8.count - 1)
        if self.scale > 0, adjusted >= -6 { return sign + Self.pointed(digits, scale: Int(self.scale)) }
        let mantissa = digits.utf8.count == 1 ? digits : String(digits.prefix(1)) + "." + digits.dropFirst()
        return sign + mantissa + (adjusted == 0 ? "" : "E" + (adjusted > 0 ? "+" : "") + String(adjusted))
    }

    private static func pointed(_ digits: String, scale: Int) -> String {
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
        return String(padded.dropLast(scale)) + "." + padded.suffix(scale)
    }

    /// Reads `[-+]digits[.digits][(e|E)[-+]digits]`, as Java's constructor from text does.
    ///
    /// - Returns: nil if `text` has another form, more than 100,000 digits, or a scale outside of 32 bits.
    public init?(_ text: some StringProtocol) {
        var rest = text.utf8[...]
        let negative = rest.first == UInt8(ascii: "-")
        if negative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        var digits: [UInt8] = []
        var scale: Int64 = 0
        var seenPoint = false
        while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            rest.removeFirst()
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits.count < 100_000 {
                digits.append(byte - UInt8(ascii: "0"))
                if seenPoint { scale += 1 }
            } else {
                return nil
            }
        }
        guard !digits.isEmpty else { return nil }
        if !rest.isEmpty {
            guard let exponent = Int32(String(decoding: rest.dropFirst(), as: UTF8.self)) else { return nil }
            scale -= Int64(exponent)
        }
        guard let scale = Int32(exactly: scale) else { return nil }
        self.init(unscaled: Self.twosComplement(digits, negative: negative), scale: scale)
    }

    private static func twosComplement(_ digits: [UInt8], negative: Bool) -> Bytes {
        var words: [UInt32] = []
        for digit in digits {
            var carry = UInt64(digit)
            for index in words.indices {
                let value = UInt64(words[index]) * 10 + carry
                words[index] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            if carry > 0 { words.append(UInt32(carry)) }
        }
        words.append(0)  // room for the sign
        if negative {
            var carry: UInt64 = 1
            for index in words.indices {
                let value = UInt64(~words[index]) + carry
                words[index] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
        }
        return Bytes(
            words.reversed().flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } })
    }
}
