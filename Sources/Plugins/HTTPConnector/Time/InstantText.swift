import Glibc

/// Points in time as Java's `Instant` writes and reads them.
enum InstantText {
    /// Milliseconds since 1970-01-01 UTC.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Such as `2020-01-01T00:00:02Z` or `2020-01-01T00:00:02.120Z`.
    ///
    /// - Parameter nanoseconds: What comes on top of the milliseconds.
    static func text(_ milliseconds: Int64, nanoseconds: Int = 0) -> String {
        let time = CivilTime(milliseconds: milliseconds)
        let fraction = Self.fraction(time.nanosecond + nanoseconds)
        let year = time.year > 9999 ? "+\(time.year)" : time.year.padded(4)
        return "\(year)-\(time.month.padded(2))-\(time.day.padded(2))T\(time.hour.padded(2)):"
            + "\(time.minute.padded(2)):\(time.second.padded(2))\(fraction)Z"
    }

    /// Three, six or nine digits.
    private static func fraction(_ nanoseconds: Int) -> String {
        if nanoseconds == 0 { return "" }
        if nanoseconds % 1_000_000 == 0 { return "." + (nanoseconds / 1_000_000).padded(3) }
        return nanoseconds % 1000 == 0 ? "." + (nanoseconds / 1000).padded(6) : "." + nanoseconds.padded(9)
    }

    /// Reads ISO text with any offset; the offset must be there. Seconds may be missing.
    ///
    /// - Throws: Java's words.
    static func parse(_ text: String) throws(TimestampError) -> Int64 {
        var reader = ISOReader(text)
        guard let (time, offset) = reader.readInstant() else {
            throw TimestampError.parsing(text, at: reader.failedAt)
        }
        guard time.isSayable else { throw TimestampError.overflow }
        return time.milliseconds(offset: offset)
    }
}

/// A text that is no point in time, in the words of Java's exception.
struct TimestampError: Error, Equatable {
    let className: String
    let message: String

    /// A time that is too far away.
    static let overflow = TimestampError(className: "java.lang.ArithmeticException", message: "long overflow")

    static func parsing(_ text: String, at index: Int) -> Self {
        Self(
            className: "java.time.format.DateTimeParseException",
            message: "Text '\(text)' could not be parsed at index \(index)")
    }

    static func unparsed(_ text: String, at index: Int) -> Self {
        Self(
            className: "java.time.format.DateTimeParseException",
            message: "Text '\(text)' could not be parsed, unparsed text found at index \(index)")
    }

    static func resolving(_ text: String, _ reason: String) -> Self {
        Self(
            className: "java.time.format.DateTimeParseException",
            message: "Text '\(text)' could not be parsed: \(reason)")
    }
}

/// Reads ISO-8601 dates and times, extended or basic.
struct ISOReader {
    private let bytes: [UInt8]
    private var position = 0
    /// Where reading came to an end that is none.
    private(set) var failedAt = 0

    init(_ text: String) { self.bytes = Array(text.utf8) }

    /// An instant as Java's `Instant.parse` takes it, also in lower case and with fractions of any length up to nine.
    mutating func readInstant() -> (CivilTime, offset: Int)? {
        guard var time = self.readDate(isBasicAllowed: false), self.take("T") || self.take("t"),
            self.readTime(&time, isBasicAllowed: false), let offset = self.readOffset(), self.isAtEnd
        else {
            self.failedAt = self.position
            return nil
        }
        return (time, offset)
    }

    /// Bytes read so far.
    var consumed: Int { self.position }

    var isAtEnd: Bool { self.position == self.bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard self.position < self.bytes.count, self.bytes[self.position] == UInt8(ascii: character) else {
            return false
        }
        self.position += 1
        return true
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard self.position + count <= self.bytes.count else { return nil }
        var value = 0
        for byte in self.bytes[self.position..<self.position + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        self.position += count
        return value
    }

    mutating func readDate(isBasicAllowed: Bool) -> CivilTime? {
        let isNegative = self.take("-")
        // Years of more than four digits have a sign.
        let isLong = isNegative || self.take("+")
        let length = isLong ? self.bytes[self.position...].prefix { (0x30...0x39).contains($0) }.count : 4
        guard (4...9).contains(length), let year = self.digits(length) else { return nil }
        let isExtended = self.take("-")
        guard isExtended || isBasicAllowed, let month = self.digits(2), !isExtended || self.take("-"),
            let day = self.digits(2), (1...12).contains(month),
            (1...CivilTime.length(ofMonth: month, year)).contains(day)
        else { return nil }
        return CivilTime(year: isNegative ? -year : year, month: month, day: day)
    }

    /// Hour and minute, and seconds with a fraction if they are there.
    mutating func readTime(_ time: inout CivilTime, isBasicAllowed: Bool) -> Bool {
        guard let hour = self.digits(2), hour <= 24 else { return false }
        let isExtended = self.take(":")
        guard isExtended || isBasicAllowed, let minute = self.digits(2), minute < 60 else { return false }
        (time.hour, time.minute) = (hour, minute)
        if isExtended ? self.take(":") : true, let second = self.digits(2) {
            guard second < 60 else { return false }
            time.second = second
            if self.take(".") || self.take(",") { time.nanosecond = self.readFraction() }
        } else if isExtended, self.position > 0, self.bytes[self.position - 1] == UInt8(ascii: ":") {
            return false
        }
        guard hour < 24 || minute == 0 && time.second == 0 && time.nanosecond == 0 else { return false }
        return true
    }

    private mutating func readFraction() -> Int {
        var (value, count) = (0, 0)
        while self.position < self.bytes.count, (0x30...0x39).contains(self.bytes[self.position]) {
            if count < 9 { value = value * 10 + Int(self.bytes[self.position] - 0x30) }
            count += 1
            self.position += 1
        }
        while count < 9 {
            value *= 10
            count += 1
        }
        return value
    }

    /// `Z`, `+02`, `+0200`, `+02:00`, with seconds too; in seconds.
    mutating func readOffset() -> Int? {
        if self.take("Z") || self.take("z") { return 0 }
        let isNegative = self.take("-")
        guard isNegative || self.take("+"), let hours = self.digits(2), hours <= 18 else { return nil }
        var (minutes, seconds) = (0, 0)
        if self.take(":") {
            guard let given = self.digits(2), given < 60 else { return nil }
            minutes = given
            if self.take(":") {
                guard let given = self.digits(2), given < 60 else { return nil }
                seconds = given
            }
        } else if let given = self.digits(2) {
            guard given < 60 else { return nil }
            minutes = given
        }
        let offset = hours * 3600 + minutes * 60 + seconds
        return isNegative ? -offset : offset
    }
}
