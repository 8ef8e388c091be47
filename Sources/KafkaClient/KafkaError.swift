package import KafkaWire

/// Something that went wrong between us and a Kafka cluster. Decide on ``code``; show `description` to people.
package struct KafkaError: Error, Sendable {
    package struct Code: Hashable, Sendable {
        private enum Kind: Hashable {
            case cancelled, closed, connectionFailed, connectionClosed, timedOut, malformedFrame, unsupportedVersion
            case invalidConfiguration, invalidRequest, authenticationFailed
            case broker(ErrorCode)
        }

        private let kind: Kind

        /// The caller's task was cancelled.
        package static let cancelled = Self(kind: .cancelled)
        /// The client was closed.
        package static let closed = Self(kind: .closed)
        /// No connection could be made.
        package static let connectionFailed = Self(kind: .connectionFailed)
        /// The connection ended before the answer came: whether the request had an effect is not known.
        package static let connectionClosed = Self(kind: .connectionClosed)
        /// No answer, or none that was good enough, within the time.
        package static let timedOut = Self(kind: .timedOut)
        /// The broker's bytes are not what the protocol says.
        package static let malformedFrame = Self(kind: .malformedFrame)
        /// The broker speaks no version of the API that we could use.
        package static let unsupportedVersion = Self(kind: .unsupportedVersion)
        /// A configuration's value can't be used.
        package static let invalidConfiguration = Self(kind: .invalidConfiguration)
        /// The broker doesn't accept who we are, or we the broker: TLS or SASL came to nothing. Trying again won't help.
        package static let authenticationFailed = Self(kind: .authenticationFailed)
        /// What the caller asked for can't be put into a request.
        package static let invalidRequest = Self(kind: .invalidRequest)

        /// The broker answered, and its answer was an error.
        package static func broker(_ code: ErrorCode) -> Self { Self(kind: .broker(code)) }

        /// The broker's error; nil if the error is not the broker's.
        package var brokerCode: ErrorCode? {
            if case .broker(let code) = self.kind { code } else { nil }
        }

        /// Whether the same request may do better later.
        package var isRetriable: Bool {
            switch self.kind {
            case .broker(let code): code.isRetriable
            case .connectionFailed, .connectionClosed, .timedOut: true
            case .cancelled, .closed, .malformedFrame, .unsupportedVersion, .invalidConfiguration, .invalidRequest,
                .authenticationFailed:
                false
            }
        }
    }

    private final class Contents: Sendable {
        let code: Code
        let operation: String
        let detail: String?
        let cause: (any Error)?

        init(_ code: Code, _ operation: String, _ detail: String?, _ cause: (any Error)?) {
            (self.code, self.operation, self.detail, self.cause) = (code, operation, detail, cause)
        }
    }

    /// Beside the error, so that what may hold one, such as the result of each request, is small.
    private let contents: Contents

    package init(_ code: Code, _ operation: String, detail: String? = nil, cause: (any Error)? = nil) {
        self.contents = Contents(code, operation, detail, cause)
    }

    package var code: Code { self.contents.code }
    /// What was being done, as a gerund phrase: "sending Heartbeat v4 to 10.0.0.7:9092".
    package var operation: String { self.contents.operation }
    /// What is wrong in particular, such as the broker's own message.
    package var detail: String? { self.contents.detail }
    package var cause: (any Error)? { self.contents.cause }

    package var isRetriable: Bool { self.code.isRetriable }

    /// The same error, in the words of somebody higher up.
    package func rephrased(_ operation: String) -> KafkaError {
        // who we are doesn't depend on what we wanted to do
        if self.code == .authenticationFailed { return self }
        return KafkaError(self.code, operation, detail: self.detail, cause: self.cause ?? self)
    }
}

extension KafkaError {
    /// A broker's answer that must not be `none`.
    ///
    /// - Throws: If `code` is an error.
    package static func check(
        _ code: ErrorCode, _ operation: @autoclosure () -> String, detail: String? = nil
    ) throws(KafkaError) {
        if code != .none { throw KafkaError(.broker(code), operation(), detail: detail) }
    }

    init(_ error: WireError, _ operation: String) {
        let code: Code =
            switch error.code {
            case .unsupportedVersion, .notInVersion: .unsupportedVersion
            case .tooLong: .invalidRequest
            default: .malformedFrame
            }
        self.init(code, operation, cause: error)
    }
}

extension KafkaError: CustomStringConvertible {
    package var description: String {
        var text = "\(self.operation): "
        if let detail = self.detail, !detail.isEmpty {
            // what is particular says more than the code's general sentence
            text += "\(self.code.brokerCode?.name ?? self.code.description): \(detail)"
        } else {
            text += self.code.description
        }
        // the words of somebody higher up, around an error whose detail they repeat
        if let cause = self.cause, (cause as? KafkaError)?.detail != self.detail || self.detail == nil {
            text += " (\(cause))"
        }
        return text
    }
}

extension KafkaError.Code: CustomStringConvertible {
    package var description: String {
        switch self.kind {
        case .cancelled: "cancelled"
        case .closed: "the client is closed"
        case .connectionFailed: "no connection"
        case .connectionClosed: "the connection was closed"
        case .timedOut: "timed out"
        case .malformedFrame: "malformed frame"
        case .unsupportedVersion: "not supported by the broker"
        case .invalidConfiguration: "invalid configuration"
        case .invalidRequest: "invalid request"
        case .authenticationFailed: "authentication failed"
        case .broker(let code): "\(code.name): \(code.message)"
        }
    }
}
