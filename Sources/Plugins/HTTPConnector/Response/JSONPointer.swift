import JSON

/// Names a place in a JSON document (RFC 6901), except that `/` alone is the whole document.
///
/// An object, and its steps trivial: pointers are followed for each record several times over.
final class JSONPointer: Sendable {
    private struct Step: BitwiseCopyable, Sendable {
        /// Where the name begins in ``names``.
        let start: Int
        let count: Int
        /// The step as a place in an array; -1: it is none.
        let index: Int
    }

    let text: String
    private let steps: [Step]
    private let names: [UInt8]
    /// What is left of the pointer from each step on, for messages.
    private let rests: [String]

    /// Whether it leads to the whole document.
    var isRoot: Bool { self.steps.isEmpty }

    static let root = JSONPointer(text: "/", [])

    private init(text: String, _ parts: [(name: String, rest: String)]) {
        var names: [UInt8] = []
        var steps: [Step] = []
        for (name, _) in parts {
            let isIndex =
                name == "0"
                || !name.hasPrefix("0") && !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let index = isIndex ? Int32(name).map(Int.init) : nil
            steps.append(Step(start: names.count, count: name.utf8.count, index: index ?? -1))
            names.append(contentsOf: name.utf8)
        }
        self.text = text
        self.steps = steps
        self.names = names
        self.rests = parts.map(\.rest)
    }

    /// Nil if `text` doesn't begin with a slash.
    convenience init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        guard text.count > 1 else {
            self.init(text: text, [])
            return
        }
        var parts: [(name: String, rest: String)] = []
        var rest = text[...]
        while rest.hasPrefix("/") {
            let part = rest.dropFirst().prefix { $0 != "/" }
            parts.append((Self.unescaped(String(part)), String(rest)))
            rest = rest.dropFirst(part.count + 1)
        }
        self.init(text: text, parts)
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
        let (place, unmatched) = self.follow(tape, from: start)
        return unmatched == nil ? place : nil
    }

    /// Like ``find(in:from:)``, with Jackson's words if there is nothing.
    func require(in tape: borrowing JSONTape, from start: Int) throws(PointerError) -> Int {
        let (place, unmatched) = self.follow(tape, from: start)
        if let unmatched {
            throw PointerError(message: "No node at '\(self.text)' (unmatched part: '\(self.rests[unmatched])')")
        }
        return place
    }

    /// How far the pointer leads, and the number of the step that leads nowhere.
    private func follow(_ tape: borrowing JSONTape, from start: Int) -> (place: Int, unmatched: Int?) {
        self.names.withUnsafeBytes { names in
            var place = start
            for index in self.steps.indices {
                let step = self.steps[index]
                let name = UnsafeRawBufferPointer(rebasing: names[step.start..<step.start + step.count])
                guard let next = Self.member(name, step.index, of: place, tape) else { return (place, index) }
                place = next
            }
            return (place, nil)
        }
    }

    @inline(__always)
    private static func member(
        _ name: UnsafeRawBufferPointer, _ index: Int, of place: Int, _ tape: borrowing JSONTape
    ) -> Int? {
        let entry = tape[place]
        switch entry.kind {
        case .object:
            var found: Int?
            var member = place + 1
            while member < entry.next {
                if tape.text(at: member, is: name) { found = member + 1 }  // the last of a name counts
                member = Int(tape[member + 1].next)
            }
            return found
        case .array:
            guard index >= 0, index < entry.length else { return nil }
            var element = place + 1
            for _ in 0..<index { element = Int(tape[element].next) }
            return element
        default: return nil
        }
    }
}

/// A pointer that leads nowhere.
struct PointerError: Error {
    let message: String
}
