/// Percent encoding of a connector's name in a `Location` header.
enum URIEncoding {
    /// Escapes what a path may not hold, but keeps `/`, `&` and escapes that are already there, as JAX-RS does.
    static func contextual(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var output = ""
        for (index, byte) in bytes.enumerated() {
            if Self.isAllowed(byte) || byte == UInt8(ascii: "%") && Self.isEscape(bytes, index) {
                output.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                output += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return output
    }

    private static func isEscape(_ bytes: [UInt8], _ index: Int) -> Bool {
        index + 2 < bytes.count && Self.isHex(bytes[index + 1]) && Self.isHex(bytes[index + 2])
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// `pchar` of RFC 3986 and the slash.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~!$&'()*+,;=:@/".utf8.contains(byte)
        }
    }
}
