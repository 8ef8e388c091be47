import JavaLang
import Testing

@Suite struct JavaRegexTests {
    @Test("Patterns mean what they mean to java.util.regex, or are refused") func equalsJava() {
        var refused = 0
        var accepted = 0
        var sameReason = 0
        var lenient: [String] = []
        for line in GoldenDefinitions.read("regex.tsv").split(separator: "\n") {
            let fields = line.split(separator: "\t")
            let pattern = GoldenDefinitions.text(hex: fields[0])
            let outcome = Result { () throws(JavaRegexError) in try JavaRegex(pattern) }
            switch outcome {
            case .failure(let error) where fields.count > 1 && fields[1] == "error":
                let java = GoldenDefinitions.text(hex: fields[2])
                if error.reason == java { sameReason += 1 }
            case .failure: refused += 1
            case .success where fields.count > 1 && fields[1] == "error":
                lenient.append(pattern)
            case .success(let regex):
                accepted += 1
                for field in fields.dropFirst() { self.compare(regex, field) }
            }
        }
        #expect(accepted > 1350, "\(refused) refused")
        #expect(sameReason > 750)
        #expect(lenient.count <= 4, "corners of nested classes and of look-behind: \(lenient)")
    }

    private func compare(_ regex: JavaRegex, _ field: Substring) {
        let text = GoldenDefinitions.text(hex: field.dropLast(2))
        let isAboutLetters = regex.pattern.contains("i") || regex.pattern.lowercased().contains("\\b")
        if isAboutLetters, !text.utf8.allSatisfy({ $0 < 0x80 }) { return }  // case and word borders beyond ASCII differ
        let matches = (try? regex.matches(text)) == true
        let found = (try? regex.isFound(in: text)) == true
        #expect(
            "\(matches ? 1 : 0)\(found ? 1 : 0)" == field.suffix(2),
            "\(regex.pattern.debugDescription) on \(text.debugDescription)")
    }

    @Test("A match that would take for ever is given up") func bounded() throws {
        let regex = try JavaRegex("(a|aa)+$")
        #expect(throws: JavaRegexError.self) { try regex.matches(String(repeating: "a", count: 60) + "b") }
        let long = try JavaRegex("(?:a|b)*").matches(String(repeating: "ab", count: 50_000))
        #expect(long)
    }

    @Test("Errors read as Java's") func errors() {
        let error = #expect(throws: JavaRegexError.self) { try JavaRegex("(") }
        #expect(error?.description == "Unclosed group near index 1\n(")
    }

    @Test("Nesting without end is refused") func nesting() {
        #expect(throws: JavaRegexError.self) { try JavaRegex(String(repeating: "(", count: 10_000)) }
        #expect(throws: JavaRegexError.self) { try JavaRegex(String(repeating: "[", count: 10_000)) }
    }
}
