import Bytes

/// A character encoding, under the names that Java knows it by.
enum Charset: Sendable {
    case utf8, ascii, latin1, windows1252
    /// With a mark in front; reading looks for one and takes big-endian without it.
    case utf16
    case utf16BigEndian, utf16LittleEndian

    /// nil if there is none of that name.
    init?(_ name: String) {
        switch name.uppercased() {
        case "UTF-8", "UTF8", "UNICODE-1-1-UTF-8": self = .utf8
        case "US-ASCII", "ASCII", "ASCII7", "ISO646-US", "646", "CP367", "IBM367", "ISO_646.IRV:1991",
            "ANSI_X3.4-1968", "ANSI_X3.4-1986", "ISO-IR-6", "US", "DEFAULT", "CSASCII":
            self = .ascii
        case "ISO-8859-1", "ISO8859-1", "ISO8859_1", "ISO_8859-1", "ISO_8859_1", "ISO_8859-1:1987", "ISO-IR-100",
            "LATIN1", "L1", "8859_1", "CP819", "IBM819", "IBM-819", "819", "CSISOLATIN1":
            self = .latin1
        case "WINDOWS-1252", "CP1252", "CP5348", "IBM-1252", "IBM1252": self = .windows1252
        case "UTF-16", "UTF16", "UTF_16", "UNICODE", "UNICODEBIG": self = .utf16
        case "UTF-16BE", "UTF_16BE", "ISO-10646-UCS-2", "X-UTF-16BE", "UNICODEBIGUNMARKED": self = .utf16BigEndian
        case "UTF-16LE", "UTF_16LE", "X-UTF-16LE", "UNICODELITTLEUNMARKED": self = .utf16LittleEndian
        default: return nil
        }
    }

    /// What windows-1252 has at 0x80 to 0x9F; U+FFFD where it has nothing.
    private static let windows1252High: [Unicode.Scalar] = Array(
        "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)

    /// Appends `text`; what the encoding doesn't have becomes a question mark.
    func append(_ text: String, to output: inout BytesWriter) {
        switch self {
        case .utf8: output.append(utf8: text)
        case .ascii: self.append(text, to: &output) { $0.value < 0x80 ? UInt8($0.value) : nil }
        case .latin1: self.append(text, to: &output) { $0.value <= 0xFF ? UInt8($0.value) : nil }
        case .windows1252:
            self.append(text, to: &output) { scalar in
                if scalar.value < 0x80 || (0xA0...0xFF).contains(scalar.value) { return UInt8(scalar.value) }
                guard scalar != "\u{FFFD}" else { return nil }
                return Self.windows1252High.firstIndex(of: scalar).map { UInt8(0x80 + $0) }
            }
        case .utf16:
            output.append(bigEndian: 0xFEFF as UInt16)
            for unit in text.utf16 { output.append(bigEndian: unit) }
        case .utf16BigEndian: for unit in text.utf16 { output.append(bigEndian: unit) }
        case .utf16LittleEndian: for unit in text.utf16 { output.append(bigEndian: unit.byteSwapped) }
        }
    }

    private func append(_ text: String, to output: inout BytesWriter, _ byte: (Unicode.Scalar) -> UInt8?) {
        for scalar in text.unicodeScalars { output.append(byte(scalar) ?? UInt8(ascii: "?")) }
    }

    /// The text of `bytes`; what they can't mean becomes U+FFFD.
    func decode(_ bytes: Bytes) -> String {
        switch self {
        case .utf8: return String(validating: bytes) ?? Self.repairUTF8(bytes)
        case .ascii: return self.decode(bytes) { $0 < 0x80 ? Unicode.Scalar($0) : "\u{FFFD}" }
        case .latin1: return self.decode(bytes) { Unicode.Scalar($0) }
        case .windows1252:
            return self.decode(bytes) {
                (0x80...0x9F).contains($0) ? Self.windows1252High[Int($0) - 0x80] : Unicode.Scalar($0)
            }
        case .utf16:
            let mark = bytes.count >= 2 ? UInt16(bytes[0]) << 8 | UInt16(bytes[1]) : 0
            if mark == 0xFFFE { return Self.decodeUTF16(bytes.dropFirst(2), swapped: true) }
            return Self.decodeUTF16(mark == 0xFEFF ? bytes.dropFirst(2) : bytes, swapped: false)
        case .utf16BigEndian: return Self.decodeUTF16(bytes, swapped: false)
        case .utf16LittleEndian: return Self.decodeUTF16(bytes, swapped: true)
        }
    }

    /// As Java replaces what is malformed: three bytes that stand for a surrogate are one U+FFFD, not three.
    private static func repairUTF8(_ bytes: Bytes) -> String {
        var repaired = BytesWriter(capacity: bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0xED, index + 2 < bytes.count, bytes[index + 1] & 0xE0 == 0xA0,
                bytes[index + 2] & 0xC0 == 0x80
            {
                repaired.append(utf8: "\u{FFFD}")
                index += 3
            } else {
                repaired.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: repaired.finish())
    }

    private func decode(_ bytes: Bytes, _ scalar: (UInt8) -> Unicode.Scalar) -> String {
        var text = String.UnicodeScalarView()
        for index in 0..<bytes.count { text.append(scalar(bytes[index])) }
        return String(text)
    }

    private static func decodeUTF16(_ bytes: Bytes, swapped: Bool) -> String {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { place in
            let unit = UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
            return swapped ? unit.byteSwapped : unit
        }
        return String(decoding: units, as: UTF16.self) + (bytes.count % 2 == 0 ? "" : "\u{FFFD}")
    }
}
