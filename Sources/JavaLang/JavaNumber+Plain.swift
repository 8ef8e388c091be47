import Glibc

/// Numbers in the texts that are common, read from their bytes; nil sends the caller to the careful way.
extension JavaNumber {
    /// Up to 18 digits, with a sign or without.
    package static func plainInteger(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let first = text.first, text.count <= 19 else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        let start = isNegative || first == UInt8(ascii: "+") ? 1 : 0
        guard (1...18).contains(text.count - start) else { return nil }
        var value: Int64 = 0
        for place in start..<text.count {
            let digit = text[place] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    /// A decimal number. Most have digits and a power of ten that are numbers without rounding in the type itself: one
    /// multiplication or division of these gives the nearest.
    package static func plainDouble(_ text: UnsafeRawBufferPointer) -> Double? {
        guard let parts = Self.parts(text) else { return nil }
        guard parts.digits <= 1 << 53, parts.power.magnitude <= 22 else {
            return Self.withText(text) { strtod($0, nil) }
        }
        let scale = Self.powers[Int(parts.power.magnitude)]
        let value = parts.power < 0 ? Double(parts.digits) / scale : Double(parts.digits) * scale
        return parts.isNegative ? -value : value
    }

    /// As ``plainDouble(_:)``.
    package static func plainFloat(_ text: UnsafeRawBufferPointer) -> Float? {
        guard let parts = Self.parts(text) else { return nil }
        guard parts.digits <= 1 << 24, parts.power.magnitude <= 10 else {
            return Self.withText(text) { strtof($0, nil) }
        }
        let scale = Float(Self.powers[Int(parts.power.magnitude)])
        let value = parts.power < 0 ? Float(parts.digits) / scale : Float(parts.digits) * scale
        return parts.isNegative ? -value : value
    }

    /// The text as C has it.
    private static func withText<Number>(
        _ text: UnsafeRawBufferPointer, _ body: (UnsafePointer<CChar>) -> Number
    ) -> Number? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer in
            for place in 0..<text.count { buffer[place] = CChar(bitPattern: text[place]) }
            buffer[text.count] = 0
            return buffer.baseAddress.map { body($0) }
        }
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Digits with a point among them or without, and an exponent of up to three digits. Of more than 18 digits it is only
    /// said that they are too many to be exact.
    private static func parts(_ text: UnsafeRawBufferPointer) -> (isNegative: Bool, digits: UInt64, power: Int)? {
        guard let first = text.first, text.count <= 64 else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        var place = isNegative || first == UInt8(ascii: "+") ? 1 : 0
        var (digits, count, power) = (UInt64(0), 0, 0)
        var hasPoint = false
        while place < text.count {
            let byte = text[place]
            let digit = byte &- UInt8(ascii: "0")
            if digit <= 9 {
                digits = digits &* 10 &+ UInt64(digit)
                count += 1
                if hasPoint { power -= 1 }
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            place += 1
        }
        guard count > 0 else { return nil }
        if place < text.count {
            guard text[place] | 0x20 == UInt8(ascii: "e"), let exponent = Self.exponent(text[(place + 1)...]) else {
                return nil
            }
            power += exponent
        }
        return (isNegative, count <= 18 ? digits : .max, power)
    }

    private static func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        guard (1...3).contains(digits.count) else { return nil }
        var value = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return isNegative ? -value : value
    }
}
