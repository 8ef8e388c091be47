import ConnectAPI
import HTTPClient

/// Something that is wrong with one key of a configuration.
struct HTTPProblem {
    let name: String
    /// In the original's words, where it has some.
    let error: ConnectError
    /// What to write instead.
    var hint: String?

    init(name: String, error: ConnectError, hint: String? = nil) {
        self.name = name
        self.error = error
        self.hint = hint
    }

    init(_ name: String, _ message: String, hint: String? = nil) {
        self.init(name: name, error: ConnectError(.config, message), hint: hint)
    }

    /// For people: the key, its value, what is wrong with it and what to write instead.
    func text(_ values: ConfigValues) -> String {
        var text = self.error.message + (self.error.cause.map { ": \($0)" } ?? "")
        if !text.contains(self.name) || text.hasPrefix("Syntax error") {
            let value = (values[self.name] ?? nil).map { String($0.prefix(200)) } ?? "null"
            let shown = Self.isSecret(self.name) ? "[hidden]" : WebURL.masked(value)
            text = "Invalid value \(shown) for configuration \(self.name): \(text)"
        }
        return text + (self.hint.map { "; \($0)" } ?? "")
    }

    private static func isSecret(_ name: String) -> Bool {
        let definition = (HTTPKeys.original + HTTPKeys.more).first { $0.definition.name == name }?.definition
        return definition?.type == .password || name.hasSuffix("password")
    }

    /// All that is wrong, as the cause of the error that a task fails with.
    struct List: Error, CustomStringConvertible {
        let description: String

        init(problems: [HTTPProblem], values: ConfigValues) {
            self.description = (["What has to be changed:"] + problems.map { $0.text(values) })
                .joined(separator: "\n\t")
        }
    }
}
