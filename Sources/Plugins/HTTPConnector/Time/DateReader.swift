/// Reads texts by a ``DatePattern``, as Java's `DateTimeFormatter` does in English.
struct DateReader: Sendable {
    private let pattern: DatePattern
    private let zone: TimeZoneRules?
    /// Takes an offset in any form of ISO-8601, whatever the pattern says.
    private let takesAnyOffset: Bool
    /// Whether there may be more text than the pattern has.
    private let ignoresRest: Bool

    /// - Parameter zone: Where clocks stand of texts without an offset; nil: such texts are refused.
    init(_ pattern: DatePattern, zone: TimeZoneRules?, takesAnyOffset: Bool = false, ignoresRest: Bool = false) {
        self.pattern = pattern
        self.zone = zone
        self.takesAnyOffset = takesAnyOffset
        self.ignoresRest = ignoresRest
    }

    /// A point in time: milliseconds since 1970-01-01 UTC, and what comes on top of them.
    struct Instant: Equatable {
        var milliseconds: Int64
        var nanoseconds = 0
    }

    /// Milliseconds since 1970-01-01 UTC.
    func parse(_ text: String) throws(TimestampError) -> Int64 { try self.instant(text).milliseconds }

    func instant(_ text: String) throws(TimestampError) -> Instant {
        var scanner = Scanner(bytes: Array(text.utf8), takesAnyOffset: self.takesAnyOffset)
        guard scanner.read(self.pattern.parts) else { throw .parsing(text, at: scanner.failedAt) }
        guard self.ignoresRest || scanner.position == scanner.bytes.count else {
            throw .unparsed(text, at: scanner.position)
        }
        let time = try self.resolve(scanner.fields, text)
        guard time.isSayable else { throw .overflow }
        let rest = time.nanosecond % 1_000_000
        if let offset = scanner.fields.offset {
            return Instant(milliseconds: time.milliseconds(offset: offset), nanoseconds: rest)
        }
        guard let zone = scanner.fields.zone ?? self.zone else {
            throw .resolving(text, "Unable to obtain OffsetDateTime from TemporalAccessor: there is no offset in it")
        }
        return Instant(milliseconds: zone.milliseconds(of: time), nanoseconds: rest)
    }

    /// What was read, field by field.
    fileprivate struct Fields {
        var year: Int?
        var month: Int?
        var day: Int?
        var dayOfYear: Int?
        var hour: Int?
        var hourOfHalf: Int?
        var isAfternoon: Bool?
        var minute: Int?
        var second: Int?
        var nanosecond = 0
        var offset: Int?
        var zone: TimeZoneRules?
    }

    private func resolve(_ fields: Fields, _ text: String) throws(TimestampError) -> CivilTime {
        guard let year = fields.year else {
            throw .resolving(text, "Unable to obtain OffsetDateTime from TemporalAccessor: there is no year in it")
        }
        var time: CivilTime
        if let dayOfYear = fields.dayOfYear {
            let first = CivilTime.days(year: year, month: 1, day: 1)
            let date = CivilTime.date(days: first + dayOfYear - 1)
            time = CivilTime(year: date.year, month: date.month, day: date.day)
        } else {
            let month = fields.month ?? 1
            let day = fields.day ?? 1
            guard (1...12).contains(month) else { throw Self.invalid("MonthOfYear", "1 - 12", month, text) }
            guard (1...31).contains(day) else { throw Self.invalid("DayOfMonth", "1 - 28/31", day, text) }
            // The last day of the month stands for those that it hasn't.
            time = CivilTime(year: year, month: month, day: min(day, CivilTime.length(ofMonth: month, year)))
        }
        try Self.setClock(of: &time, fields, text)
        return time
    }

