/// What a connector may ask of the worker that runs it. Its methods may be called from any thread.
public protocol ConnectorContext: Sendable {
    var connectorName: String { get }
    /// Asks for ``Connector/taskConfigurations(maxTasks:)`` again, for example because there is a new table.
    func requestTaskReconfiguration()
    /// Ends the connector as FAILED with `error`, from outside of a call.
    func raiseError(_ error: any Error)
}

/// A connector plans the work and splits it into tasks; it moves no records itself.
///
/// One instance lives from ``start(_:context:)`` to ``stop()``; the calls come one after another, never on an event
/// loop, and may block: a connector that hangs costs its own slot only.
public protocol Connector: Plugin, AnyObject {
    init()

    /// Takes up the configuration. Throwing leaves the connector FAILED.
    func start(_ configuration: ConfigValues, context: any ConnectorContext) async throws
    /// The configurations of the tasks, `maxTasks` at most.
    func taskConfigurations(maxTasks: Int) async throws -> [ConfigValues]
    /// Ends what ``start(_:context:)`` began.
    func stop() async throws
    /// What the keys' own validators can't see, such as keys that exclude each other. Values that already have
    /// errors are among `results` too; say more with ``ConfigValidation/add(error:to:)``.
    static func validate(_ configuration: ConfigValues, results: inout ConfigValidation)
}

extension Connector {
    public func stop() async throws {}
    public static func validate(_ configuration: ConfigValues, results: inout ConfigValidation) {}
}

/// Whether a source connector can give each record exactly once with a given configuration.
public enum ExactlyOnceSupport: Sendable { case supported, unsupported, unknown }

public protocol SourceConnector: Connector {
    /// A task that has not been started.
    static func makeTask() -> any SourceTask
    /// `unknown` unless the connector says otherwise, as in Kafka Connect.
    static func exactlyOnceSupport(_ configuration: ConfigValues) -> ExactlyOnceSupport
    static func canDefineTransactionBoundaries(_ configuration: ConfigValues) -> Bool
    /// Checks offsets that a user wants to set through REST (nil: forget the partition). A partition may be nil too.
    ///
    /// - Returns: true if they were checked; false leaves it to the user, as Kafka Connect's default does.
    /// - Throws: If they are none of this connector's.
    static func checkOffsets(
        _ offsets: [(partition: SourcePosition?, offset: SourcePosition?)], configuration: ConfigValues
    ) throws -> Bool
}

extension SourceConnector {
    public static func exactlyOnceSupport(_ configuration: ConfigValues) -> ExactlyOnceSupport { .unknown }
    public static func canDefineTransactionBoundaries(_ configuration: ConfigValues) -> Bool { false }
    public static func checkOffsets(
        _ offsets: [(partition: SourcePosition?, offset: SourcePosition?)], configuration: ConfigValues
    ) throws -> Bool { false }
}

public protocol SinkConnector: Connector {
    /// A task that has not been started.
    static func makeTask() -> any SinkTask
}
