package import ConnectAPI

/// Versions that a configuration asks for, in Maven's syntax: `[1.0,2.0)`, `[1.0,)`, several of them with commas
/// between, or a version alone, which means exactly that one.
package struct VersionRange: Sendable, CustomStringConvertible {
    private struct Restriction: Sendable, CustomStringConvertible {
        var low: String?
        var includesLow: Bool
        var high: String?
        var includesHigh: Bool

        var description: String {
            (self.includesLow ? "[" : "(") + (self.low ?? "") + "," + (self.high ?? "")
                + (self.includesHigh ? "]" : ")")
        }

        func contains(_ version: String) -> Bool {
            if let low {
                let order = PluginVersion.compare(low, version)
                if order > 0 || order == 0 && !self.includesLow { return false }
            }
            if let high {
                let order = PluginVersion.compare(high, version)
                if order < 0 || order == 0 && !self.includesHigh { return false }
            }
            return true
        }
    }

    private var restrictions: [Restriction] = []

    package var description: String { self.restrictions.map(\.description).joined(separator: ",") }

    /// Nothing for `latest`, which asks for no version.
    ///
    /// - Throws: `ConfigError` in Maven's words.
    package init?(_ specification: String) throws(ConfigError) {
        let text = specification.trimmingBlanks
        if text == "latest" { return nil }
        var rest = Substring(text)
        var highest: String?
        while let first = rest.first, first == "[" || first == "(" {
            guard let end = rest.firstIndex(where: { $0 == ")" || $0 == "]" }) else {
                throw ConfigError("Unbounded range: \(specification)")
            }
            let restriction = try Self.restriction(rest[...end])
            if let highest {
                guard let low = restriction.low, PluginVersion.compare(low, highest) >= 0 else {
                    throw ConfigError("Ranges overlap: \(specification)")
                }
            }
            self.restrictions.append(restriction)
            highest = restriction.high
            rest = Substring(rest[rest.index(after: end)...].trimmingBlanks)
            if rest.first == "," { rest = Substring(rest.dropFirst().trimmingBlanks) }
        }
        guard !rest.isEmpty || self.restrictions.isEmpty else { return }
        guard self.restrictions.isEmpty else {
            throw ConfigError("Only fully-qualified sets allowed in multiple set scenario: \(specification)")
        }
        self.restrictions = [Restriction(low: text, includesLow: true, high: text, includesHigh: true)]
    }

    private static func restriction(_ text: Substring) throws(ConfigError) -> Restriction {
        let includesLow = text.first == "["
        let includesHigh = text.last == "]"
        let inside = text.dropFirst().dropLast().trimmingBlanks
        guard let comma = inside.firstIndex(of: ",") else {
            guard includesLow, includesHigh else {
                throw ConfigError("Single version must be surrounded by []: \(text)")
            }
            return Restriction(low: inside, includesLow: true, high: inside, includesHigh: true)
        }
        let low = inside[..<comma].trimmingBlanks
        let high = inside[inside.index(after: comma)...].trimmingBlanks
        if !low.isEmpty, !high.isEmpty, PluginVersion.compare(low, high) > 0 {
            throw ConfigError("Range defies version ordering: \(text)")
        }
        return Restriction(
            low: low.isEmpty ? nil : low, includesLow: includesLow, high: high.isEmpty ? nil : high,
            includesHigh: includesHigh)
    }

    package func contains(_ version: String) -> Bool { self.restrictions.contains { $0.contains(version) } }
}

/// Maven's order of versions: numbers by value, qualifiers before the release they lead to.
enum PluginVersion {
    /// Below zero if `left` is older, above if it is newer.
    static func compare(_ left: String, _ right: String) -> Int {
        let (left, right) = (self.items(left), self.items(right))
        for index in 0..<max(left.count, right.count) {
            let a = index < left.count ? left[index] : nil
            let b = index < right.count ? right[index] : nil
            let order = self.compare(a, b)
            if order != 0 { return order }
        }
        return 0
    }

    private enum Item { case number(Substring), qualifier(String) }

    private static let qualifiers = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"]

    /// A missing item counts as 0, or as the release itself.
    private static func compare(_ left: Item?, _ right: Item?) -> Int {
        switch (left, right) {
        case (nil, nil): return 0
        case (.number(let a)?, .number(let b)?): return self.order(a.count, b.count) ?? self.order(a, b) ?? 0
        case (.number(let a)?, nil): return a.isEmpty ? 0 : 1
        case (nil, .number(let b)?): return b.isEmpty ? 0 : -1
        case (.number?, .qualifier?): return 1
        case (.qualifier?, .number?): return -1
        case (.qualifier(let a)?, .qualifier(let b)?): return self.order(self.rank(a), self.rank(b)) ?? 0
        case (.qualifier(let a)?, nil): return self.order(self.rank(a), self.rank("")) ?? 0
        case (nil, .qualifier(let b)?): return self.order(self.rank(""), self.rank(b)) ?? 0
        }
    }

    private static func rank(_ qualifier: String) -> String {
        if let place = self.qualifiers.firstIndex(of: qualifier) { return String(place) }
        return "\(self.qualifiers.count)-\(qualifier)"
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int? {
        left == right ? nil : left < right ? -1 : 1
    }

    /// Cuts at `.`, `-`, `_` and between digits and letters.
    private static func items(_ version: String) -> [Item] {
        var items: [Item] = []
        var current = ""
        func close() {
            guard let first = current.first else { return }
            if first.isNumber {
                items.append(.number(current.drop { $0 == "0" }))
            } else {
                let aliases = [
                    "a": "alpha", "b": "beta", "m": "milestone", "cr": "rc", "ga": "", "final": "", "release": "",
                ]
                items.append(.qualifier(aliases[current] ?? current))
            }
            current = ""
        }
        for character in version.lowercased() {
            if character == "." || character == "-" || character == "_" {
                close()
            } else {
                if let last = current.last, last.isNumber != character.isNumber { close() }
                current.append(character)
            }
        }
        close()
        return items
    }
}
