import Glibc

/// One message on its way to the sinks.
package struct LogEvent: Sendable {
    /// Milliseconds since 1970.
    package let time: Int64
    package let level: LogLevel
    package let logger: String
    package let message: String
    package let fields: [(name: String, value: LogValue)]
    package let error: String?

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Where messages go. Called on whichever thread logs, event loops included: it must not block.
package protocol LogSink: Sendable {
    func write(_ event: LogEvent)
}

/// Keeps messages for a test to look at.
package final class CapturingSink: LogSink {
    private let kept = Guarded<[LogEvent]>([])

    package init() {}

    package func write(_ event: LogEvent) { self.kept.withLock { $0.append(event) } }

    /// What came so far, oldest first.
    package var events: [LogEvent] { self.kept.withLock { $0 } }
}
