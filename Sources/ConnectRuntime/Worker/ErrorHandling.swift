import ConnectAPI
import Log

/// What a task does with records that can't be transformed or converted: `errors.*` of its connector.
struct ErrorHandling: Sendable {
    enum Stage: String, Sendable {
        case transformation = "TRANSFORMATION"
        case keyConverter = "KEY_CONVERTER"
        case valueConverter = "VALUE_CONVERTER"
        case headerConverter = "HEADER_CONVERTER"
        case kafkaProduce = "KAFKA_PRODUCE"
    }

    let task: TaskID
    /// `errors.tolerance=all`: such records are left out.
    let toleratesAll: Bool
    private let logs: Bool
    private let logsRecords: Bool
    private let meter: TaskMeter?
    private static let log = Logger("org.apache.kafka.connect.runtime.errors.LogReporter")

    init(_ task: TaskID, _ connector: ConfigValues, meter: TaskMeter? = nil) {
        func flag(_ name: String) -> Bool { (connector[name] ?? nil)?.lowercased() == "true" }
        self.task = task
        self.meter = meter
        self.toleratesAll = (connector["errors.tolerance"] ?? nil)?.lowercased() == "all"
        self.logs = flag("errors.log.enable")
        self.logsRecords = flag("errors.log.include.messages")
    }

    /// - Throws: If the task has to end.
    func handle(
        _ error: any Error, _ stage: Stage, _ className: String, record: () -> ConnectRecord?
    ) throws {
        self.meter?.updateErrors { figures in
            figures.failures += 1
            figures.errors += 1
            figures.skipped += self.toleratesAll ? 1 : 0
            figures.logged += self.logs ? 1 : 0
            figures.lastError = WallClock.now
        }
        if self.logs {
            let text = self.logsRecords ? record().map { "\($0)" } ?? "" : "not shown"
            Self.log.error(
                "Error encountered in task",
                ["task": self.task.description, "stage": stage.rawValue, "class": className, "record": text],
                error: error)
        }
        if !self.toleratesAll { throw ConnectError(.connect, "Tolerance exceeded in error handler", cause: error) }
    }
}
