/// A class of characters as a pattern that takes exactly one character.
///
/// PCRE2 has no unions with negated classes and no intersections, so what isn't a plain list becomes a choice or a
/// look ahead.
enum JavaCharacterClass {
    /// What stands between the brackets.
    case list(String)
    indirect case not(JavaCharacterClass)
    indirect case union([JavaCharacterClass])
    indirect case intersection([JavaCharacterClass])

    var written: String {
        switch self {
        case .list(let items): items.isEmpty ? "(?!)" : "[" + items + "]"
        case .not(.list(let items)): items.isEmpty ? "(?s:.)" : "[^" + items + "]"
        case .not(let inner): "(?:(?!" + inner.written + ")(?s:.))"
        case .union(let members): "(?:" + members.map(\.written).joined(separator: "|") + ")"
        case .intersection(let members):
            "(?:" + members.dropLast().map { "(?=" + $0.written + ")" }.joined() + (members.last?.written ?? "(?!)")
                + ")"
        }
    }
}

extension JavaRegexTranslator {
    /// Behind `[`, up to and with `]`.
    mutating func characterClass() throws(JavaRegexError) -> JavaCharacterClass {
        self.depth += 1
        guard self.depth < 200 else { throw self.error("Classes are nested too deeply") }
        var isNegated = false
        if self.peek() == "^" {
            self.index += 1
            isNegated = true
        }
        var parts: [JavaCharacterClass] = []
        repeat {
            if let part = try self.classUnion(isFirst: parts.isEmpty) { parts.append(part) }
        } while self.skipAnd()
        guard self.peek() == "]" else {
            throw self.error("Unclosed character class", at: max(0, self.characters.count - 1))
        }
        self.index += 1
        self.depth -= 1
        guard let first = parts.first else { throw self.error("Bad class syntax") }
        let whole = parts.count > 1 ? .intersection(parts) : first
        return isNegated ? .not(whole) : whole
    }

    private mutating func skipAnd() -> Bool {
        guard self.peek() == "&", self.index + 1 < self.characters.count, self.characters[self.index + 1] == "&" else {
            return false
        }
        self.index += 2
        return true
    }

    /// Members up to `]` or `&&`; nothing if there are none.
    private mutating func classUnion(isFirst: Bool) throws(JavaRegexError) -> JavaCharacterClass? {
        var list = ""
        var others: [JavaCharacterClass] = []
        var isEmpty = isFirst
        while let character = self.peek() {
            if character == "]", !isEmpty { break }
            if character == "&", self.index + 1 < self.characters.count, self.characters[self.index + 1] == "&" {
                break
            }
            isEmpty = false
            if character == "[" {
                self.index += 1
                let nested = try self.characterClass()
                if case .list(let items) = nested { list += items } else { others.append(nested) }
                continue
            }
            if character == "\\", self.index + 1 < self.characters.count, self.characters[self.index + 1] == "Q" {
                var quoted = ""
                self.quoted { quoted += Self.literal($1) }
                list += quoted
                continue
            }
            switch try self.classMember() {
            case .set(let text): try self.add(set: text, to: &list, &others)
            case .character(let low): list += try self.range(from: low)
            }
        }
        if !list.isEmpty { others.insert(.list(list), at: 0) }
        return others.count > 1 ? .union(others) : others.first
    }

    private mutating func classMember() throws(JavaRegexError) -> Escape {
        if self.peek() == "\\" { return try self.escapeInClassOrOutside() }
        guard let character = self.current() else { throw self.error("Unclosed character class") }
        self.index += 1
        return .character(character)
    }

    /// A set that is itself a bracketed class can't stand between brackets.
    private func add(
        set text: String, to list: inout String, _ others: inout [JavaCharacterClass]
    ) throws(JavaRegexError) {
        if text.hasPrefix("[^") {
            others.append(.not(.list(String(text.dropFirst(2).dropLast()))))
        } else if text.hasPrefix("[") {
            list += text.dropFirst().dropLast()
        } else {
            list += text
        }
    }

    /// `low` alone, or up to what follows a `-`.
    private mutating func range(from low: Unicode.Scalar) throws(JavaRegexError) -> String {
        guard self.peek() == "-", self.index + 1 < self.characters.count else { return Self.literal(low) }
        let after = self.characters[self.index + 1]
        if after == "]" || after == "[" { return Self.literal(low) }
        self.index += 1
        guard case .character(let high) = try self.classMember() else {
            throw self.error("Illegal character range")
        }
        guard low.value <= high.value else { throw self.error("Illegal character range", at: self.index - 1) }
        return Self.literal(low) + "-" + Self.literal(high)
    }
}
