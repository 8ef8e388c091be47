import CLibevent
import Glibc

/// Calls its action once, some time after it was scheduled. Lives on its loop: make, use and drop it there.
package final class LoopTimer {
    private let action: () -> Void
    private var event: OpaquePointer?

    /// A timer that isn't running yet.
    package init(on loop: EventLoop, _ action: @escaping () -> Void) {
        self.action = action
        self.event = event_new(
            loop.base, -1, 0,
            { _, _, context in
                guard let context else { return }
                Unmanaged<LoopTimer>.fromOpaque(context).takeUnretainedValue().action()
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// A timer that enters `owner`, which it holds weakly, on the owner's loop.
    package convenience init<Owner: LoopActor>(
        _ owner: Owner, _ action: @escaping @Sendable (isolated Owner) -> Void
    ) {
        self.init(on: owner.loop) { [weak owner] in owner?.assumeOnLoop(action) { $1($0) } }
    }

    deinit { event_free(self.event) }

    /// Whether the action is still to come.
    package var isScheduled: Bool { event_pending(self.event, Int16(EV_TIMEOUT), nil) != 0 }

    /// Runs the action after `delay`, and not at the time set before, if there was one.
    package func schedule(after delay: Duration) {
        var time = timeval(delay)
        event_add(self.event, &time)
    }

    /// Calls the action off.
    package func cancel() { event_del(self.event) }
}

extension timeval {
    /// The duration, not negative and at most a hundred years, rounded up to microseconds.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else {
            self.init(tv_sec: 0, tv_usec: 0)
            return
        }
        let microseconds = (attoseconds + 999_999_999_999) / 1_000_000_000_000
        self.init(
            tv_sec: Int(min(seconds, 3_155_760_000)) + Int(microseconds / 1_000_000),
            tv_usec: Int(microseconds % 1_000_000))
    }
}

/// A timer for code that may be on any thread: its action runs on the loop unless it was cancelled before.
package final class LoopDeadline: @unchecked Sendable {  // `timer` is touched on the loop only
    private let loop: EventLoop
    private var timer: LoopTimer?

    init(_ delay: Duration, on loop: EventLoop, _ action: @escaping @Sendable () -> Void) {
        self.loop = loop
        loop.onLoop {
            self.timer = LoopTimer(on: loop, action)
            self.timer?.schedule(after: delay)
        }
    }

    package func cancel() { self.loop.onLoop { self.timer = nil } }
}
