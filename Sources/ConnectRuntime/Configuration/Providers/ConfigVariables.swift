/// References to providers in a value: `${name:path:key}` or `${name:key}`.
///
/// The name ends at the first colon, the path at the second; the key may hold more of them. None holds a `}`.
package enum ConfigVariables {
    package struct Reference: Hashable, Sendable {
        package var provider: String
        /// Empty if there is none.
        package var path: String
        package var key: String
    }

    enum Part: Equatable {
        case text(Substring)
        /// With the text that stands for it.
        case reference(Reference, Substring)
    }

    /// Whether `text` refers to any provider.
    package static func areIn(_ text: String) -> Bool {
        self.parts(text).contains { if case .reference = $0 { true } else { false } }
    }

    static func parts(_ text: String) -> [Part] {
        var parts: [Part] = []
        var rest = Substring(text)
        var plain = rest.startIndex
        while let dollar = rest.firstIndex(of: "$") {
            let brace = rest.index(after: dollar)
            guard brace < rest.endIndex else { break }
            guard rest[brace] == "{" else {
                rest = rest[brace...]
                continue
            }
            guard let end = rest[brace...].firstIndex(of: "}") else { break }
            let behind = rest.index(after: end)
            if let reference = self.reference(rest[rest.index(after: brace)..<end]) {
                if plain < dollar { parts.append(.text(text[plain..<dollar])) }
                parts.append(.reference(reference, text[dollar..<behind]))
                plain = behind
            }
            rest = rest[behind...]
        }
        if plain < text.endIndex { parts.append(.text(text[plain...])) }
        return parts
    }

    private static func reference(_ inner: Substring) -> Reference? {
        let words = inner.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        switch words.count {
        case 2: return Reference(provider: words[0], path: "", key: words[1])
        case 3: return Reference(provider: words[0], path: words[1], key: words[2])
        default: return nil
        }
    }
}
