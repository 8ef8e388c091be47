import ConnectAPI
import JavaLang

extension HTTPSourceSettings.Records {
    init(_ reader: inout HTTPSettingsReader) {
        _ = reader.className(HTTPKeys.recordParser)
        self.mapper = reader.className(HTTPKeys.mapper) == HTTPClasses.stringMapper ? .strings : .structs
        self.list = reader.pointer(HTTPKeys.listPointer.name, reader.text(HTTPKeys.listPointer))
        self.value = reader.pointer(HTTPKeys.recordPointer.name, reader.text(HTTPKeys.recordPointer))
        for text in PairText.list((reader.value(HTTPKeys.keyPointer) ?? nil) ?? "", at: ",") {
            self.key.append(reader.pointer(HTTPKeys.keyPointer.name, text))
        }
        if let text = reader.value(HTTPKeys.timestampPointer) ?? nil {
            self.timestamp = reader.pointer(HTTPKeys.timestampPointer.name, text)
        }
        for (name, text) in reader.pairs(HTTPKeys.offsetPointer.name, reader.text(HTTPKeys.offsetPointer)) {
            self.offset.append((name, reader.pointer(HTTPKeys.offsetPointer.name, text)))
        }
        self.timestampParser = Self.timestampParser(HTTPKeys.timestampParser, &reader, depth: 0)
    }

    private static func timestampParser(
        _ key: ConfigKey<ClassName>, _ reader: inout HTTPSettingsReader, depth: Int
    ) -> TimestampParser {
        guard let name = reader.className(key) else { return .epochMillis }
        guard depth < 4 else {
            reader.note(key.name, ConnectError(.config, "\(key.name) leads back to itself"))
            return .epochMillis
        }
        switch name {
        case HTTPClasses.epochMillisOr:
            return .epochMillisOr(self.timestampParser(HTTPKeys.timestampDelegate, &reader, depth: depth + 1))
        case HTTPClasses.datePattern: return self.pattern(&reader)
        case HTTPClasses.spokenDate:
            return .spoken((reader.value(HTTPKeys.timestampZone) ?? nil).flatMap { self.zone($0, &reader) })
        case HTTPClasses.regexTimestamp:
            let other = self.timestampParser(HTTPKeys.regexDelegate, &reader, depth: depth + 1)
            do throws(JavaRegexError) {
                return .regex(try JavaRegex(reader.text(HTTPKeys.timestampRegex)), other)
            } catch {
                let error = ConnectError(.other("java.util.regex.PatternSyntaxException"), error.description)
                reader.note(HTTPKeys.timestampRegex.name, error)
                return other
            }
        default: return .epochMillis
        }
    }

    private static func pattern(_ reader: inout HTTPSettingsReader) -> TimestampParser {
        let text = reader.text(HTTPKeys.timestampPattern)
        let zone = self.zone((reader.value(HTTPKeys.timestampZone) ?? nil) ?? "UTC", &reader)
        do throws(DatePattern.Invalid) {
            let isDefault = text == TimestampParser.defaultPattern
            let pattern = try DatePattern(text, .formatter)
            // The default pattern has its offset in it: a text without one is refused, whatever the zone.
            let reader = DateReader(pattern, zone: isDefault ? nil : zone, takesAnyOffset: isDefault)
            return .pattern(reader, isDefault: isDefault)
        } catch {
            reader.note(
                HTTPKeys.timestampPattern.name, java: "IllegalArgumentException", error.message,
                hint: "letters and quotes are those of Java's DateTimeFormatter, as in yyyy-MM-dd'T'HH:mm:ss[.SSS]X")
            return .epochMillis
        }
    }

    private static func zone(_ name: String, _ reader: inout HTTPSettingsReader) -> TimeZoneRules? {
        if let zone = TimeZoneRules(name) { return zone }
        let isName = name.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2F || $0 == 0x5F }
        let error =
            isName && !name.isEmpty
            ? ConnectError(.other("java.time.zone.ZoneRulesException"), "Unknown time-zone ID: \(name)")
            : ConnectError(
                .other("java.time.DateTimeException"), "Invalid ID for region-based ZoneId, invalid format: \(name)")
        reader.note(HTTPKeys.timestampZone.name, error, hint: "zones are written UTC, Europe/Berlin or +02:00")
        return nil
    }
}
