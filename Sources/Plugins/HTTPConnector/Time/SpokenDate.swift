/// Reads dates as people write them in English: the first one that is in a text.
///
/// What it knows: ISO dates, `1/31/2020`, `31 Jan 2020`, `January 31st, 2020`, days of the week, `today`, `tomorrow`,
/// `yesterday`, `now`, `3 days ago`, `in 2 hours`, `next week`; and times such as `15:04`, `3:04pm`, `noon`, with a zone.
struct SpokenDate {
    private enum Token: Equatable {
        case number(Int, digits: Int)
        case word(String)
        case mark(Character)
    }

    private let tokens: [Token]
    private let now: Int64
    private let zone: TimeZoneRules
    private var position = 0
    private var date: (year: Int, month: Int, day: Int)?
    private var time: (hour: Int, minute: Int, second: Int, nanosecond: Int)?
    private var shift: Int64?
    private var offset: Int?

    /// - Returns: Milliseconds since 1970-01-01 UTC; nil if there is no date in `text`.
    static func parse(_ text: String, now: Int64, zone: TimeZoneRules) -> Int64? {
        guard text.utf8.count <= 1000 else { return nil }
        var reader = Self(tokens: Self.tokens(text), now: now, zone: zone)
        return reader.read()
    }

    private init(tokens: [Token], now: Int64, zone: TimeZoneRules) {
        self.tokens = tokens
        self.now = now
        self.zone = zone
    }

    private static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first.isASCII, first.isNumber {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                tokens.append(.number(Int(digits.prefix(18)) ?? 0, digits: digits.count))
                rest = rest.dropFirst(digits.count)
            } else if first.isLetter {
                let word = rest.prefix { $0.isLetter }
                tokens.append(.word(word.lowercased()))
                rest = rest.dropFirst(word.count)
            } else {
                if !first.isWhitespace { tokens.append(.mark(first)) }
                rest = rest.dropFirst()
            }
        }
        return tokens
    }

    private mutating func read() -> Int64? {
        while self.position < self.tokens.count {
            let start = self.position
            if self.date == nil, self.shift == nil, self.readDate() { continue }
            if self.time == nil, self.readTime() { continue }
            if self.time != nil, self.offset == nil, self.readOffset() { continue }
            // A second date isn't looked at; between date and time there may be words such as "at".
            let isFound = self.date != nil || self.shift != nil
            if isFound, self.time != nil { break }
            if isFound, self.position < self.tokens.count, self.tokens[self.position] == .word("or") { break }
            self.position = start + 1
        }
        return self.result()
    }

    private func result() -> Int64? {
        if let shift { return self.now + shift }
        guard self.date != nil || self.time != nil else { return nil }
        var clock = CivilTime(milliseconds: self.now, offset: self.zone.offset(at: self.now))
        if let date { (clock.year, clock.month, clock.day) = date }
        if let time { (clock.hour, clock.minute, clock.second, clock.nanosecond) = time }
        guard (1...12).contains(clock.month), (1...31).contains(clock.day) else { return nil }
        if let offset { return clock.milliseconds(offset: offset) }
        return self.zone.milliseconds(of: clock)
    }

    private func peek(_ ahead: Int = 0) -> Token? {
        self.position + ahead < self.tokens.count ? self.tokens[self.position + ahead] : nil
    }

    private func number(_ ahead: Int) -> (value: Int, digits: Int)? {
        if case .number(let value, let digits) = self.peek(ahead) { return (value, digits) }
        return nil
    }

    private func word(_ ahead: Int) -> String? {
        if case .word(let word) = self.peek(ahead) { return word }
        return nil
    }

    private func mark(_ ahead: Int) -> Character? {
        if case .mark(let mark) = self.peek(ahead) { return mark }
        return nil
    }
}

/// Dates.
extension SpokenDate {
    private mutating func readDate() -> Bool {
        self.readNumericDate() || self.readNamedDate() || self.readRelative()
    }

