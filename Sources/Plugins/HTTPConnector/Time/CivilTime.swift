/// A point in time as calendars and clocks show it, in the ISO calendar.
struct CivilTime: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0

    init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second, self.nanosecond) = (hour, minute, second, nanosecond)
    }

    /// - Parameters:
    ///   - milliseconds: Since 1970-01-01 UTC.
    ///   - offset: What the clock is ahead of UTC, in seconds.
    init(milliseconds: Int64, offset: Int = 0) {
        let local = Int(milliseconds).addingReportingOverflow(offset * 1000).partialValue
        let (days, rest) = local.flooredDivision(by: 86_400_000)
        let date = Self.date(days: days)
        self.init(
            year: date.year, month: date.month, day: date.day, hour: rest / 3_600_000, minute: rest / 60_000 % 60,
            second: rest / 1000 % 60, nanosecond: rest % 1000 * 1_000_000)
    }

    /// Days since 1970-01-01.
    var days: Int { Self.days(year: self.year, month: self.month, day: self.day) }

    /// Seconds since 1970-01-01 of this clock.
    var seconds: Int { self.days * 86_400 + self.hour * 3600 + self.minute * 60 + self.second }

    /// As milliseconds since 1970-01-01 UTC, if this clock is `offset` seconds ahead of UTC. What is farther away than can be
    /// said, 292 million years, counts as that far.
    func milliseconds(offset: Int) -> Int64 {
        Int64(clamping: self.total - Int128(offset) * 1000)
    }

    /// Whether ``milliseconds(offset:)`` can say it.
    var isSayable: Bool { Int64(exactly: self.total) != nil }

    private var total: Int128 { Int128(self.seconds) * 1000 + Int128(self.nanosecond / 1_000_000) }

    /// 1: Monday, …, 7: Sunday.
    var weekday: Int { (self.days + 3).flooredDivision(by: 7).remainder + 1 }

    var dayOfYear: Int { self.days - Self.days(year: self.year, month: 1, day: 1) + 1 }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func length(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 2: Self.isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.flooredDivision(by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Int {
    /// The quotient rounded down, and what is left, which isn't negative.
    func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = self.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// In decimal with zeros in front.
    func padded(_ width: Int) -> String {
        let digits = String(self.magnitude)
        let zeros = String(repeating: "0", count: Swift.max(width - digits.count, 0))
        return (self < 0 ? "-" : "") + zeros + digits
    }
}
