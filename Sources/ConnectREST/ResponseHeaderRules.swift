import ConnectRuntime
import HTTPServer

/// Headers that every answer gets: `response.http.headers.config`.
struct ResponseHeaderRules: Sendable {
    private struct Rule {
        let isAddition: Bool
        let name: String
        let value: Value
    }

    private enum Value {
        case text(String)
        /// A date, this many milliseconds from now.
        case date(Int64)
    }

    private let rules: [Rule]

    /// - Returns: Nil if there are none.
    init?(_ configuration: WorkerConfiguration) {
        let text = configuration[WorkerKeys.responseHeaders]
        guard !text.allSatisfy(\.isWhitespace) else { return nil }
        // what has no form was refused with the configuration
        self.rules = WorkerKeys.splitQuoted(text).compactMap(Self.rule)
        if self.rules.isEmpty { return nil }
    }

    private static func rule(_ text: String) -> Rule? {
        let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard words.count == 2, let colon = words[1].firstIndex(of: ":") else { return nil }
        let name = Self.trimmed(words[1][..<colon])
        let value = Self.trimmed(words[1][words[1].index(after: colon)...])
        let action = words[0].lowercased()
        guard action.hasSuffix("date") else {
            return Rule(isAddition: action == "add", name: name, value: .text(value))
        }
        return Int64(value).map { Rule(isAddition: action == "adddate", name: name, value: .date($0)) }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    func apply(to headers: inout HTTPHeaders) {
        for rule in self.rules {
            let value =
                switch rule.value {
                case .text(let text): text
                case .date(let offset): HTTPDate.text(milliseconds: offset)
                }
            if rule.isAddition {
                headers.add(rule.name, value)
            } else {
                headers.set(rule.name, value)
            }
        }
    }
}
