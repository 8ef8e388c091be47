public import Bytes

/// Writes the field types of messages; ``WireReader`` is the other direction.
extension BytesWriter {
    /// Appends seven bits a byte, the lowest first.
    @inlinable
    public mutating func append(unsignedVarint value: UInt32) {
        self.append(unsignedVarlong: UInt64(value))
    }

    /// Appends seven bits a byte, the lowest first.
    @inlinable
    public mutating func append(unsignedVarlong value: UInt64) {
        if value < 0x80 { return self.append(UInt8(truncatingIfNeeded: value)) }
        unsafe self.withSpace(10) { place in
            var rest = value
            var count = 0
            while rest >= 0x80 {
                unsafe place[count] = UInt8(truncatingIfNeeded: rest) | 0x80
                rest &>>= 7
                count &+= 1
            }
            unsafe place[count] = UInt8(truncatingIfNeeded: rest)
            return count &+ 1
        }
    }

    /// Appends a signed integer in zigzag form.
    @inlinable
    public mutating func append(varint value: Int32) {
        self.append(unsignedVarint: UInt32(bitPattern: (value &<< 1) ^ (value &>> 31)))
    }

    /// Appends a signed integer in zigzag form.
    @inlinable
    public mutating func append(varlong value: Int64) {
        self.append(unsignedVarlong: UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)))
    }

    @inlinable
    public mutating func append(bool value: Bool) { self.append(value ? 1 : 0) }

    @inlinable
    public mutating func append(double value: Double) { self.append(bigEndian: value.bitPattern) }

    /// Appends a number of milliseconds in 32 bits; what doesn't fit becomes the nearest that does.
    package mutating func append(milliseconds duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let parts = attoseconds / 1_000_000_000_000_000
        self.append(bigEndian: Int32(clamping: overflow ? (seconds < 0 ? .min : .max) : whole &+ parts))
    }

    /// Appends a text with its length. Kafka takes texts of up to 32,767 bytes, in every version.
    @inline(never)
    public mutating func append(string text: String, compact: Bool) throws(WireError) {
        let count = text.utf8.count
        guard count <= Int(Int16.max) else { throw WireError(.tooLong, at: self.count) }
        if compact { self.append(unsignedVarint: UInt32(count &+ 1)) } else { self.append(bigEndian: Int16(count)) }
        self.append(utf8: text)
    }

    /// Appends a text or null.
    ///
    /// - Parameter nullable: Whether this version has a null here; without one, nil throws `.unexpectedNull`.
    @inline(never)
    public mutating func append(
        nullableString text: String?, nullable: Bool = true, compact: Bool
    ) throws(WireError) {
        if let text { return try self.append(string: text, compact: compact) }
        guard nullable else { throw WireError(.unexpectedNull, at: self.count) }
        if compact { self.append(0) } else { self.append(bigEndian: Int16(-1)) }
    }

    /// Appends the length of a byte field or the count of an array; nil is null.
    @inlinable
    package mutating func append(length: Int?, nullable: Bool, compact: Bool) throws(WireError) {
        guard let length else {
            guard nullable else { throw WireError(.unexpectedNull, at: self.count) }
            return compact ? self.append(0) : self.append(bigEndian: Int32(-1))
        }
        guard length < Int(Int32.max) else { throw WireError(.tooLong, at: self.count) }
        compact ? self.append(unsignedVarint: UInt32(length &+ 1)) : self.append(bigEndian: Int32(length))
    }

    /// Appends a byte field with its length.
    public mutating func append(bytes: Bytes, compact: Bool) throws(WireError) {
        try self.append(length: bytes.count, nullable: false, compact: compact)
        self.append(bytes)
    }

    /// Appends a byte field or null.
    public mutating func append(nullableBytes bytes: Bytes?, nullable: Bool = true, compact: Bool) throws(WireError) {
        try self.append(length: bytes?.count, nullable: nullable, compact: compact)
        if let bytes { self.append(bytes) }
    }

    package mutating func append<Element: WireElement>(
        array elements: [Element], version: Int16, flexible: Bool
    ) throws(WireError) {
        try self.append(length: elements.count, nullable: false, compact: flexible)
        for element in elements { try element.encode(into: &self, version: version, flexible: flexible) }
    }

    package mutating func append<Element: WireElement>(
        nullableArray elements: [Element]?, nullable: Bool = true, version: Int16, flexible: Bool
    ) throws(WireError) {
        try self.append(length: elements?.count, nullable: nullable, compact: flexible)
        for element in elements ?? [] { try element.encode(into: &self, version: version, flexible: flexible) }
    }

    /// Appends a struct or null: a byte in front says which.
    package mutating func append<Element: WireElement>(
        nullable element: Element?, version: Int16, flexible: Bool
    ) throws(WireError) {
        guard let element else { return self.append(bigEndian: Int8(-1)) }
        self.append(1)
        try element.encode(into: &self, version: version, flexible: flexible)
    }

    /// Starts a tagged field. What is written next is its value; then ``patch(varintLengthAt:)`` ends it at the place
    /// that comes back from here.
    package mutating func beginTag(_ tag: UInt32) -> Int {
        self.append(unsignedVarint: tag)
        self.append(0)  // the size, if it fits into seven bits
        return self.count - 1
    }

    /// Writes the length of what follows `place` as an unsigned varint over the one byte left there for it, and makes
    /// room for more bytes if one is too few.
    package mutating func patch(varintLengthAt place: Int) {
        let length = self.count - place - 1
        var width = 1
        while length >> (7 * width) != 0 { width += 1 }
        if width > 1 { self.append(zeros: width - 1) }
        unsafe self.withUnsafeMutableBytes { all in
            if width > 1 {
                for index in stride(from: place + length, to: place, by: -1) {
                    unsafe all[index + width - 1] = unsafe all[index]
                }
            }
            for index in 0..<width {
                let more: UInt8 = index < width - 1 ? 0x80 : 0
                unsafe all[place + index] = UInt8(truncatingIfNeeded: length >> (7 * index)) & 0x7f | more
            }
        }
    }
}
