/// Base64 with padding (RFC 4648), for short texts.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let piece = bytes[start..<min(start + 3, bytes.count)]
            let bits = piece.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - piece.count))
            for place in 0..<4 {
                result.append(place > piece.count ? 61 : Self.alphabet[bits >> (18 - 6 * place) & 63])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Nil if `text` is not whole and clean.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 4 == 0 else { return nil }
        let body = digits.prefix { $0 != 61 }
        guard digits.count - body.count <= 2, digits[body.count...].allSatisfy({ $0 == 61 }) else { return nil }
        var result: [UInt8] = []
        var bits = 0
        var count = 0
        for digit in body {
            guard let value = Self.value(digit) else { return nil }
            bits = (bits << 6 | value) & 0xff_ffff
            count += 1
            if count % 4 != 1 { result.append(UInt8(bits >> (6 - 2 * ((count - 1) % 4)) & 255)) }
        }
        return result
    }

    private static func value(_ digit: UInt8) -> Int? {
        switch digit {
        case 65...90: Int(digit) - 65
        case 97...122: Int(digit) - 71
        case 48...57: Int(digit) + 4
        case 43: 62
        case 47: 63
        default: nil
        }
    }
}
