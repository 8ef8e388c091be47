import ConnectAPI

/// Dates, times and timestamps in a header's text, always in UTC.
///
/// Found by their length: `2019-08-23`, `14:34:54.346Z`, `2019-08-23T14:34:54.346Z`. As lenient as Java's
/// `SimpleDateFormat`: numbers may have any number of digits, fields out of range carry over, and what follows is
/// left alone.
enum HeaderTemporal {
    private static let date = ["y", "-", "M", "-", "d"]
    private static let time = ["H", ":", "m", ":", "s", ".", "S", "Z"]

    static func parse(_ text: String) -> SchemaAndValue? {
        let text = text.replacing("\\:", with: ":")
        switch text.utf16.count {
        case 10: return self.milliseconds(text, self.date).map { SchemaAndValue(.date, .date($0)) }
        case 13: return self.milliseconds(text, self.time).map { SchemaAndValue(.time, .date($0)) }
        case 24:
            return self.milliseconds(text, self.date + ["T"] + self.time).map { SchemaAndValue(.timestamp, .date($0)) }
        default: return nil
        }
    }

    private static func milliseconds(_ text: String, _ pattern: [String]) -> Int64? {
        var fields: [String: Int64] = ["y": 1970, "M": 1, "d": 1]
        var rest = text.unicodeScalars[...]
        for part in pattern {
            guard let letter = part.unicodeScalars.first else { continue }
            if "yMdHmsS".contains(part) {
                guard let number = self.number(&rest) else { return nil }
                fields[part] = number
            } else {
                guard rest.popFirst() == letter else { return nil }
            }
        }
        let days = CivilDate.days(year: fields["y"] ?? 0, month: fields["M"] ?? 0, day: fields["d"] ?? 0)
        let hours = days * 24 + (fields["H"] ?? 0)
        let seconds = (hours * 60 + (fields["m"] ?? 0)) * 60 + (fields["s"] ?? 0)
        return seconds * 1000 + (fields["S"] ?? 0)
    }

    /// Larger numbers are not taken for a part of a date; up to it nothing overflows.
    private static let largestNumber: Int64 = 9_999_999

    /// A number with blanks in front and perhaps a sign.
    private static func number(_ rest: inout Substring.UnicodeScalarView) -> Int64? {
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        let isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        var value: Int64?
        while let digit = rest.first?.decimalDigit {
            let longer = (value ?? 0) * 10 + Int64(digit)
            guard longer <= Self.largestNumber else { return nil }
            value = longer
            rest.removeFirst()
        }
        return value.map { isNegative ? -$0 : $0 }
    }
}
