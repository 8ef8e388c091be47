import Glibc

/// How a message becomes a line.
package enum LogFormat: Sendable {
    /// As Kafka's own log4j pattern has it, with the fields behind the message; local time.
    case text
    /// One JSON object a line; UTC.
    case json

    /// The line, with its line feed. A value can't add lines or terminal commands: controls are escaped.
    package func line(_ event: LogEvent) -> String {
        switch self {
        case .text: Self.text(event)
        case .json: Self.json(event)
        }
    }

    private static func text(_ event: LogEvent) -> String {
        var line = "[\(Self.stamp(event.time, local: true))] \(event.level.name) \(event.message)"
        for (name, value) in event.fields { line += " \(name)=\(Self.plain(value))" }
        if let error = event.error { line += " error=\(Self.quoted(error))" }
        return line + " (\(event.logger))\n"
    }

    private static func json(_ event: LogEvent) -> String {
        var line = "{\"time\":\"\(Self.stamp(event.time, local: false))\",\"level\":\"\(event.level.name)\""
        line += ",\"logger\":\(Self.quoted(event.logger)),\"message\":\(Self.quoted(event.message))"
        for (name, value) in event.fields {
            line += ",\(Self.quoted(name)):"
            switch value {
            case .int(let number): line += "\(number)"
            case .bool(let flag): line += flag ? "true" : "false"
            case .double(let number) where number.isFinite: line += "\(number)"
            case .double(let number): line += "\"\(number)\""
            case .string(let text): line += Self.quoted(text)
            case .hidden: line += Self.quoted(Secret.placeholder)
            }
        }
        if let error = event.error { line += ",\"error\":\(Self.quoted(error))" }
        return line + "}\n"
    }

    private static func plain(_ value: LogValue) -> String {
        switch value {
        case .int(let number): "\(number)"
        case .bool(let flag): "\(flag)"
        case .double(let number): "\(number)"
        case .hidden: Secret.placeholder
        case .string(let text):
            !text.isEmpty && text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
                ? text : Self.quoted(text)
        }
    }

    /// The text with its controls escaped.
    static func escape(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }) else {
            return text
        }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
            result += isControl ? String(Self.quoted(String(scalar)).dropFirst().dropLast()) : String(scalar)
        }
    }

    /// JSON's string literal; good for text lines too.
    private static func quoted(_ text: String) -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var result = String.UnicodeScalarView()
        result.append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result.append(contentsOf: ["\\", scalar])
            case "\n": result.append(contentsOf: ["\\", "n"])
            case "\t": result.append(contentsOf: ["\\", "t"])
            case "\r": result.append(contentsOf: ["\\", "r"])
            case let control where control.value < 0x20 || (0x7F..<0xA0).contains(control.value):
                let high = digits[Int(control.value >> 4)], low = digits[Int(control.value & 15)]
                result.append(contentsOf: ["\\", "u", "0", "0", high, low])
            default: result.append(scalar)
            }
        }
        result.append("\"")
        return String(result)
    }

    /// `2026-11-22 10:11:12,345` in local time, `2026-11-22T10:11:12.345Z` in UTC.
    private static func stamp(_ milliseconds: Int64, local: Bool) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        if local { localtime_r(&seconds, &parts) } else { gmtime_r(&seconds, &parts) }
        let day = "\(parts.tm_year + 1900)-\(Self.pad(parts.tm_mon + 1))-\(Self.pad(parts.tm_mday))"
        let time = "\(Self.pad(parts.tm_hour)):\(Self.pad(parts.tm_min)):\(Self.pad(parts.tm_sec))"
        let fraction = Self.pad(Int32(milliseconds % 1000), 3)
        return local ? "\(day) \(time),\(fraction)" : "\(day)T\(time).\(fraction)Z"
    }

    private static func pad(_ number: Int32, _ width: Int = 2) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
