/// How fast a task makes records.
enum Pace: Equatable {
    case unlimited
    /// After a random pause of at most so many milliseconds each, as in Java.
    case random(Int64)
    /// One in so many nanoseconds.
    case steady(Double)
}

/// The timetable of a steady pace: record number n is due n periods after the first.
struct Timetable {
    private let period: Double
    /// When the first record was due, in nanoseconds of the task's clock; nil before it.
    private var start: Int64?
    private var made: Int64 = 0

    /// What a task may be behind, after a pause for example; it doesn't make up for more.
    private static let patience: Double = 5e9
    /// Records that come faster than this come several at once.
    private static let tick: Double = 1e7

    init(period: Double) { self.period = max(period, 1) }

    /// How many records are due, or how many nanoseconds there are to wait.
    ///
    /// - Parameter early: By how many nanoseconds a record may come too early.
    mutating func due(at now: Int64, early: Double = 0, limit: Int) -> (count: Int, pause: Int64) {
        if self.start == nil { self.begin(now) }
        var elapsed = Double(now - (self.start ?? now)) + early
        if elapsed - Double(self.made) * self.period > Self.patience + self.period {
            self.begin(now)
            elapsed = early
        }
        let due = Int64(min(elapsed / self.period, 1e18)) + 1 - self.made
        if due > 0 { return (Int(min(due, Int64(limit))), 0) }
        let pause = Double(self.made) * self.period - elapsed
        return (0, Int64(max(pause, min(Self.tick, self.period * Double(limit)))))
    }

    mutating func note(_ count: Int) { self.made += Int64(count) }

    private mutating func begin(_ now: Int64) { (self.start, self.made) = (now, 0) }
}
