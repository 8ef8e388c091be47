import Bytes

/// Reads UTF-8 as Java's decoder does: what is malformed becomes U+FFFD, as often as Java says.
enum JavaUTF8 {
    /// Appends the bytes of `line`, which are a range of the reader's buffer.
    static func append(_ line: Range<Int>, of reader: LineReader, to writer: inout BytesWriter) {
        reader.withBytes { bytes in
            let line = UnsafeBufferPointer(rebasing: bytes[line])
            if self.isValid(line) {
                writer.append(UnsafeRawBufferPointer(line))
            } else {
                self.repair(line, &writer)
            }
        }
    }

    private static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        return (try? UTF8Span(validating: bytes.span)) != nil
    }

    private static func repair(_ bytes: UnsafeBufferPointer<UInt8>, _ writer: inout BytesWriter) {
        var index = 0
        while index < bytes.count {
            let (length, isValid) = self.sequence(bytes, index)
            if isValid {
                writer.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[index..<index + length]))
            } else {
                writer.append(utf8: "\u{FFFD}")
            }
            index += length
        }
    }

    /// How many bytes at `index` are one character, or one malformed piece.
    private static func sequence(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int
    ) -> (length: Int, isValid: Bool) {
        // Behind the line comes its end, which continues nothing.
        func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0x0A }
        func isContinuation(_ offset: Int) -> Bool { byte(offset) & 0xC0 == 0x80 }
        let first = bytes[index]
        switch first {
        case 0..<0x80: return (1, true)
        case 0xC2..<0xE0: return isContinuation(1) ? (2, true) : (1, false)
        case 0xE0..<0xF0:
            guard isContinuation(1), first != 0xE0 || byte(1) >= 0xA0 else { return (1, false) }
            guard isContinuation(2) else { return (2, false) }
            return (3, first != 0xED || byte(1) < 0xA0)  // half a surrogate pair is one malformed piece
        case 0xF0..<0xF5:
            guard isContinuation(1), first != 0xF0 || byte(1) >= 0x90, first != 0xF4 || byte(1) < 0x90 else {
                return (1, false)
            }
            guard isContinuation(2) else { return (2, false) }
            return isContinuation(3) ? (4, true) : (3, false)
        default: return (1, false)
        }
    }
}
