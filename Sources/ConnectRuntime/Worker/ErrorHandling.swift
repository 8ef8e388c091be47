import ConnectAPI
import Log
import Metrics
import Transport

/// What a task does with records that can't be transformed or converted: `errors.*` of its connector.
struct ErrorHandling: Sendable {
    enum Stage: String, Sendable {
        case transformation = "TRANSFORMATION"
        case keyConverter = "KEY_CONVERTER"
        case valueConverter = "VALUE_CONVERTER"
        case headerConverter = "HEADER_CONVERTER"
        case kafkaProduce = "KAFKA_PRODUCE"
    }

    /// How often one operation was tried.
    struct Attempts {
        fileprivate var count = 0
        /// Nanoseconds of the metrics' clock.
        fileprivate let start = MetricsClock.nanoseconds
    }

    let task: TaskID
    /// `errors.tolerance=all`: such records are left out.
    let toleratesAll: Bool
    /// Whether the log of an error shows the record.
    let logsRecords: Bool
    private let logs: Bool
    /// Milliseconds; negative: for ever.
    private let retryTimeout: Int64
    private let maximumDelay: Int64
    private let meter: TaskMeter?
    private static let log = Logger("org.apache.kafka.connect.runtime.errors.LogReporter")
    private static let firstDelay: Int64 = 300

    init(_ task: TaskID, _ connector: ConfigValues, meter: TaskMeter? = nil) {
        func text(_ name: String) -> String? { (connector[name] ?? nil)?.trimmingBlanks.lowercased() }
        self.task = task
        self.meter = meter
        self.toleratesAll = text("errors.tolerance") == "all"
        self.logs = text("errors.log.enable") == "true"
        self.logsRecords = text("errors.log.include.messages") == "true"
        self.retryTimeout = text("errors.retry.timeout").flatMap { Int64($0) } ?? 0
        self.maximumDelay = text("errors.retry.delay.max.ms").flatMap { Int64($0) } ?? 60_000
    }

    /// After a failure that may go away by itself: waits, unless the time for trying is over.
    ///
    /// - Returns: Whether to try again. If not, the failure is to be handled.
    func waitToRetry(_ error: ConnectError, _ attempts: inout Attempts, _ clock: LoopClock) async throws -> Bool {
        guard error.isRetriable, self.retryTimeout != 0 else { return false }
        let elapsed = (MetricsClock.nanoseconds - attempts.start) / 1_000_000
        guard self.retryTimeout < 0 || elapsed < self.retryTimeout else { return false }
        attempts.count += 1
        let delay = self.delay(attempts.count, elapsed: elapsed)
        try await clock.sleep(for: .milliseconds(delay))
        self.meter?.updateErrors { figures in
            figures.failures += 1
            figures.retries += 1
        }
        return true
    }

    /// Milliseconds before the next attempt: 300, doubled each time, then any time up to the longest.
    func delay(_ attempt: Int, elapsed: Int64) -> Int64 {
        let doubled = attempt > 40 ? Int64.max : Self.firstDelay << Int64(attempt - 1)
        let delay = doubled > self.maximumDelay ? Int64.random(in: 0..<max(self.maximumDelay, 1)) : doubled
        return self.retryTimeout < 0 ? delay : min(delay, max(0, self.retryTimeout - elapsed))
    }

    /// - Parameter record: The text of the record as the source gave it; asked for only if it is logged.
    /// - Throws: If the task has to end.
    func handle(
        _ error: any Error, _ stage: Stage, _ className: String, record: () -> String?
    ) throws {
        self.meter?.updateErrors { figures in
            figures.failures += 1
            figures.errors += 1
            figures.skipped += self.toleratesAll ? 1 : 0
            figures.logged += self.logs ? 1 : 0
            figures.lastError = WallClock.now
        }
        if self.logs {
            let shown = self.logsRecords ? record().map { ", where source record is = \($0)" } ?? "" : ""
            Self.log.error(
                words: "Error encountered in task \(self.task). Executing stage '\(stage.rawValue)' with class "
                    + "'\(className)'\(shown).", error: error)
        }
        if !self.toleratesAll { throw ConnectError(.connect, "Tolerance exceeded in error handler", cause: error) }
    }
}
