/// Writes a pattern of Java's syntax in PCRE2's.
///
/// Walks over the pattern's characters once to count its groups and once to write. Whatever it doesn't know, it
/// refuses, since PCRE2 accepts much that Java doesn't, and with another meaning.
struct JavaRegexTranslator {
    struct Flags {
        var comments = false
        var dotMatchesAll = false
        var unixLines = false
    }

    let pattern: String
    let characters: [Unicode.Scalar]
    var index = 0
    var output = ""
    var flags = Flags()
    /// Capturing groups so far.
    var groups = 0
    /// Capturing groups of the whole pattern; not known in the first walk.
    let total: Int?
    /// Whether a quantifier may follow.
    var hasAtom = false
    var depth = 0

    static func translate(_ pattern: String) throws(JavaRegexError) -> String {
        var counter = JavaRegexTranslator(pattern, total: nil)
        try counter.run()
        var writer = JavaRegexTranslator(pattern, total: counter.groups)
        try writer.run()
        return writer.output
    }

    private init(_ pattern: String, total: Int?) {
        self.pattern = pattern
        self.characters = Array(pattern.unicodeScalars)
        self.total = total
    }

    private mutating func run() throws(JavaRegexError) {
        try self.alternatives()
        if self.index < self.characters.count { throw self.error("Unmatched closing ')'", at: self.index - 1) }
    }

    /// Up to the end or a closing parenthesis.
    private mutating func alternatives() throws(JavaRegexError) {
        self.depth += 1
        guard self.depth < 200 else { throw self.error("Groups are nested too deeply") }
        self.hasAtom = false
        while let character = self.peek(), character != ")" {
            try self.element(character)
        }
        self.depth -= 1
    }

    private mutating func element(_ character: Unicode.Scalar) throws(JavaRegexError) {
        switch character {
        case "|":
            self.next(writing: "|")
            self.hasAtom = false
        case "(": try self.group()
        case "[":
            self.index += 1
            self.output += try self.characterClass().written
            self.hasAtom = true
        case "\\": try self.escape()
        case "*", "+", "?", "{": try self.quantifier(character)
        case "^", "$":
            self.index += 1
            self.writeAnchor(String(character))
        case ".":
            self.index += 1
            self.output +=
                self.flags.dotMatchesAll
                ? "(?s:.)" : self.flags.unixLines ? "[^\\n]" : "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]"
            self.hasAtom = true
        default:
            self.index += 1
            self.writeLiteral(character)
        }
    }

    mutating func writeLiteral(_ character: Unicode.Scalar) {
        self.output += Self.literal(character)
        self.hasAtom = true
    }

    /// PCRE2 repeats assertions only in a group.
    mutating func writeAnchor(_ text: String) {
        if let character = self.peek(), "*+?{".unicodeScalars.contains(character) {
            self.output += "(?:" + text + ")"
        } else {
            self.output += text
        }
        self.hasAtom = true
    }

    /// The character as itself, inside and outside of classes.
    static func literal(_ character: Unicode.Scalar) -> String {
        let value = character.value
        let isPlain = value >= 0x80 || character.isWordCharacter
        if isPlain { return String(character) }
        return value > 0x20 && value < 0x7F ? "\\" + String(character) : "\\x{" + String(value, radix: 16) + "}"
    }

    private mutating func quantifier(_ character: Unicode.Scalar) throws(JavaRegexError) {
        guard self.hasAtom else {
            throw character == "{"
                ? self.error("Illegal repetition") : self.error("Dangling meta character '\(character)'")
        }
        self.next(writing: "")
        if character == "{" {
            self.output += try self.repetition()
        } else {
            self.output += String(character)
        }
        if let mode = self.peek(), mode == "?" || mode == "+" { self.next(writing: String(mode)) }
        self.hasAtom = false
    }

    /// Behind `{`: digits, perhaps a comma, perhaps digits, and `}`.
    private mutating func repetition() throws(JavaRegexError) -> String {
        guard let first = self.peek(), first.isDigit else { throw self.error("Illegal repetition") }
        let low = self.digits()
        var text = "{" + low
        if self.peek() == "," {
            self.index += 1
            let high = self.digits()
            if let least = Int(low), let most = Int(high), most < least {
                throw self.error("Illegal repetition range")
            }
            text += "," + high
        }
        guard self.peek() == "}" else { throw self.error("Unclosed counted closure") }
        self.index += 1
        return text + "}"
    }

