import CShims

/// MD5 (RFC 1321) of eight texts at once, for names and not for secrets.
///
/// Each step of MD5 waits for the one before it, so a processor that hashes one text is idle most of the time: eight side
/// by side take little longer than one.
struct MD5Lanes {
    typealias Lanes = SIMD8<UInt32>

    /// The hash of each text as four words, the first byte in the lowest bits of the first.
    private(set) var words: (a: Lanes, b: Lanes, c: Lanes, d: Lanes)

    private static let constants: [UInt32] = (0..<64).map { UInt32(abs(Self.sine(Double($0 + 1))) * 4_294_967_296) }

    /// The sine by its series: exact enough for 32 bits.
    private static func sine(_ value: Double) -> Double {
        let reduced = value.remainder(dividingBy: 2 * Double.pi)
        var (term, sum, index) = (reduced, reduced, 1.0)
        while abs(term) > 1e-18 {
            term *= -reduced * reduced / ((2 * index) * (2 * index + 1))
            sum += term
            index += 1
        }
        return sum
    }

    /// - Parameter texts: Eight; those that nobody asks for may be empty.
    init(_ texts: InlineArray<8, UnsafeRawBufferPointer>) {
        self.words = (
            Lanes(repeating: 0x6745_2301), Lanes(repeating: 0xEFCD_AB89), Lanes(repeating: 0x98BA_DCFE),
            Lanes(repeating: 0x1032_5476)
        )
        withUnsafeTemporaryAllocation(byteCount: 8 * 128, alignment: 16) { tails in
            guard let tail = tails.baseAddress else { return }
            tails.initializeMemory(as: UInt8.self, repeating: 0)
            var blocks = Lanes(repeating: 0)
            for lane in 0..<8 { blocks[lane] = Self.pad(texts[lane], tail + lane * 128) }
            withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 16) { words in
                for block in 0..<blocks.max() {
                    for lane in 0..<8 {
                        Self.load(texts[lane], tail + lane * 128, block: Int(block), to: words, lane)
                    }
                    Self.constants.withUnsafeBufferPointer {
                        self.add(UnsafeBufferPointer(words), $0.baseAddress, to: blocks .> Lanes(repeating: block))
                    }
                }
            }
        }
    }

    /// Writes what follows the text's last whole block to `tail`, which is 128 bytes of zeros.
    ///
    /// - Returns: How many blocks there are in all.
    private static func pad(_ text: UnsafeRawBufferPointer, _ tail: UnsafeMutableRawPointer) -> UInt32 {
        let whole = text.count & ~63
        let rest = text.count - whole
        if rest > 0, let base = text.baseAddress { tail.copyMemory(from: base + whole, byteCount: rest) }
        tail.storeBytes(of: 0x80, toByteOffset: rest, as: UInt8.self)
        let size = rest < 56 ? 64 : 128
        tail.storeBytes(of: UInt64(text.count &* 8).littleEndian, toByteOffset: size - 8, as: UInt64.self)
        return UInt32(truncatingIfNeeded: (whole + size) >> 6)
    }

    /// Reads one block of a text whose end is in `tail`.
    @inline(__always)
    private static func load(
        _ text: UnsafeRawBufferPointer, _ tail: UnsafeMutableRawPointer, block: Int,
        to words: UnsafeMutableBufferPointer<Lanes>, _ lane: Int
    ) {
        let whole = text.count >> 6
        var source = UnsafeRawPointer(tail)
        if block < whole, let base = text.baseAddress {
            source = base + block * 64
        } else if block > whole {
            source += 64  // of one that has ended before nobody looks at the result
        }
        guard let target = words.baseAddress.map({ UnsafeMutableRawPointer($0) + lane * 4 }) else { return }
        for index in 0..<16 {
            let word = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
            target.storeBytes(of: word, toByteOffset: index &* 32, as: UInt32.self)
        }
    }

    /// Takes in one block of each text, and keeps what comes of it in the lanes of `mask`.
    private mutating func add(
        _ block: UnsafeBufferPointer<Lanes>, _ table: UnsafePointer<UInt32>?, to mask: SIMDMask<SIMD8<Int32>>
    ) {
        guard let words = block.baseAddress, let table else { return }
        var (a, b, c, d) = self.words

        @inline(__always)
        func step(_ mix: Lanes, _ word: Int, _ index: Int, _ shift: UInt32) {
            let sum = a &+ mix &+ words[word & 15] &+ Lanes(repeating: table[index])
            (a, b, c, d) = (d, b &+ shims_rotate_left(sum, shift), b, c)
        }
        for i in stride(from: 0, to: 16, by: 4) {
            step(d ^ (b & (c ^ d)), i, i, 7)
            step(d ^ (b & (c ^ d)), i &+ 1, i &+ 1, 12)
            step(d ^ (b & (c ^ d)), i &+ 2, i &+ 2, 17)
            step(d ^ (b & (c ^ d)), i &+ 3, i &+ 3, 22)
        }
        for i in stride(from: 16, to: 32, by: 4) {
            step(c ^ (d & (b ^ c)), 5 &* i &+ 1, i, 5)
            step(c ^ (d & (b ^ c)), 5 &* i &+ 6, i &+ 1, 9)
            step(c ^ (d & (b ^ c)), 5 &* i &+ 11, i &+ 2, 14)
            step(c ^ (d & (b ^ c)), 5 &* i &+ 16, i &+ 3, 20)
        }
        for i in stride(from: 32, to: 48, by: 4) {
            step(b ^ c ^ d, 3 &* i &+ 5, i, 4)
            step(b ^ c ^ d, 3 &* i &+ 8, i &+ 1, 11)
            step(b ^ c ^ d, 3 &* i &+ 11, i &+ 2, 16)
            step(b ^ c ^ d, 3 &* i &+ 14, i &+ 3, 23)
        }
        for i in stride(from: 48, to: 64, by: 4) {
            step(c ^ (b | ~d), 7 &* i, i, 6)
            step(c ^ (b | ~d), 7 &* i &+ 7, i &+ 1, 10)
            step(c ^ (b | ~d), 7 &* i &+ 14, i &+ 2, 15)
            step(c ^ (b | ~d), 7 &* i &+ 21, i &+ 3, 21)
        }
        self.words.a.replace(with: self.words.a &+ a, where: mask)
        self.words.b.replace(with: self.words.b &+ b, where: mask)
        self.words.c.replace(with: self.words.c &+ c, where: mask)
        self.words.d.replace(with: self.words.d &+ d, where: mask)
    }
}
