/// A UUID made of bytes, as Java's `UUID.nameUUIDFromBytes` makes it: their MD5 in the layout of version 3.
enum NameUUID {
    static let length = 36

    /// Writes the 36 characters.
    static func write(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>) {
        var hash = MD5.hash(bytes)
        hash.bytes[6] = hash.bytes[6] & 0x0F | 0x30
        hash.bytes[8] = hash.bytes[8] & 0x3F | 0x80
        var place = 0
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 {
                target[place] = UInt8(ascii: "-")
                place &+= 1
            }
            target[place] = Self.digit(hash.bytes[index] >> 4)
            target[place &+ 1] = Self.digit(hash.bytes[index] & 15)
            place &+= 2
        }
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
}

/// MD5 (RFC 1321), for names and not for secrets.
struct MD5 {
    var bytes: InlineArray<16, UInt8>

    private typealias State = (a: UInt32, b: UInt32, c: UInt32, d: UInt32)

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

    static func hash(_ bytes: UnsafeRawBufferPointer) -> MD5 {
        var state: State = (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476)
        let whole = bytes.count & ~63
        Self.constants.withUnsafeBufferPointer { constants in
            guard let table = constants.baseAddress else { return }
            if let base = bytes.baseAddress {
                for start in stride(from: 0, to: whole, by: 64) { Self.round(base + start, table, &state) }
            }
            withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { rest in
                guard let start = rest.baseAddress else { return }
                rest.initializeMemory(as: UInt8.self, repeating: 0)
                let left = bytes.count - whole
                if let base = bytes.baseAddress { start.copyMemory(from: base + whole, byteCount: left) }
                rest[left] = 0x80
                let size = left < 56 ? 64 : 128
                start.storeBytes(of: UInt64(bytes.count &* 8).littleEndian, toByteOffset: size - 8, as: UInt64.self)
                Self.round(start, table, &state)
                if size == 128 { Self.round(start + 64, table, &state) }
            }
        }
        var result = InlineArray<16, UInt8>(repeating: 0)
        for index in 0..<4 {
            result[index] = UInt8(truncatingIfNeeded: state.a >> UInt32(index * 8))
            result[4 + index] = UInt8(truncatingIfNeeded: state.b >> UInt32(index * 8))
            result[8 + index] = UInt8(truncatingIfNeeded: state.c >> UInt32(index * 8))
            result[12 + index] = UInt8(truncatingIfNeeded: state.d >> UInt32(index * 8))
        }
        return MD5(bytes: result)
    }

    @inline(__always)
    private static func step(_ s: inout State, _ mix: UInt32, _ word: UInt32, _ constant: UInt32, _ shift: UInt32) {
        let sum = s.a &+ mix &+ word &+ constant
        s = (s.d, s.b &+ (sum << shift | sum >> (32 &- shift)), s.b, s.c)
    }

    private static func round(_ block: UnsafeRawPointer, _ table: UnsafePointer<UInt32>, _ state: inout State) {
        var s = state
        @inline(__always) func word(_ index: Int) -> UInt32 {
            UInt32(littleEndian: block.loadUnaligned(fromByteOffset: (index & 15) &* 4, as: UInt32.self))
        }
        for i in stride(from: 0, to: 16, by: 4) {
            Self.step(&s, s.b & s.c | ~s.b & s.d, word(i), table[i], 7)
            Self.step(&s, s.b & s.c | ~s.b & s.d, word(i &+ 1), table[i &+ 1], 12)
            Self.step(&s, s.b & s.c | ~s.b & s.d, word(i &+ 2), table[i &+ 2], 17)
            Self.step(&s, s.b & s.c | ~s.b & s.d, word(i &+ 3), table[i &+ 3], 22)
        }
        for i in stride(from: 16, to: 32, by: 4) {
            Self.step(&s, s.d & s.b | ~s.d & s.c, word(5 &* i &+ 1), table[i], 5)
            Self.step(&s, s.d & s.b | ~s.d & s.c, word(5 &* i &+ 6), table[i &+ 1], 9)
            Self.step(&s, s.d & s.b | ~s.d & s.c, word(5 &* i &+ 11), table[i &+ 2], 14)
            Self.step(&s, s.d & s.b | ~s.d & s.c, word(5 &* i &+ 16), table[i &+ 3], 20)
        }
        for i in stride(from: 32, to: 48, by: 4) {
            Self.step(&s, s.b ^ s.c ^ s.d, word(3 &* i &+ 5), table[i], 4)
            Self.step(&s, s.b ^ s.c ^ s.d, word(3 &* i &+ 8), table[i &+ 1], 11)
            Self.step(&s, s.b ^ s.c ^ s.d, word(3 &* i &+ 11), table[i &+ 2], 16)
            Self.step(&s, s.b ^ s.c ^ s.d, word(3 &* i &+ 14), table[i &+ 3], 23)
        }
        for i in stride(from: 48, to: 64, by: 4) {
            Self.step(&s, s.c ^ (s.b | ~s.d), word(7 &* i), table[i], 6)
            Self.step(&s, s.c ^ (s.b | ~s.d), word(7 &* i &+ 7), table[i &+ 1], 10)
            Self.step(&s, s.c ^ (s.b | ~s.d), word(7 &* i &+ 14), table[i &+ 2], 15)
            Self.step(&s, s.c ^ (s.b | ~s.d), word(7 &* i &+ 21), table[i &+ 3], 21)
        }
        state = (state.a &+ s.a, state.b &+ s.b, state.c &+ s.c, state.d &+ s.d)
    }
}
