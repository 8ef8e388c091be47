/// Expressions, from the operators that bind least to those that bind most.
extension TemplateParser {
    mutating func expression() throws(TemplateError) -> TemplateExpression {
        try self.deeper { (parser) throws(TemplateError) in try parser.or() }
    }

    private mutating func or() throws(TemplateError) -> TemplateExpression {
        var left = try self.and()
        while true {
            self.skipBlanks()
            let place = self.place
            guard self.take("||") || self.take("|") else { return left }
            left = TemplateExpression(kind: .or(left, try self.and()), place: place)
        }
    }

    private mutating func and() throws(TemplateError) -> TemplateExpression {
        var left = try self.equality()
        while true {
            self.skipBlanks()
            let place = self.place
            if self.starts(with: "&gt;") || self.starts(with: "&lt;") { return left }
            guard self.take("&amp;&amp;") || self.take("&&") || self.take("\\and") || self.take("&") else {
                return left
            }
            left = TemplateExpression(kind: .and(left, try self.equality()), place: place)
        }
    }

    private mutating func equality() throws(TemplateError) -> TemplateExpression {
        let left = try self.relation()
        self.skipBlanks()
        let place = self.place
        let comparison: TemplateExpression.Comparison
        if self.take("==") {
            comparison = .equal
        } else if self.take("!=") {
            comparison = .notEqual
        } else if self.peek() == "=" {
            self.position += 1
            comparison = .equal
        } else {
            return left
        }
        return TemplateExpression(kind: .compare(left, comparison, try self.relation()), place: place)
    }

    private mutating func relation() throws(TemplateError) -> TemplateExpression {
        let left = try self.range()
        self.skipBlanks()
        let place = self.place
        guard let comparison = self.takeRelation() else { return left }
        return TemplateExpression(kind: .compare(left, comparison, try self.range()), place: place)
    }

    private mutating func takeRelation() -> TemplateExpression.Comparison? {
        if self.takeWord("lte") || self.take("\\lte") || self.take("&lt;=") { return .lessOrEqual }
        if self.takeWord("lt") || self.take("\\lt") || self.take("&lt;") { return .less }
        if self.takeWord("gte") || self.take("\\gte") || self.take("&gt;=") { return .greaterOrEqual }
        if self.takeWord("gt") || self.take("\\gt") || self.take("&gt;") { return .greater }
        if self.take("<=") { return .lessOrEqual }
        if !self.starts(with: "</"), !self.starts(with: "<#"), self.take("<") { return .less }
        guard self.tagDepth > 0 else { return nil }
        if self.take(">=") { return .greaterOrEqual }
        return self.take(">") ? .greater : nil
    }

    private mutating func range() throws(TemplateError) -> TemplateExpression {
        let left = try self.sum()
        self.skipBlanks()
        let place = self.place
        guard self.take("..") else { return left }
        var kind = TemplateExpression.Range.inclusive
        if self.take("<") || self.take("!") { kind = .exclusive } else if self.take("*") { kind = .length }
        self.skipBlanks()
        let isOpen = kind == .inclusive && !self.beginsExpression()
        return TemplateExpression(kind: .range(left, isOpen ? nil : try self.sum(), kind), place: place)
    }

    private mutating func sum() throws(TemplateError) -> TemplateExpression {
        var left = try self.product()
        while true {
            self.skipBlanks()
            let place = self.place
            guard let sign = self.peek(), sign == "+" || sign == "-", self.peek(1) != sign else { return left }
            self.position += 1
            left = TemplateExpression(kind: .arithmetic(left, Character(sign), try self.product()), place: place)
        }
    }

    private mutating func product() throws(TemplateError) -> TemplateExpression {
        var left = try self.unary()
        while true {
            self.skipBlanks()
            let place = self.place
            guard let sign = self.peek(), sign == "*" || sign == "/" || sign == "%" else { return left }
            if sign == "/", self.peek(1) == ">", self.tagDepth == 0 { return left }
            self.position += 1
            left = TemplateExpression(kind: .arithmetic(left, Character(sign), try self.unary()), place: place)
        }
    }

    private mutating func unary() throws(TemplateError) -> TemplateExpression {
        self.skipBlanks()
        let place = self.place
        if self.peek() == "!", self.peek(1) != "=" {
            self.position += 1
            let operand = try self.deeper { (parser) throws(TemplateError) in try parser.unary() }
            return TemplateExpression(kind: .not(operand), place: place)
        }
        if let sign = self.peek(), sign == "-" || sign == "+" {
            self.position += 1
            let operand = try self.deeper { (parser) throws(TemplateError) in try parser.unary() }
            return TemplateExpression(kind: .sign(operand, isNegative: sign == "-"), place: place)
        }
        return try self.postfix(withCalls: true)
    }

    /// Whether an operand may begin here; not a word that is an operator, nor the name of another assignment.
    mutating func beginsExpression() -> Bool {
        guard let scalar = self.peek() else { return false }
        if ("0"..."9").contains(scalar) || ["\"", "'", "(", "[", "{"].contains(scalar) { return true }
        if scalar == "." { return self.peek(1).map { $0.properties.isAlphabetic } ?? false }
        let saved = self.position
        defer { self.position = saved }
        guard let name = try? self.name(), !Self.words.contains(name) else { return false }
        self.skipBlanks()
        return !(self.tagDepth == 0 && self.peek() == "=" && self.peek(1) != "=")
    }

    private static let words: Set<String> = ["gt", "gte", "lt", "lte", "as", "in", "using"]

    /// Takes a whole word.
    mutating func takeWord(_ word: String) -> Bool {
        let saved = self.position
        if let name = try? self.name(), name == word { return true }
        self.position = saved
        return false
    }

    /// An identifier, or a quoted text in the place of one.
    mutating func name() throws(TemplateError) -> String {
        if let quote = self.peek(), quote == "\"" || quote == "'" { return try self.quoted(isRaw: false) }
        var name = String.UnicodeScalarView()
        while let scalar = self.peek() {
            if scalar == "\\", let next = self.peek(1), "-.:#".unicodeScalars.contains(next) {
                name.append(next)
                self.position += 2
                continue
            }
            let isFirst = name.isEmpty
            guard Self.isNamePart(scalar, isFirst: isFirst) else { break }
            name.append(scalar)
            self.position += 1
        }
        guard !name.isEmpty else {
            let found = self.peek().map { "\"\($0)\"" } ?? "the end"
            throw self.error("Unexpected \(found), was expecting a name")
        }
        return String(name)
    }

    static func isNamePart(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        if scalar == "_" || scalar == "$" || scalar == "@" { return true }
        if ("0"..."9").contains(scalar) { return !isFirst }
        return scalar.properties.isAlphabetic
    }
}
