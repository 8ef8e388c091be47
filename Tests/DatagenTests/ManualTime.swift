/// A clock that goes on by what it is asked to sleep.
final class ManualTime: Clock, @unchecked Sendable {  // used by one test at a time
    struct Instant: InstantProtocol {
        var offset: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(offset: self.offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - self.offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private(set) var now = Instant()
    let minimumResolution = Swift.Duration.zero
    private(set) var pauses: [Swift.Duration] = []

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        self.pauses.append(self.now.duration(to: deadline))
        self.now = max(self.now, deadline)
    }

    /// As if that much time had passed elsewhere.
    func pass(_ duration: Duration) { self.now = self.now.advanced(by: duration) }
}
