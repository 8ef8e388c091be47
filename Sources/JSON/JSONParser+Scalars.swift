extension JSONParser {
    /// Reads a string from its opening quote on.
    mutating func readString(isName: Bool) throws(JSONError) {
        let start = self.position &+ 1
        var place = start
        var hasEscapes = false
        var seen = self.seen
        while true {
            if place &+ 8 <= self.end {
                let word = UnsafeRawPointer(self.base + place).loadUnaligned(as: UInt64.self)
                let hits = JSONText.specials(word)
                guard hits != 0 else {
                    seen |= word
                    place &+= 8
                    continue
                }
                let skip = hits.trailingZeroBitCount >> 3
                seen |= word & ((1 as UInt64) << (UInt64(skip) &* 8) &- 1)
                place &+= skip
            }
            guard place < self.end else { throw self.unclosedString(isName) }
            let byte = self.base[place]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                place = try self.checkEscape(place)
                continue
            }
            if byte < 0x20 { throw self.controlCharacter(place, isName) }
            seen |= UInt64(byte)
            place &+= 1
        }
        self.seen = seen
        self.position = place &+ 1
        let next = self.count &+ 1
        self.append(JSONTape.Entry(.string, flag: hasEscapes, offset: start, length: place &- start, next: next))
    }

    /// Checks the escape at `place` and returns where it ends.
    private func checkEscape(_ place: Int) throws(JSONError) -> Int {
        guard place &+ 1 < self.end else { throw self.unclosedString(false) }
        switch self.base[place &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return place &+ 2
        case UInt8(ascii: "u"):
            for digit in place &+ 2..<place &+ 6 {
                guard digit < self.end else {
                    throw self.error(
                        .endOfInput, "Unexpected end-of-input in character escape sequence", at: self.end)
                }
                guard JSONEscape.hexDigit(self.base[digit]) != nil else {
                    throw self.unexpected(digit, "expected a hex-digit for character escape sequence")
                }
            }
            return place &+ 6
        default:
            throw self.error(
                .syntax, "Unrecognized character escape \(self.describe(place &+ 1))", at: place &+ 1)
        }
    }

    mutating func readNumber() throws(JSONError) {
        let start = self.position
        var isFloat = false
        if self.base[start] == UInt8(ascii: "-") {
            self.position &+= 1
            guard self.position < self.end, self.isDigit else { throw self.noDigitAfterMinus() }
        }
        if self.base[self.position] == UInt8(ascii: "0"), !self.options.allowsLeadingZeros {
            self.position &+= 1
            if self.position < self.end, self.isDigit {
                throw self.error(
                    .syntax, "Invalid numeric value: Leading zeroes not allowed", at: self.position &- 1)
            }
        }
        self.skipDigits()
        if self.position < self.end, self.base[self.position] == UInt8(ascii: ".") {
            isFloat = true
            self.position &+= 1
            try self.readDigits("Decimal point not followed by a digit")
        }
        if self.position < self.end, self.base[self.position] | 0x20 == UInt8(ascii: "e") {
            isFloat = true
            self.position &+= 1
            if self.position < self.end,
                self.base[self.position] == UInt8(ascii: "+") || self.base[self.position] == UInt8(ascii: "-")
            {
                self.position &+= 1
            }
            try self.readDigits("Exponent indicator not followed by a digit")
        }
        let length = self.position &- start
        guard length <= self.options.maximumNumberLength else { throw self.longNumber(length) }
        if self.open < 0, self.position < self.end, !self.isBlank {
            throw self.unexpected(self.position, "Expected space separating root-level values")
        }
        self.append(
            JSONTape.Entry(.number, flag: isFloat, offset: start, length: length, next: self.count &+ 1))
    }

    private var isDigit: Bool { self.base[self.position] &- UInt8(ascii: "0") <= 9 }

    private var isBlank: Bool {
        switch self.base[self.position] {
        case 0x20, 0x0A, 0x0D, 0x09: true
        default: false
        }
    }

    @inline(__always)
    private mutating func skipDigits() {
        while self.position < self.end, self.isDigit { self.position &+= 1 }
    }

    private mutating func readDigits(_ complaint: StaticString) throws(JSONError) {
        guard self.position < self.end else {
            throw self.error(.endOfInput, "Unexpected end-of-input in a Number value", at: self.end)
        }
        guard self.isDigit else { throw self.unexpectedNumber(self.position, "\(complaint)") }
        self.skipDigits()
    }

    /// Reads `true`, `false` or `null`, whose first letter stands at the position.
    mutating func readWord(_ word: StaticString, _ kind: JSONTape.Kind) throws(JSONError) {
        let start = self.position
        for place in 0..<word.utf8CodeUnitCount {
            guard start &+ place < self.end, self.base[start &+ place] == word.utf8Start[place] else {
                throw self.unrecognizedToken(start)
            }
        }
        self.position = start &+ word.utf8CodeUnitCount
        if self.position < self.end, Self.isIdentifier(self.base[self.position]) {
            throw self.unrecognizedToken(start)
        }
        self.append(JSONTape.Entry(kind, offset: start, length: word.utf8CodeUnitCount, next: self.count &+ 1))
    }

    static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
            true
        default: false
        }
    }
}
