/// Changes bytes at random, the same way for the same seed.
struct Mutator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    /// xorshift64*.
    mutating func next() -> UInt64 {
        self.state ^= self.state >> 12
        self.state ^= self.state << 25
        self.state ^= self.state >> 27
        return self.state &* 0x2545_f491_4f6c_dd1d
    }

    /// A number in `0..<bound`, or 0 if there is none.
    mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(self.next() >> 33) % bound : 0 }

    /// Lengths and counts that code trips over.
    private static let numbers: [Int32] = [
        0, 1, -1, -2, .max, .min, 0x7fff, 0x8000, 0xffff, 0x7fff_fffe, 0x4000_0000, 0x0100_0000, 127, 128, 255, 256,
    ]

    /// One to eight changes; `other` gives a part to one of them now and then.
    mutating func mutate(_ bytes: inout [UInt8], other: [UInt8]) {
        for _ in 0...self.below(8) {
            let place = self.below(bytes.count)
            switch self.below(9) {
            case 0: bytes = Array(bytes.prefix(place))
            case 1 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(self.below(8))
            case 2 where !bytes.isEmpty: bytes[place] = UInt8(truncatingIfNeeded: self.next())
            case 3 where !bytes.isEmpty: bytes[place] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)]
            case 4: self.overwrite(&bytes, at: place, width: 4)
            case 5: self.overwrite(&bytes, at: place, width: 2)
            case 6: bytes.insert(UInt8(truncatingIfNeeded: self.next()), at: place)
            case 7 where !bytes.isEmpty:
                bytes.removeSubrange(place..<min(place + 1 + self.below(8), bytes.count))
            default:
                let start = self.below(other.count)
                let part = other[start..<min(start + self.below(64), other.count)]
                if bytes.count < 8192 { bytes.insert(contentsOf: part, at: place) }
            }
        }
    }

    private mutating func overwrite(_ bytes: inout [UInt8], at place: Int, width: Int) {
        guard place + width <= bytes.count else { return }
        let number = Self.numbers[self.below(Self.numbers.count)]
        for index in 0..<width {
            bytes[place + index] = UInt8(truncatingIfNeeded: number >> Int32(8 * (width - 1 - index)))
        }
    }
}
