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
    ///
    /// - Parameters:
    ///   - type: Its `Content-Type`.
    ///   - limit: Largest answer. The JSON may be four times as large: names of columns come again in each row.
    func json(_ body: Bytes, type: String?, limit: Int) throws(ConnectError) -> Bytes {
        switch self {
        case .json: return body
        case .lines: return Self.array(ofLines: body)
        case .csv(let separator, let hasHeader):
            let text = try TextEncoding.utf8(body, named: TextEncoding.name(inContentType: type))
            let limit = min(limit, Int(Int32.max) / 4) * 4
            return try CSVReader.json(text, separator, hasHeader: hasHeader, limit: limit)
        case .xml:
            let name = TextEncoding.name(inContentType: type) ?? TextEncoding.name(inXML: body)
            return try XMLReader.json(try TextEncoding.utf8(body, named: name))
        }
    }

    /// Checks that there are as many documents as an answer can have.
    func check(_ body: Bytes, documents: Int) throws(ConnectError) {
        guard case .lines = self else { return }
        let lines = body.withUnsafeBytes { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).count { line in line.contains { $0 > 0x20 } }
        }
        guard lines != documents else { return }
        throw ConnectError(
            .data, "The answer has \(lines) lines but \(documents) JSON documents: each line must be one document")
    }

    private static func array(ofLines body: Bytes) -> Bytes {
        var writer = BytesWriter(capacity: body.count + 16)
        let body = TextEncoding.begins(body, [0xEF, 0xBB, 0xBF]) ? body.dropFirst(3) : body
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
