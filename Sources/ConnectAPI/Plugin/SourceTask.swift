/// What a source task may ask of the worker.
public protocol SourceTaskContext: Sendable {
    var connectorName: String { get }
    var taskNumber: Int { get }
    /// The offsets that were committed last for `partitions`, nil where there is none. Integers come back as
    /// `int64` and floating point numbers as `float64`, whatever they were.
    func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?]
    /// Waits without holding a thread. Cheaper than `Task.sleep`, which matters with thousands of tasks.
    ///
    /// - Parameter tolerance: How much longer it may take; tasks that wait with a tolerance wake up together.
    /// - Throws: `CancellationError` when the task is being stopped.
    func sleep(for duration: Duration, tolerance: Duration) async throws
}

extension SourceTaskContext {
    public func sleep(for duration: Duration, tolerance: Duration) async throws {
        try await ContinuousClock().sleep(for: duration, tolerance: tolerance)
    }
}

/// Reads records from somewhere, in batches.
///
/// The calls come one after another, never on an event loop, and may block. To stop a task its Swift task is cancelled:
/// a `poll` that waits returns or throws then, and ``stop()`` follows. A poll that blocks its thread instead
/// delays its own end and nobody else's.
public protocol SourceTask: AnyObject {
    func start(_ configuration: ConfigValues, context: any SourceTaskContext) async throws
    /// Appends what there is to `batch`, which is empty and always the same object. Waits a while if there is
    /// nothing; returning nothing means to be asked again at once, or after ``SourceBatch/rest``.
    ///
    /// - Throws: ``ConnectError`` of kind `retriable` to be asked again; anything else ends the task as FAILED.
    func poll(into batch: SourceBatch) async throws
    /// The offsets of all records acknowledged so far have been committed.
    func commit() async throws
    func stop() async throws
}

extension SourceTask {
    public func commit() async throws {}
    public func stop() async throws {}
}
