public import Bytes

/// Base64 with the standard alphabet and padding, as JSON texts carry bytes.
public enum JSONBase64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// Length of the text of `count` bytes.
    @inlinable
    public static func length(encoding count: Int) -> Int { (count &+ 2) / 3 &* 4 }

    /// Writes the text of `count` bytes and returns its length, ``length(encoding:)``.
    public static func write(
        _ source: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let alphabet = Self.alphabet.utf8Start
        var read = 0
        var written = 0
        while read < count {
            let rest = count - read
            let first = UInt32(source[read]) << 16
            let second = rest > 1 ? UInt32(source[read + 1]) << 8 : 0
            let bits = first | second | (rest > 2 ? UInt32(source[read + 2]) : 0)
            target[written] = alphabet[Int(bits >> 18)]
            target[written + 1] = alphabet[Int(bits >> 12 & 63)]
            target[written + 2] = rest > 1 ? alphabet[Int(bits >> 6 & 63)] : UInt8(ascii: "=")
            target[written + 3] = rest > 2 ? alphabet[Int(bits & 63)] : UInt8(ascii: "=")
            read += 3
            written += 4
        }
        return written
    }

    /// The text of `bytes`.
    public static func encode(_ bytes: Bytes) -> String {
        bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return "" }
            return String(unsafeUninitializedCapacity: self.length(encoding: source.count)) { target in
                guard let start = target.baseAddress else { return 0 }
                return self.write(base, count: source.count, to: start)
            }
        }
    }

    /// The bytes of a text; nil if it isn't Base64.
    ///
    /// As Jackson reads it: padding is required, and blanks may stand between groups of four.
    public static func decode(_ text: some StringProtocol) -> Bytes? {
        var writer = BytesWriter(capacity: text.utf8.count / 4 * 3 + 3)
        var characters = text.utf8.makeIterator()
        while let first = characters.next() {
            if first <= 0x20 { continue }
            guard let one = self.value(first), let two = characters.next().flatMap(self.value),
                let third = characters.next(), let fourth = characters.next()
            else { return nil }
            let head = one << 18 | two << 12
            if third == UInt8(ascii: "=") {
                guard fourth == UInt8(ascii: "=") else { return nil }
                writer.append(UInt8(truncatingIfNeeded: head >> 16))
                continue
            }
            guard let three = self.value(third) else { return nil }
            writer.append(UInt8(truncatingIfNeeded: head >> 16))
            writer.append(UInt8(truncatingIfNeeded: (head | three << 6) >> 8))
            if fourth == UInt8(ascii: "=") { continue }
            guard let four = self.value(fourth) else { return nil }
            writer.append(UInt8(truncatingIfNeeded: three << 6 | four))
        }
        return writer.finish()
    }

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
