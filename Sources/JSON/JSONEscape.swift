/// Escapes in JSON strings.
enum JSONEscape {
    /// Writes the text of a checked string without its escapes; it never gets longer. Returns its length.
    static func unescape(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var read = 0
        var written = 0
        while read < source.count {
            let byte = source[read]
            read += 1
            guard byte == UInt8(ascii: "\\"), read < source.count else {
                target[written] = byte
                written += 1
                continue
            }
            let escape = source[read]
            read += 1
            guard escape == UInt8(ascii: "u") else {
                target[written] = Self.character(escape)
                written += 1
                continue
            }
            let scalar = Self.scalar(source, &read)
            for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                target[written] = unit
                written += 1
            }
        }
        return written
    }

    /// What stands for `\b` and so on.
    private static func character(_ escape: UInt8) -> UInt8 {
        switch escape {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: escape
        }
    }

    /// Reads the digits after `\u`, and the second half if they are the first half of a pair.
    private static func scalar(_ source: UnsafeRawBufferPointer, _ read: inout Int) -> Unicode.Scalar {
        let first = Self.unit(source, read)
        read += 4
        if first & 0xFC00 == 0xD800, read + 6 <= source.count, source[read] == UInt8(ascii: "\\"),
            source[read + 1] == UInt8(ascii: "u")
        {
            let second = Self.unit(source, read + 2)
            if second & 0xFC00 == 0xDC00 {
                read += 6
                return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF) ?? "\u{FFFD}"
            }
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    private static func unit(_ source: UnsafeRawBufferPointer, _ start: Int) -> UInt32 {
        var unit: UInt32 = 0
        for place in start..<min(start + 4, source.count) {
            unit = unit << 4 | UInt32(Self.hexDigit(source[place]) ?? 0)
        }
        return unit
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
