import ConnectAPI
import KafkaClient
import KafkaWire

/// Errors as the Java worker shows them in `trace`: class, message, causes.
package enum JavaTrace {
    package static func text(_ error: any Error) -> String {
        var text = self.line(error)
        var next = self.cause(of: error)
        var depth = 0
        while let cause = next, depth < 16 {
            text += "\nCaused by: " + self.line(cause)
            next = self.cause(of: cause)
            depth += 1
        }
        return text
    }

    private static func cause(of error: any Error) -> (any Error)? {
        switch error {
        case let error as ConnectError: error.cause
        default: nil
        }
    }

    private static func line(_ error: any Error) -> String {
        switch error {
        case let error as ConnectError: "\(error.kind.className): \(error.message)"
        case let error as ConfigError: "org.apache.kafka.common.config.ConfigException: \(error)"
        case let error as KafkaError: "\(self.className(error)): \(self.message(error))"
        case let error as HerderError: "org.apache.kafka.connect.errors.ConnectException: \(error.message)"
        case is CancellationError: "java.lang.InterruptedException"
        default: "org.apache.kafka.connect.errors.ConnectException: \(error)"
        }
    }

    /// Errors whose exceptions are called otherwise than they.
    private static let ownNames = [
        "MESSAGE_TOO_LARGE": "RecordTooLarge", "RECORD_LIST_TOO_LARGE": "RecordBatchTooLarge",
        "CORRUPT_MESSAGE": "CorruptRecord", "INVALID_CONFIG": "InvalidConfiguration", "REQUEST_TIMED_OUT": "Timeout",
        "TOPIC_ALREADY_EXISTS": "TopicExists", "STALE_CONTROLLER_EPOCH": "ControllerMoved",
    ]

    /// What the broker said about it, if it said something.
    private static func message(_ error: KafkaError) -> String {
        guard error.code.brokerCode != nil, let detail = error.detail, !detail.isEmpty else { return error.description }
        return detail
    }

    /// The exception that Java's clients throw for the same thing.
    private static func className(_ error: KafkaError) -> String {
        let package = "org.apache.kafka.common"
        switch error.code {
        case .timedOut, .connectionFailed: return "\(package).errors.TimeoutException"
        case .connectionClosed: return "\(package).errors.DisconnectException"
        case .unsupportedVersion: return "\(package).errors.UnsupportedVersionException"
        case .authenticationFailed: return "\(package).errors.AuthenticationException"
        case .invalidConfiguration: return "\(package).config.ConfigException"
        default: break
        }
        guard let code = error.code.brokerCode else { return "\(package).KafkaException" }
        if let name = self.ownNames[code.name] { return "\(package).errors.\(name)Exception" }
        var words = code.name.split(separator: "_").map { $0.prefix(1) + $0.dropFirst().lowercased() }
        if let last = words.last, ["Exception", "Failed", "Error", "Number"].contains(last) { words.removeLast() }
        return "\(package).errors.\(words.joined())Exception"
    }
}
