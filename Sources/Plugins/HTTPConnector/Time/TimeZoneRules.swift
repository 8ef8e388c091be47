import Glibc

/// What clocks in a place are ahead of UTC, and when: a fixed offset or a region of the system's time zone data.
struct TimeZoneRules: Sendable {
    private enum Kind {
        case fixed(Int)
        case region(ZoneFile)
    }

    /// As it was asked for, such as `Europe/Paris`.
    let name: String
    private let kind: Kind

    static let utc = TimeZoneRules(name: "UTC", kind: .fixed(0))
    /// The zone of the process: `TZ`, else the system's.
    static let process: TimeZoneRules = {
        if let text = getenv("TZ").map({ String(cString: $0) }), !text.isEmpty {
            return TimeZoneRules(text.hasPrefix(":") ? String(text.dropFirst()) : text) ?? .utc
        }
        return ZoneFile(path: "/etc/localtime").map { TimeZoneRules(name: "local", kind: .region($0)) } ?? .utc
    }()

    private init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// Nil if there is no such zone. Takes names of regions and what Java calls zone offsets.
    init?(_ name: String) {
        if let offset = Self.fixedOffset(name) {
            self.init(name: name, kind: .fixed(offset))
            return
        }
        let allowed = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || [0x2B, 0x2D, 0x2F, 0x5F].contains($0)
        }
        guard allowed, !name.isEmpty, !name.hasPrefix("/"), name.utf8.count < 64 else { return nil }
        let folders = [getenv("TZDIR").map { String(cString: $0) }, "/usr/share/zoneinfo"].compactMap(\.self)
        for folder in folders {
            if let file = ZoneFile(path: "\(folder)/\(name)") {
                self.init(name: name, kind: .region(file))
                return
            }
        }
        return nil
    }

    /// Whether clocks always show UTC.
    var isUTC: Bool {
        switch self.kind {
        case .fixed(let offset): offset == 0
        case .region(let file): file.isUTC
        }
    }

    private static func fixedOffset(_ name: String) -> Int? {
        if ["Z", "UTC", "GMT", "UT", "Etc/UTC", "Etc/GMT"].contains(name) { return 0 }
        var rest = Substring(name)
        for prefix in ["UTC", "GMT", "UT"] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
            break
        }
        guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
        let parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first, first.allSatisfy(\.isNumber), !first.isEmpty else { return nil }
        var reader = ISOReader("\(sign)\(first.count == 1 ? "0" : "")\(rest.dropFirst())")
        guard let offset = reader.readOffset(), reader.isAtEnd else { return nil }
        return offset
    }

    /// What clocks are ahead of UTC at a point in time, in seconds.
    func offset(at milliseconds: Int64) -> Int {
        switch self.kind {
        case .fixed(let offset): offset
        case .region(let file): file.offset(at: Int(milliseconds).flooredDivision(by: 1000).quotient)
        }
    }

    /// The point in time at which clocks show `time`: the earlier one if there are two. A time that clocks skip counts
    /// by the offset before the gap, as in Java.
    func milliseconds(of time: CivilTime) -> Int64 {
        switch self.kind {
        case .fixed(let offset): return time.milliseconds(offset: offset)
        case .region(let file):
            let local = time.seconds
            let before = file.offset(at: local - 86_400)
            if file.offset(at: local - before) == before { return time.milliseconds(offset: before) }
            let after = file.offset(at: local + 86_400)
            let isValid = file.offset(at: local - after) == after
            return time.milliseconds(offset: isValid ? after : before)
        }
    }
}

/// A file of the time zone database (RFC 8536): changes of the offset, and the rule for those after the last.
final class ZoneFile: Sendable {
    private let times: [Int]
    private let offsets: [Int]
    private let first: Int
    private let rule: ZoneRule?

