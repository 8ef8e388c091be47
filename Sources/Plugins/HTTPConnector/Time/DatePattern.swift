/// A pattern of Java's for dates and times, cut into its parts.
struct DatePattern: Sendable {
    enum Part: Sendable, Equatable {
        case field(Character, Int)
        case literal(String)
        /// `[` and `]`.
        case optional([Part])
    }

    /// A pattern that is none, in the words of Java's `IllegalArgumentException`.
    struct Invalid: Error, Equatable {
        let message: String
    }

    let parts: [Part]

    /// Whose rules hold: `DateTimeFormatter` has optional parts and more letters than `SimpleDateFormat`.
    enum Dialect { case formatter, simple }

    init(_ pattern: String, _ dialect: Dialect) throws(Invalid) {
        var scanner = Scanner(characters: Array(pattern), pattern: pattern, dialect: dialect)
        self.parts = try scanner.parts(depth: 0)
    }

    private struct Scanner {
        let characters: [Character]
        let pattern: String
        let dialect: Dialect
        var position = 0

        mutating func parts(depth: Int) throws(Invalid) -> [Part] {
            var parts: [Part] = []
            while self.position < self.characters.count {
                let character = self.characters[self.position]
                switch character {
                case "'": parts.append(.literal(try self.quoted()))
                case "[" where self.dialect == .formatter:
                    self.position += 1
                    guard depth < 32 else { throw Invalid(message: "Pattern is nested too deeply: \(self.pattern)") }
                    parts.append(.optional(try self.parts(depth: depth + 1)))
                case "]" where self.dialect == .formatter:
                    self.position += 1
                    guard depth > 0 else {
                        throw Invalid(message: "Pattern invalid as it contains ] without previous [")
                    }
                    return parts
                case "{" where self.dialect == .formatter, "}" where self.dialect == .formatter,
                    "#" where self.dialect == .formatter:
                    throw Invalid(message: "Pattern includes reserved character: '\(character)'")
                case "a"..."z", "A"..."Z":
                    var count = 0
                    while self.position < self.characters.count, self.characters[self.position] == character {
                        count += 1
                        self.position += 1
                    }
                    try self.check(character, count)
                    parts.append(.field(character, count))
                default:
                    parts.append(.literal(String(character)))
                    self.position += 1
                }
            }
            return parts
        }

        private mutating func quoted() throws(Invalid) -> String {
            self.position += 1
            var text = ""
            while self.position < self.characters.count {
                if self.characters[self.position] == "'" {
                    self.position += 1
                    guard self.position < self.characters.count, self.characters[self.position] == "'" else {
                        return text.isEmpty ? "'" : text
                    }
                }
                text.append(self.characters[self.position])
                self.position += 1
            }
            throw Invalid(
                message: self.dialect == .formatter
                    ? "Pattern ends with an incomplete string literal: \(self.pattern)" : "Unterminated quote")
        }

        private func check(_ letter: Character, _ count: Int) throws(Invalid) {
            switch self.dialect {
            case .simple:
                guard "GyYMLwWDdFEuaHkKhmsSzZX".contains(letter) else {
                    throw Invalid(message: "Illegal pattern character '\(letter)'")
                }
                if letter == "X", count > 3 { throw Invalid(message: "invalid ISO 8601 format: length=\(count)") }
            case .formatter:
                guard "GuyDMLdQqYwWEecFahKkHmsSAnNVvzOXxZ".contains(letter) else {
                    throw Invalid(message: "Unknown pattern letter: \(letter)")
                }
                let most =
                    switch letter {
                    case "d", "H", "h", "K", "k", "m", "s", "w", "V": 2
                    case "D": 3
                    case "F", "W", "a": 1
                    case "G", "M", "L", "E", "e", "c", "Q", "q", "X", "x", "Z": 5
                    case "z", "v", "O": 4
                    case "S": 9
                    default: 19
                    }
                if count > most { throw Invalid(message: "Too many pattern letters: \(letter)") }
                if letter == "V", count != 2 { throw Invalid(message: "Pattern letter count must be 2: V") }
            }
        }
    }
}

