/// Reads a template of the part of FreeMarker's language that requests need.
///
/// What FreeMarker has and we haven't is an error that names it and the place.
struct TemplateParser {
    let source: [Unicode.Scalar]
    /// White space of lines that hold nothing else but tags.
    private let stripped: [Bool]
    var position = 0
    private let lineStarts: [Int]
    private var depth = 0
    private let stack = StackGuard()
    /// Greater-than signs end a tag, unless they are in parentheses.
    var tagDepth = 0

    /// Deepest nesting of directives and expressions.
    static let maximumDepth = 100

    static func parse(_ text: String) throws(TemplateError) -> [TemplateNode] {
        guard text.utf8.count <= 1 << 20 else {
            throw TemplateError(.syntax, "The template is larger than 1 MiB", at: TemplatePlace())
        }
        var parser = TemplateParser(text)
        let (nodes, _) = try parser.nodes(endingAt: [])
        return nodes
    }

    init(_ text: String) {
        let source = Array(text.unicodeScalars)
        self.source = source
        self.lineStarts = [0] + source.indices.filter { source[$0] == "\n" }.map { $0 + 1 }
        self.stripped = TemplateLines(self.source).stripped
    }

    // MARK: places and characters

    var place: TemplatePlace { self.place(of: self.position) }

    func place(of position: Int) -> TemplatePlace {
        // The last line that begins at the position or before it.
        var (low, high) = (0, self.lineStarts.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if self.lineStarts[middle] <= position { low = middle } else { high = middle - 1 }
        }
        return TemplatePlace(line: low + 1, column: min(position, self.source.count) - self.lineStarts[low] + 1)
    }

