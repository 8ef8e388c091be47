/// Operands and what may follow them.
extension TemplateParser {
    /// - Parameter withCalls: Whether parentheses behind the operand call it; they don't in `<@name …>`.
    mutating func postfix(withCalls: Bool) throws(TemplateError) -> TemplateExpression {
        self.skipBlanks()
        var operand = try self.deeper { (parser) throws(TemplateError) in try parser.operand() }
        while true {
            let saved = self.position
            self.skipBlanks()
            let place = self.place
            guard let scalar = self.peek() else { return operand }
            switch scalar {
            case "." where self.peek(1) != ".":
                self.position += 1
                self.skipBlanks()
                operand = TemplateExpression(kind: .member(operand, try self.name()), place: place)
            case "[":
                self.position += 1
                let index = try self.inBrackets("]") { (parser) throws(TemplateError) in try parser.expression() }
                operand = TemplateExpression(kind: .index(operand, index), place: place)
            case "(" where withCalls:
                operand = TemplateExpression(kind: .call(operand, try self.arguments()), place: place)
            case "?":
                self.position += 1
                if self.take("?") {
                    operand = TemplateExpression(kind: .exists(operand), place: place)
                } else {
                    operand = try self.builtin(of: operand, place)
                }
            case "!" where self.peek(1) != "=" || !withCalls:
                guard withCalls else { return operand }
                operand = try self.fallback(of: operand, place)
            default:
                self.position = saved
                return operand
            }
        }
    }

    private mutating func fallback(
        of operand: TemplateExpression, _ place: TemplatePlace
    ) throws(TemplateError) -> TemplateExpression {
        self.position += 1
        let saved = self.position
        self.skipBlanks()
        guard self.beginsExpression() else {
            self.position = saved
            return TemplateExpression(kind: .fallback(operand, nil), place: place)
        }
        let other = try self.deeper { (parser) throws(TemplateError) in try parser.postfix(withCalls: true) }
        return TemplateExpression(kind: .fallback(operand, other), place: place)
    }

    mutating func inBrackets<Result>(
        _ end: String, _ body: (inout TemplateParser) throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        self.tagDepth += 1
        let result = try body(&self)
        self.tagDepth -= 1
        self.skipBlanks()
        guard self.take(end) else {
            let found = self.peek().map { "\"\($0)\"" } ?? "the end"
            throw self.error("Unexpected \(found), was expecting \(end)")
        }
        return result
    }

    /// What stands in parentheses behind a function.
    private mutating func arguments() throws(TemplateError) -> [TemplateExpression] {
        self.position += 1
        return try self.inBrackets(")") { (parser) throws(TemplateError) in
            var list: [TemplateExpression] = []
            parser.skipBlanks()
            while let scalar = parser.peek(), scalar != ")" {
                list.append(try parser.argument())
                parser.skipBlanks()
                guard parser.take(",") else { break }
                parser.skipBlanks()
            }
            return list
        }
    }

    /// An expression, or `x -> expression`.
    private mutating func argument() throws(TemplateError) -> TemplateExpression {
        let (saved, place) = (self.position, self.place)
        let hasParentheses = self.take("(")
        if let name = try? self.name() {
            self.skipBlanks()
            if !hasParentheses || self.take(")") {
                self.skipBlanks()
                if self.take("->") {
                    return TemplateExpression(kind: .lambda(name, try self.expression()), place: place)
                }
            }
        }
        self.position = saved
        return try self.expression()
    }

    private mutating func builtin(
        of operand: TemplateExpression, _ place: TemplatePlace
    ) throws(TemplateError) -> TemplateExpression {
        self.skipBlanks()
        let start = self.position
        let given = try self.name()
        let name = TemplateBuiltins.canonical(given)
        guard TemplateBuiltins.isKnown(name) else {
            guard !TemplateBuiltins.unsupported.contains(name) else {
                throw self.error("The built-in ?\(given) isn't supported here", at: start, kind: .unsupported)
            }
            throw self.error("Unknown built-in: \"\(given)\"", at: start)
        }
        var arguments: [TemplateExpression]?
        let saved = self.position
        self.skipBlanks()
        if TemplateBuiltins.takesFormat.contains(name), self.peek() == "." && self.peek(1) != "." || self.peek() == "["
        {
            let place = self.place
            if self.take("[") {
                arguments = [try self.inBrackets("]") { (parser) throws(TemplateError) in try parser.expression() }]
            } else {
                self.position += 1
                arguments = [TemplateExpression(kind: .text(try self.name()), place: place)]
            }
        } else if self.peek() == "(" {
            arguments = try self.arguments()
        } else {
            self.position = saved
        }
        return TemplateExpression(kind: .builtin(operand, name, arguments), place: place)
    }

