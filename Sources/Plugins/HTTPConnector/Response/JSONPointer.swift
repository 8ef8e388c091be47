import JSON

/// Names a place in a JSON document (RFC 6901), except that `/` alone is the whole document.
struct JSONPointer: Sendable {
    private struct Step: Sendable {
        let name: [UInt8]
        /// The step as a place in an array.
        let index: Int?
        /// What is left of the pointer from here on, for messages.
        let rest: String
    }

    let text: String
    private let steps: [Step]

    static let root = JSONPointer(text: "/", steps: [])

    private init(text: String, steps: [Step]) {
        self.text = text
        self.steps = steps
    }

    /// Nil if `text` doesn't begin with a slash.
    init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        guard text.count > 1 else {
            self.init(text: text, steps: [])
            return
        }
        var steps: [Step] = []
        var rest = text[...]
        while rest.hasPrefix("/") {
            let part = rest.dropFirst().prefix { $0 != "/" }
            let name = Self.unescaped(String(part))
            let isIndex =
                name == "0"
                || !name.hasPrefix("0") && !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let index = isIndex ? Int32(name).map(Int.init) : nil
            steps.append(Step(name: Array(name.utf8), index: index, rest: String(rest)))
            rest = rest.dropFirst(part.count + 1)
        }
        self.init(text: text, steps: steps)
    }

    private static func unescaped(_ text: String) -> String {
        guard text.contains("~") else { return text }
        var result = ""
        var rest = text[...]
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "~", let next = rest.first, next == "0" || next == "1" {
                result.append(next == "0" ? "~" : "/")
                rest = rest.dropFirst()
            } else {
                result.append(first)
            }
        }
        return result
    }

    /// The entry that the pointer leads to from `start`; nil if there is none.
    func find(in tape: borrowing JSONTape, from start: Int) -> Int? {
        var place = start
        for step in self.steps {
            guard let next = Self.follow(step, tape, place) else { return nil }
            place = next
        }
        return place
    }

    private static func follow(_ step: Step, _ tape: borrowing JSONTape, _ place: Int) -> Int? {
        let entry = tape[place]
        switch entry.kind {
        case .object:
            return step.name.withUnsafeBytes { name in
                var found: Int?
                var member = place + 1
                while member < entry.next {
                    if tape.text(at: member, is: name) { found = member + 1 }  // the last of a name counts
                    member = Int(tape[member + 1].next)
                }
                return found
            }
        case .array:
            guard let index = step.index, index < entry.length else { return nil }
            var element = place + 1
            for _ in 0..<index { element = Int(tape[element].next) }
            return element
        default: return nil
        }
    }

    /// Like ``find(in:from:)``, with Jackson's words if there is nothing.
    func require(in tape: borrowing JSONTape, from start: Int) throws(PointerError) -> Int {
        var place = start
        for step in self.steps {
            guard let next = Self.follow(step, tape, place) else {
                throw PointerError(message: "No node at '\(self.text)' (unmatched part: '\(step.rest)')")
            }
            place = next
        }
        return place
    }
}

/// A pointer that leads nowhere.
struct PointerError: Error {
    let message: String
}
