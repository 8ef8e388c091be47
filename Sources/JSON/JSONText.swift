/// Pieces of JSON written with plain pointers, for code that runs per record. The caller provides the room.
public enum JSONText {
    /// The top bit of every byte that is below 0x20, a quote or a backslash; above the first such byte other bits may
    /// be set too.
    @inlinable @inline(__always)
    public static func specials(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let control = (word &- ones &* 0x20) & ~word
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        return (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & high
    }

    /// As ``specials(_:)``, and the first bytes of characters beyond U+FFFF.
    @inlinable @inline(__always)
    public static func escaped(_ word: UInt64) -> UInt64 {
        let lead = word & (word << 1) & (word << 2) & (word << 3)
        return Self.specials(word) | lead & 0x8080_8080_8080_8080
    }

    /// The room that ``writeEscaped(_:count:to:)`` may need; it may write to all of it.
    @inlinable @inline(__always)
    public static func room(escaping count: Int) -> Int { count &* 6 &+ 8 }

    /// Writes UTF-8 text with Jackson's escapes, without quotes. Returns how many bytes it wrote.
    ///
    /// Escaped are quote, backslash, what is below U+0020, and what is beyond U+FFFF (as two escapes, as Jackson's
    /// writer of bytes does). Text that is not valid UTF-8 comes out as it is.
    ///
    /// - Parameter target: has ``room(escaping:)`` bytes.
    @inlinable
    public static func writeEscaped(
        _ source: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var read = 0
        var written = 0
        while count &- read >= 8 {
            let word = UnsafeRawPointer(source + read).loadUnaligned(as: UInt64.self)
            UnsafeMutableRawPointer(target + written).storeBytes(of: word, as: UInt64.self)
            let hits = Self.escaped(word)
            if hits == 0 {
                read &+= 8
                written &+= 8
                continue
            }
            let skip = hits.trailingZeroBitCount >> 3
            read &+= skip
            written &+= skip
            let byte = source[read]
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                Self.writeEscape(source, count: count, &read, target, &written)
                continue
            }
            target[written] = UInt8(ascii: "\\")
            target[written &+ 1] = byte
            read &+= 1
            written &+= 2
        }
        let rest = count &- read
        guard rest > 0 else { return written }
        let word = Self.loadTail(source + read, rest)
        let hits = Self.escaped(word | (0x2020_2020_2020_2020 as UInt64) << (UInt64(rest) &* 8))
        if hits == 0 {
            UnsafeMutableRawPointer(target + written).storeBytes(of: word, as: UInt64.self)
            return written &+ rest
        }
        return Self.writeTail(source, count: count, read, target, written)
    }

    /// 1 to 7 bytes as a word, without touching memory beyond them.
    @inlinable @inline(__always)
    static func loadTail(_ source: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(source)
        if count >= 4 {
            let low = UInt64(raw.loadUnaligned(as: UInt32.self))
            let high = UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            return low | high << (UInt64(count &- 4) &* 8)
        }
        let first = UInt64(source[0])
        let middle = UInt64(source[count >> 1]) << (UInt64(count >> 1) &* 8)
        return first | middle | UInt64(source[count &- 1]) << (UInt64(count &- 1) &* 8)
    }

    @inlinable @inline(never)
    static func writeTail(
        _ source: UnsafePointer<UInt8>, count: Int, _ start: Int,
        _ target: UnsafeMutablePointer<UInt8>, _ place: Int
    ) -> Int {
        var read = start
        var written = place
        while read < count {
            let byte = source[read]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte < 0xF0 {
                target[written] = byte
                read &+= 1
                written &+= 1
            } else {
                Self.writeEscape(source, count: count, &read, target, &written)
            }
        }
        return written
    }

    /// Writes the escape for the character at `read`.
    @inlinable @inline(never)
    static func writeEscape(
        _ source: UnsafePointer<UInt8>, count: Int, _ read: inout Int,
        _ target: UnsafeMutablePointer<UInt8>, _ written: inout Int
    ) {
        let byte = source[read]
        if byte >= 0xF0, count &- read >= 4 {
            let high = UInt32(byte & 0x07) << 18 | UInt32(source[read &+ 1] & 0x3F) << 12
            let low = UInt32(source[read &+ 2] & 0x3F) << 6 | UInt32(source[read &+ 3] & 0x3F)
            let offset = (high | low) &- 0x10000
            Self.writeUnit(0xD800 | (offset >> 10) & 0x3FF, target + written)
            Self.writeUnit(0xDC00 | offset & 0x3FF, target + (written &+ 6))
            read &+= 4
            written &+= 12
            return
        }
        read &+= 1
        let short: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): short = byte
        case 0x08: short = UInt8(ascii: "b")
        case 0x09: short = UInt8(ascii: "t")
        case 0x0A: short = UInt8(ascii: "n")
        case 0x0C: short = UInt8(ascii: "f")
        case 0x0D: short = UInt8(ascii: "r")
        case 0..<0x20:
            Self.writeUnit(UInt32(byte), target + written)
            written &+= 6
            return
        default:  // the start of a character that is cut off
            target[written] = byte
            written &+= 1
            return
        }
        target[written] = UInt8(ascii: "\\")
        target[written &+ 1] = short
        written &+= 2
    }

    /// Writes `\u` and four upper-case digits.
    @inlinable @inline(__always)
    static func writeUnit(_ unit: UInt32, _ target: UnsafeMutablePointer<UInt8>) {
        target[0] = UInt8(ascii: "\\")
        target[1] = UInt8(ascii: "u")
        for digit in 0..<4 {
            let value = UInt8(truncatingIfNeeded: unit >> UInt32((3 &- digit) &* 4)) & 0xF
            target[2 &+ digit] = value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &- 10 &+ value
        }
    }
}
