import Glibc
import Transport

/// The brokers' time in milliseconds since 1970; never runs backwards.
package final class BrokerClock: Sendable {
    private enum Source {
        /// Wall clock at the start, minus the monotonic clock then.
        case system(offset: Int64)
        case manual(now: Int64)
    }

    private let source: Locked<Source>

    private init(_ source: Source) { self.source = Locked(source) }

    /// The machine's time.
    package static func system() -> BrokerClock {
        BrokerClock(.system(offset: Self.read(CLOCK_REALTIME) - Self.read(CLOCK_MONOTONIC)))
    }

    /// A time that stands still until it is moved by `DevCluster.advance(by:)`.
    package static func manual(startingAt now: Int64 = 1_700_000_000_000) -> BrokerClock {
        BrokerClock(.manual(now: now))
    }

    /// Milliseconds since 1970.
    package var now: Int64 {
        self.source.withLock { source in
            switch source {
            case .system(let offset): Self.read(CLOCK_MONOTONIC) + offset
            case .manual(let now): now
            }
        }
    }

    var isManual: Bool {
        self.source.withLock { source in
            if case .manual = source { true } else { false }
        }
    }

    /// Moves a manual time on; does nothing to the machine's.
    func advance(milliseconds: Int64) {
        self.source.withLock { source in
            if case .manual(let now) = source { source = .manual(now: now + milliseconds) }
        }
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
