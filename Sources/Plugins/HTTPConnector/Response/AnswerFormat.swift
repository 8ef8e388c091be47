import Bytes
import ConnectAPI

/// How a service writes its answers. All become JSON, whose parts pointers name.
enum AnswerFormat: Sendable {
    case json
    /// A document a line.
    case lines
    case csv(separator: UInt8, hasHeader: Bool)
    case xml

    init(_ reader: inout HTTPSettingsReader) {
        let separator = reader.text(HTTPKeys.csvSeparator)
        let hasHeader = reader.value(HTTPKeys.csvHeader) ?? true
        switch reader.oneOf(HTTPKeys.format, ["json", "ndjson", "csv", "xml"]) {
        case "ndjson": self = .lines
        case "xml": self = .xml
        case "csv":
            let byte = separator == "tab" ? 9 : separator.utf8.first ?? 0
            if separator != "tab", separator.utf8.count != 1 || byte == UInt8(ascii: "\"") {
                let message = "\(HTTPKeys.csvSeparator.name) must be one character, or tab"
                reader.note(HTTPKeys.csvSeparator.name, ConnectError(.config, message))
            }
            self = .csv(separator: byte, hasHeader: hasHeader)
        default: self = .json
        }
    }

    /// An answer as JSON.
    func json(_ body: Bytes) throws(ConnectError) -> Bytes {
        switch self {
        case .json: return body
        case .lines: return Self.array(ofLines: body)
        case .csv(let separator, let hasHeader): return try CSVReader.json(body, separator, hasHeader: hasHeader)
        case .xml: return try XMLReader.json(body)
        }
    }

    private static func array(ofLines body: Bytes) -> Bytes {
        var writer = BytesWriter(capacity: body.count + 16)
        body.withUnsafeBytes { bytes in
            var mark = UInt8(ascii: "[")
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard line.contains(where: { $0 > 0x20 }) else { continue }
                writer.append(mark)
                writer.append(UnsafeRawBufferPointer(rebasing: line))
                mark = UInt8(ascii: ",")
            }
            if mark == UInt8(ascii: "[") { writer.append(mark) }
        }
        writer.append(UInt8(ascii: "]"))
        return writer.finish()
    }
}
