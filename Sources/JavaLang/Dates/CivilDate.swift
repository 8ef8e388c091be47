/// A point in time as a date and a time of day in UTC, in Java's default calendar: Gregorian from 1582-10-15 on, Julian
/// before.
package struct CivilDate: Sendable {
    package static let millisecondsOfDay: Int64 = 86_400_000

    package var year: Int64
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    package var millisecond: Int
    /// 0 is Sunday.
    package var weekday: Int

    /// - Parameter milliseconds: Since 1970-01-01 UTC.
    package init(milliseconds: Int64) {
        let time = Int(milliseconds.modulo(Self.millisecondsOfDay))
        let days = milliseconds / Self.millisecondsOfDay - (milliseconds % Self.millisecondsOfDay < 0 ? 1 : 0)
        (self.year, self.month, self.day) = Self.date(days: days)
        self.hour = time / 3_600_000
        self.minute = time / 60_000 % 60
        self.second = time / 1000 % 60
        self.millisecond = time % 1000
        self.weekday = Int((days + 4).modulo(7))
    }

    /// 1582-10-15, in days after 1970-01-01.
    private static let firstGregorianDay: Int64 = -141_427

    /// The date that many days after 1970-01-01. Years are counted from March 1 on, in eras of 400 years.
    private static func date(days: Int64) -> (Int64, Int, Int) {
        if days < Self.firstGregorianDay { return Self.julianDate(days: days) }
        let shifted = days + 719_468
        let dayOfEra = shifted.modulo(146_097)
        let era = (shifted - dayOfEra) / 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        return Self.date(year: yearOfEra + era * 400, dayOfYear: dayOfYear)
    }

    /// Every fourth year is a leap year, so eras are of four years.
    private static func julianDate(days: Int64) -> (Int64, Int, Int) {
        let shifted = days + 719_470
        let dayOfEra = shifted.modulo(1461)
        let yearOfEra = (dayOfEra - dayOfEra / 1460) / 365
        return Self.date(year: (shifted - dayOfEra) / 1461 * 4 + yearOfEra, dayOfYear: dayOfEra - 365 * yearOfEra)
    }

    /// From a year that begins on March 1 and a day in it, counted from 0.
    private static func date(year: Int64, dayOfYear: Int64) -> (Int64, Int, Int) {
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        return (year + (civilMonth <= 2 ? 1 : 0), Int(civilMonth), Int(day))
    }

    /// Days from 1970-01-01 to a date. Months and days outside of their range carry over, as in a lenient calendar: of a
    /// year before 1582 in the Julian one, wherever they lead.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let isJulian = year < 1582
        let monthIndex = (month - 1).modulo(12)
        let year = year + (month - 1 - monthIndex) / 12 - (monthIndex < 2 ? 1 : 0)
        let yearOfEra = year.modulo(400)
        let dayOfYear = (153 * (monthIndex + (monthIndex >= 2 ? -2 : 10)) + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let gregorian = (year - yearOfEra) / 400 * 146_097 + dayOfEra - 719_468 + day - 1
        if !isJulian, gregorian >= Self.firstGregorianDay { return gregorian }
        let yearOfFour = year.modulo(4)
        return (year - yearOfFour) / 4 * 1461 + yearOfFour * 365 + dayOfYear - 719_470 + day - 1
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// As `java.util.Date.toString()` prints it in UTC: `Sat Jun 15 12:30:45 UTC 2024`. Years before the first are counted
    /// backwards, without a mark.
    package var javaText: String {
        let time = "\(Self.two(self.hour)):\(Self.two(self.minute)):\(Self.two(self.second))"
        let date = "\(Self.weekdays[self.weekday]) \(Self.months[self.month - 1]) \(Self.two(self.day))"
        return "\(date) \(time) UTC \(self.year > 0 ? self.year : 1 - self.year)"
    }

    /// `2024-06-15`.
    package var dateText: String { "\(Self.padded(self.year, 4))-\(Self.two(self.month))-\(Self.two(self.day))" }

    /// `12:30:45.123Z`.
    package var timeText: String {
        let time = "\(Self.two(self.hour)):\(Self.two(self.minute)):\(Self.two(self.second))"
        return "\(time).\(Self.padded(Int64(self.millisecond), 3))Z"
    }

    private static func two(_ value: Int) -> String { Self.padded(Int64(value), 2) }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value.magnitude)
        return (value < 0 ? "-" : "") + String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}

extension Int64 {
    /// The remainder that is never negative.
    package func modulo(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
