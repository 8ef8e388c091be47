/// A parsed regex.
indirect enum RegexNode: Equatable, Sendable {
    /// No text at all, not even the empty one.
    case nothing
    case empty
    /// One code unit of one of the ranges.
    case units([ClosedRange<UInt16>])
    case sequence([RegexNode])
    case choice([RegexNode])
    case both(RegexNode, RegexNode)
    case complement(RegexNode)
    /// `most` nil: without end.
    case repeated(RegexNode, least: Int, most: Int?)
    /// The decimal numbers from `low` to `high`, with exactly so many digits or, at 0, any number of leading zeros.
    case interval(low: Int32, high: Int32, digits: Int)

    static let anyUnit = RegexNode.units([0...UInt16.max])
    static let anyText = RegexNode.repeated(.anyUnit, least: 0, most: nil)
}

/// Reads the regex dialect of dk.brics.automaton, preceded by the few replacements that Generex makes in the text.
struct RegexParser {
    /// Longest pattern, in UTF-16 code units.
    static let maximumLength = 10_000
    /// Deepest nesting of groups, complements and intersections.
    static let maximumDepth = 100

    private let units: [UInt16]
    private var position = 0
    private var depth = 0

    static func parse(_ pattern: String) throws(RegexError) -> RegexNode {
        guard pattern.utf16.count <= self.maximumLength else {
            throw RegexError("regex is longer than \(self.maximumLength) characters")
        }
        var parser = RegexParser(units: self.replaced(Array(pattern.utf16)))
        guard !parser.units.isEmpty else { return .empty }
        let node = try parser.union()
        guard parser.position == parser.units.count else {
            throw RegexError("end-of-string expected at position \(parser.position)")
        }
        return node
    }

    private init(units: [UInt16]) { self.units = units }

    private static func unit(_ scalar: Unicode.Scalar) -> UInt16 { UInt16(truncatingIfNeeded: scalar.value) }

    private func peek(_ set: String) -> Bool {
        self.position < self.units.count && set.utf16.contains(self.units[self.position])
    }

    private mutating func match(_ scalar: Unicode.Scalar) -> Bool {
        guard self.position < self.units.count, self.units[self.position] == Self.unit(scalar) else { return false }
        self.position += 1
        return true
    }

