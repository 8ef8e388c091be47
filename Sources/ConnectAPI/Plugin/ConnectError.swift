/// What went wrong in a plugin or in the runtime on a plugin's behalf, as a person reads it in a task's trace.
///
/// `kind` names the Java exception that a user of Kafka Connect knows, since traces, logs and dead-letter headers
/// show its class name.
public struct ConnectError: Error, Sendable {
    public enum Kind: Sendable, Hashable {
        /// The framework may try the same call again.
        case retriable
        /// A value or schema that can't be converted.
        case data
        case schemaBuilder, schemaProjector
        case config
        case notFound, alreadyExists, illegalWorkerState
        case connect
        /// Any other Java class, by its full name.
        case other(String)

        /// Full name of the Java class, as traces begin with it.
        public var className: String {
            switch self {
            case .retriable: "org.apache.kafka.connect.errors.RetriableException"
            case .data: "org.apache.kafka.connect.errors.DataException"
            case .schemaBuilder: "org.apache.kafka.connect.errors.SchemaBuilderException"
            case .schemaProjector: "org.apache.kafka.connect.errors.SchemaProjectorException"
            case .config: "org.apache.kafka.common.config.ConfigException"
            case .notFound: "org.apache.kafka.connect.errors.NotFoundException"
            case .alreadyExists: "org.apache.kafka.connect.errors.AlreadyExistsException"
            case .illegalWorkerState: "org.apache.kafka.connect.errors.IllegalWorkerStateException"
            case .connect: "org.apache.kafka.connect.errors.ConnectException"
            case .other(let name): name
            }
        }
    }

    public let kind: Kind
    public let message: String
    public let cause: (any Error)?

    public init(_ kind: Kind, _ message: String, cause: (any Error)? = nil) {
        self.kind = kind
        self.message = message
        self.cause = cause
    }

    public var isRetriable: Bool { self.kind == .retriable }
}

extension ConnectError: CustomStringConvertible {
    /// As Java prints it: the class name, a colon and the message; causes on lines of their own.
    public var description: String {
        var text = "\(self.kind.className): \(self.message)"
        if let cause { text += "\nCaused by: \(cause)" }
        return text
    }
}
