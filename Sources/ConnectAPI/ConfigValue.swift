/// The types a configuration key can have, under Kafka's names.
public enum ConfigType: String, Sendable, CaseIterable {
    case boolean = "BOOLEAN"
    case string = "STRING"
    case int = "INT"
    case short = "SHORT"
    case long = "LONG"
    case double = "DOUBLE"
    case list = "LIST"
    case `class` = "CLASS"
    case password = "PASSWORD"
}

/// A configuration value after parsing. Absence and null are an optional's `nil`.
public enum ConfigValue: Sendable, Equatable {
    case boolean(Bool)
    case string(String)
    case int(Int32)
    case short(Int16)
    case long(Int64)
    case double(Double)
    case list([String])
    case `class`(String)
    case password(Password)

    /// The type that has such values.
    public var type: ConfigType {
        switch self {
        case .boolean: .boolean
        case .string: .string
        case .int: .int
        case .short: .short
        case .long: .long
        case .double: .double
        case .list: .list
        case .class: .class
        case .password: .password
        }
    }

    /// The text that a configuration file would hold for it, as the REST API shows it. A password shows as `[hidden]`.
    public var text: String {
        switch self {
        case .boolean(let value): value ? "true" : "false"
        case .string(let value), .class(let value): value
        case .int(let value): String(value)
        case .short(let value): String(value)
        case .long(let value): String(value)
        case .double(let value): javaText(value)
        case .list(let value): value.joined(separator: ",")
        case .password(let value): value.description
        }
    }

    /// The text that error messages hold for it: as ``text``, but lists in brackets and classes by kind, as Java does.
    public var errorText: String {
        switch self {
        case .list(let value): "[" + value.joined(separator: ", ") + "]"
        case .class(let value): "class " + value
        default: self.text
        }
    }

    /// The number, if it is one. Exact up to 2^53, as Java's range checks are.
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .short(let value): Double(value)
        case .long(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}

extension ConfigValue {
    /// Converts text to a value of `type` by Java's rules: blanks around it go, booleans in any case, whole numbers
    /// within their type's range, lists cut at commas with blanks around them, empty text an empty list.
    ///
    /// - Returns: The value, or why there is none, in Java's words and without the key's name.
    package static func parse(_ text: String, as type: ConfigType) -> Result<ConfigValue, ConfigParseFailure> {
        let trimmed = Substring(text).javaTrimmed
        let value: ConfigValue? =
            switch type {
            case .boolean:
                switch trimmed.lowercased() {
                case "true": .boolean(true)
                case "false": .boolean(false)
                default: nil
                }
            case .string: .string(String(trimmed))
            case .password: .password(Password(String(trimmed)))
            case .class: .class(String(trimmed))
            case .list: .list(splitList(trimmed))
            case .int: Int32(trimmed).map(ConfigValue.int)
            case .short: Int16(trimmed).map(ConfigValue.short)
            case .long: Int64(trimmed).map(ConfigValue.long)
            case .double: parseJavaDouble(trimmed).map(ConfigValue.double)
            }
        guard let value else {
            let reason =
                type == .boolean ? "Expected value to be either true or false" : "Not a number of type \(type.rawValue)"
            return .failure(ConfigParseFailure(reason: reason))
        }
        return .success(value)
    }

    private static func splitList(_ text: Substring) -> [String] {
        guard !text.isEmpty else { return [] }
        return text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            String(Substring($0).trimmingPatternBlanks)
        }
    }
}

/// Why a text isn't a value of a type, without the key's name.
package struct ConfigParseFailure: Error {
    package let reason: String
}

extension Substring {
    /// Without the characters up to U+0020 at both ends, as Java's `trim` takes them off.
    var javaTrimmed: Substring { self.trimmed { $0 <= 0x20 } }

    /// Without what `\s` of Java's patterns matches, at both ends.
    var trimmingPatternBlanks: Substring { self.trimmed { $0 == 0x20 || (0x09...0x0D).contains($0) } }

    private func trimmed(_ isBlank: (UInt8) -> Bool) -> Substring {
        let utf8 = self.utf8
        var start = utf8.startIndex
        var end = utf8.endIndex
        while start < end, isBlank(utf8[start]) { utf8.formIndex(after: &start) }
        while end > start {
            let before = utf8.index(before: end)
            guard isBlank(utf8[before]) else { break }
            end = before
        }
        return self[start..<end]
    }
}
