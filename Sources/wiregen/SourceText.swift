/// Swift source in the making: lines with their indentation.
struct SourceText {
    private(set) var text = ""
    private var depth = 0

    mutating func line(_ line: String = "") {
        if !line.isEmpty { self.text += String(repeating: "    ", count: self.depth) + line }
        self.text += "\n"
    }

    /// A documentation comment, broken into lines of up to 120 columns.
    mutating func comment(_ words: String) {
        let width = 120 - 4 * self.depth - 4
        var line = ""
        for word in words.split(separator: " ") {
            if !line.isEmpty, line.count + word.count + 1 > width {
                self.line("/// " + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        if !line.isEmpty { self.line("/// " + line) }
    }

    /// `head` and an opening brace, what `body` adds one step further in, and the closing brace.
    mutating func block(_ head: String, _ body: (inout SourceText) -> Void) {
        self.line(head + " {")
        self.depth += 1
        body(&self)
        self.depth -= 1
        self.line("}")
    }

    mutating func indented(_ body: (inout SourceText) -> Void) {
        self.depth += 1
        body(&self)
        self.depth -= 1
    }

    mutating func append(_ other: SourceText) {
        for line in other.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            self.line(String(line))
        }
    }
}