    private mutating func next() throws(RegexError) -> UInt16 {
        guard self.position < self.units.count else { throw RegexError("unexpected end-of-string") }
        defer { self.position += 1 }
        return self.units[self.position]
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws(RegexError) {
        guard self.match(scalar) else { throw RegexError("expected '\(scalar)' at position \(self.position)") }
    }
}

/// The grammar, loosest binding first.
extension RegexParser {
    private mutating func union() throws(RegexError) -> RegexNode {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= Self.maximumDepth else {
            throw RegexError("regex is nested deeper than \(Self.maximumDepth) levels")
        }
        var alternatives = [try self.intersection()]
        while self.match("|") { alternatives.append(try self.intersection()) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func intersection() throws(RegexError) -> RegexNode {
        var operands = [try self.concatenation()]
        while self.match("&") {
            guard operands.count < Self.maximumDepth else { throw RegexError("regex has too many intersections") }
            operands.append(try self.concatenation())
        }
        return operands.dropFirst().reduce(operands[0]) { .both($0, $1) }
    }

    private mutating func concatenation() throws(RegexError) -> RegexNode {
        var parts = [try self.repetition()]
        while self.position < self.units.count, !self.peek(")|&") { parts.append(try self.repetition()) }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repetition() throws(RegexError) -> RegexNode {
        var node = try self.complement()
        var operators = 0
        while self.peek("?*+{") {
            operators += 1
            guard operators <= Self.maximumDepth else { throw RegexError("regex has too many repetitions in a row") }
            switch try self.next() {
            case Self.unit("?"): node = .repeated(node, least: 0, most: 1)
            case Self.unit("*"): node = .repeated(node, least: 0, most: nil)
            case Self.unit("+"): node = .repeated(node, least: 1, most: nil)
            default: node = try self.counted(node)
            }
        }
        return node
    }

    private mutating func counted(_ node: RegexNode) throws(RegexError) -> RegexNode {
        guard let least = try self.integer() else {
            throw RegexError("integer expected at position \(self.position)")
        }
        guard self.match(",") else {
            try self.expect("}")
            return .repeated(node, least: least, most: least)
        }
        let most = try self.integer()
        try self.expect("}")
        if let most, most < least { return .nothing }
        return .repeated(node, least: least, most: most)
    }

    private mutating func integer() throws(RegexError) -> Int? {
        var digits = ""
        while self.peek("0123456789") { digits.unicodeScalars.append(Unicode.Scalar(UInt8(try self.next()))) }
        guard !digits.isEmpty else { return nil }
        guard let value = Int32(digits) else { throw RegexError("For input string: \"\(digits.prefix(40))\"") }
        return Int(value)
    }

    private mutating func complement() throws(RegexError) -> RegexNode {
        var count = 0
        while self.match("~") {
            count += 1
            guard count <= Self.maximumDepth else { throw RegexError("regex has too many complements") }
        }
        var node = try self.characterClass()
        for _ in 0..<count { node = .complement(node) }
        return node
    }

    private mutating func characterClass() throws(RegexError) -> RegexNode {
        guard self.match("[") else { return try self.simple() }
        let isNegated = self.match("^")
        var ranges = try self.classMember()
        while self.position < self.units.count, !self.peek("]") { ranges += try self.classMember() }
        try self.expect("]")
        return .units(isNegated ? Self.negated(ranges) : ranges)
    }

    private mutating func classMember() throws(RegexError) -> [ClosedRange<UInt16>] {
        let first = try self.character()
        guard self.match("-") else { return [first...first] }
        if self.peek("]") { return [first...first, Self.unit("-")...Self.unit("-")] }
        let last = try self.character()
        return first <= last ? [first...last] : []
    }

    static func negated(_ ranges: [ClosedRange<UInt16>]) -> [ClosedRange<UInt16>] {
        var result: [ClosedRange<UInt16>] = []
        var next = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if Int(range.lowerBound) > next { result.append(UInt16(next)...(range.lowerBound - 1)) }
            next = max(next, Int(range.upperBound) + 1)
        }
        if next <= Int(UInt16.max) { result.append(UInt16(next)...UInt16.max) }
        return result
    }

    private mutating func character() throws(RegexError) -> UInt16 {
        _ = self.match("\\")
        return try self.next()
    }

    private mutating func simple() throws(RegexError) -> RegexNode {
        if self.match(".") { return .anyUnit }
        if self.match("#") { return .nothing }
        if self.match("@") { return .anyText }
        if self.match("\"") { return try self.quoted() }
        if self.match("(") {
            if self.match(")") { return .empty }
            let node = try self.union()
            try self.expect(")")
            return node
        }
        if self.match("<") { return try self.numbers() }
        let unit = try self.character()
        return .units([unit...unit])
    }

    private mutating func quoted() throws(RegexError) -> RegexNode {
        var parts: [RegexNode] = []
        while self.position < self.units.count, !self.peek("\"") {
            let unit = try self.next()
            parts.append(.units([unit...unit]))
        }
        try self.expect("\"")
        return parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func numbers() throws(RegexError) -> RegexNode {
        let start = self.position
        while self.position < self.units.count, !self.peek(">") { self.position += 1 }
        let text = String(decoding: self.units[start..<self.position], as: UTF16.self)
        try self.expect(">")
        guard text.contains("-") else { throw RegexError("'\(text.prefix(100))' not found") }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = Int32(parts[0]), let second = Int32(parts[1]), first >= 0, second >= 0
        else { throw RegexError("interval syntax error at position \(self.position - 1)") }
        let digits = parts[0].utf16.count == parts[1].utf16.count ? parts[0].utf16.count : 0
        return .interval(low: min(first, second), high: max(first, second), digits: digits)
    }
}

/// What Generex replaces in the text before it is parsed.
extension RegexParser {
    private static func replaced(_ units: [UInt16]) -> [UInt16] {
        let backslash = Self.unit("\\")
        guard units.contains(backslash) else { return units }
        let source = self.withoutQuotes(units)
        var result: [UInt16] = []
        var index = 0
        while index < source.count {
            if source[index] == backslash, index + 1 < source.count, let text = self.classes[source[index + 1]] {
                result += text.utf16
                index += 2
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return result
    }

    private static let classes: [UInt16: String] = [
        unit("d"): "[0-9]", unit("D"): "[^0-9]", unit("s"): "[ \t\n\u{0C}\r]", unit("S"): "[^ \t\n\u{0C}\r]",
        unit("w"): "[a-zA-Z_0-9]", unit("W"): "[^a-zA-Z_0-9]",
    ]

    /// `\Q…\E` becomes its text with the special characters escaped.
    private static func withoutQuotes(_ units: [UInt16]) -> [UInt16] {
        let special = Set(".^$*+?(){|[\\@".utf16)
        var result: [UInt16] = []
        var index = 0
        while index < units.count {
            guard self.isEscape("Q", at: index, in: units),
                let end = (index + 2..<max(index + 2, units.count)).first(where: {
                    self.isEscape("E", at: $0, in: units)
                })
            else {
                result.append(units[index])
                index += 1
                continue
            }
            for unit in units[index + 2..<end] {
                if special.contains(unit) { result.append(self.unit("\\")) }
                result.append(unit)
            }
            index = end + 2
        }
        return result
    }

    private static func isEscape(_ letter: Unicode.Scalar, at index: Int, in units: [UInt16]) -> Bool {
        index + 1 < units.count && units[index] == self.unit("\\") && units[index + 1] == self.unit(letter)
    }
}
