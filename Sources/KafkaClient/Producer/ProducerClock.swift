import Glibc

/// Milliseconds, as Kafka counts time.
enum ProducerClock {
    /// Since some moment in the past; never goes back.
    static var now: Int64 { Self.read(CLOCK_MONOTONIC) }

    /// Since 1970.
    static var wallTime: Int64 { Self.read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
