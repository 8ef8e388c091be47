/// The generator of `java.util.Random`: 48 bits of state, the same numbers for the same seed.
///
/// Bits of the state above the 48th are never looked at and don't influence those below, so they are not masked off.
struct JavaRandom: Sendable {
    var state: UInt64

    static let multiplier: UInt64 = 0x5_DEEC_E66D
    static let increment: UInt64 = 0xB

    init(seed: Int64) { self.state = Self.state(seed: seed) }

    /// The state that `setSeed` gives.
    @inline(__always)
    static func state(seed: Int64) -> UInt64 { UInt64(bitPattern: seed) ^ self.multiplier }

    @inline(__always)
    mutating func setSeed(_ seed: Int64) { self.state = Self.state(seed: seed) }

    @inline(__always)
    mutating func step() { self.state = self.state &* Self.multiplier &+ Self.increment }

    /// The top `count` bits of the 48 after one step, 1 to 32 of them.
    @inline(__always)
    mutating func next(_ count: UInt64) -> UInt32 {
        self.step()
        return UInt32(truncatingIfNeeded: (self.state >> (48 &- count)) & ((1 << count) &- 1))
    }

    @inline(__always)
    mutating func nextInt() -> Int32 {
        self.step()
        return Int32(truncatingIfNeeded: self.state >> 16)
    }

    /// Uniform in `0..<bound`; `bound` must be positive.
    @inline(__always)
    mutating func nextInt(_ bound: Int32) -> Int32 {
        self.step()
        return Bound(bound).draw(&self.state)
    }

    @inline(__always)
    mutating func nextLong() -> Int64 {
        let high = Int64(self.nextInt())
        return (high << 32) &+ Int64(self.nextInt())
    }

    mutating func nextBoolean() -> Bool { self.next(1) != 0 }

    mutating func nextFloat() -> Float { Float(self.next(24)) / Float(1 << 24) }

    @inline(__always)
    mutating func nextDouble() -> Double {
        let high = Int64(self.next(26)) << 27
        return Double(high &+ Int64(self.next(27))) * 0x1.0p-53
    }

    /// Fills `count` bytes, each `nextInt()` giving four, its lowest first.
    mutating func nextBytes(_ target: UnsafeMutablePointer<UInt8>, count: Int) {
        var index = 0
        while index < count {
            var word = UInt32(bitPattern: self.nextInt())
            for _ in 0..<min(4, count - index) {
                target[index] = UInt8(truncatingIfNeeded: word)
                word >>= 8
                index += 1
            }
        }
    }
}

/// Several steps of ``JavaRandom`` in one multiplication: draws whose outcome doesn't matter cost nothing.
struct Jump: BitwiseCopyable, Sendable {
    var multiplier: UInt64
    var increment: UInt64

    init(steps: Int) {
        (self.multiplier, self.increment) = (1, 0)
        for _ in 0..<steps {
            self.multiplier = self.multiplier &* JavaRandom.multiplier
            self.increment = self.increment &* JavaRandom.multiplier &+ JavaRandom.increment
        }
    }

    @inline(__always)
    func apply(_ state: inout UInt64) { state = state &* self.multiplier &+ self.increment }
}

/// The upper bound of `nextInt(bound)` with what makes its remainder cheap.
struct Bound: BitwiseCopyable, Sendable {
    let bound: UInt32
    /// 2^64 / bound, rounded up; 0 for a power of two, whose draw takes the top bits instead.
    let magic: UInt64

    /// `bound` must be positive.
    @inline(__always)
    init(_ bound: Int32) {
        self.bound = UInt32(bitPattern: bound)
        self.magic = self.bound & (self.bound &- 1) == 0 ? 0 : UInt64.max / UInt64(self.bound) &+ 1
    }

    /// The number that a state gives which was stepped for this draw; steps on as long as the number would not be
    /// uniform.
    @inline(__always)
    func draw(_ state: inout UInt64) -> Int32 {
        var bits = UInt32(truncatingIfNeeded: state >> 17) & 0x7FFF_FFFF
        if self.magic == 0 { return Int32(truncatingIfNeeded: (UInt64(self.bound) &* UInt64(bits)) >> 31) }
        var rest = self.remainder(bits)
        while bits &- rest &+ (self.bound &- 1) > 0x7FFF_FFFF {
            state = state &* JavaRandom.multiplier &+ JavaRandom.increment
            bits = UInt32(truncatingIfNeeded: state >> 17) & 0x7FFF_FFFF
            rest = self.remainder(bits)
        }
        return Int32(bitPattern: rest)
    }

    @inline(__always)
    private func remainder(_ bits: UInt32) -> UInt32 {
        let low = self.magic &* UInt64(bits)
        return UInt32(truncatingIfNeeded: low.multipliedFullWidth(by: UInt64(self.bound)).high)
    }
}