    private static func setClock(
        of time: inout CivilTime, _ fields: Fields, _ text: String
    ) throws(TimestampError) {
        var hour = fields.hour ?? 0
        if let half = fields.hourOfHalf { hour = half % 12 + (fields.isAfternoon == true ? 12 : 0) }
        let (minute, second) = (fields.minute ?? 0, fields.second ?? 0)
        let isMidnight = hour == 24 && minute == 0 && second == 0 && fields.nanosecond == 0
        guard hour < 24 || isMidnight else { throw Self.invalid("HourOfDay", "0 - 23", hour, text) }
        guard minute < 60 else { throw Self.invalid("MinuteOfHour", "0 - 59", minute, text) }
        guard second < 60 else { throw Self.invalid("SecondOfMinute", "0 - 59", second, text) }
        // An hour of 24 counts into the next day by itself.
        (time.hour, time.minute, time.second, time.nanosecond) = (hour, minute, second, fields.nanosecond)
    }

    private static func invalid(_ field: String, _ valid: String, _ value: Int, _ text: String) -> TimestampError {
        .resolving(text, "Invalid value for \(field) (valid values \(valid)): \(value)")
    }
}

/// Goes through text and pattern side by side.
private struct Scanner {
    let bytes: [UInt8]
    let takesAnyOffset: Bool
    var position = 0
    var failedAt = 0
    var fields = DateReader.Fields()

    mutating func read(_ parts: [DatePattern.Part]) -> Bool {
        for (index, part) in parts.enumerated() {
            let isRead: Bool
            switch part {
            case .literal(let text): isRead = self.take(text)
            case .optional(let inner):
                let saved = self
                if !self.read(inner) { self = saved }
                isRead = true
            case .field(let letter, let count):
                isRead = self.read(letter, count, followers: Self.digitsBehind(parts[(index + 1)...]))
            }
            if !isRead {
                self.failedAt = max(self.failedAt, self.position)
                return false
            }
        }
        return true
    }

