import Bytes

/// Errors in Jackson's words. All of this is cold.
extension JSONParser {
    private static var values: String { "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')" }

    @inline(never)
    func error(_ code: JSONError.Code, _ message: String, at place: Int) -> JSONError {
        let (line, column) = self.lineAndColumn(place)
        return JSONError(code, message, line: line, column: column)
    }

    /// Both counted from 1; a line ends with LF, CR or CR LF, and columns are bytes.
    private func lineAndColumn(_ place: Int) -> (Int, Int) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(place, self.end) {
            let byte = self.base[index]
            let endsLine = byte == 0x0A || (byte == 0x0D && (index + 1 >= self.end || self.base[index + 1] != 0x0A))
            if endsLine {
                line += 1
                lineStart = index + 1
            }
        }
        return (line, place - lineStart + 1)
    }

    func describe(_ place: Int) -> String {
        let byte = self.base[place]
        if byte < 0x20 || byte == 0x7F { return "(CTRL-CHAR, code \(byte))" }
        guard byte >= 0x80 else { return "'\(Unicode.Scalar(byte))' (code \(byte))" }
        let length = min(4, self.end - place)
        let text = String(decoding: UnsafeBufferPointer(start: self.base + place, count: length), as: UTF8.self)
        let scalar = text.unicodeScalars.first ?? "\u{FFFD}"
        guard scalar.value > 255 else { return "'\(scalar)' (code \(scalar.value))" }
        return "'\(scalar)' (code \(scalar.value) / 0x\(String(scalar.value, radix: 16)))"
    }

    func unexpected(_ place: Int, _ comment: String) -> JSONError {
        let byte = self.base[place]
        var comment = comment
        if byte == UInt8(ascii: "/") {
            comment =
                "maybe a (non-standard) comment? "
                + "(not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
        } else if byte < 0x20 {
            let code = self.describe(place)
            let message =
                "Illegal character (\(code)): only regular white space (\\r, \\n, \\t) is allowed between tokens"
            return self.error(.syntax, message, at: place)
        }
        return self.error(.syntax, "Unexpected character (\(self.describe(place))): \(comment)", at: place)
    }

    func unexpectedNumber(_ place: Int, _ comment: String) -> JSONError {
        self.error(
            .syntax, "Unexpected character (\(self.describe(place))) in numeric value: \(comment)", at: place)
    }

    func noDigitAfterMinus() -> JSONError {
        guard self.position < self.end else {
            return self.error(.endOfInput, "Unexpected end-of-input in a Number value", at: self.end)
        }
        if self.base[self.position] == UInt8(ascii: "I") {
            return self.nonStandard("-Infinity", at: self.position)
        }
        return self.unexpectedNumber(
            self.position, "expected digit (0-9) to follow minus sign, for valid numeric value")
    }

    private func nonStandard(_ token: String, at place: Int) -> JSONError {
        self.error(
            .syntax,
            "Non-standard token '\(token)': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", at: place)
    }

    func unexpectedValue() -> JSONError {
        let place = self.position
        let byte = self.base[place]
        switch byte {
        case UInt8(ascii: "}"), UInt8(ascii: ","): return self.unexpected(place, "expected a value")
        case UInt8(ascii: "]") where self.open >= 0 && self.entries[self.open].kind == .array:
            return self.unexpected(place, "expected a value")
        case UInt8(ascii: "+"):
            return self.unexpectedNumber(
                place,
                "JSON spec does not allow numbers to have plus signs: enable "
                    + "`JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow")
        case UInt8(ascii: "."):
            return self.unexpected(place, "expected a valid value \(Self.values)")
        default: break
        }
        if byte >= 0x3A, Self.isIdentifier(byte) {
            for token in ["NaN", "Infinity"] where self.token(place) == token {
                return self.nonStandard(token, at: place)
            }
            return self.unrecognizedToken(place)
        }
        return self.unexpected(place, "expected a valid value \(Self.values)")
    }

    private func token(_ start: Int) -> String {
        var stop = start
        while stop < self.end, stop - start < 256, Self.isIdentifier(self.base[stop]) { stop += 1 }
        let text = String(decoding: UnsafeBufferPointer(start: self.base + start, count: stop - start), as: UTF8.self)
        return stop - start == 256 ? text + "..." : text
    }

    func unrecognizedToken(_ start: Int) -> JSONError {
        let token = self.token(start)
        return self.error(
            .syntax, "Unrecognized token '\(token)': was expecting \(Self.values)", at: start + token.utf8.count)
    }

    func unexpectedSeparator(_ isObject: Bool) -> JSONError {
        let place = self.position
        let byte = self.base[place]
        let kind = isObject ? "Object" : "Array"
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
            let expected = isObject ? "}" : "]"
            let message =
                "Unexpected close marker '\(Unicode.Scalar(byte))': expected '\(expected)' "
                + "(for \(kind) starting at \(self.openLocation))"
            return self.error(.syntax, message, at: place)
        }
        return self.unexpected(place, "was expecting comma to separate \(kind) entries")
    }

    private var openLocation: String {
        let (line, column) = self.lineAndColumn(Int(self.entries[max(self.open, 0)].offset))
        return JSONError.location(line: line, column: column)
    }

    func unclosed() -> JSONError {
        let kind = self.entries[self.open].kind == .object ? "Object" : "Array"
        return self.error(
            .endOfInput,
            "Unexpected end-of-input: expected close marker for \(kind) (start marker at \(self.openLocation))",
            at: self.end)
    }

    func unexpectedEnd() -> JSONError {
        if self.open >= 0, self.entries[self.open].kind == .array { return self.unclosed() }
        return self.error(.endOfInput, "Unexpected end-of-input within/between Object entries", at: self.end)
    }

    func unclosedString(_ isName: Bool) -> JSONError {
        let what = isName ? "was expecting closing quote for name" : "was expecting closing quote for a string value"
        return self.error(.endOfInput, "Unexpected end-of-input: \(what)", at: self.end)
    }

    func controlCharacter(_ place: Int, _ isName: Bool) -> JSONError {
        let message =
            "Illegal unquoted character (\(self.describe(place))): "
            + "has to be escaped using backslash to be included in \(isName ? "name" : "string value")"
        return self.error(.syntax, message, at: place)
    }

    func tooDeep() -> JSONError {
        let message =
            "Document nesting depth (\(self.depth)) exceeds the maximum allowed (\(self.options.maximumDepth), "
            + "from `StreamReadConstraints.getMaxNestingDepth()`)"
        return self.error(.limit, message, at: self.position)
    }

    func longNumber(_ length: Int) -> JSONError {
        let message =
            "Number value length (\(length)) exceeds the maximum allowed (\(self.options.maximumNumberLength), "
            + "from `StreamReadConstraints.getMaxNumberLength()`)"
        return self.error(.limit, message, at: self.position)
    }

    /// The name that Jackson gives to the token at the position.
    var tokenName: String {
        switch self.base[self.position] {
        case UInt8(ascii: "{"): "`JsonToken.START_OBJECT`"
        case UInt8(ascii: "["): "`JsonToken.START_ARRAY`"
        case UInt8(ascii: "\""): "`JsonToken.VALUE_STRING`"
        case UInt8(ascii: "t"): "`JsonToken.VALUE_TRUE`"
        case UInt8(ascii: "f"): "`JsonToken.VALUE_FALSE`"
        case UInt8(ascii: "n"): "`JsonToken.VALUE_NULL`"
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): "`JsonToken.VALUE_NUMBER_INT`"
        default: "unknown"
        }
    }

    /// Checks that what was read is UTF-8. Bytes beyond ASCII can only stand in strings.
    func checkText() throws(JSONError) {
        guard self.seen & 0x8080_8080_8080_8080 != 0 else { return }
        let text = UnsafeBufferPointer(start: self.base, count: self.position)
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: Span(_unsafeElements: text))
        } catch {
            let place = error.byteOffsets.lowerBound
            let hex = String(text[min(place, text.count - 1)], radix: 16)
            let kind = error.kind == .unexpectedContinuationByte || error.kind == .invalidNonSurrogateCodePointByte
            throw self.error(.syntax, "Invalid UTF-8 \(kind ? "start" : "middle") byte 0x\(hex)", at: place)
        }
    }
}
