/// Directives.
extension TemplateParser {
    /// Directives that FreeMarker has and we haven't.
    private static let unsupported: Set<String> = [
        "escape", "noescape", "visit", "recurse", "fallback", "transform", "call", "flush", "bodyref", "foreach",
    ]

    mutating func directive(_ name: String, into nodes: inout [TemplateNode]) throws(TemplateError) {
        let start = self.position
        switch name {
        case "if": nodes.append(try self.condition())
        case "list": nodes.append(try self.list())
        case "items": nodes.append(try self.items())
        case "sep": nodes.append(.separator(try self.separator()))
        case "assign": try self.assign(.template, name, into: &nodes)
        case "local": try self.assign(.local, name, into: &nodes)
        case "global": try self.assign(.global, name, into: &nodes)
        case "function", "macro": nodes.append(try self.routine(name))
        case "switch": nodes.append(try self.switched())
        case "attempt": nodes.append(try self.attempt())
        case "compress": nodes.append(.compress(try self.block(name)))
        case "noparse": nodes.append(.text(try self.raw()))
        case "autoesc", "noautoesc": nodes += try self.block(name)
        case "@": nodes.append(try self.macroCall())
        case _ where name.hasPrefix("/"):
            throw self.error("Unexpected end tag <\(name.hasPrefix("/@") ? "/@" : "/#" + name.dropFirst())>", at: start)
        case "else", "elseif", "case", "default", "recover":
            throw self.error("<#\(name)> stands outside of the directive that it belongs to", at: start)
        default: try self.statement(name, start, into: &nodes)
        }
    }

    /// Directives without a body.
    private mutating func statement(
        _ name: String, _ start: Int, into nodes: inout [TemplateNode]
    ) throws(TemplateError) {
        let place = self.place(of: start)
        switch name {
        case "return": nodes.append(.returned(try self.optionalExpression()))
        case "stop": nodes.append(.stop(try self.optionalExpression(), place))
        case "nested": nodes.append(.nested(try self.expressionList()))
        case "break": nodes.append(.leave)
        case "continue": nodes.append(.proceed)
        case "t", "lt", "rt", "nt": break
        case "setting":
            self.skipBlanks()
            let key = try self.name()
            self.skipBlanks()
            guard self.take("=") else { throw self.error("Expected = in <#setting>") }
            nodes.append(.setting(key, try self.expression()))
        case "ftl":
            self.skipBlanks()
            while let first = self.peek(), first != ">", first != "/" {
                let key = try self.name()
                self.skipBlanks()
                guard self.take("=") else { throw self.error("Expected = in <#ftl>") }
                let value = try self.expression()
                if key == "output_format" || key == "outputFormat" { nodes.append(.outputFormat(value, body: nil)) }
                self.skipBlanks()
            }
        case "outputformat":
            let format = try self.expression()
            nodes.append(.outputFormat(format, body: try self.block(name)))
            return
        case "include", "import":
            nodes.append(.include(try self.expression(), place))
            self.skipBlanks()
            while let scalar = self.peek(), scalar != ">" { self.position += 1 }
        case _ where Self.unsupported.contains(name):
            throw self.error("The directive #\(name) isn't supported here", at: start, kind: .unsupported)
        default: throw self.error("Unknown directive: #\(name)", at: start)
        }
        try self.closeTag(name)
    }

    private mutating func optionalExpression() throws(TemplateError) -> TemplateExpression? {
        self.skipBlanks()
        guard let scalar = self.peek(), scalar != ">", scalar != "/" else { return nil }
        return try self.expression()
    }

    private mutating func expressionList() throws(TemplateError) -> [TemplateExpression] {
        var list: [TemplateExpression] = []
        while let expression = try self.optionalExpression() {
            list.append(expression)
            self.skipBlanks()
            _ = self.take(",")
        }
        return list
    }

    /// The nodes up to the end tag of `name`, whose own tag is still open.
    private mutating func block(_ name: String) throws(TemplateError) -> [TemplateNode] {
        try self.closeTag(name)
        return try self.nodes(endingAt: ["/" + name]).0
    }

    private mutating func raw() throws(TemplateError) -> String {
        try self.closeTag("noparse")
        var text = String.UnicodeScalarView()
        while self.position < self.source.count {
            if self.take("</#noparse>") { return String(text) }
            text.append(self.source[self.position])
            self.position += 1
        }
        throw self.error("Unclosed directive: </#noparse> is missing")
    }

    private mutating func condition() throws(TemplateError) -> TemplateNode {
        var branches: [(condition: TemplateExpression?, body: [TemplateNode])] = []
        var condition: TemplateExpression? = try self.expression()
        while true {
            try self.closeTag("if")
            let (body, end) = try self.nodes(endingAt: condition == nil ? ["/if"] : ["elseif", "else", "/if"])
            branches.append((condition, body))
            switch end {
            case "elseif": condition = try self.expression()
            case "else": condition = nil
            default: return .condition(branches)
            }
        }
    }

    private mutating func loopNames() throws(TemplateError) -> [String] {
        var names: [String] = []
        repeat {
            self.skipBlanks()
            names.append(try self.name())
            self.skipBlanks()
        } while self.take(",")
        return names
    }

    private mutating func list() throws(TemplateError) -> TemplateNode {
        let source = try self.expression()
        self.skipBlanks()
        let names = self.takeWord("as") ? try self.loopNames() : []
        try self.closeTag("list")
        let (body, end) = try self.nodes(endingAt: ["else", "/list"])
        guard end == "else" else { return .list(source, names: names, body: body, otherwise: []) }
        try self.closeTag("else")
        let (otherwise, _) = try self.nodes(endingAt: ["/list"])
        return .list(source, names: names, body: body, otherwise: otherwise)
    }

    private mutating func items() throws(TemplateError) -> TemplateNode {
        self.skipBlanks()
        guard self.takeWord("as") else { throw self.error("Expected as in <#items>") }
        let names = try self.loopNames()
        try self.closeTag("items")
        return .items(names: names, body: try self.nodes(endingAt: ["/items"]).0)
    }

    /// What stands between elements: up to `</#sep>`, or to the end of the loop, which is left alone.
    private mutating func separator() throws(TemplateError) -> [TemplateNode] {
        try self.closeTag("sep")
        let (body, end) = try self.nodes(endingAt: ["/sep", "/list", "/items", "else"])
        if end == "else" {
            self.position -= "<#else".count
        } else if end != "/sep" {  // back to where the loop's own end tag begins
            while self.position > 0, self.source[self.position - 1] != "<" { self.position -= 1 }
            self.position -= 1
        }
        return body
    }

    private mutating func assign(
        _ scope: TemplateScope, _ tag: String, into nodes: inout [TemplateNode]
    ) throws(TemplateError) {
        self.skipBlanks()
        while true {
            let place = self.place
            let name = try self.name()
            self.skipBlanks()
            if self.take("++") || self.take("--") {
                let operation = self.source[self.position - 1] == "+" ? "++" : "--"
                nodes.append(.assign(scope, name: name, operation: operation, nil, place))
            } else if let operation = ["+=", "-=", "*=", "/=", "%="].first(where: { self.starts(with: $0) }) {
                self.position += 2
                nodes.append(.assign(scope, name: name, operation: operation, try self.expression(), place))
            } else if self.take("=") {
                nodes.append(.assign(scope, name: name, operation: "=", try self.expression(), place))
            } else {
                let body = try self.block(tag)
                nodes.append(.capture(scope, name: name, body: body))
                return
            }
            self.skipBlanks()
            _ = self.take(",")
            self.skipBlanks()
            if self.peek() == ">" || self.peek() == "/" { break }
        }
        try self.closeTag(tag)
    }

    private mutating func routine(_ tag: String) throws(TemplateError) -> TemplateNode {
        self.skipBlanks()
        let name = try self.name()
        self.skipBlanks()
        let hasParentheses = self.take("(")
        if hasParentheses { self.tagDepth += 1 }
        var parameters: [(name: String, standard: TemplateExpression?)] = []
        var rest: String?
        self.skipBlanks()
        while let scalar = self.peek(), scalar != ">", scalar != ")", scalar != "/" {
            let parameter = try self.name()
            if self.take("...") {
                rest = parameter
            } else {
                self.skipBlanks()
                let standard = self.take("=") ? try self.expression() : nil
                parameters.append((parameter, standard))
            }
            self.skipBlanks()
            _ = self.take(",")
            self.skipBlanks()
        }
        if hasParentheses {
            self.tagDepth -= 1
            guard self.take(")") else { throw self.error("Expected ) in <#\(tag)>") }
        }
        let body = try self.block(tag)
        return .routine(
            TemplateRoutine(name: name, isFunction: tag == "function", parameters: parameters, rest: rest, body: body))
    }

    private mutating func switched() throws(TemplateError) -> TemplateNode {
        let value = try self.expression()
        try self.closeTag("switch")
        var cases: [(value: TemplateExpression?, body: [TemplateNode])] = []
        let ends: Set<String> = ["case", "default", "/switch"]
        var (_, end) = try self.nodes(endingAt: ends)
        while end != "/switch" {
            let label = end == "case" ? try self.expression() : nil
            try self.closeTag(end)
            let body: [TemplateNode]
            (body, end) = try self.nodes(endingAt: ends)
            cases.append((label, body))
        }
        return .switched(value, cases)
    }

    private mutating func attempt() throws(TemplateError) -> TemplateNode {
        try self.closeTag("attempt")
        let (body, _) = try self.nodes(endingAt: ["recover"])
        try self.closeTag("recover")
        let (recovery, _) = try self.nodes(endingAt: ["/attempt", "/recover"])
        return .attempt(body, recover: recovery)
    }

    private mutating func macroCall() throws(TemplateError) -> TemplateNode {
        let target = try self.postfix(withCalls: false)
        var arguments = TemplateArguments()
        self.skipBlanks()
        while let scalar = self.peek(), scalar != ">", !(scalar == "/" && self.peek(1) == ">") {
            if self.take(";") {
                arguments.loopNames = try self.loopNames()
                break
            }
            if let name = self.argumentName() {
                arguments.named.append((name, try self.expression()))
            } else {
                arguments.positional.append(try self.expression())
            }
            self.skipBlanks()
            _ = self.take(",")
            self.skipBlanks()
        }
        if try self.closeTag("@") { return .callMacro(target, arguments, body: nil) }
        return .callMacro(target, arguments, body: try self.nodes(endingAt: ["/@"]).0)
    }

    /// The name in front of a single equals sign; takes both.
    private mutating func argumentName() -> String? {
        let saved = self.position
        if let name = try? self.name() {
            self.skipBlanks()
            if self.peek() == "=", self.peek(1) != "=" {
                self.position += 1
                return name
            }
        }
        self.position = saved
        return nil
    }
}
