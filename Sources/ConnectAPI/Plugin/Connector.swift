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
    /// Whether the keys that every connector has stand before its own in its definition, as they do in Java where
    /// a plugin builds on the framework's definition. Only the order of answers depends on it.
    static var repeatsCommonKeys: Bool { get }
}

extension Connector {
    public static var repeatsCommonKeys: Bool { false }
    public func stop() async throws {}
    public static func validate(_ configuration: ConfigValues, results: inout ConfigValidation) {}
}

/// Whether a source connector can give each record exactly once with a given configuration.
public enum ExactlyOnceSupport: Sendable { case supported, unsupported, unknown }

/// A topic that a connector wants created with settings of its own before a task first writes to it.
public struct PlannedTopic: Sendable, Equatable {
    public var name: String
    public var partitions: Int32
    public var replicationFactor: Int16
    /// Further settings, such as `cleanup.policy`.
    public var settings: [String: String]

    public init(_ name: String, partitions: Int32, replicationFactor: Int16, settings: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.settings = settings
    }
}

public protocol SourceConnector: Connector {
    /// A task that has not been started.
    static func makeTask() -> any SourceTask
    /// Topics that the connector itself has settings for. The worker creates those that are missing, whatever
    /// `topic.creation.*` says; if it can't, it logs why, and the topic is left to the brokers.
    static func plannedTopics(_ configuration: ConfigValues) throws -> [PlannedTopic]
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
    public static func plannedTopics(_ configuration: ConfigValues) throws -> [PlannedTopic] { [] }
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
