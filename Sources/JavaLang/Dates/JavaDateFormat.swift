package import Bytes
import ConnectAPI
import Glibc

/// Dates by a pattern of Java's `SimpleDateFormat`, in UTC, with English names and weeks that begin on Sunday, as a Java
/// worker has them by default.
///
/// Reading is lenient as Java's is: numbers may have any number of digits where no other follows, fields beyond their
/// range carry over, and what follows the pattern is left alone.
package struct JavaDateFormat: Sendable {
    enum Part: Sendable, Equatable {
        case literal([Unicode.Scalar])
        /// A letter and how often it stands there.
        case field(Unicode.Scalar, Int)
    }

    package let pattern: String
    let parts: [Part]
    /// What is written, in trivial parts.
    private let writing: [Writing]
    private let literals: [UInt8]
    let plainSteps: [PlainStep]?
    /// Whether texts need no escape in JSON, see `Cell.isPlain`.
    package let isPlain: Bool
    /// The first of the hundred years that a year of two digits may mean.
    let firstCenturyYear: Int64
    /// Where that year begins to count: 80 years before the format was made, in milliseconds.
    let centuryStart: Int64

    private struct Writing: Sendable, BitwiseCopyable {
        /// 0: a range of `literals`.
        var letter: UInt8
        /// How often the letter stands there, or the literal's length.
        var count: Int
        var start = 0
    }

    /// Why a text is no pattern.
    package struct PatternError: Error, Sendable {
        /// In Java's words.
        package let message: String
    }

    /// What a date's pattern may consist of.
    private static let letters = Set("GyMdkHmsSEDFwWahKzZYuXL".unicodeScalars)
    /// Longest run of one letter: it is how many digits are written at least.
    private static let maximumCount = 1000

    /// - Parameter now: Decides what years of two digits mean; milliseconds since 1970-01-01 UTC.
    package init(_ pattern: String, now: Int64 = Int64(time(nil)) * 1000) throws(PatternError) {
        self.pattern = pattern
        let parts = try Self.compile(Array(pattern.unicodeScalars))
        self.parts = parts
        self.plainSteps = Self.plainSteps(parts)
        var literals: [UInt8] = []
        self.writing = parts.map { part in
            switch part {
            case .field(let letter, let count): return Writing(letter: UInt8(letter.value), count: count)
            case .literal(let characters):
                let start = literals.count
                for character in characters { literals += Array(String(character).utf8) }
                return Writing(letter: 0, count: literals.count - start, start: start)
            }
        }
        self.literals = literals
        self.isPlain = literals.allSatisfy { (0x20..<0x80).contains($0) && $0 != 0x22 && $0 != 0x5C }
        let today = CivilDate(milliseconds: now)
        self.firstCenturyYear = today.year - 80
        let day = CivilDate.days(year: today.year - 80, month: Int64(today.month), day: Int64(today.day))
        self.centuryStart = day * CivilDate.millisecondsOfDay + now.modulo(CivilDate.millisecondsOfDay)
    }

    private static func compile(_ text: [Unicode.Scalar]) throws(PatternError) -> [Part] {
        var parts: [Part] = []
        var literal: [Unicode.Scalar] = []
        var isQuoted = false
        var index = 0
        while index < text.count {
            let character = text[index]
            if character == "'" {
                if index + 1 < text.count, text[index + 1] == "'" {
                    literal.append("'")
                    index += 1
                } else {
                    isQuoted.toggle()
                }
                index += 1
            } else if isQuoted || !character.isASCIILetter {
                literal.append(character)
                index += 1
            } else {
                let end = text[index...].firstIndex { $0 != character } ?? text.count
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = []
                parts.append(try Self.field(character, end - index))
                index = end
            }
        }
        guard !isQuoted else { throw PatternError(message: "Unterminated quote") }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return parts
    }

    private static func field(_ letter: Unicode.Scalar, _ count: Int) throws(PatternError) -> Part {
        guard Self.letters.contains(letter) else {
            throw PatternError(message: "Illegal pattern character '\(letter)'")
        }
        guard letter != "X" || count <= 3 else {
            throw PatternError(message: "invalid ISO 8601 format: length=\(count)")
        }
        guard count <= Self.maximumCount else {
            throw PatternError(message: "More than \(Self.maximumCount) pattern letters '\(letter)' in a row")
        }
        return .field(letter, count)
    }

    /// How long a text made by the format stays the same, in milliseconds: a day if the pattern has nothing shorter.
    package var granularity: Int64 {
        self.parts.reduce(CivilDate.millisecondsOfDay) { shortest, part in
            guard case .field(let letter, _) = part else { return shortest }
            return switch letter {
            case "S": 1
            case "s": min(shortest, 1000)
            case "m": min(shortest, 60_000)
            case "H", "h", "k", "K", "a": min(shortest, 3_600_000)
            default: shortest
            }
        }
    }

    // MARK: writing

    /// The text for a point in time in milliseconds since 1970-01-01 UTC.
    package func string(_ milliseconds: Int64) -> String {
        var output = BytesWriter(capacity: 32)
        self.append(milliseconds, to: &output)
        return String(decoding: output.finish())
    }

    package func append(_ milliseconds: Int64, to output: inout BytesWriter) {
        let date = CivilDate(milliseconds: milliseconds)
        for part in self.writing {
            if part.letter == 0, part.count == 1 {
                output.append(self.literals[part.start])
            } else if part.letter == 0 {
                self.literals.withUnsafeBytes { literals in
                    output.append(UnsafeRawBufferPointer(rebasing: literals[part.start..<part.start + part.count]))
                }
            } else {
                Self.append(part.letter, part.count, date, to: &output)
            }
        }
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    private static func append(
        _ letter: UInt8, _ count: Int, _ date: CivilDate, to output: inout BytesWriter
    ) {
        switch Unicode.Scalar(letter) {
        case "G": output.append(utf8: date.year > 0 ? "AD" : "BC")
        case "y", "Y":
            // A week's year has no era.
            let isWeekYear = letter == UInt8(ascii: "Y")
            let year = isWeekYear ? date.week.year : date.year
            if isWeekYear, year < 0 { output.append(UInt8(ascii: "-")) }
            let shown = isWeekYear ? abs(year) : year > 0 ? year : 1 - year
            Self.append(count == 2 ? shown % 100 : shown, count, to: &output)
        case "M", "L":
            let name = Self.months[date.month - 1]
            switch count {
            case ...2: Self.append(Int64(date.month), count, to: &output)
            case 3: output.append(utf8: String(name.prefix(3)))
            default: output.append(utf8: name)
            }
        case "E":
            let name = Self.weekdays[date.weekday]
            output.append(utf8: count >= 4 ? name : String(name.prefix(3)))
        case "a": output.append(utf8: date.hour < 12 ? "AM" : "PM")
        case "z": output.append(utf8: count >= 4 ? "Coordinated Universal Time" : "UTC")
        case "Z": output.append(utf8: "+0000")
        case "X": output.append(utf8: "Z")
        case let letter: Self.append(Self.number(letter, date), count, to: &output)
        }
    }

    private static func number(_ letter: Unicode.Scalar, _ date: CivilDate) -> Int64 {
        let value =
            switch letter {
            case "d": date.day
            case "H": date.hour
            case "k": date.hour == 0 ? 24 : date.hour
            case "K": date.hour % 12
            case "h": date.hour % 12 == 0 ? 12 : date.hour % 12
            case "m": date.minute
            case "s": date.second
            case "S": date.millisecond
            case "D": date.dayOfYear
            case "F": (date.day - 1) / 7 + 1
            case "w": date.week.number
            case "W": (date.day - 1 + (date.weekday - date.day + 1 + 35) % 7) / 7 + 1
            default: date.weekday == 0 ? 7 : date.weekday  // u
            }
        return Int64(value)
    }

    private static func append(_ value: Int64, _ width: Int, to output: inout BytesWriter) {
        if width == 2, value < 100 {
            return output.withSpace(2) { target in
                let tens = UInt8(truncatingIfNeeded: value) / 10
                target[0] = UInt8(ascii: "0") + tens
                target[1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value) - tens * 10
                return 2
            }
        }
        var count = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        count = max(count, width)
        output.withSpace(count) { target in
            var rest = value
            for place in stride(from: count - 1, through: 0, by: -1) {
                target[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return count
        }
    }
}

extension CivilDate {
    /// From 1 on.
    var dayOfYear: Int {
        let days = Self.days(year: self.year, month: Int64(self.month), day: Int64(self.day))
        return Int(days - Self.days(year: self.year, month: 1, day: 1)) + 1
    }

    /// The week of the year, which begins on Sunday; the one with January 1 in it is the first, also of that year.
    var week: (year: Int64, number: Int) {
        let days = Self.days(year: self.year, month: Int64(self.month), day: Int64(self.day))
        let untilNextYear = Self.days(year: self.year + 1, month: 1, day: 1) - days
        if untilNextYear <= Int64(6 - self.weekday) { return (self.year + 1, 1) }
        let firstWeekday = Int((Int64(self.weekday) - Int64(self.dayOfYear - 1)).modulo(7))
        return (self.year, (self.dayOfYear - 1 + firstWeekday) / 7 + 1)
    }
}

extension Unicode.Scalar {
    var isASCIILetter: Bool { (0x41...0x5A).contains(self.value) || (0x61...0x7A).contains(self.value) }
}