    init?(path: String) {
        guard let bytes = Self.read(path), bytes.count > 44, bytes.starts(with: "TZif".utf8) else { return nil }
        func number(_ place: Int, _ size: Int) -> Int? {
            guard place >= 0, place + size <= bytes.count else { return nil }
            let value = bytes[place..<place + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return size == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(Int64(bitPattern: value))
        }
        var start = 0
        let size = bytes[4] >= UInt8(ascii: "2") ? 8 : 4
        if size == 8 {  // the block of 32-bit times comes first
            guard let counts = Self.counts(0, number) else { return nil }
            start = 44 + counts.body(timeSize: 4)
        }
        guard let counts = Self.counts(start, number) else { return nil }
        let base = start + 44
        let end = base + counts.body(timeSize: size)
        guard end <= bytes.count, counts.types > 0 else { return nil }
        let kinds = base + counts.times * size
        let infos = kinds + counts.times
        func offset(ofType type: Int) -> Int { number(infos + type * 6, 4) ?? 0 }
        self.times = (0..<counts.times).map { number(base + $0 * size, size) ?? 0 }
        self.offsets = (0..<counts.times).map { offset(ofType: min(Int(bytes[kinds + $0]), counts.types - 1)) }
        self.first = offset(ofType: 0)
        self.rule = size == 8 ? ZoneRule(String(decoding: bytes[end...], as: UTF8.self)) : nil
    }

    var isUTC: Bool { self.times.isEmpty && self.offset(at: 0) == 0 }

    func offset(at seconds: Int) -> Int {
        guard let last = self.times.last else { return self.rule?.offset(at: seconds) ?? self.first }
        if seconds >= last, let rule { return rule.offset(at: seconds) }
        var (low, high) = (0, self.times.count)
        while low < high {
            let middle = (low + high) / 2
            if self.times[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? self.first : self.offsets[low - 1]
    }

    private struct Counts {
        let utc, standard, leaps, times, types, letters: Int

        func body(timeSize: Int) -> Int {
            self.times * (timeSize + 1) + self.types * 6 + self.letters + self.leaps * (timeSize + 4) + self.standard
                + self.utc
        }
    }

    private static func counts(_ start: Int, _ number: (Int, Int) -> Int?) -> Counts? {
        let values = (0..<6).compactMap { number(start + 20 + $0 * 4, 4) }
        guard values.count == 6, values.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
        return Counts(
            utc: values[0], standard: values[1], leaps: values[2], times: values[3], types: values[4],
            letters: values[5])
    }

    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}

/// The rule at the end of a zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable {
    private struct Change {
        var month = 0
        var week = 0
        var weekday = 0
        var second = 7200

        /// Seconds since 1970-01-01 of the clock before the change.
        func seconds(_ year: Int) -> Int {
            let first = CivilTime(year: year, month: self.month, day: 1)
            var day = 1 + (self.weekday - first.weekday % 7 + 7) % 7 + (self.week - 1) * 7
            while day > CivilTime.length(ofMonth: self.month, year) { day -= 7 }
            return CivilTime(year: year, month: self.month, day: day).seconds + self.second
        }
    }

    private let standard: Int
    private let summer: Int
    private let start: Change?
    private let end: Change?

    init?(_ footer: String) {
        let parts = footer.filter { !$0.isNewline }.split(separator: ",").map(String.init)
        guard let names = parts.first else { return nil }
        var rest = names[...]
        guard let standard = Self.readZone(&rest) else { return nil }
        self.standard = standard
        guard !rest.isEmpty, parts.count == 3 else {
            (self.summer, self.start, self.end) = (standard, nil, nil)
            return
        }
        self.summer = Self.readZone(&rest, default: standard + 3600) ?? standard + 3600
        guard let start = Self.readChange(parts[1]), let end = Self.readChange(parts[2]) else { return nil }
        (self.start, self.end) = (start, end)
    }

    func offset(at seconds: Int) -> Int {
        guard let start, let end else { return self.standard }
        let year = CivilTime(milliseconds: Int64(seconds) * 1000, offset: self.standard).year
        let begins = start.seconds(year) - self.standard
        let ends = end.seconds(year) - self.summer
        let isSummer =
            begins < ends ? seconds >= begins && seconds < ends : seconds >= begins || seconds < ends
        return isSummer ? self.summer : self.standard
    }

    /// A name and, if it is there, an offset, which counts west of Greenwich.
    private static func readZone(_ rest: inout Substring, default defaultOffset: Int? = nil) -> Int? {
        if rest.first == "<" {
            rest = rest.drop { $0 != ">" }.dropFirst()
        } else {
            rest = rest.drop { $0.isLetter }
        }
        let digits = rest.prefix { $0.isNumber || $0 == ":" || $0 == "+" || $0 == "-" }
        rest = rest.dropFirst(digits.count)
        if digits.isEmpty { return defaultOffset }
        return Self.time(digits).map { -$0 }
    }

    private static func time(_ text: Substring) -> Int? {
        let isNegative = text.first == "-"
        let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ":").map { Int($0) ?? 0 }
        guard let hours = parts.first else { return nil }
        let seconds = hours * 3600 + (parts.count > 1 ? parts[1] * 60 : 0) + (parts.count > 2 ? parts[2] : 0)
        return isNegative ? -seconds : seconds
    }

    private static func readChange(_ text: String) -> Change? {
        let halves = text.split(separator: "/")
        guard let date = halves.first, date.first == "M" else { return nil }
        let numbers = date.dropFirst().split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
            (0...6).contains(numbers[2])
        else { return nil }
        let second = halves.count > 1 ? Self.time(halves[1]) ?? 7200 : 7200
        return Change(month: numbers[0], week: numbers[1], weekday: numbers[2], second: second)
    }
}
