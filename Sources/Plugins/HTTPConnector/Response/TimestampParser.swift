import JavaLang

/// Reads the timestamps of records.
indirect enum TimestampParser: Sendable {
    /// Milliseconds since 1970.
    case epochMillis
    /// The same, or what another one reads.
    case epochMillisOr(TimestampParser)
    case pattern(DateReader, isDefault: Bool)
    /// English; in a zone, or in the process's.
    case spoken(TimeZoneRules?)
    /// The first group of the first match, read by another one.
    case regex(JavaRegex, TimestampParser)

    static let defaultPattern = "yyyy-MM-dd'T'HH:mm:ss[.SSS]X"

    func parse(_ text: String) throws(TimestampError) -> DateReader.Instant {
        switch self {
        case .epochMillis:
            guard let value = Int64(text) else {
                throw TimestampError(
                    className: "java.lang.NumberFormatException", message: "For input string: \"\(text)\"")
            }
            return .init(milliseconds: value)
        case .epochMillisOr(let other):
            if let value = Int64(text) { return .init(milliseconds: value) }
            return try other.parse(text)
        case .pattern(let reader, let isDefault):
            if isDefault, let value = Self.fastISO(text) { return .init(milliseconds: value) }
            return try reader.instant(text)
        case .spoken(let zone):
            guard let instant = SpokenDate.parse(text, now: InstantText.now, zone: .process) else {
                throw TimestampError(
                    className: "java.lang.IllegalStateException", message: "Couldn't parse timestamp \(text)")
            }
            guard let zone else { return .init(milliseconds: instant) }
            // What clocks here showed then counts as the clocks' of the zone.
            let local = CivilTime(milliseconds: instant, offset: TimeZoneRules.process.offset(at: instant))
            return .init(milliseconds: zone.milliseconds(of: local))
        case .regex(let regex, let other): return try other.parse(try Self.group(regex, text))
        }
    }

    private static func group(_ regex: JavaRegex, _ text: String) throws(TimestampError) -> String {
        let match: [Range<Int>?]?
        do throws(JavaRegexError) {
            match = try regex.firstMatch(in: text, from: 0)
        } catch {
            throw TimestampError(className: "java.lang.IllegalStateException", message: error.description)
        }
        guard let match else {
            throw TimestampError(className: "java.lang.IllegalStateException", message: "No match found")
        }
        guard match.count > 1 else {
            throw TimestampError(className: "java.lang.IndexOutOfBoundsException", message: "No group 1")
        }
        guard let range = match[1] else {
            throw TimestampError(className: "java.lang.NullPointerException", message: "Group 1 is empty in '\(text)'")
        }
        return String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    /// `2020-01-01T00:00:02Z` and `2020-01-01T00:00:02.123Z` without any detour; nil for everything else.
    @inline(__always)
    private static func fastISO(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { Self.fastISO(UnsafeRawBufferPointer($0)) }
    }

    static func fastISO(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count == 20 || bytes.count == 24, bytes[bytes.count - 1] == UInt8(ascii: "Z"), bytes[4] == 0x2D,
            bytes[7] == 0x2D, bytes[10] == UInt8(ascii: "T"), bytes[13] == 0x3A, bytes[16] == 0x3A
        else { return nil }
        var isValid = true
        func digits(_ start: Int, _ count: Int) -> Int {
            var value = 0
            for place in start..<start + count {
                let digit = bytes[place] &- 0x30
                if digit > 9 { isValid = false }
                value = value &* 10 &+ Int(digit)
            }
            return value
        }
        let (year, month, day) = (digits(0, 4), digits(5, 2), digits(8, 2))
        let (hour, minute, second) = (digits(11, 2), digits(14, 2), digits(17, 2))
        var millisecond = 0
        if bytes.count == 24 {
            guard bytes[19] == UInt8(ascii: ".") else { return nil }
            millisecond = digits(20, 3)
        }
        guard isValid, (1...12).contains(month), (1...28).contains(day), hour < 24, minute < 60, second < 60 else {
            return nil  // also days for which one has to know the month
        }
        let days = CivilTime.days(year: year, month: month, day: day)
        return Int64(((days &* 24 &+ hour) &* 60 &+ minute) &* 60 &+ second) &* 1000 &+ Int64(millisecond)
    }
}
