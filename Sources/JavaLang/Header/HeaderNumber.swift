import ConnectAPI

/// Numbers in a header's text.
enum HeaderNumber {
    /// A longer text is no number: the time that its digits take grows with the square of their number.
    static let maximumLength = 2000

    /// The smallest type that holds the number: a whole one of up to 64 bits, else a float or a double if they reach
    /// that far (with whatever precision), else a decimal. nil if it is no number.
    static func parse(_ token: String) -> SchemaAndValue? {
        let text = JavaNumber.withPlainDigits(token)
        guard text.utf8.count <= Self.maximumLength, let decimal = Decimal(text) else { return nil }
        if let whole = self.whole(decimal) { return self.smallest(whole) }
        if decimal.scale != 0 {
            if let value = Float(text), value.isFinite { return SchemaAndValue(.float32, .float32(value)) }
            if let value = Double(text), value.isFinite { return SchemaAndValue(.float64, .float64(value)) }
        }
        return SchemaAndValue(.decimal(scale: decimal.scale), .decimal(decimal))
    }

    /// The number if it is whole and has at most 64 bits.
    private static func whole(_ decimal: Decimal) -> Int64? {
        let digits = decimal.digits
        guard digits != "0" else { return 0 }
        let zeros = digits.utf8.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        guard decimal.scale <= zeros, digits.utf8.count - Int(decimal.scale) <= 19 else { return nil }
        let sign = decimal.isNegative ? "-" : ""
        if decimal.scale >= 0 { return Int64(sign + digits.dropLast(Int(decimal.scale))) }
        return Int64(sign + digits + String(repeating: "0", count: -Int(decimal.scale)))
    }

    private static func smallest(_ value: Int64) -> SchemaAndValue {
        if let value = Int8(exactly: value) { return SchemaAndValue(.int8, .int8(value)) }
        if let value = Int16(exactly: value) { return SchemaAndValue(.int16, .int16(value)) }
        if let value = Int32(exactly: value) { return SchemaAndValue(.int32, .int32(value)) }
        return SchemaAndValue(.int64, .int64(value))
    }
}
