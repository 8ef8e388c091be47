import Testing

@testable import Transport

@Suite struct LoopMomentTests {
    private let start = LoopMoment(.now)

    @Test func `Moments lie as far from each other as their instants`() {
        let instant = ContinuousClock.now
        for nanoseconds in [0, 1, -1, 999_999_999, 1_000_000_000, 9_223_372_036, 9_223_372_037, 86_400_000_000_000] {
            let duration = Duration.nanoseconds(nanoseconds)
            let (moment, other) = (LoopMoment(instant), LoopMoment(instant + duration))
            #expect(moment.duration(to: other) == duration && moment + duration == other)
            #expect((moment < other) == (nanoseconds > 0))
        }
    }

    @Test func `Now isn't before an instant that was now, nor far behind it`() {
        let before = LoopMoment(.now)
        let now = LoopMoment.now
        let after = LoopMoment(.now)
        // what the clocks showed first differs by the time between two looks at them
        #expect(before.duration(to: now) > .seconds(-1) && now.duration(to: after) > .seconds(-1))
        #expect(now <= LoopMoment(.now + .seconds(1)))
    }

    @Test func `A moment is rounded up to a multiple, the same one however it was reached`() {
        let step = Duration.milliseconds(50)
        let instant = ContinuousClock.now + .seconds(3)
        let rounded = LoopMoment(instant).roundedUp(to: step)
        #expect(LoopMoment(instant) <= rounded && rounded < LoopMoment(instant) + step)
        #expect(rounded.roundedUp(to: step) == rounded)
        #expect((rounded + .nanoseconds(1)).roundedUp(to: step) == rounded + step)
        #expect((rounded + .nanoseconds(-1)).roundedUp(to: step) == rounded)
        #expect((rounded + .nanoseconds(7)).roundedUp(to: step) == LoopMoment(instant + step).roundedUp(to: step))
        for step in [Duration.zero, .seconds(-1), .nanoseconds(0)] { #expect(rounded.roundedUp(to: step) == rounded) }
    }

    @Test func `What is too late or too early for a moment is the last or the first`() {
        let (long, past) = (Duration.seconds(Int64.max), Duration.seconds(Int64.min + 1))
        let (last, first) = (self.start + long + long, self.start + past + past)
        #expect(last + .seconds(1) == last && last + long == last && first + past == first)
        #expect(last.roundedUp(to: .seconds(1)) == last && first.roundedUp(to: .seconds(1)) == first)
        #expect(self.start.roundedUp(to: long) == self.start)
        #expect(first < self.start && self.start < last && first.duration(to: last) > .seconds(3600 * 24 * 365 * 200))
    }
}
