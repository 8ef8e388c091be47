import Bytes
import ConnectAPI
import JavaLang

/// From one way to write a time to another.
struct TimeConversion {
    enum Kind: String {
        case text = "string"
        case unix
        case date = "Date"
        case time = "Time"
        case timestamp = "Timestamp"
    }

    private let target: Kind
    private let format: JavaDateFormat?
    /// Units of unix numbers in a millisecond, or milliseconds in a unit.
    private let unitsPerMillisecond: Int64
    private let millisecondsPerUnit: Int64

    init(target: String, pattern: String, precision: String) throws(ConnectError) {
        self.target = Kind(rawValue: target) ?? .timestamp
        let isBlank = pattern.trimmedAsJava.isEmpty
        if self.target == .text, isBlank {
            throw ConnectError(
                .config, "TimestampConverter requires format option to be specified when using string timestamps")
        }
        do throws(JavaDateFormat.PatternError) {
            self.format = isBlank ? nil : try JavaDateFormat(pattern)
        } catch {
            throw .config(
                "TimestampConverter requires a SimpleDateFormat-compatible pattern for string timestamps",
                "java.lang.IllegalArgumentException: \(error.message)", pattern)
        }
        self.millisecondsPerUnit = precision == "seconds" ? 1000 : 1
        self.unitsPerMillisecond = precision == "microseconds" ? 1000 : precision == "nanoseconds" ? 1_000_000 : 1
    }

    /// What a value of that schema is; nil if it is no time.
    static func kind(of schema: Schema) -> Kind? {
        switch schema.name {
        case Schema.timestampName: .timestamp
        case Schema.dateName: .date
        case Schema.timeName: .time
        default: schema.type == .string ? .text : schema.type == .int64 ? .unix : nil
        }
    }

    static func unknown(_ schema: Schema) -> ConnectError {
        ConnectError(
            .connect, "Schema \(JavaRecordText.text(of: schema)) does not correspond to a known timestamp type format")
    }

    func schema(optional: Bool) -> Schema {
        let schema: Schema =
            switch self.target {
            case .text: .string
            case .unix: .int64
            case .date: .date
            case .time: .time
            case .timestamp: .timestamp
            }
        return optional ? schema.with(optional: true) : schema
    }

    /// - Parameter kind: What the schema says that the value is; nil: its type tells.
    func convert(_ cell: Cell, _ kind: Kind?, _ arena: ValueArena) throws(ConnectError) -> Cell {
        if cell.isNull { return .null }
        let known = if let kind { kind } else { try Self.inferred(cell) }
        let milliseconds = try self.read(cell, known, arena)
        switch self.target {
        case .text:
            guard let format = self.format else { return .null }
            return arena.string(isPlain: format.isPlain) { format.append(milliseconds, to: &$0) }
        case .unix:
            let (product, overflow) = milliseconds.multipliedReportingOverflow(by: self.unitsPerMillisecond)
            if overflow { return .int64(milliseconds < 0 ? .min : .max) }
            return .int64(product / self.millisecondsPerUnit)
        case .date: return .date(milliseconds &- milliseconds.modulo(CivilDate.millisecondsOfDay))
        case .time: return .date(milliseconds.modulo(CivilDate.millisecondsOfDay))
        case .timestamp: return .date(milliseconds)
        }
    }

    private static func inferred(_ cell: Cell) throws(ConnectError) -> Kind {
        switch cell.kind {
        case .date: return .timestamp
        case .int64: return .unix
        case .string: return .text
        default:
            throw .data(
                "TimestampConverter does not support \(JavaClass.description(of: cell.kind)) objects as timestamps")
        }
    }

    private func read(_ cell: Cell, _ kind: Kind, _ arena: ValueArena) throws(ConnectError) -> Int64 {
        func expect(_ expected: Cell.Kind, _ words: String) throws(ConnectError) {
            guard cell.kind == expected else {
                throw .data("Expected \(words), but found \(JavaClass.description(of: cell.kind))")
            }
        }
        switch kind {
        case .text:
            try expect(.string, "string timestamp to be a String")
            if let format, let time = arena.withBytes(of: cell, { format.plainTime($0) }) { return time }
            return try self.parse(arena.text(of: cell))
        case .unix:
            try expect(.int64, "Unix timestamp to be a Long")
            let (product, overflow) = cell.integer.multipliedReportingOverflow(by: self.millisecondsPerUnit)
            if overflow { return cell.integer < 0 ? .min : .max }
            return product / self.unitsPerMillisecond
        case .date: try expect(.date, "Date to be a java.util.Date")
        case .time: try expect(.date, "Time to be a java.util.Date")
        case .timestamp: try expect(.date, "Timestamp to be a java.util.Date")
        }
        return cell.integer
    }

    private func parse(_ text: String) throws(ConnectError) -> Int64 {
        guard let format else {
            throw .java(
                "NullPointerException", "TimestampConverter needs the option 'format' to read the text \(text)")
        }
        guard let milliseconds = format.parse(text) else {
            throw .data(
                "Could not parse timestamp: value (\(text)) does not match pattern (\(format.pattern))",
                cause: ConnectError(.other("java.text.ParseException"), "Unparseable date: \"\(text)\""))
        }
        return milliseconds
    }
}
