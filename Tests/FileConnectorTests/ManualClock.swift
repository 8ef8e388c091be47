import Glibc

/// A clock whose sleepers go on at once, with a limit so that a test can't hang.
final class ManualClock: Clock, @unchecked Sendable {  // used by one test at a time
    struct Instant: InstantProtocol {
        var offset: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(offset: self.offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - self.offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private(set) var now = Instant()
    let minimumResolution = Duration.zero
    private(set) var sleeps = 0
    /// Called with the number of each sleep.
    var whileSleeping: (Int) -> Void = { _ in }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        self.sleeps += 1
        self.now = deadline
        self.whileSleeping(self.sleeps)
    }
}
