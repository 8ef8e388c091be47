extension JavaRegexTranslator {
    /// What an escape stands for.
    enum Escape {
        case character(Unicode.Scalar)
        /// Text that means the same inside and outside of a class, for one of a set of characters.
        case set(String)
    }

    /// A backslash outside of a class.
    mutating func escape() throws(JavaRegexError) {
        guard self.index + 1 < self.characters.count else {
            throw self.error("Unexpected internal error", at: self.index + 1)
        }
        let character = self.characters[self.index + 1]
        switch character {
        case "Q": self.quoted { $0.writeLiteral($1) }
        case "1"..."9": try self.backReference()
        case "k":
            self.index += 2
            guard self.current() == "<" else {
                throw self.error("\\k is not followed by '<' for named capturing group")
            }
            self.index += 1
            self.output += "\\k<" + (try self.groupName()) + ">"
            self.hasAtom = true
        case "b":
            self.index += 2
            if self.current() == "{" { throw self.error("Grapheme borders (\\b{g}) are not supported") }
            self.writeAnchor("\\b")
        case "A", "B", "G", "Z", "z", "R", "X":
            self.index += 2
            self.writeAnchor("\\" + String(character))
        default:
            switch try self.escapeInClassOrOutside() {
            case .character(let character): self.writeLiteral(character)
            case .set(let text):
                self.output += text
                self.hasAtom = true
            }
        }
    }

    /// An escape that may stand in a class, too.
    mutating func escapeInClassOrOutside() throws(JavaRegexError) -> Escape {
        self.index += 1
        guard let character = self.current() else { throw self.error("Unexpected internal error") }
        self.index += 1
        switch character {
        case "d", "D", "h", "H", "s", "S", "v", "V", "w", "W": return .set("\\" + String(character))
        case "p", "P": return .set(try self.property(isNegated: character == "P"))
        case "t": return .character("\t")
        case "n": return .character("\n")
        case "r": return .character("\r")
        case "f": return .character("\u{0C}")
        case "a": return .character("\u{07}")
        case "e": return .character("\u{1B}")
        case "c":
            guard let control = self.current(), control.value < 0x80, let result = Unicode.Scalar(control.value ^ 64)
            else { throw self.error("Illegal control escape sequence") }
            self.index += 1
            return .character(result)
        case "0": return .character(try self.octal())
        case "x": return .character(try self.hexadecimal())
        case "u": return .character(try self.unicode())
        default:
            guard !character.isLetter else {
                throw self.error("Illegal/unsupported escape sequence", at: self.index - 1)
            }
            return .character(character)
        }
    }

    /// From `\Q` up to `\E` or the end, each character as it is.
    mutating func quoted(_ take: (inout Self, Unicode.Scalar) -> Void) {
        self.index += 2
        while let character = self.current() {
            if character == "\\", self.index + 1 < self.characters.count, self.characters[self.index + 1] == "E" {
                self.index += 2
                return
            }
            self.index += 1
            take(&self, character)
        }
    }

    /// As many digits as there are groups for so far, at least one.
    private mutating func backReference() throws(JavaRegexError) {
        self.index += 1
        var number = 0
        while let digit = self.current(), digit.isDigit {
            let longer = number * 10 + Int(digit.value - 0x30)
            if number > 0, longer > self.groups { break }
            number = longer
            self.index += 1
        }
        self.output += number > (self.total ?? .max) ? "(?!)" : "\\g{\(number)}"
        self.hasAtom = true
    }

    private mutating func octal() throws(JavaRegexError) -> Unicode.Scalar {
        var value: UInt32 = 0
        var count = 0
        while count < 3, let digit = self.current(), ("0"..."7").contains(digit) {
            let longer = value * 8 + digit.value - 0x30
            if longer > 0o377 { break }
            value = longer
            count += 1
            self.index += 1
        }
        guard count > 0, let scalar = Unicode.Scalar(value) else { throw self.error("Illegal octal escape sequence") }
        return scalar
    }

    private mutating func hexadecimal() throws(JavaRegexError) -> Unicode.Scalar {
        var digits = ""
        if self.current() == "{" {
            self.index += 1
            while let digit = self.current(), digit != "}", digits.count < 8 {
                digits.unicodeScalars.append(digit)
                self.index += 1
            }
            guard self.current() == "}" else { throw self.error("Unclosed hexadecimal escape sequence") }
            self.index += 1
        } else {
            digits = self.take(2)
        }
        guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
        else { throw self.error("Illegal hexadecimal escape sequence") }
        return scalar
    }

    /// Four digits behind `\u`; two halves of a pair make one character.
    private mutating func unicode() throws(JavaRegexError) -> Unicode.Scalar {
        let failure = self.error("Illegal Unicode escape sequence")
        let digits = self.take(4)
        guard digits.count == 4, digits.allSatisfy(\.isHexDigit), let first = UInt32(digits, radix: 16) else {
            throw failure
        }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, self.current() == "\\", self.index + 1 < self.characters.count,
            self.characters[self.index + 1] == "u"
        else { throw failure }
        self.index += 2
        let low = self.take(4)
        guard low.allSatisfy(\.isHexDigit), let second = UInt32(low, radix: 16), (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + second - 0xDC00)
        else { throw failure }
        return scalar
    }

    private mutating func take(_ count: Int) -> String {
        var text = ""
        while text.unicodeScalars.count < count, let character = self.current() {
            text.unicodeScalars.append(character)
            self.index += 1
        }
        return text
    }

    /// Behind `\p` or `\P`.
    private mutating func property(isNegated: Bool) throws(JavaRegexError) -> String {
        var name = ""
        if self.current() == "{" {
            self.index += 1
            while let character = self.current(), character != "}" {
                name.unicodeScalars.append(character)
                self.index += 1
            }
            guard self.current() == "}" else { throw self.error("Unclosed character family") }
            self.index += 1
            if name.isEmpty { throw self.error("Empty character family") }
        } else if let single = self.current() {
            name = String(single)
            self.index += 1
        }
        let sign = isNegated ? "P" : "p"
        if let posix = Self.posix[name] { return isNegated ? "[^" + posix + "]" : "[" + posix + "]" }
        guard let known = Self.unicodeProperty(name) else {
            throw self.error("Unknown character property name {\(name)}")
        }
        return "\\" + sign + "{" + known + "}"
    }

    /// Java's POSIX classes, which are ASCII.
    private static let posix = [
        "Lower": "a-z", "Upper": "A-Z", "ASCII": "\\x00-\\x7F", "Alpha": "A-Za-z", "Digit": "0-9", "Alnum": "0-9A-Za-z",
        "Punct": "!-\\/:-@\\[-`{-~", "Graph": "!-~", "Print": "\\x20-~", "Blank": "\\x20\\t",
        "Cntrl": "\\x00-\\x1F\\x7F",
        "XDigit": "0-9A-Fa-f", "Space": "\\x20\\t-\\r", "javaWhitespace": "\\x09-\\x0D\\x1C-\\x20",
    ]

    private static let categories: Set<String> = [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
        "Pi",
        "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static let scripts: Set<String> = [
        "Latin", "Greek", "Cyrillic", "Armenian", "Hebrew", "Arabic", "Devanagari", "Bengali", "Thai", "Hangul",
        "Hiragana", "Katakana", "Han", "Georgian", "Ethiopic", "Common", "Tamil", "Telugu",
    ]

    /// PCRE2's name of a general category or script; nothing if we have none.
    private static func unicodeProperty(_ name: String) -> String? {
        if self.categories.contains(name) { return name }
        for prefix in ["Is", "general_category=", "gc=", "script=", "sc="] where name.hasPrefix(prefix) {
            let rest = String(name.dropFirst(prefix.count))
            let isScript = prefix.hasPrefix("s")
            if !isScript, self.categories.contains(rest) { return rest }
            if prefix == "Is" || isScript,
                let script = self.scripts.first(where: { $0.lowercased() == rest.lowercased() })
            {
                return script
            }
        }
        return nil
    }
}