    /// How many digits belong to fields of fixed width that follow without anything between.
    private static func digitsBehind(_ parts: ArraySlice<DatePattern.Part>) -> Int {
        var sum = 0
        for part in parts {
            guard case .field(let letter, let count) = part, "MdHhKkmsSDwW".contains(letter), count >= 2,
                !(letter == "M" && count > 2)
            else { break }
            sum += count
        }
        return sum
    }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard self.bytes[self.position...].starts(with: wanted) else { return false }
        self.position += wanted.count
        return true
    }

    /// A number of `least` to `most` digits, leaving `followers` for the fields behind it.
    private mutating func number(_ least: Int, _ most: Int, followers: Int = 0) -> Int? {
        var count = 0
        while count < most, self.position + count < self.bytes.count,
            (0x30...0x39).contains(self.bytes[self.position + count])
        {
            count += 1
        }
        if followers > 0 {
            count = max(min(count, most), min(least, count)) - (count > least ? min(followers, count - least) : 0)
        }
        guard count >= least, count <= 18 else { return nil }
        let value = self.bytes[self.position..<self.position + count].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        self.position += count
        return value
    }

    private mutating func read(_ letter: Character, _ count: Int, followers: Int) -> Bool {
        func width() -> (Int, Int) { count == 1 ? (1, 18) : (count, count) }
        switch letter {
        case "y", "u", "Y": return self.readYear(count, followers)
        case "M", "L":
            if count > 2 { return self.readMonthName(isShort: count == 3) }
            return self.set(\.month, self.number(width().0, width().1, followers: followers))
        case "d": return self.set(\.day, self.number(width().0, width().1, followers: followers))
        case "D": return self.set(\.dayOfYear, self.number(count, 3, followers: followers))
        case "H": return self.set(\.hour, self.number(width().0, width().1, followers: followers))
        case "k":
            return self.set(\.hour, self.number(width().0, width().1, followers: followers).map { $0 == 24 ? 0 : $0 })
        case "h", "K": return self.set(\.hourOfHalf, self.number(width().0, width().1, followers: followers))
        case "m": return self.set(\.minute, self.number(width().0, width().1, followers: followers))
        case "s": return self.set(\.second, self.number(width().0, width().1, followers: followers))
        case "S": return self.readFraction(count)
        case "n": return self.readNanoseconds()
        case "a":
            if self.take("AM") {
                self.fields.isAfternoon = false
            } else if self.take("PM") {
                self.fields.isAfternoon = true
            } else {
                return false
            }
            return true
        case "E", "e", "c": return self.readName(DateNames.weekdays, isShort: count <= 3) != nil
        case "G": return self.take("AD") || self.take("Anno Domini")
        case "X", "x", "Z": return self.readOffset(letter, count)
        case "z", "V", "v", "O": return self.readZone()
        default: return self.number(1, 18) != nil
        }
    }

    private mutating func set(_ path: WritableKeyPath<DateReader.Fields, Int?>, _ value: Int?) -> Bool {
        guard let value else { return false }
        self.fields[keyPath: path] = value
        return true
    }

    private mutating func readYear(_ count: Int, _ followers: Int) -> Bool {
        if count == 2 { return self.set(\.year, self.number(2, 2).map { 2000 + $0 }) }
        let isNegative = self.take("-")
        let isLong = !isNegative && count >= 4 && self.take("+")
        guard let year = self.number(count, isLong || followers > 0 || count == 1 ? 9 : 9, followers: followers) else {
            return false
        }
        // Without a sign a year has as many digits as the pattern says, or more only if it can't be told apart.
        if count >= 4, !isLong, year >= 10_000 { return false }
        self.fields.year = isNegative ? -year : year
        return true
    }

    private mutating func readFraction(_ count: Int) -> Bool {
        guard var value = self.number(count, count) else { return false }
        for _ in count..<9 { value *= 10 }
        self.fields.nanosecond = value
        return true
    }

    private mutating func readNanoseconds() -> Bool {
        guard let value = self.number(1, 9) else { return false }
        self.fields.nanosecond = value
        return true
    }

    private mutating func readName(_ names: [String], isShort: Bool) -> Int? {
        for (index, name) in names.enumerated() where self.take(isShort ? DateNames.short(name) : name) { return index }
        return nil
    }

    private mutating func readMonthName(isShort: Bool) -> Bool {
        self.set(\.month, self.readName(DateNames.months, isShort: isShort).map { $0 + 1 })
    }

    private mutating func readOffset(_ letter: Character, _ count: Int) -> Bool {
        var rest = ISOReader(String(decoding: self.bytes[self.position...], as: UTF8.self))
        let text = self.bytes[self.position...].prefix { !(0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "Z") }
        guard let offset = rest.readOffset(), !text.isEmpty, self.bytes[self.position] != UInt8(ascii: "z") else {
            return false
        }
        let isZ = text.first == UInt8(ascii: "Z")
        let length = rest.consumed
        if self.takesAnyOffset {
            self.position += length
            self.fields.offset = offset
            return true
        }
        if isZ, letter == "x" || letter == "Z" && count < 5 { return false }
        let wanted: [Int] =
            switch (letter, count) {
            case (_, _) where isZ: [1]
            case ("X", 1), ("x", 1): [3, 5]
            case ("X", 2), ("x", 2), ("Z", 1...3): [5]
            default: [6, 9]
            }
        guard let taken = wanted.last(where: { $0 <= length && self.isOffset($0) }) else { return false }
        var part = ISOReader(String(decoding: self.bytes[self.position..<self.position + taken], as: UTF8.self))
        self.fields.offset = part.readOffset()
        self.position += taken
        return true
    }

    /// Whether an offset of that length stands here, with colons or without as its length says.
    private func isOffset(_ length: Int) -> Bool {
        let text = self.bytes[self.position..<min(self.position + length, self.bytes.count)]
        return text.count == length && text.contains(UInt8(ascii: ":")) == (length == 6 || length == 9)
    }

    private mutating func readZone() -> Bool {
        let text = self.bytes[self.position...].prefix {
            (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0)
                || [0x2B, 0x2D, 0x2F, 0x3A, 0x5F].contains($0)
        }
        guard let zone = TimeZoneRules(String(decoding: text, as: UTF8.self)) else { return false }
        self.fields.zone = zone
        self.position += text.count
        return true
    }
}