    private mutating func operand() throws(TemplateError) -> TemplateExpression {
        let place = self.place
        func made(_ kind: TemplateExpression.Kind) -> TemplateExpression {
            TemplateExpression(kind: kind, place: place)
        }
        guard let scalar = self.peek() else { throw self.error("Unexpected end of the template") }
        switch scalar {
        case "\"", "'": return made(try self.textLiteral(place))
        case "r" where self.peek(1) == "\"" || self.peek(1) == "'":
            self.position += 1
            return made(.text(try self.quoted(isRaw: true)))
        case "0"..."9": return made(try self.numberLiteral())
        case "(":
            self.position += 1
            return made(
                .parenthesis(try self.inBrackets(")") { (parser) throws(TemplateError) in try parser.expression() }))
        case "[": return made(try self.sequenceLiteral())
        case "{": return made(try self.hashLiteral())
        case ".":
            self.position += 1
            let start = self.position
            let name = try self.name()
            guard TemplateBuiltins.specials.contains(name) else {
                throw self.error("Unknown special variable name: \"\(name)\"", at: start)
            }
            return made(.special(name))
        default:
            let name = try self.name()
            switch name {
            case "true": return made(.boolean(true))
            case "false": return made(.boolean(false))
            default: return made(.name(name))
            }
        }
    }

    private mutating func numberLiteral() throws(TemplateError) -> TemplateExpression.Kind {
        let start = self.position
        var text = ""
        while let digit = self.peek(), ("0"..."9").contains(digit) {
            text.unicodeScalars.append(digit)
            self.position += 1
        }
        if self.peek() == ".", let next = self.peek(1), ("0"..."9").contains(next) {
            text.append(".")
            self.position += 1
            while let digit = self.peek(), ("0"..."9").contains(digit) {
                text.unicodeScalars.append(digit)
                self.position += 1
            }
        }
        guard let number = TemplateNumber(text) else { throw self.error("A number with too many digits", at: start) }
        return .number(number)
    }

    private mutating func sequenceLiteral() throws(TemplateError) -> TemplateExpression.Kind {
        self.position += 1
        return .sequence(
            try self.inBrackets("]") { (parser) throws(TemplateError) in
                var list: [TemplateExpression] = []
                parser.skipBlanks()
                while let scalar = parser.peek(), scalar != "]" {
                    list.append(try parser.expression())
                    parser.skipBlanks()
                    _ = parser.take(",")
                    parser.skipBlanks()
                }
                return list
            })
    }

    private mutating func hashLiteral() throws(TemplateError) -> TemplateExpression.Kind {
        self.position += 1
        return .hash(
            try self.inBrackets("}") { (parser) throws(TemplateError) in
                var entries: [(key: TemplateExpression, value: TemplateExpression)] = []
                parser.skipBlanks()
                while let scalar = parser.peek(), scalar != "}" {
                    let key = try parser.expression()
                    parser.skipBlanks()
                    guard parser.take(":") || parser.take(",") else { throw parser.error("Expected : in a hash") }
                    entries.append((key, try parser.expression()))
                    parser.skipBlanks()
                    _ = parser.take(",")
                    parser.skipBlanks()
                }
                return entries
            })
    }

    /// A quoted text, with what is interpolated in it.
    private mutating func textLiteral(_ place: TemplatePlace) throws(TemplateError) -> TemplateExpression.Kind {
        let text = try self.quoted(isRaw: false)
        guard text.contains("${") || text.contains("#{") else { return .text(text) }
        var inner = TemplateParser(text)
        let nodes: [TemplateNode]
        do {
            nodes = try inner.nodes(endingAt: []).0
        } catch {
            throw TemplateError(.syntax, error.message, at: place)
        }
        var pieces: [TemplateExpression] = []
        for node in nodes {
            switch node {
            case .text(let text): pieces.append(TemplateExpression(kind: .text(text), place: place))
            case .output(let expression, _): pieces.append(expression)
            default: throw TemplateError(.syntax, "A directive in a text", at: place)
            }
        }
        return .pieces(pieces)
    }

    mutating func quoted(isRaw: Bool) throws(TemplateError) -> String {
        let start = self.position
        guard let quote = self.peek() else { throw self.error("Expected a text") }
        self.position += 1
        var text = String.UnicodeScalarView()
        while let scalar = self.peek() {
            self.position += 1
            if scalar == quote { return String(text) }
            if scalar == "\\", !isRaw { try self.escape(into: &text) } else { text.append(scalar) }
        }
        throw self.error("Unclosed text", at: start)
    }

    private mutating func escape(into text: inout String.UnicodeScalarView) throws(TemplateError) {
        guard let scalar = self.peek() else { return }
        self.position += 1
        let plain: [Unicode.Scalar: Unicode.Scalar] = [
            "n": "\n", "t": "\t", "r": "\r", "b": "\u{8}", "f": "\u{C}", "g": ">", "l": "<", "a": "&", "{": "{",
            "=": "=", "'": "'", "\"": "\"", "\\": "\\",
        ]
        if let character = plain[scalar] { return text.append(character) }
        guard scalar == "x" else { throw self.error("Illegal escape \\\(scalar) in a text", at: self.position - 1) }
        var value: UInt32 = 0
        var count = 0
        while count < 4, let digit = self.peek(), let number = Character(digit).hexDigitValue {
            value = value * 16 + UInt32(number)
            self.position += 1
            count += 1
        }
        text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
}
