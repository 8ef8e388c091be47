/// UUIDs made of texts, as Java's `UUID.nameUUIDFromBytes` makes them: their MD5 in the layout of version 3.
///
/// They are written eight at a time (see ``MD5Lanes``): room for each is there at once, its characters come later.
struct NameUUIDs {
    static let length = 36

    private var places = InlineArray<8, Place>(repeating: Place(text: 0..<0, target: 0))
    private var count = 0

    private struct Place {
        var text: Range<Int>
        var target: Int
    }

    /// Takes note of a UUID. When this is full, all that it knows are written.
    ///
    /// - Parameters:
    ///   - text: Where in `bytes` the text is.
    ///   - target: Where in `bytes` the 36 characters belong; there is room for them.
    mutating func add(_ text: Range<Int>, target: Int, in bytes: UnsafeMutableRawBufferPointer) {
        self.places[self.count] = Place(text: text, target: target)
        self.count += 1
        if self.count == 8 { self.write(to: bytes) }
    }

    /// Writes those that aren't written yet.
    mutating func write(to bytes: UnsafeMutableRawBufferPointer) {
        guard self.count > 0 else { return }
        let texts = InlineArray<8, UnsafeRawBufferPointer> { lane in
            UnsafeRawBufferPointer(rebasing: bytes[lane < self.count ? self.places[lane].text : 0..<0])
        }
        let hashes = MD5Lanes(texts).words
        for lane in 0..<self.count {
            let words = (hashes.a[lane], hashes.b[lane], hashes.c[lane], hashes.d[lane])
            Self.write(words, to: UnsafeMutableRawBufferPointer(rebasing: bytes[self.places[lane].target...]))
        }
        self.count = 0
    }

    private static func write(_ words: (UInt32, UInt32, UInt32, UInt32), to target: UnsafeMutableRawBufferPointer) {
        let second = Self.digits(words.1 & 0xFF0F_FFFF | 0x0030_0000)
        let third = Self.digits(words.2 & 0xFFFF_FF3F | 0x0000_0080)
        target.storeBytes(of: Self.digits(words.0), as: UInt64.self)
        target.storeBytes(of: UInt32(truncatingIfNeeded: second), toByteOffset: 9, as: UInt32.self)
        target.storeBytes(of: UInt32(truncatingIfNeeded: second >> 32), toByteOffset: 14, as: UInt32.self)
        target.storeBytes(of: UInt32(truncatingIfNeeded: third), toByteOffset: 19, as: UInt32.self)
        target.storeBytes(of: UInt32(truncatingIfNeeded: third >> 32), toByteOffset: 24, as: UInt32.self)
        target.storeBytes(of: Self.digits(words.3), toByteOffset: 28, as: UInt64.self)
        for place in stride(from: 8, through: 23, by: 5) { target[place] = UInt8(ascii: "-") }
    }

    /// Eight hexadecimal digits of four bytes, the one in the lowest bits first.
    private static func digits(_ word: UInt32) -> UInt64 {
        var spread = UInt64(word)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        let halves = (spread >> 4) & 0x000F_000F_000F_000F | (spread & 0x000F_000F_000F_000F) << 8
        let isLetter = ((halves &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return halves &+ 0x3030_3030_3030_3030 &+ isLetter &* 0x27
    }
}
