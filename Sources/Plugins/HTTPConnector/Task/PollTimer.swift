/// Decides how long to wait before a request.
struct PollTimer {
    private let timing: HTTPSourceSettings.Timing
    private var previous: Int64?
    private var isFirst = true

    /// Longest wait, a hundred years: sums of times don't overflow, whatever a configuration has.
    static let longest: Int64 = 3_155_760_000_000

    init(_ timing: HTTPSourceSettings.Timing) { self.timing = timing }

    /// Milliseconds to wait before the next request.
    ///
    /// - Parameter time: The timestamp of what was read last; nil if it has none.
    mutating func wait(_ time: Int64?, now: Int64) -> Int64 {
        let stamp = time ?? now
        defer {
            self.previous = stamp
            self.isFirst = false
        }
        if self.isFirst, let delay = self.timing.initialDelay { return Self.bounded(delay) }
        if self.timing.isFixed { return Self.bounded(self.timing.interval) }
        let isNew = self.previous != stamp
        let isOld = stamp < now &- self.timing.interval || time == nil && self.timing.interval <= 0
        return Self.bounded(isNew && isOld ? self.timing.catchup : self.timing.interval)
    }

    static func bounded(_ milliseconds: Int64) -> Int64 { min(max(milliseconds, 0), self.longest) }
}
