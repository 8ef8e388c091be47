package import Bytes

/// RFC 4648's standard alphabet with padding, as `java.util.Base64` has it.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: Bytes) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            let word = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < count ? UInt32(bytes[start + $1]) : 0) }
            for place in 0..<4 {
                text.append(
                    place <= count ? self.alphabet[Int(word >> UInt32(18 - 6 * place)) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: nil if there is anything but the alphabet and padding at the end. Missing padding is accepted.
    package static func decode(_ text: String) -> Bytes? {
        var digits = text.utf8[...]
        var padding = 0
        while digits.last == UInt8(ascii: "=") {
            digits.removeLast()
            padding += 1
        }
        guard padding <= 2, digits.count % 4 != 1, padding == 0 || (digits.count + padding).isMultiple(of: 4) else {
            return nil
        }
        var writer = BytesWriter(capacity: digits.count / 4 * 3 + 3)
        var word: UInt32 = 0
        var bits = 0
        for digit in digits {
            guard let value = self.value(digit) else { return nil }
            word = word << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                writer.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return writer.finish()
    }

    private static func value(_ digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
