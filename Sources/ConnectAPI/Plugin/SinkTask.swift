/// A partition of a topic.
public struct TopicPartition: Sendable, Hashable {
    public let topic: String
    public let partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }
}

/// What a sink task may ask of the worker.
public protocol SinkTaskContext: AnyObject {
    var connectorName: String { get }
    var taskNumber: Int { get }
    var assignment: Set<TopicPartition> { get }
    /// Reads on from `offsets` before the next ``SinkTask/put(_:)``.
    func seek(_ offsets: [TopicPartition: Int64])
    /// Waits this long at most before the next ``SinkTask/put(_:)``, once.
    func retry(after delay: Duration)
    func pause(_ partitions: [TopicPartition]) throws
    func resume(_ partitions: [TopicPartition]) throws
    func requestCommit()
    /// Reports a record that can't be written, so that the others can be; nil where nothing takes reports.
    var reporter: (any ErrantRecordReporter)? { get }
}

public protocol ErrantRecordReporter {
    /// - Throws: If the connector's `errors.tolerance` allows no more of them.
    func report(_ record: SinkRecord, error: any Error) async throws
}

/// Writes records to somewhere, in batches. The rules of ``SourceTask`` for threads and cancellation hold.
public protocol SinkTask: AnyObject {
    func start(_ configuration: ConfigValues, context: any SinkTaskContext) async throws
    /// These partitions are ours from now on.
    func open(_ partitions: [TopicPartition]) async throws
    /// Takes the records, in order within a partition; may be called with none.
    ///
    /// - Throws: ``ConnectError`` of kind `retriable` to be given the same records again.
    func put(_ records: [SinkRecord]) async throws
    /// Which offsets may be committed, at most `offsets`; what was taken before them must be safe.
    func preCommit(_ offsets: [TopicPartition: Int64]) async throws -> [TopicPartition: Int64]
    /// These partitions are no longer ours.
    func close(_ partitions: [TopicPartition]) async throws
    func stop() async throws
}

extension SinkTask {
    public func open(_ partitions: [TopicPartition]) async throws {}
    public func preCommit(_ offsets: [TopicPartition: Int64]) async throws -> [TopicPartition: Int64] { offsets }
    public func close(_ partitions: [TopicPartition]) async throws {}
    public func stop() async throws {}
}