/// Names of months and days in English.
enum DateNames {
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    static func short(_ name: String) -> String { String(name.prefix(3)) }
}

/// Writing as Java's `SimpleDateFormat` does in English.
extension DatePattern {
    func text(_ milliseconds: Int64, _ zone: TimeZoneRules) -> String {
        let offset = zone.offset(at: milliseconds)
        let time = CivilTime(milliseconds: milliseconds, offset: offset)
        return self.parts.map { Self.text($0, time, offset, zone) }.joined()
    }

    private static func text(_ part: Part, _ time: CivilTime, _ offset: Int, _ zone: TimeZoneRules) -> String {
        switch part {
        case .literal(let text): return text
        case .optional(let parts): return parts.map { self.text($0, time, offset, zone) }.joined()
        case .field(let letter, let count):
            if let number = Self.number(letter, time) {
                if letter == "y" || letter == "Y" {
                    return count == 2 ? (number % 100).padded(2) : number.padded(count)
                }
                if letter == "M" || letter == "L", count > 2 {
                    let name = DateNames.months[time.month - 1]
                    return count == 3 ? DateNames.short(name) : name
                }
                return number.padded(count)
            }
            return Self.word(letter, count, time, offset, zone)
        }
    }

    /// Of fields that are numbers.
    private static func number(_ letter: Character, _ time: CivilTime) -> Int? {
        switch letter {
        case "y": time.year <= 0 ? 1 - time.year : time.year
        case "Y": Self.week(time).year
        case "M", "L": time.month
        case "w": Self.week(time).week
        case "W": (time.day + (CivilTime(year: time.year, month: time.month, day: 1).weekday % 7) - 1) / 7 + 1
        case "D": time.dayOfYear
        case "d": time.day
        case "F": (time.day - 1) / 7 + 1
        case "u": time.weekday
        case "H": time.hour
        case "k": time.hour == 0 ? 24 : time.hour
        case "K": time.hour % 12
        case "h": time.hour % 12 == 0 ? 12 : time.hour % 12
        case "m": time.minute
        case "s": time.second
        case "S": time.nanosecond / 1_000_000
        default: nil
        }
    }

    /// The week and its year as people in the United States count: weeks begin on Sunday, the first has January 1.
    private static func week(_ time: CivilTime) -> (week: Int, year: Int) {
        let shift = CivilTime(year: time.year, month: 1, day: 1).weekday % 7
        let week = (time.dayOfYear - 1 + shift) / 7 + 1
        let nextShift = CivilTime(year: time.year + 1, month: 1, day: 1).weekday % 7
        let daysLeft = (CivilTime.isLeap(time.year) ? 366 : 365) - time.dayOfYear
        return daysLeft < nextShift ? (1, time.year + 1) : (week, time.year)
    }

    private static func word(
        _ letter: Character, _ count: Int, _ time: CivilTime, _ offset: Int, _ zone: TimeZoneRules
    ) -> String {
        switch letter {
        case "G": return time.year > 0 ? "AD" : "BC"
        case "a": return time.hour < 12 ? "AM" : "PM"
        case "E":
            let name = DateNames.weekdays[time.weekday - 1]
            return count > 3 ? name : DateNames.short(name)
        case "z":
            guard zone.isUTC else { return "GMT" + Self.offset(offset, ":") }
            if zone.name.hasSuffix("GMT") { return count > 3 ? "Greenwich Mean Time" : "GMT" }
            return count > 3 ? "Coordinated Universal Time" : "UTC"
        case "Z": return Self.offset(offset, "")
        case "X":
            if offset == 0 { return "Z" }
            let text = Self.offset(offset, count == 3 ? ":" : "")
            return count == 1 ? String(text.prefix(3)) : text
        default: return ""
        }
    }

    static func offset(_ seconds: Int, _ separator: String) -> String {
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + (minutes / 60).padded(2) + separator + (minutes % 60).padded(2)
    }
}
