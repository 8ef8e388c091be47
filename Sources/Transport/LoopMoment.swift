import Glibc

/// A moment of `ContinuousClock` in nanoseconds since this process first asked for one: a number, which is compared,
/// hashed and rounded for far less than an instant.
struct LoopMoment: Hashable, Comparable, Sendable {
    private let nanoseconds: Int64

    private init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// In this order: time passes between the two, so who waits for an instant never wakes up before it.
    private static let start = (instant: ContinuousClock.now, nanoseconds: Self.read())

    private static func read() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)  // what `ContinuousClock` goes by
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    static var now: LoopMoment { LoopMoment(nanoseconds: Self.read() &- Self.start.nanoseconds) }

    init(_ instant: ContinuousClock.Instant) {
        self.nanoseconds = Self.start.instant.duration(to: instant).saturatingNanoseconds
    }

    /// As late or as early as a moment can be, if the sum doesn't fit.
    static func + (moment: LoopMoment, duration: Duration) -> LoopMoment {
        let added = duration.saturatingNanoseconds
        let (sum, isTooMuch) = moment.nanoseconds.addingReportingOverflow(added)
        return LoopMoment(nanoseconds: isTooMuch ? (added < 0 ? .min : .max) : sum)
    }

    static func < (left: LoopMoment, right: LoopMoment) -> Bool { left.nanoseconds < right.nanoseconds }

    func duration(to other: LoopMoment) -> Duration {
        let (difference, isTooMuch) = other.nanoseconds.subtractingReportingOverflow(self.nanoseconds)
        return .nanoseconds(isTooMuch ? (other < self ? .min : .max) : difference)
    }

    /// The first multiple of `step` that isn't before the moment. One before the first moment stays, for it is over.
    func roundedUp(to step: Duration) -> LoopMoment {
        let step = step.saturatingNanoseconds
        guard step > 0, self.nanoseconds > 0, self.nanoseconds < .max - step else { return self }
        let rest = self.nanoseconds % step
        return rest == 0 ? self : LoopMoment(nanoseconds: self.nanoseconds + step - rest)
    }
}
