/// How grave a message is, with log4j's names and order.
package enum LogLevel: UInt8, Sendable, Comparable, CaseIterable {
    case all, trace, debug, info, warn, error, fatal, off

    /// The level with this name in any case, surrounded by any spaces; nil if there is none.
    package init?(name: some StringProtocol) {
        let wanted = name.drop { $0.isWhitespace }
        let bare = String(wanted.reversed().drop { $0.isWhitespace }.reversed()).uppercased()
        guard let level = Self.allCases.first(where: { $0.name == bare }) else { return nil }
        self = level
    }

    /// The name in capitals, as log4j and the REST API write it.
    package var name: String {
        switch self {
        case .all: "ALL"
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warn: "WARN"
        case .error: "ERROR"
        case .fatal: "FATAL"
        case .off: "OFF"
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}
