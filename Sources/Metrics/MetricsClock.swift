import Glibc

/// Milliseconds and nanoseconds of a clock that never goes back, cheap enough for every batch.
package enum MetricsClock {
    package static var now: Int64 { Self.nanoseconds / 1_000_000 }

    package static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
