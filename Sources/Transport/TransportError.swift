import Glibc

/// Something that went wrong on a socket. Decide on ``code``; show `description` to people.
package struct TransportError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        case cancelled, timedOut
        /// The peer answered that nobody listens there.
        case refused
        /// The peer ended the connection without saying why.
        case reset
        /// We closed the connection ourselves.
        case closed
        case unreachable
        case nameNotFound
        case addressInUse
        /// More bytes in one piece than the limit allows, or a negative length.
        case frameTooLarge
        /// The peers couldn't agree on TLS.
        case tls(TLSFailure)
        case other
    }

    private struct Contents: Hashable {
        let code: Code
        let operation: String
        let cause: String?
    }

    /// Beside the error, so that what may hold one is small.
    private final class Box: Sendable {
        let contents: Contents

        init(_ contents: Contents) { self.contents = contents }
    }

    private let box: Box

    package init(_ code: Code, _ operation: String, cause: String? = nil) {
        self.box = Box(Contents(code: code, operation: operation, cause: cause))
    }

    package var code: Code { self.box.contents.code }
    /// What was being done, as a gerund phrase: "connecting to 10.0.0.7:9092".
    package var operation: String { self.box.contents.operation }
    /// The system's or the library's words.
    package var cause: String? { self.box.contents.cause }

    package static func == (one: Self, other: Self) -> Bool { one.box.contents == other.box.contents }

    package func hash(into hasher: inout Hasher) { hasher.combine(self.box.contents) }

    /// What the system means by an `errno`.
    init(errno number: Int32, _ operation: String) {
        let code: Code =
            switch number {
            case ECONNREFUSED: .refused
            case ECONNRESET, EPIPE, ECONNABORTED: .reset
            case ETIMEDOUT: .timedOut
            case EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, ENETDOWN, EHOSTDOWN: .unreachable
            case EADDRINUSE: .addressInUse
            default: .other
            }
        var buffer = [CChar](repeating: 0, count: 128)
        let cause = buffer.withUnsafeMutableBufferPointer { buffer -> String in
            guard let start = buffer.baseAddress, strerror_r(number, start, buffer.count) == 0 else {
                return "error \(number)"
            }
            return String(cString: start)
        }
        self.init(code, operation, cause: cause)
    }
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        let what: String =
            switch self.code {
            case .cancelled: "cancelled"
            case .timedOut: "timed out"
            case .closed: "connection closed"
            case .frameTooLarge: "frame too large"
            case .refused, .reset, .unreachable, .nameNotFound, .addressInUse, .tls, .other:
                self.cause ?? "\(self.code)"
            }
        guard let cause = self.cause, cause != what else { return "\(self.operation): \(what)" }
        return "\(self.operation): \(what) (\(cause))"
    }
}
