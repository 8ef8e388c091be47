/// A secret of a configuration. Whatever prints it, prints `[hidden]`.
public struct Password: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What stands in the place of a secret.
    public static let hidden = "[hidden]"

    private let secret: String

    public init(_ secret: String) {
        self.secret = secret
    }

    /// The secret itself, for the one who must hand it on to a peer. Never put it into a message.
    public func reveal() -> String { self.secret }

    public var isEmpty: Bool { self.secret.isEmpty }
    public var description: String { Self.hidden }
    public var debugDescription: String { Self.hidden }
    public var customMirror: Mirror { Mirror(reflecting: Self.hidden) }
}

/// The name of a class, the value of a key of type CLASS.
public struct ClassName: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public init(stringLiteral name: String) {
        self.name = name
    }

    public var description: String { self.name }
}