    func error(
        _ message: String, at position: Int? = nil, kind: TemplateError.Kind = .syntax
    ) -> TemplateError {
        TemplateError(kind, message, at: self.place(of: position ?? self.position))
    }

    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        self.position + ahead < self.source.count ? self.source[self.position + ahead] : nil
    }

    func starts(with text: String) -> Bool {
        let wanted = text.unicodeScalars
        return self.source[self.position...].starts(with: wanted)
    }

    mutating func take(_ text: String) -> Bool {
        guard self.starts(with: text) else { return false }
        self.position += text.unicodeScalars.count
        return true
    }

    mutating func skipBlanks() {
        while let scalar = self.peek(), scalar.properties.isWhitespace { self.position += 1 }
    }

    mutating func deeper<Result>(
        _ body: (inout TemplateParser) throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= Self.maximumDepth, self.stack.hasRoom else {
            throw self.error("The template is nested too deeply")
        }
        return try body(&self)
    }

    // MARK: nodes

    /// Reads up to a tag whose name is among `ends`, or to the end of the template if there are none.
    ///
    /// - Returns: The tag's name; its parameters are still to be read.
    mutating func nodes(endingAt ends: Set<String>) throws(TemplateError) -> ([TemplateNode], end: String) {
        try self.deeper { (parser) throws(TemplateError) in
            var nodes: [TemplateNode] = []
            var text = String.UnicodeScalarView()
            let start = parser.position
            func flush(_ nodes: inout [TemplateNode]) {
                if !text.isEmpty { nodes.append(.text(String(text))) }
                text = .init()
            }
            while let scalar = parser.peek() {
                if scalar == "<" {
                    if parser.take("<#--") {
                        try parser.skipComment()
                        continue
                    }
                    if let tag = try parser.openTag() {
                        flush(&nodes)
                        if ends.contains(tag) { return (nodes, tag) }
                        try parser.directive(tag, into: &nodes)
                        continue
                    }
                } else if scalar == "$" || scalar == "#", parser.peek(1) == "{" {
                    flush(&nodes)
                    nodes.append(try parser.interpolation())
                    continue
                }
                if !parser.stripped[parser.position] { text.append(scalar) }
                parser.position += 1
            }
            flush(&nodes)
            guard ends.isEmpty else {
                let wanted = ends.filter { $0.hasPrefix("/") }.sorted().map {
                    "<\($0.hasPrefix("/@") ? "" : "/#")\($0.drop { $0 == "/" })>"
                }
                throw parser.error("Unclosed directive: \(wanted.joined(separator: " or ")) is missing", at: start)
            }
            return (nodes, "")
        }
    }

    private mutating func skipComment() throws(TemplateError) {
        let start = self.position - 4
        while self.position < self.source.count {
            if self.take("-->") { return }
            self.position += 1
        }
        throw self.error("Unclosed comment", at: start)
    }

    /// The name of the tag that begins here: `if`, `/if`, `@` for a macro call, `/@` for its end; nil if none does.
    private mutating func openTag() throws(TemplateError) -> String? {
        if self.take("<@") { return "@" }
        if self.take("</@") {
            while let scalar = self.peek(), scalar != ">" { self.position += 1 }
            guard self.take(">") else { throw self.error("Unclosed </@…>") }
            return "/@"
        }
        let isEnd = self.starts(with: "</#")
        guard isEnd || self.starts(with: "<#") else { return nil }
        let start = self.position
        self.position += isEnd ? 3 : 2
        var name = String.UnicodeScalarView()
        while let scalar = self.peek(), scalar.properties.isAlphabetic || scalar == "_" {
            name.append(scalar)
            self.position += 1
        }
        guard !name.isEmpty else { throw self.error("Unknown directive: #", at: start) }
        if isEnd {
            self.skipBlanks()
            guard self.take(">") else { throw self.error("Expected > after </#\(String(name))") }
            return "/" + String(name)
        }
        return Self.names[String(name)] ?? String(name)
    }

    /// The spellings of FreeMarker's other naming convention.
    private static let names = ["elseIf": "elseif", "noParse": "noparse", "outputFormat": "outputformat"]

    /// Ends a tag: `>` or `/>`.
    ///
    /// - Returns: Whether it was `/>`.
    @discardableResult
    mutating func closeTag(_ name: String) throws(TemplateError) -> Bool {
        self.skipBlanks()
        let isEmpty = self.take("/")
        guard self.take(">") else {
            throw self.error("Unexpected text in <\(name.hasPrefix("@") ? "" : "#")\(name)>, was expecting >")
        }
        return isEmpty
    }

    private mutating func interpolation() throws(TemplateError) -> TemplateNode {
        let isNumeric = self.peek() == "#"
        let start = self.position
        self.position += 2
        let saved = self.tagDepth
        self.tagDepth = 1  // not a tag: every operator is one
        let expression = try self.expression()
        self.tagDepth = saved
        self.skipBlanks()
        var fraction: ClosedRange<Int>?
        if isNumeric {
            fraction = 0...50
            if self.take(";") { fraction = try self.fractionFormat() }
        }
        self.skipBlanks()
        guard self.take("}") else {
            if self.position >= self.source.count { throw self.error("Unclosed \(isNumeric ? "#" : "$"){", at: start) }
            throw self.error("Unexpected character in an interpolation, was expecting }")
        }
        return .output(expression, fraction: fraction)
    }

    /// `m2M4`: two to four digits behind the point.
    private mutating func fractionFormat() throws(TemplateError) -> ClosedRange<Int> {
        var (minimum, maximum): (Int?, Int?) = (nil, nil)
        self.skipBlanks()
        while let letter = self.peek(), letter == "m" || letter == "M" {
            self.position += 1
            var digits = 0
            while let digit = self.peek(), ("0"..."9").contains(digit) {
                digits = min(digits * 10 + Int(digit.value) - 48, 50)
                self.position += 1
            }
            if letter == "m" { minimum = digits } else { maximum = digits }
        }
        let low = minimum ?? 0
        let high = maximum ?? max(low, minimum == nil ? 50 : low)
        guard low <= high else { throw self.error("Invalid number format") }
        return low...high
    }
}
