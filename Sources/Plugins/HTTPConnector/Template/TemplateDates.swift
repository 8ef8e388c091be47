/// Dates of templates as texts, and back.
enum TemplateDates {
    /// The pattern behind a name such as `short` or `medium_long`; the pattern itself otherwise. Empty: medium.
    static func pattern(_ name: String, _ kind: TemplateValue.DateKind) -> String {
        let names: Set<Substring> = ["", "short", "medium", "long", "full"]
        let parts = name.isEmpty ? ["medium"] : name.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ names.contains($0) }) else { return name }
        let dates: [Substring: String] = [
            "short": "M/d/yy", "medium": "MMM d, yyyy", "long": "MMMM d, yyyy", "full": "EEEE, MMMM d, yyyy",
        ]
        let times: [Substring: String] = [
            "short": "h:mm a", "medium": "h:mm:ss a", "long": "h:mm:ss a z", "full": "h:mm:ss a zzzz",
        ]
        let date = dates[parts[0]] ?? ""
        let time = times[parts[parts.count - 1]] ?? ""
        switch kind {
        case .date: return date
        case .time: return time
        case .dateTime: return date + (parts[0] == "long" || parts[0] == "full" ? " 'at' " : ", ") + time
        }
    }

    /// What stands behind `iso` or `xs` in a format, such as `iso m nz`, which may also be written `iso_m_nz`; nil if the
    /// format is none of them.
    static func isoOptions(_ format: String) -> Set<Substring>? {
        let parts = format.split { $0 == " " || $0 == "_" }
        guard let first = parts.first, first == "iso" || first == "xs" else { return nil }
        let options = Set(parts.dropFirst())
        return options.isSubset(of: ["ms", "s", "m", "h", "nz", "fz", "u", "fu"]) ? options : nil
    }

    static func iso(
        _ time: Int64, _ kind: TemplateValue.DateKind, zone: TimeZoneRules, _ options: Set<Substring>
    ) -> String {
        let isUTC = options.contains("u") || options.contains("fu")
        let digits: Int? =
            options.contains("s") ? 0 : options.contains("m") ? -1 : options.contains("h") ? -2 : nil
        var text = self.iso(
            time, kind, zone: isUTC ? .utc : zone, showsZone: false, digits: options.contains("ms") ? 3 : digits)
        if options.contains("ms"), kind != .date {  // always three digits
            let digits = text.split(separator: ".", maxSplits: 1)
            let fraction = digits.count > 1 ? String(digits[1]) : ""
            text = "\(digits[0]).\(fraction)" + String(repeating: "0", count: max(3 - fraction.count, 0))
        }
        guard kind != .date, !options.contains("nz") else { return text }
        let offset = (isUTC ? .utc : zone).offset(at: time)
        return text + (offset == 0 ? "Z" : DatePattern.offset(offset, ":"))
    }

    /// - Parameter digits: Of the second's fraction; nil: as many as it has. -1 leaves out seconds, -2 minutes too.
    static func iso(
        _ time: Int64, _ kind: TemplateValue.DateKind, zone: TimeZoneRules, showsZone: Bool, digits: Int?
    ) -> String {
        let offset = zone.offset(at: time)
        let clock = CivilTime(milliseconds: time, offset: offset)
        let date = "\(clock.year.padded(4))-\(clock.month.padded(2))-\(clock.day.padded(2))"
        if kind == .date { return date }
        var text = clock.hour.padded(2)
        let digits = digits ?? (clock.nanosecond == 0 ? 0 : 3)
        if digits > -2 { text += ":" + clock.minute.padded(2) }
        if digits > -1 { text += ":" + clock.second.padded(2) }
        if digits > 0 {
            var fraction = (clock.nanosecond / 1_000_000).padded(3)
            while fraction.last == "0" { fraction.removeLast() }
            if !fraction.isEmpty { text += "." + fraction }
        }
        if showsZone { text += offset == 0 ? "Z" : DatePattern.offset(offset, ":") }
        return kind == .time ? text : "\(date)T\(text)"
    }

    /// Reads ISO text, extended or basic; without an offset it counts in `zone`.
    static func parseISO(_ text: String, _ kind: TemplateValue.DateKind, zone: TimeZoneRules) -> Int64? {
        var reader = ISOReader(text)
        var clock = CivilTime(year: 1970, month: 1, day: 1)
        if kind != .time {
            guard let date = reader.readDate(isBasicAllowed: true) else { return nil }
            clock = date
        }
        if kind == .dateTime { guard reader.take("T") else { return nil } }
        if kind == .time { _ = reader.take("T") }
        if kind != .date { guard reader.readTime(&clock, isBasicAllowed: true) else { return nil } }
        if reader.isAtEnd { return zone.milliseconds(of: clock) }
        guard let offset = reader.readOffset(), reader.isAtEnd else { return nil }
        return clock.milliseconds(offset: offset)
    }

    /// Reads text by a pattern of Java's; what is behind it doesn't matter to `SimpleDateFormat`.
    static func parse(
        _ text: String, _ kind: TemplateValue.DateKind, _ format: String, zone: TimeZoneRules
    ) -> Int64? {
        if self.isoOptions(format) != nil { return self.parseISO(text, kind, zone: zone) }
        guard let pattern = try? DatePattern(self.pattern(format, kind), .simple) else { return nil }
        // SimpleDateFormat takes a year that isn't in the pattern for 1970.
        let hasYear = pattern.parts.contains { if case .field("y", _) = $0 { true } else { false } }
        let reader = hasYear ? DateReader(pattern, zone: zone, takesAnyOffset: true, ignoresRest: true) : nil
        if let reader { return try? reader.parse(text) }
        guard let dated = try? DatePattern("yyyy-" + self.pattern(format, kind), .simple) else { return nil }
        return try? DateReader(dated, zone: zone, takesAnyOffset: true, ignoresRest: true).parse("1970-" + text)
    }
}
