/// What is known of a date, and in which order it came to be known: the latest complete way to say the day counts, as in
/// Java's calendar.
struct DateFields {
    enum Field: Int {
        case month, dayOfMonth, dayOfYear, weekday, weekdayInMonth, weekOfMonth, weekOfYear, hourOfDay, hour, halfDay
    }

    var era: Int?
    var year: Int64?
    var minute: Int64 = 0
    var second: Int64 = 0
    var millisecond: Int64 = 0
    /// East of Greenwich.
    var zoneMinutes: Int64 = 0
    private var values = [Int64](repeating: 0, count: 10)
    /// 0: not set; else the larger the later.
    private var stamps = [Int](repeating: 0, count: 10)
    private var nextStamp = 1
    private var weekYear: Int64?
    private var yearStamp = 0
    private var weekYearStamp = 0

    mutating func set(_ field: Field, _ value: Int64) {
        self.values[field.rawValue] = value
        self.stamps[field.rawValue] = self.stamp()
    }

    mutating func setYear(_ value: Int64) {
        self.year = value
        self.yearStamp = self.stamp()
    }

    mutating func setWeekYear(_ value: Int64) {
        self.weekYear = value
        self.weekYearStamp = self.stamp()
    }

    private mutating func stamp() -> Int {
        defer { self.nextStamp += 1 }
        return self.nextStamp
    }

    private func value(_ field: Field) -> Int64 { self.values[field.rawValue] }
    private func stamp(_ field: Field) -> Int { self.stamps[field.rawValue] }
    /// Of two fields that say something only together.
    private func stamp(_ field: Field, with other: Field) -> Int {
        let (first, second) = (self.stamp(field), self.stamp(other))
        return first == 0 || second == 0 ? 0 : max(first, second)
    }

    /// Since 1970-01-01 UTC. Wraps around where Java's does.
    var milliseconds: Int64 {
        let minutes = self.hours &* 60 &+ self.minute &- self.zoneMinutes
        let rest = (minutes &* 60 &+ self.second) &* 1000 &+ self.millisecond
        return self.days &* CivilDate.millisecondsOfDay &+ rest
    }

    private var hours: Int64 {
        let wholeDay = self.stamp(.hourOfDay)
        var halfDay = self.stamp(.hour, with: .halfDay)
        if max(wholeDay, halfDay) == 0 { halfDay = max(self.stamp(.hour), self.stamp(.halfDay)) }
        if halfDay > wholeDay {
            return self.value(.hour) &+ (self.stamp(.halfDay) > 0 ? 12 &* self.value(.halfDay) : 0)
        }
        return self.value(.hourOfDay)
    }

    private var days: Int64 {
        if let weekYear, self.weekYearStamp > self.yearStamp {
            var week = self.stamp(.weekOfYear) > 0 ? self.value(.weekOfYear) : 1
            var weekday = self.stamp(.weekday) > 0 ? self.value(.weekday) : 0
            // Days beyond the week count from Monday here.
            if !(0...6).contains(weekday) {
                week &+= (weekday &- weekday.modulo(7)) / 7
                weekday = (weekday.modulo(7) + 1).modulo(7)
            }
            return self.day(inWeek: week, of: weekYear, weekday: weekday)
        }
        var year = self.year ?? 1970
        if self.era == 0 { year = 1 - year }
        let month = self.stamp(.month) > 0 ? self.value(.month) + 1 : 1
        switch self.way {
        case .dayOfYear: return CivilDate.days(year: year, month: 1, day: 1) &+ self.value(.dayOfYear) &- 1
        case .weekOfYear:
            return self.day(
                inWeek: self.value(.weekOfYear), of: year,
                weekday: self.stamp(.weekday) > 0 ? self.value(.weekday).modulo(7) : 0)
        case .weekOfMonth: return self.day(inMonth: month, of: year, byWeek: true)
        case .weekdayInMonth: return self.day(inMonth: month, of: year, byWeek: false)
        default:
            return CivilDate.days(
                year: year, month: month, day: self.stamp(.dayOfMonth) > 0 ? self.value(.dayOfMonth) : 1)
        }
    }

    /// Which of the fields says the day, with the weekday, month and year that belong to it.
    private var way: Field {
        let (dayOfMonth, dayOfYear) = (self.stamp(.dayOfMonth), self.stamp(.dayOfYear))
        var byWeek = self.stamp(.weekOfMonth, with: .weekday)
        var byCount = self.stamp(.weekdayInMonth, with: .weekday)
        var byYear = self.stamp(.weekOfYear, with: .weekday)
        var best = max(dayOfMonth, byWeek, byCount, dayOfYear, byYear)
        if best == 0 {  // nothing is complete
            byWeek = self.stamp(.weekOfMonth)
            byCount = max(self.stamp(.weekdayInMonth), self.stamp(.weekday))
            byYear = self.stamp(.weekOfYear)
            best = max(byWeek, byCount, byYear)
        }
        if best == dayOfMonth { return .dayOfMonth }
        // A weekday makes several of them complete at once: then it is the one that was set last.
        let isInMonth =
            best == byWeek && self.stamp(.weekOfMonth) >= self.stamp(.weekOfYear)
            || best == byCount && self.stamp(.weekdayInMonth) >= self.stamp(.weekOfYear)
        guard isInMonth else { return best == dayOfYear ? .dayOfYear : .weekOfYear }
        if byWeek == byCount {
            return self.stamp(.weekOfMonth) >= self.stamp(.weekdayInMonth) ? .weekOfMonth : .weekdayInMonth
        }
        return best == byWeek ? .weekOfMonth : .weekdayInMonth
    }

    private static func weekday(_ days: Int64) -> Int64 { (days &+ 4).modulo(7) }

    private func day(inWeek week: Int64, of year: Int64, weekday: Int64) -> Int64 {
        let first = CivilDate.days(year: year, month: 1, day: 1)
        return first &- Self.weekday(first) &+ (week &- 1) &* 7 &+ weekday
    }

    /// By the week of the month, or by the how manieth such weekday in it, counted from the end if negative.
    private func day(inMonth month: Int64, of year: Int64, byWeek: Bool) -> Int64 {
        let first = CivilDate.days(year: year, month: month, day: 1)
        let weekday = self.stamp(.weekday) > 0 ? self.value(.weekday) : 0
        if byWeek { return first &- Self.weekday(first) &+ (self.value(.weekOfMonth) &- 1) &* 7 &+ weekday.modulo(7) }
        let number = self.stamp(.weekdayInMonth) > 0 ? self.value(.weekdayInMonth) : 1
        let earliest = first &+ (weekday &- Self.weekday(first)).modulo(7)
        if number >= 0 { return earliest &+ (number &- 1) &* 7 }
        let next = CivilDate.days(year: year, month: month + 1, day: 1)
        let latest = next &- 1 &- (Self.weekday(next &- 1) &- weekday).modulo(7)
        return latest &+ (number &+ 1) &* 7
    }
}
