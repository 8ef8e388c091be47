import ConnectAPI
import JSON

/// The state of an `iteration` annotation: one for each type in the schema, however often it is used.
struct Counter: BitwiseCopyable {
    enum Kind: UInt8 { case integral, decimal, floating, boolean }

    var kind: Kind
    /// Where the cycle begins; decimals: times 10^`scale`.
    private var start: Int128 = 0
    private var step: Int128 = 1
    /// Width of the cycle; decimals: with a sign. Decimals: 0 if it is too wide ever to be reached.
    private var modulus: Int128 = 0
    private var position: Int128 = 0
    /// Decimals: digits after the point.
    private var scale: Int = 0
    /// For numbers that don't fit: the same in binary floating point.
    private var (floatingStart, floatingStep, floatingModulus, floatingPosition) = (0.0, 0.0, 0.0, 0.0)

    private init(_ kind: Kind) { self.kind = kind }

    /// Alternates, beginning with `start`.
    init(alternatingFrom start: Bool, generation: Int64) {
        self.kind = .boolean
        self.position = start != (generation & 1 == 1) ? 1 : 0
    }

    mutating func nextBoolean() -> Bool {
        defer { self.position ^= 1 }
        return self.position == 1
    }
}

/// Whole numbers: start + p, where p becomes (|p + step| mod M) with the sign of step.
extension Counter {
    /// - Parameters:
    ///   - limits: The type's least and greatest value.
    ///   - generation: As if so many values had been taken already.
    init(
        _ bounds: IterationBounds<Int64>, limits: ClosedRange<Int64>, generation: Int64
    ) throws(GeneratorError) {
        self.init(.integral)
        self.start = Int128(bounds.start)
        self.step = Int128(bounds.step)
        // Without an end, a negative step ends at minus the least value: beyond the range of an int, and the
        // least value again for a long.
        let end: Int128
        if let restart = bounds.restart {
            end = Int128(restart)
        } else if bounds.step > 0 {
            end = Int128(limits.upperBound)
        } else {
            end = Int128(limits.lowerBound) * (limits.lowerBound == .min ? 1 : -1)
        }
        self.modulus = abs(end - self.start)
        guard self.modulus != 0 else {
            throw GeneratorError(.other("java.lang.ArithmeticException"), "BigInteger: modulus not positive")
        }
        self.position = Int128(bounds.initial) - self.start
        if generation > 0 {
            self.position = self.folded(Int128(generation) * self.step + self.position)
        }
    }

    @inline(__always)
    mutating func nextInteger() -> Int64 {
        let value = self.start &+ self.position
        self.position = self.folded(self.position &+ self.step)
        return Int64(truncatingIfNeeded: value)
    }

    @inline(__always)
    private func folded(_ sum: Int128) -> Int128 {
        var size = sum < 0 ? 0 &- sum : sum
        if size >= self.modulus { size %= self.modulus }
        return self.step < 0 ? 0 &- size : size
    }
}

/// Numbers with a fraction, exact in decimal: start + p, where p becomes the remainder of p + step.
extension Counter {
    init(_ bounds: IterationBounds<Double>, greatest: Double, generation: Int64) {
        self.init(.decimal)
        let end = bounds.restart ?? greatest
        self.floatingStart = bounds.start
        self.floatingStep = bounds.step
        self.floatingModulus = end - bounds.start
        self.floatingPosition = bounds.initial - bounds.start
        guard self.makeExact(bounds, end: end, generation: generation) else {
            self.kind = .floating
            if generation > 0 {
                self.floatingPosition = (Double(generation) * bounds.step + self.floatingPosition)
                    .truncatingRemainder(dividingBy: self.floatingModulus)
            }
            return
        }
    }

    /// Fails if the numbers need more than the 128 bits there are.
    private mutating func makeExact(_ bounds: IterationBounds<Double>, end: Double, generation: Int64) -> Bool {
        let numbers = [bounds.start, bounds.step, bounds.initial].map(DecimalText.init)
        let endText = DecimalText(end)
        // An end that is very far away is never reached and needn't be exact.
        let isFar = abs(end) > 1e25
        let scale = max(0, (isFar ? numbers : numbers + [endText]).map(\.scale).max() ?? 0)
        guard scale <= 25, let start = numbers[0].scaled(to: scale), let step = numbers[1].scaled(to: scale),
            let initial = numbers[2].scaled(to: scale)
        else { return false }
        self.scale = scale
        (self.start, self.step) = (start, step)
        self.position = initial - start
        if !isFar {
            guard let end = endText.scaled(to: scale) else { return false }
            self.modulus = end - start
        }
        let (product, overflow) = Int128(generation).multipliedReportingOverflow(by: step)
        guard !overflow, product.magnitude < 1 << 120 else { return false }
        if generation > 0 { self.position = self.remainder(product + self.position) }
        return true
    }

    private func remainder(_ sum: Int128) -> Int128 { self.modulus == 0 ? sum : sum % self.modulus }

    mutating func nextDouble() -> Double {
        guard self.kind == .decimal else { return self.nextFloating() }
        let value = self.advance()
        if value.magnitude < 1 << 53, self.scale < Self.powers.count {
            return Double(Int64(value)) / Self.powers[self.scale]
        }
        return Double("\(value)e-\(self.scale)") ?? 0
    }

    mutating func nextFloat() -> Float {
        guard self.kind == .decimal else { return Float(self.nextFloating()) }
        let value = self.advance()
        return Float("\(value)e-\(self.scale)") ?? 0
    }

    private mutating func advance() -> Int128 {
        let value = self.start &+ self.position
        self.position = self.remainder(self.position &+ self.step)
        return value
    }

    private mutating func nextFloating() -> Double {
        let value = self.floatingStart + self.floatingPosition
        self.floatingPosition = (self.floatingPosition + self.floatingStep)
            .truncatingRemainder(dividingBy: self.floatingModulus)
        return value
    }

    /// Powers of ten that a double holds exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}

/// The decimal number that Java's text of a double stands for.
struct DecimalText {
    private(set) var digits: Int128 = 0
    /// Digits after the point; negative if zeros follow the digits.
    private(set) var scale = 0

    init(_ value: Double) {
        var afterPoint = false
        var text = JavaText.string(value)[...]
        if let mark = text.firstIndex(of: "E") {
            self.scale = -(Int(text[text.index(after: mark)...]) ?? 0)
            text = text[..<mark]
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "."): afterPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                self.digits = self.digits * 10 + Int128(byte - UInt8(ascii: "0"))
                if afterPoint { self.scale += 1 }
            default: break
            }
        }
        if value < 0 { self.digits = -self.digits }
        while self.digits != 0, self.digits % 10 == 0, self.scale > 0 {  // "1.0" is 1
            self.digits /= 10
            self.scale -= 1
        }
        if self.digits == 0 { self.scale = 0 }
    }

    /// The number times 10^`scale`; nil if that needs more than 100 bits.
    func scaled(to scale: Int) -> Int128? {
        guard scale >= self.scale else { return nil }
        var value = self.digits
        for _ in 0..<scale - self.scale {
            value *= 10
            guard value.magnitude < 1 << 100 else { return nil }
        }
        return value
    }
}
