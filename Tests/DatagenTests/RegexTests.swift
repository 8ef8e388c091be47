import ConnectAPI
import JSON
import Testing

@testable import Datagen

@Suite struct RegexTests {
    /// Texts of a pattern without bounds.
    private func texts(_ pattern: String, count: Int = 300) throws -> [String] {
        var walk = RegexWalk(try Automaton(regex: pattern), bounds: .unbounded)
        var random = JavaRandom(seed: 5)
        return try (0..<count).map { _ in
            try walk.next(&random)
            return String(decoding: walk.text, as: UTF16.self)
        }
    }

    @Test(
        "Every text of a small language comes up, and no other",
        arguments: [
            ("a|bc|bd", ["a", "bc", "bd"]), ("[ab_]", ["a", "b", "_"]), ("a{1,3}", ["a", "aa", "aaa"]),
            ("(ab){2}", ["abab"]), ("x?y", ["y", "xy"]), ("a{3}?", ["", "aaa"]),
            (#"\d{1}-"#, (0..<10).map { "\($0)-" }),
            (#"\t\."#, ["t."]), ("^a$", ["^a$"]), ("(?:a)", ["?:a"]), (#""a|b""#, ["a|b"]), ("#", [""]), ("()", [""]),
            ("", [""]), ("a#|b", ["b"]), ("<8-11>", ["08", "8"]), ("<08-11>", ["08", "09", "10", "11"]),
            ("[a-e]&[d-z]", ["d", "e"]), ("~(@)|q", ["q"]), ("[ab]&~a", ["b"]), (#"\Qa.b*\E"#, ["a.b*"]),
            ("*a", ["*a"]),
            ("[z-a]|k", ["k"]), ("[a-]", ["a", "-"]), (#"[\]x]"#, ["]", "x"]), ("[^\u{0}-ac-\u{FFFF}]", ["b"]),
            ("a{2,1}|z", ["z"]), ("ab|cb", ["ab", "cb"]), (#"[\d]{2}"#, ["[]]", "]]"]),
        ] as [(String, [String])])
    func language(pattern: String, expected: [String]) throws {
        let got = Set(try self.texts(pattern))
        if pattern == "<8-11>" {
            #expect(got.allSatisfy { Int($0).map { (8...11).contains($0) } ?? false })
            return
        }
        if pattern == #"[\d]{2}"# {
            #expect(got.allSatisfy { $0.hasSuffix("]]") && $0.count == 3 })
            return
        }
        #expect(got == Set(expected))
    }

    @Test(
        "What is no regex is refused in brics' words",
        arguments: [
            ("a|", "unexpected end-of-string"), ("[abc", "expected ']' at position 4"),
            (")", nil), ("a)", "end-of-string expected at position 1"), ("(a", "expected ')' at position 2"),
            ("a{x}", "integer expected at position 2"), ("a{1", "expected '}' at position 3"),
            ("a{99999999999}", "For input string: \"99999999999\""), ("<a-b>", "interval syntax error at position 4"),
            ("\"a", "expected '\"' at position 2"), (#"a\"#, "unexpected end-of-string"),
        ] as [(String, String?)])
    func malformed(pattern: String, message: String?) {
        guard let message else { return }
        #expect(throws: RegexError(message)) { try Automaton(regex: pattern) }
    }

    @Test(
        "Patterns that stand for huge automata are refused, quickly",
        .timeLimit(.minutes(5)),
        arguments: [
            "a{1000000000}", "((a{1000}){1000}){1000}", "(a|b)*a(a|b){30}", String(repeating: "(", count: 5000),
            String(repeating: "~", count: 5000) + "a", String(repeating: "a", count: 20_000),
            "a" + String(repeating: "?", count: 5000),
            "~((a|b)*a(a|b){25})", "a{2147483647,2147483647}", "(((((a*)*)*)*)*){5000}",
        ])
    func huge(pattern: String) {
        #expect(throws: RegexError.self) { try Automaton(regex: pattern) }
    }

    @Test("A long literal is one path")
    func longLiteral() throws {
        let text = String(repeating: "abcdefghij", count: 500)
        let automaton = try Automaton(regex: text)
        #expect(automaton.states.count == 5001)
        let path = try #require(RegexPath(automaton, bounds: .unbounded))
        #expect(path.variants(limit: 1) == 1)
        #expect(String(decoding: path.text(0), as: UTF8.self) == text)
    }

    @Test("Automata are minimal")
    func minimal() throws {
        #expect(try Automaton(regex: "(a|b)*abb").states.count == 4)
        #expect(try Automaton(regex: "[0-9A-C_]").states[0].edges.count == 3)
        #expect(try Automaton(regex: "[0-56-9]|[2-8]").states[0].edges == [.init(low: 0x30, high: 0x39, target: 1)])
        #expect(
            try Automaton(regex: "@").states == [
                .init(isAccepting: true, edges: [.init(low: 0, high: .max, target: 0)])
            ])
    }

    @Test(
        "A single path gives what the walk gives, draw for draw",
        arguments: [
            "User_[1-9]", "City_[1-9]{0,2}", "Item_[1-9][0-9]{0,2}", "[A-Z]{2}x[0-9]{3}[A-Z]?", "abc", "a{0,20}",
        ])
    func paths(pattern: String) throws {
        for bounds in [LengthBounds.standard, .unbounded] {
            let automaton = try Automaton(regex: pattern)
            var walk = RegexWalk(automaton, bounds: bounds)
            let path = try #require(RegexPath(automaton, bounds: bounds))
            var (walked, drawn) = (JavaRandom(seed: 3), JavaRandom(seed: 3))
            for _ in 0..<200 {
                try walk.next(&walked)
                let text = self.text(path, &drawn)
                #expect(text == String(decoding: walk.text, as: UTF16.self))
            }
            let (expected, got) = (walked.nextInt(), drawn.nextInt())
            #expect(got == expected)
        }
    }

    private func text(_ path: RegexPath, _ random: inout JavaRandom) -> String {
        var text = path.template
        for draw in path.draws {
            for _ in 1..<draw.steps { random.step() }
            if draw.size == 0 {
                if random.nextInt() > RegexWalk.stop { return String(decoding: text[..<draw.place], as: UTF8.self) }
            } else {
                text[draw.place] += UInt8(random.nextInt(draw.size))
            }
        }
        for _ in 0..<path.tail { random.step() }
        return String(decoding: text, as: UTF8.self)
    }

    @Test("Bounds are kept to where some text can")
    func bounds() throws {
        let six = Annotations(["length": ["min": 3, "max": 6]])
        let bounds = try #require(try LengthBounds(six))
        var walk = RegexWalk(try Automaton(regex: "[ab]*|c"), bounds: bounds)
        var random = JavaRandom(seed: 1)
        for _ in 0..<500 {
            try walk.next(&random)
            #expect((3...5).contains(walk.text.count))
        }
    }

    @Test("Bounds that no text can keep to end in an error, not in a search without end", .timeLimit(.minutes(5)))
    func hopeless() throws {
        let bounds = try #require(try LengthBounds(Annotations(["length": 15])))
        var walk = RegexWalk(try Automaton(regex: "[a-zA-Z0-9]{30}"), bounds: bounds)
        var random = JavaRandom(seed: 1)
        #expect(throws: GeneratorError.self) { try walk.next(&random) }
    }
}

/// Most texts come from tables and templates; the walk that they stand for is the generator's own.
@Suite struct RegexShortcutTests {
    @Test(
        "Tables and templates give what the walk gives, with any seed",
        arguments: [
            "User_[1-9]", "Page_[1-9][0-9]", "Item_[1-9][0-9]{0,2}", "City_[1-9]{0,2}", "State_[1-9]{0,2}",
            "User_[1-9]{0,1}", "[A-Z][1-9]{8,8}", "[a-zA-Z]{5,8}", "[a-z ]{10,15}", "[A-Z]{5,8}", "[1-9]{1}[0-9]{6}",
            "[1-9]{1}[0-9]{2}", "[a-z]{5}", #"[A-Z]{2}\d{6}[A-Z]"#, #"\[[0-9][0-9],[0-9][0-9]\]"#, #"lab-\d{1}"#,
            "https://www[.]acme[.]com/product/[a-z]{5}",
        ])
    func shortcut(regex: String) throws {
        let pattern = regex.replacing("\\", with: "\\\\")
        for (rules, bounds) in [(GeneratorRules.connector, LengthBounds.standard), (.latest, .unbounded)] {
            for seed: Int64 in [0, 1, -1, 42, 1234, .max, .min, 987_654_321] {
                var walk = RegexWalk(try Automaton(regex: regex), bounds: bounds)
                var random = JavaRandom(seed: seed)
                let values = try GeneratedValues.of(
                    #"{"type": "string", "arg.properties": {"regex": "\#(pattern)"}}"#, count: 50, seed: seed,
                    rules: rules)
                for value in values {
                    try walk.next(&random)
                    #expect(value == .string(String(decoding: walk.text, as: UTF16.self)))
                    random.setSeed(random.nextLong())
                }
            }
        }
    }
}