    /// `2020-01-31`, `2020/1/31`, `1/31/2020`, `31.1.2020`, `20200131`.
    private mutating func readNumericDate() -> Bool {
        guard let first = self.number(0) else { return false }
        if first.digits == 8, let date = Self.valid(first.value / 10_000, first.value / 100 % 100, first.value % 100) {
            self.date = date
            self.position += 1
            return true
        }
        guard let separator = self.mark(1), "-/.".contains(separator), let second = self.number(2),
            self.mark(3) == separator,
            let third = self.number(4)
        else { return false }
        let date: (year: Int, month: Int, day: Int)?
        if first.digits == 4 {
            date = Self.valid(first.value, second.value, third.value)
        } else if separator == "." {
            date = Self.valid(Self.year(third), second.value, first.value)
        } else {
            date = Self.valid(Self.year(third), first.value, second.value)
        }
        guard let date else { return false }
        self.date = date
        self.position += 5
        if self.word(0) == "t" { self.position += 1 }
        return true
    }

    /// `31 Jan 2020`, `January 31st, 2020`, `Jan 31`.
    private mutating func readNamedDate() -> Bool {
        let thisYear = CivilTime(milliseconds: self.now, offset: self.zone.offset(at: self.now)).year
        var ahead = 0
        var day: Int?
        if let number = self.number(0), number.digits <= 2 {
            day = number.value
            ahead = self.isOrdinal(1) ? 2 : 1
            if self.word(ahead) == "of" { ahead += 1 }
            while self.mark(ahead) == "-" { ahead += 1 }
        }
        guard let name = self.word(ahead), let month = Self.month(name) else { return false }
        ahead += 1
        if self.mark(ahead) == "." { ahead += 1 }
        while day != nil, self.mark(ahead) == "-" { ahead += 1 }
        if day == nil {
            guard let number = self.number(ahead), number.digits <= 2 else { return false }
            day = number.value
            ahead += self.isOrdinal(ahead + 1) ? 2 : 1
        }
        if self.mark(ahead) == "," { ahead += 1 }
        var year = thisYear
        if let number = self.number(ahead), number.digits == 4, self.mark(ahead + 1) != ":" {
            year = number.value
            ahead += 1
        }
        guard let day, let date = Self.valid(year, month, day) else { return false }
        self.date = date
        self.position += ahead
        return true
    }

    /// `yesterday`, `3 days ago`, `in 2 hours`, `next week`, `last friday`.
    private mutating func readRelative() -> Bool {
        guard let word = self.word(0) else { return self.readAgo(0) }
        switch word {
        case "now":
            self.shift = 0
            self.position += 1
        case "today", "tomorrow", "yesterday", "tonight":
            self.setDate(days: word == "tomorrow" ? 1 : word == "yesterday" ? -1 : 0)
            if word == "tonight" { self.time = (20, 0, 0, 0) }
            self.position += 1
        case "in": return self.readAgo(1)
        case "next", "last":
            guard let unit = self.word(1) else { return false }
            let sign: Int64 = word == "next" ? 1 : -1
            if let weekday = Self.weekday(unit) {
                self.setDate(weekday: weekday, sign: Int(sign))
            } else if let length = Self.length(unit) {
                self.shift = sign * length
            } else {
                return false
            }
            self.position += 2
        default:
            guard let weekday = Self.weekday(word) else { return false }
            // In front of a date the day of the week says nothing new.
            let saved = self
            self.position += self.mark(1) == "," ? 2 : 1
            if self.readNumericDate() || self.readNamedDate() { return true }
            self = saved
            self.setDate(weekday: weekday, sign: 1)
            self.position += 1
        }
        return true
    }

    private mutating func readAgo(_ ahead: Int) -> Bool {
        guard let number = self.number(ahead), number.digits < 7, let unit = self.word(ahead + 1),
            let length = Self.length(unit)
        else { return false }
        let isPast = self.word(ahead + 2) == "ago" || self.word(ahead + 2) == "before"
        guard ahead == 1 || isPast || self.word(ahead + 2) == "from" else { return false }
        self.shift = Int64(number.value) * length * (isPast ? -1 : 1)
        self.position += ahead + 2 + (ahead == 1 ? 0 : isPast ? 1 : 2)
        return true
    }

    private mutating func setDate(days: Int) {
        let today = CivilTime(milliseconds: self.now, offset: self.zone.offset(at: self.now)).days
        let date = CivilTime.date(days: today + days)
        self.date = (date.year, date.month, date.day)
    }

    private mutating func setDate(weekday: Int, sign: Int) {
        let today = CivilTime(milliseconds: self.now, offset: self.zone.offset(at: self.now)).weekday
        let ahead = (weekday - today + 7) % 7
        self.setDate(days: sign > 0 ? (ahead == 0 ? 7 : ahead) : ahead - 7)
    }

