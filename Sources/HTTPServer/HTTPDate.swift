import Glibc

/// Points in time as HTTP writes them (RFC 9110, section 5.6.7).
package enum HTTPDate {
    /// Seconds since 1970-01-01 UTC.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }

    /// The time that is so many milliseconds from now.
    package static func text(milliseconds offset: Int64) -> String {
        let year = Int64(31_536_000)  // further than a thousand of them nobody means
        return Self.text(Self.now + min(max(offset / 1000, -1000 * year), 1000 * year))
    }

    /// Such as `Wed, 25 Nov 2026 15:33:56 GMT`.
    static func text(_ seconds: Int64) -> String {
        var parts = tm()
        var time = time_t(seconds)
        gmtime_r(&time, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(parts.tm_year + 1900) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
