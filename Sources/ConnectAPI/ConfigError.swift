/// A configuration that can't be used, with everything that is wrong with it.
public struct ConfigError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Problem: Sendable, Equatable {
        /// The key, if it is about one.
        public let name: String?
        /// A whole sentence in Java's words; names the key itself.
        public let message: String

        public init(_ message: String, name: String? = nil) {
            self.name = name
            self.message = message
        }
    }

    public let problems: [Problem]

    public init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// One problem in Java's words.
    public init(_ name: String, _ value: ConfigValue?, _ reason: String) {
        self.init([Problem(invalidValue(value, of: name, reason), name: name)])
    }

    /// One problem that isn't about a single key.
    public init(_ message: String) {
        self.init([Problem(message)])
    }

    public var description: String { self.problems.map(\.message).joined(separator: "\n") }
}
