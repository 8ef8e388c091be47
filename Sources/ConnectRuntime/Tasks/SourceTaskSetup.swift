package import ConnectAPI
package import KafkaClient

/// What a source task needs from its worker to run.
package struct SourceTaskSetup {
    package var id: TaskID
    package var task: any SourceTask
    /// As the task gets it: references to config providers are resolved.
    package var configuration: ConfigValues
    package var keyConverter: any Converter
    package var valueConverter: any Converter
    package var headerConverter: any HeaderConverter
    /// What happens to a record between task and converters; nil if nothing does.
    package var transform: ((ConnectRecord) throws -> ConnectRecord?)?
    package var producer: KafkaProducer
    package var offsets: any SourceOffsets
    /// How to create a topic that isn't there; nil leaves that to the broker.
    package var newTopic: (@Sendable (String) -> NewTopic)?
    package var admin: KafkaAdmin
    package var flushInterval: Duration
    package var flushTimeout: Duration
    /// Told each topic once, after its first record was acknowledged.
    package var onTopic: @Sendable (String) -> Void
    /// Told what the task does from now on: running or paused.
    package var onState: @Sendable (TaskStatus.State) -> Void

    package init(
        id: TaskID, task: any SourceTask, configuration: ConfigValues, keyConverter: any Converter,
        valueConverter: any Converter, headerConverter: any HeaderConverter,
        transform: ((ConnectRecord) throws -> ConnectRecord?)? = nil, producer: KafkaProducer,
        offsets: any SourceOffsets,
        newTopic: (@Sendable (String) -> NewTopic)? = nil, admin: KafkaAdmin, flushInterval: Duration,
        flushTimeout: Duration, onTopic: @escaping @Sendable (String) -> Void = { _ in },
        onState: @escaping @Sendable (TaskStatus.State) -> Void = { _ in }
    ) {
        self.id = id
        self.task = task
        self.configuration = configuration
        self.keyConverter = keyConverter
        self.valueConverter = valueConverter
        self.headerConverter = headerConverter
        self.transform = transform
        self.producer = producer
        self.offsets = offsets
        self.newTopic = newTopic
        self.admin = admin
        self.flushInterval = flushInterval
        self.flushTimeout = flushTimeout
        self.onTopic = onTopic
        self.onState = onState
    }
}
