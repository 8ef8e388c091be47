/// Finds the white space that FreeMarker leaves out: that of lines with nothing but tags and comments on them.
struct TemplateLines {
    private(set) var stripped: [Bool]
    private let source: [Unicode.Scalar]

    init(_ source: [Unicode.Scalar]) {
        self.source = source
        self.stripped = Array(repeating: false, count: source.count)
        self.mark()
    }

    private mutating func mark() {
        var blanks: [Int] = []
        var (hasTag, hasOther) = (false, false)
        var index = 0
        func finish(_ stripped: inout [Bool]) {
            if hasTag, !hasOther { for blank in blanks { stripped[blank] = true } }
            blanks = []
            (hasTag, hasOther) = (false, false)
        }
        while index < self.source.count {
            if let end = self.tagEnd(index) {
                hasTag = true
                let isRaw = self.matches("<#noparse>", index)
                index = end
                if isRaw {
                    hasOther = true
                    while index < self.source.count, !self.matches("</#noparse>", index) { index += 1 }
                }
                continue
            }
            let scalar = self.source[index]
            if self.matches("${", index) || self.matches("#{", index) {
                hasOther = true
                index = self.end(from: index + 2, at: "}")
                continue
            }
            if scalar.properties.isWhitespace { blanks.append(index) } else { hasOther = true }
            if scalar == "\n" { finish(&self.stripped) }
            index += 1
        }
        finish(&self.stripped)
    }

    private func matches(_ text: String, _ index: Int) -> Bool {
        self.source[index...].starts(with: text.unicodeScalars)
    }

    /// Where the tag that begins at `index` ends; nil if none does.
    private func tagEnd(_ index: Int) -> Int? {
        guard self.source[index] == "<" else { return nil }
        if self.matches("<#--", index) {
            var end = index + 4
            while end < self.source.count, !self.matches("-->", end) { end += 1 }
            return min(end + 3, self.source.count)
        }
        guard
            self.matches("<#", index) || self.matches("</#", index) || self.matches("<@", index)
                || self.matches("</@", index)
        else { return nil }
        return self.end(from: index + 2, at: ">")
    }

    /// Behind the first `mark` outside of quotes and brackets.
    private func end(from start: Int, at mark: Unicode.Scalar) -> Int {
        var index = start
        var depth = 0
        var quote: Unicode.Scalar?
        while index < self.source.count {
            let scalar = self.source[index]
            if let open = quote {
                if scalar == "\\" { index += 1 } else if scalar == open { quote = nil }
            } else if scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if scalar == "(" || scalar == "[" || scalar == "{" {
                depth += 1
            } else if depth == 0, scalar == mark {
                return index + 1
            } else if scalar == ")" || scalar == "]" || scalar == "}" {
                depth = max(depth - 1, 0)
            }
            index += 1
        }
        return self.source.count
    }
}
