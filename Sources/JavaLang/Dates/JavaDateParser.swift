/// Reads a date by a pattern, as `SimpleDateFormat.parse` does.
struct JavaDateParser {
    private let format: JavaDateFormat
    private let text: [Unicode.Scalar]
    private var index = 0
    private var fields = DateFields()
    private var isAmbiguousYear = false

    /// The point in time, or nil if the text doesn't match.
    static func parse(_ text: String, _ format: JavaDateFormat) -> Int64? {
        var parser = JavaDateParser(format: format, text: Array(text.unicodeScalars))
        return parser.run()
    }

    private init(format: JavaDateFormat, text: [Unicode.Scalar]) {
        self.format = format
        self.text = text
    }

    private mutating func run() -> Int64? {
        for (place, part) in self.format.parts.enumerated() {
            switch part {
            case .literal(let characters):
                for character in characters {
                    guard self.index < self.text.count, self.text[self.index] == character else { return nil }
                    self.index += 1
                }
            case .field(let letter, let count):
                let next = place + 1 < self.format.parts.count ? self.format.parts[place + 1] : nil
                guard self.field(letter, count, obeysCount: Self.isNumeric(next)) else { return nil }
            }
        }
        let time = self.fields.milliseconds
        guard self.isAmbiguousYear, time < self.format.centuryStart else { return time }
        self.fields.year = (self.fields.year ?? 1970) + 100
        return self.fields.milliseconds
    }

    /// Whether a field is a number, so that one before it ends after as many digits as its pattern has letters.
    static func isNumeric(_ part: JavaDateFormat.Part?) -> Bool {
        guard case .field(let letter, let count)? = part else { return false }
        if letter == "M" || letter == "L" { return count <= 2 }
        return "yYdkHmsSDFwWhKu".unicodeScalars.contains(letter)
    }

    private mutating func field(_ letter: Unicode.Scalar, _ count: Int, obeysCount: Bool) -> Bool {
        let start = self.index
        while self.index < self.text.count, self.text[self.index] == " " || self.text[self.index] == "\t" {
            self.index += 1
        }
        guard self.index < self.text.count else { return false }
        switch letter {
        case "G": return self.name(["BC", "AD"], from: start) { $0.era = $1 }
        case "a": return self.name(["AM", "PM"], from: start) { $0.set(.halfDay, Int64($1)) }
        case "E":
            return self.name(JavaDateFormat.weekdays, from: start) { $0.set(.weekday, Int64($1)) }
        case "M" where count > 2, "L" where count > 2:
            return self.name(JavaDateFormat.months, from: start) { $0.set(.month, Int64($1)) }
        case "z", "Z": return self.zone(from: start)
        case "X": return self.isoZone(count)
        default: break
        }
        let first = self.index
        let limit = obeysCount ? start + count : self.text.count
        guard limit <= self.text.count, let value = self.number(upTo: limit) else { return false }
        self.take(letter, value, count, digits: self.text[first..<self.index])
        return true
    }

    private mutating func take(
        _ letter: Unicode.Scalar, _ value: Int64, _ count: Int, digits: ArraySlice<Unicode.Scalar>
    ) {
        switch letter {
        case "y", "Y":
            var year = value
            if count <= 2, digits.count == 2, digits.allSatisfy({ $0.decimalDigit != nil }) {
                let first = self.format.firstCenturyYear
                self.isAmbiguousYear = value == first % 100
                year += first / 100 * 100 + (value < first % 100 ? 100 : 0)
            }
            if letter == "y" { self.fields.setYear(year) } else { self.fields.setWeekYear(year) }
        case "M", "L": self.fields.set(.month, value - 1)
        case "d": self.fields.set(.dayOfMonth, value)
        case "D": self.fields.set(.dayOfYear, value)
        case "F": self.fields.set(.weekdayInMonth, value)
        case "w": self.fields.set(.weekOfYear, value)
        case "W": self.fields.set(.weekOfMonth, value)
        case "u": self.fields.set(.weekday, value == 7 ? 0 : (1...6).contains(value) ? value : value - 1)
        case "H": self.fields.set(.hourOfDay, value)
        case "k": self.fields.set(.hourOfDay, value == 24 ? 0 : value)
        case "K": self.fields.set(.hour, value)
        case "h": self.fields.set(.hour, value == 12 ? 0 : value)
        case "m": self.fields.minute = value
        case "s": self.fields.second = value
        default: self.fields.millisecond = value
        }
    }