    private mutating func digits() -> String {
        var text = ""
        while let digit = self.peek(), digit.isDigit {
            text.unicodeScalars.append(digit)
            self.index += 1
        }
        return text
    }

    private mutating func group() throws(JavaRegexError) {
        self.index += 1
        let outer = self.flags
        if self.current() == "?" {
            self.index += 1
            guard try self.openSpecialGroup() else { return }  // flags for the rest of the group that we are in
        } else {
            self.groups += 1
            self.output += "("
        }
        try self.alternatives()
        guard self.current() == ")" else { throw self.error("Unclosed group", at: self.characters.count) }
        self.next(writing: ")")
        self.flags = outer
        self.hasAtom = true
    }

    /// Behind `(?`.
    ///
    /// - Returns: Whether a group was opened.
    private mutating func openSpecialGroup() throws(JavaRegexError) -> Bool {
        guard let kind = self.current() else { throw self.error("Unknown inline modifier") }
        switch kind {
        case ":", "=", "!", ">":
            self.index += 1
            self.output += "(?" + String(kind)
            return true
        case "<":
            self.index += 1
            guard let sign = self.current() else { throw self.error("Unknown look-behind group") }
            if sign == "=" || sign == "!" {
                self.index += 1
                self.output += "(?<" + String(sign)
                return true
            }
            let name = try self.groupName()
            self.groups += 1
            self.output += "(?<" + name + ">"
            return true
        default: return try self.openFlags()
        }
    }

    mutating func groupName() throws(JavaRegexError) -> String {
        var name = ""
        guard let first = self.current(), first.isLetter else {
            throw self.error("capturing group name does not start with a Latin letter")
        }
        while let character = self.current(), character.isLetter || character.isDigit {
            name.unicodeScalars.append(character)
            self.index += 1
        }
        guard self.current() == ">" else { throw self.error("named capturing group is missing trailing '>'") }
        self.index += 1
        return name
    }

    private mutating func openFlags() throws(JavaRegexError) -> Bool {
        var changed = self.flags
        var on = true
        var kept = ""
        while let flag = self.current(), flag != ")", flag != ":" {
            switch flag {
            case "-" where on:
                on = false
                kept += "-"
            case "x": changed.comments = on
            case "s": changed.dotMatchesAll = on
            case "d": changed.unixLines = on
            case "i", "m": kept += String(flag)
            case "u": break  // folding beyond ASCII: we always do
            case "U": throw self.error("Flag U (Unicode classes) is not supported")
            default: throw self.error("Unknown inline modifier")
            }
            self.index += 1
        }
        guard let end = self.current() else { throw self.error("Unknown inline modifier") }
        self.index += 1
        self.flags = changed
        if kept == "-" { kept = "" }
        if end == ":" {
            self.output += "(?" + kept + ":"
            return true
        }
        self.output += kept.isEmpty ? "" : "(?" + kept + ")"
        self.hasAtom = false
        return false
    }
}

extension JavaRegexTranslator {
    /// The next character, whatever it is.
    func current() -> Unicode.Scalar? { self.index < self.characters.count ? self.characters[self.index] : nil }

    /// The next character that means something: with comments allowed, blanks and comments are passed over.
    mutating func peek() -> Unicode.Scalar? {
        while self.flags.comments, let character = self.current() {
            if character == "#" {
                while let inside = self.current(), inside != "\n", inside != "\r" { self.index += 1 }
            } else if character.isBlank {
                self.index += 1
            } else {
                break
            }
        }
        return self.current()
    }

    mutating func next(writing text: String) {
        self.index += 1
        self.output += text
    }

    func error(_ reason: String, at index: Int? = nil) -> JavaRegexError {
        let scalars = self.characters.prefix(max(0, index ?? self.index))
        let units = scalars.reduce(0) { $0 + ($1.value > 0xFFFF ? 2 : 1) }
        return JavaRegexError(reason, pattern: self.pattern, index: units)
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { ("0"..."9").contains(self) }
    var isLetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
    package var isWordCharacter: Bool { self.isDigit || self.isLetter || self == "_" }
    var isBlank: Bool { self == " " || (0x09...0x0D).contains(self.value) }
}
