/// Why a text is no JSON document, or one that is too large. The words are Jackson's: clients see them.
public struct JSONError: Error, Sendable, Hashable {
    public enum Code: Sendable, Hashable {
        /// There is nothing, or nothing but blanks.
        case empty
        /// The document breaks JSON's rules.
        case syntax
        /// The document ends too early.
        case endOfInput
        /// The document breaks one of the limits of ``JSONOptions``.
        case limit
    }

    public let code: Code
    public let message: String
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in bytes.
    public let column: Int

    init(_ code: Code, _ message: String, line: Int, column: Int) {
        self.code = code
        self.message = message
        self.line = line
        self.column = column
    }

    /// The place as Jackson's messages end with it.
    static func location(line: Int, column: Int) -> String {
        "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: \(line), column: \(column)]"
    }
}

extension JSONError: CustomStringConvertible {
    /// The message of Jackson's exception, with the place on a line of its own.
    public var description: String {
        "\(self.message)\n at \(Self.location(line: self.line, column: self.column))"
    }
}