    /// A number of 32 bits with perhaps a minus sign; larger ones are cut as Java cuts them.
    private mutating func number(upTo limit: Int) -> Int64? {
        var place = self.index
        // Java's numbers may be none, which is then read as 0.
        if limit - place >= 3, self.text[place..<place + 3].elementsEqual("NaN".unicodeScalars) {
            self.index = place + 3
            return 0
        }
        let isNegative = place < limit && self.text[place] == "-"
        if isNegative { place += 1 }
        var value: Int64 = 0
        var isLarge = false
        let start = place
        while place < limit, let digit = self.text[place].decimalDigit {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(digit))
            isLarge = isLarge || overflow || carry
            if !isLarge { value = sum }
            place += 1
        }
        guard place > start else { return nil }
        self.index = place
        if isLarge { return isNegative ? Int64(Int32.min) : Int64(Int32.max) }
        return Int64(Int32(truncatingIfNeeded: isNegative ? -value : value))
    }

    /// The longest of the names, whole or by its first three letters, in any case.
    private mutating func name(
        _ names: [String], from start: Int, _ take: (inout DateFields, Int) -> Void
    ) -> Bool {
        var best: (length: Int, place: Int)?
        for (place, name) in names.enumerated() {
            let whole = Array(name.unicodeScalars)
            for form in [whole, Array(whole.prefix(3))] where form.count > best?.length ?? 0 {
                if self.matches(form, at: start) { best = (form.count, place) }
            }
        }
        guard let best else { return false }
        self.index = start + best.length
        take(&self.fields, best.place)
        return true
    }

    private func matches(_ form: [Unicode.Scalar], at start: Int) -> Bool {
        guard start + form.count <= self.text.count else { return false }
        return zip(form, self.text[start...]).allSatisfy {
            $0.properties.lowercaseMapping == $1.properties.lowercaseMapping
        }
    }
}

/// Zones.
extension JavaDateParser {
    /// Abbreviations that are read, and their distance from UTC in minutes.
    private static let zones: [(name: String, minutes: Int64)] = [
        ("UTC", 0), ("WET", 0), ("WEST", 60), ("CET", 60), ("CEST", 120), ("EET", 120), ("EEST", 180),
        ("MSK", 180), ("EST", -300), ("EDT", -240), ("CST", -360), ("CDT", -300), ("MST", -420), ("MDT", -360),
        ("PST", -480), ("PDT", -420), ("JST", 540), ("Coordinated Universal Time", 0), ("Greenwich Mean Time", 0),
    ]

    private mutating func zone(from start: Int) -> Bool {
        switch self.text[self.index] {
        case "+": return self.offset(sign: 1, count: 0, colon: false)
        case "-": return self.offset(sign: -1, count: 0, colon: false)
        default: break
        }
        if self.matches(Array("GMT".unicodeScalars), at: self.index) {
            self.index += 3
            let sign: Unicode.Scalar? = self.index < self.text.count ? self.text[self.index] : nil
            if sign == "+" || sign == "-" { return self.offset(sign: sign == "+" ? 1 : -1, count: 0, colon: true) }
            self.fields.zoneMinutes = 0
            return true
        }
        let known = Self.zones.map { (Array($0.name.unicodeScalars), $0.minutes) }
            .filter { self.matches($0.0, at: self.index) }
            .max { $0.0.count < $1.0.count }
        guard let (name, minutes) = known else { return false }
        self.index += name.count
        self.fields.zoneMinutes = minutes
        return true
    }

    private mutating func isoZone(_ count: Int) -> Bool {
        switch self.text[self.index] {
        case "Z":
            self.index += 1
            self.fields.zoneMinutes = 0
            return true
        case "+": return self.offset(sign: 1, count: count, colon: count == 3)
        case "-": return self.offset(sign: -1, count: count, colon: count == 3)
        default: return false
        }
    }

    /// Hours and minutes behind a sign.
    private mutating func offset(sign: Int64, count: Int, colon: Bool) -> Bool {
        self.index += 1
        guard var hours = self.digit() else { return false }
        if let second = self.digit() {
            hours = hours * 10 + second
        } else if count > 0 || !colon || self.index == self.text.count {
            return false
        }
        guard hours <= 23 else { return false }
        var minutes: Int64 = 0
        if count != 1 {
            if colon {
                guard self.index < self.text.count, self.text[self.index] == ":" else { return false }
                self.index += 1
            }
            guard let tens = self.digit(), let ones = self.digit(), tens < 6 else { return false }
            minutes = tens * 10 + ones
        }
        self.fields.zoneMinutes = sign * (hours * 60 + minutes)
        return true
    }

    private mutating func digit() -> Int64? {
        guard self.index < self.text.count, (0x30...0x39).contains(self.text[self.index].value) else { return nil }
        self.index += 1
        return Int64(self.text[self.index - 1].value) - 0x30
    }
}

extension JavaDateFormat {
    /// The point in time that a text stands for, in milliseconds since 1970-01-01 UTC; nil if it doesn't match.
    package func parse(_ text: String) -> Int64? { JavaDateParser.parse(text, self) }
}
