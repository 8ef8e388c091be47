import JSON

/// Built-ins that turn values of one type into another.
extension TemplateRun {
    /// `?string`, with a format or without.
    func string(
        _ value: TemplateValue, _ arguments: [TemplateValue], at place: TemplatePlace
    ) throws(TemplateError) -> String {
        let format = try arguments.first.map { (v) throws(TemplateError) in try self.text(v, at: place) }
        switch value {
        case .boolean(let value):
            guard arguments.count == 2, let format else {
                let isPlain = self.booleanFormat == "true,false"
                return isPlain ? (value ? "true" : "false") : self.text(value)
            }
            return value ? format : try self.text(arguments[1], at: place)
        case .number(let number): return try self.text(number, format ?? self.numberFormat, at: place)
        case .date(let time, let kind):
            return try self.text(time, kind, format ?? self.dateFormats[kind] ?? "", at: place)
        default: return try self.text(value, at: place)
        }
    }

    /// `?c`: for programs.
    func computer(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> String {
        switch value {
        case .number(let number): return number.text
        case .boolean(let value): return value ? "true" : "false"
        default:
            throw TemplateError(
                .rendering, "?c needs a number or boolean, but this is a \(value.typeName)", at: place)
        }
    }

    func parsedNumber(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> TemplateValue {
        if case .number = value { return value }
        let text = try self.text(value, at: place)
        guard let number = TemplateNumber(text) else {
            throw TemplateError(.rendering, "Can't convert this string to number: \"\(text)\"", at: place)
        }
        return .number(number)
    }

    /// `?date`, `?time`, `?datetime`, each with a format or without.
    func dated(
        _ value: TemplateValue, _ name: String, _ format: TemplateValue?, at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        let kind: TemplateValue.DateKind = name == "date" ? .date : name == "time" ? .time : .dateTime
        switch value {
        case .date(let time, let old):
            guard old == kind || old == .dateTime else {
                throw TemplateError(.rendering, "A \(value.typeName) has no \(name)", at: place)
            }
            return .date(time, kind)
        default:
            let text = try self.text(value, at: place)
            let pattern = try format.map { (v) throws(TemplateError) in try self.text(v, at: place) }
            let used = pattern ?? self.dateFormats[kind] ?? ""
            guard let time = TemplateDates.parse(text, kind, used, zone: self.zone) else {
                throw TemplateError(
                    .rendering,
                    "The string doesn't match the expected \(name) format. The string was: \"\(text)\"."
                        + (pattern == nil ? " For ISO-8601 write ?\(name).iso" : ""), at: place)
            }
            return .date(time, kind)
        }
    }

    /// Numbers of points in time, and back.
    func instant(_ value: TemplateValue, _ name: String, at place: TemplatePlace) throws(TemplateError) -> TemplateValue
    {
        switch (name, value) {
        case ("long", .date(let time, _)): return .number(TemplateNumber(time))
        case ("long", .number(let number)): return .number(TemplateNumber(Int64(truncatingIfNeeded: number.integer)))
        case ("date_if_unknown", .date), ("time_if_unknown", .date), ("datetime_if_unknown", .date): return value
        case ("number_to_date", _), ("number_to_time", _), ("number_to_datetime", _):
            let kind: TemplateValue.DateKind =
                name == "number_to_date" ? .date : name == "number_to_time" ? .time : .dateTime
            guard let time = try self.number(value, at: place).int64, abs(time) < 1 << 53 else {
                throw TemplateError(.rendering, "The number is no point in time", at: place)
            }
            return .date(time, kind)
        default: throw TemplateError(.rendering, "?\(name) can't be used on a \(value.typeName)", at: place)
        }
    }

    /// `?iso_utc_ms_nz` and its many relatives.
    func iso(
        _ value: TemplateValue, _ name: String, _ argument: TemplateValue?, at place: TemplatePlace
    ) throws(TemplateError) -> String {
        guard case .date(let time, let kind) = value else {
            throw TemplateError(.rendering, "?\(name) needs a date, but this is a \(value.typeName)", at: place)
        }
        let parts = name.split(separator: "_").dropFirst()
        var zone = self.zone
        if parts.contains("utc") {
            zone = .utc
        } else if !parts.contains("local") {
            let text = try self.text(argument ?? .missing, at: place)
            guard let named = TimeZoneRules(text) else {
                throw TemplateError(.rendering, "Unrecognized time zone: \"\(text)\"", at: place)
            }
            zone = named
        }
        let digits = parts.contains("ms") ? 3 : parts.contains("m") ? -1 : parts.contains("h") ? -2 : 0
        return TemplateDates.iso(time, kind, zone: zone, showsZone: !parts.contains("nz"), digits: digits)
    }

    /// `?eval` and `?interpret`.
    func code(_ value: TemplateValue, _ name: String, at place: TemplatePlace) throws(TemplateError) -> TemplateValue {
        let text = try self.text(value, at: place)
        do throws(TemplateError) {
            if name == "interpret" { return .template(try TemplateParser.parse(text)) }
            var parser = TemplateParser(text)
            parser.tagDepth = 1
            let expression = try parser.expression()
            parser.skipBlanks()
            guard parser.peek() == nil else { throw parser.error("Unexpected text behind the expression") }
            return try self.value(of: expression)
        } catch {
            throw TemplateError(.rendering, "?\(name) of \"\(text)\" failed: \(error.message)", at: place)
        }
    }

    /// `?eval_json`.
    func document(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> TemplateValue {
        let text = try self.text(value, at: place)
        do throws(JSONError) {
            return Self.value(of: try JSONValue.parse(text))
        } catch {
            throw TemplateError(.rendering, "?eval_json of \"\(text)\" failed: \(error.message)", at: place)
        }
    }

    private static func value(of document: JSONValue) -> TemplateValue {
        switch document {
        case .null: return .missing
        case .bool(let value): return .boolean(value)
        case .number(let number): return .number(TemplateNumber(number.text) ?? TemplateNumber(0))
        case .string(let text): return .text(text)
        case .array(let elements): return .sequence(elements.map { Self.value(of: $0) })
        case .object(let object):
            var hash = TemplateHash()
            for (name, value) in object.members { hash[name] = Self.value(of: value) }
            return .hash(hash)
        }
    }
}