    private func isOrdinal(_ ahead: Int) -> Bool { ["st", "nd", "rd", "th"].contains(self.word(ahead) ?? "") }

    private static func valid(_ year: Int, _ month: Int, _ day: Int) -> (year: Int, month: Int, day: Int)? {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...CivilTime.length(ofMonth: month, year)).contains(day)
        else { return nil }
        return (year, month, day)
    }

    private static func year(_ number: (value: Int, digits: Int)) -> Int {
        number.digits > 2 ? number.value : number.value + (number.value < 70 ? 2000 : 1900)
    }

    private static func month(_ name: String) -> Int? {
        guard name.count >= 3 else { return nil }
        return DateNames.months.firstIndex { $0.lowercased() == name || $0.lowercased().prefix(3) == name }.map {
            $0 + 1
        }
            ?? (name == "sept" ? 9 : nil)
    }

    private static func weekday(_ name: String) -> Int? {
        guard name.count >= 3 else { return nil }
        return DateNames.weekdays.firstIndex { $0.lowercased().hasPrefix(name) }.map { $0 + 1 }
    }

    private static func length(_ unit: String) -> Int64? {
        switch unit {
        case "second", "seconds", "sec", "secs": 1000
        case "minute", "minutes", "min", "mins": 60_000
        case "hour", "hours", "hr", "hrs": 3_600_000
        case "day", "days": 86_400_000
        case "week", "weeks": 604_800_000
        default: nil
        }
    }
}

/// Times.
extension SpokenDate {
    private mutating func readTime() -> Bool {
        if let word = self.word(0), word == "noon" || word == "midnight" {
            self.time = (word == "noon" ? 12 : 0, 0, 0, 0)
            self.position += 1
            return true
        }
        guard let hour = self.number(0), hour.digits <= 2, hour.value < 24 else { return false }
        var ahead = 1
        var (minute, second, nanosecond) = (0, 0, 0)
        if self.mark(ahead) == ":", let given = self.number(ahead + 1), given.digits == 2, given.value < 60 {
            minute = given.value
            ahead += 2
            if self.mark(ahead) == ":", let given = self.number(ahead + 1), given.digits == 2, given.value < 60 {
                second = given.value
                ahead += 2
                if let mark = self.mark(ahead), mark == "." || mark == ",", let given = self.number(ahead + 1) {
                    nanosecond = Self.nanoseconds(given)
                    ahead += 2
                }
            }
        }
        let half = self.word(ahead).flatMap { ["am", "a", "pm", "p"].contains($0) ? $0 : nil }
        guard ahead > 1 || half != nil else { return false }
        var clock = hour.value
        if let half {
            clock = clock % 12 + (half.hasPrefix("p") ? 12 : 0)
            ahead += 1
        }
        self.time = (clock, minute, second, nanosecond)
        self.position += ahead
        return true
    }

    private static func nanoseconds(_ number: (value: Int, digits: Int)) -> Int {
        var value = number.value
        var digits = number.digits
        while digits < 9 { (value, digits) = (value * 10, digits + 1) }
        while digits > 9 { (value, digits) = (value / 10, digits - 1) }
        return value
    }

    private mutating func readOffset() -> Bool {
        if let word = self.word(0) {
            let zones = ["z": 0, "utc": 0, "gmt": 0, "est": -18_000, "edt": -14_400, "cst": -21_600, "cdt": -18_000]
            let more = ["mst": -25_200, "mdt": -21_600, "pst": -28_800, "pdt": -25_200, "cet": 3600, "cest": 7200]
            guard let offset = zones[word] ?? more[word] else { return false }
            self.offset = offset
            self.position += 1
            return true
        }
        guard let sign = self.mark(0), sign == "+" || sign == "-", let first = self.number(1) else { return false }
        var seconds: Int
        var taken = 2
        if first.digits == 4 {
            seconds = first.value / 100 * 3600 + first.value % 100 * 60
        } else if first.digits <= 2 {
            seconds = first.value * 3600
            if self.mark(2) == ":", let minutes = self.number(3), minutes.digits == 2 {
                seconds += minutes.value * 60
                taken = 4
            }
        } else {
            return false
        }
        if sign == "-" { seconds = -seconds }
        self.offset = seconds
        self.position += taken
        return true
    }
}
