/// Cuts a header's text at the characters `: , { } [ ] "`, which are tokens themselves; what lies between them is one
/// token. A backslash takes away a delimiter's meaning.
struct HeaderTokens {
    private let text: [UInt8]
    private(set) var place = 0
    /// Where the token that was taken last begins.
    private(set) var start = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    var isAtEnd: Bool { self.place == self.text.count }

    /// The token at the current place, without taking it; empty at the end.
    private var end: Int {
        var index = self.place
        var isEscaped = false
        while index < self.text.count {
            switch self.text[index] {
            case UInt8(ascii: "\\"): isEscaped.toggle()
            case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
                UInt8(ascii: "]"), UInt8(ascii: "\""):
                if !isEscaped { return max(index, self.place + 1) }
                isEscaped = false
            default: isEscaped = false
            }
            index += 1
        }
        return index
    }

    /// Takes the next token; nil at the end.
    mutating func next() -> String? {
        guard !self.isAtEnd else { return nil }
        self.start = self.place
        self.place = self.end
        return String(decoding: self.text[self.start..<self.place], as: UTF8.self)
    }

    /// Skips blank tokens, but not the last one.
    mutating func skipBlanks() {
        while !self.isAtEnd {
            let end = self.end
            guard end < self.text.count, self.text[self.place..<end].allSatisfy({ $0 <= 0x20 }) else { return }
            self.place = end
        }
    }

    /// Takes the next token if it is `expected`, apart from blanks around it; blank tokens in front are skipped.
    mutating func take(_ expected: String) -> Bool {
        self.skipBlanks()
        let end = self.end
        var token = self.text[self.place..<end]
        while let first = token.first, first <= 0x20 { token = token.dropFirst() }
        while let last = token.last, last <= 0x20 { token = token.dropLast() }
        guard token.elementsEqual(expected.utf8) else { return false }
        self.start = self.place
        self.place = end
        return true
    }

    /// The text of the next `count` tokens, which are taken; nil, and none is taken, if there are not as many.
    mutating func next(_ count: Int) -> String? {
        let before = self
        for _ in 0..<count where self.next() == nil {
            self = before
            return nil
        }
        return String(decoding: self.text[before.place..<self.place], as: UTF8.self)
    }

    mutating func rewind(to place: Int) { self.place = place }
}
