import Bytes
import ConnectAPI
import JSON

/// Reads comma-separated values (RFC 4180) as a JSON array of objects whose members are texts.
struct CSVReader {
    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0

    private static let columnLimit = 16_384

    /// - Parameter limit: Largest JSON.
    static func json(
        _ body: Bytes, _ separator: UInt8, hasHeader: Bool, limit: Int = .max
    ) throws(ConnectError) -> Bytes {
        var reader = Self(bytes: body.array, separator: separator)
        var names = hasHeader ? Self.distinct(try reader.row() ?? []) : []
        var writer = BytesWriter(capacity: body.count * 2)
        writer.append(UInt8(ascii: "["))
        var isFirst = true
        while let row = try reader.row() {
            if row.count == 1, row[0].isEmpty { continue }
            while names.count < row.count { names.append("column\(names.count + 1)") }
            if !isFirst { writer.append(UInt8(ascii: ",")) }
            isFirst = false
            writer.append(UInt8(ascii: "{"))
            for (index, field) in row.enumerated() {
                if index > 0 { writer.append(UInt8(ascii: ",")) }
                writer.append(jsonString: names[index])
                writer.append(UInt8(ascii: ":"))
                writer.append(jsonString: field)
            }
            guard writer.count <= limit else {
                throw ConnectError(
                    .data,
                    "The CSV text becomes larger than \(limit) bytes as JSON, which is the limit with this"
                        + " \(HTTPKeys.bodyLimit.name)")
            }
            writer.append(UInt8(ascii: "}"))
        }
        writer.append(UInt8(ascii: "]"))
        return writer.finish()
    }

    /// The names, those that come again with a number behind them, so that no column hides another one.
    private static func distinct(_ names: [String]) -> [String] {
        var known: Set<String> = []
        return names.map { name in
            var number = 1
            var own = name
            while !known.insert(own).inserted {
                number += 1
                own = "\(name)_\(number)"
            }
            return own
        }
    }

    private init(bytes: [UInt8], separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
    }

    /// The next row; nil at the end.
    private mutating func row() throws(ConnectError) -> [String]? {
        guard self.position < self.bytes.count else { return nil }
        var row: [String] = []
        while true {
            row.append(try self.field())
            guard row.count <= Self.columnLimit else {
                throw ConnectError(.data, "The CSV text has a row of more than \(Self.columnLimit) columns")
            }
            guard self.position < self.bytes.count else { return row }
            let byte = self.bytes[self.position]
            self.position += 1
            if byte == self.separator { continue }
            if byte == 0x0D, self.position < self.bytes.count, self.bytes[self.position] == 0x0A { self.position += 1 }
            return row
        }
    }

    private mutating func field() throws(ConnectError) -> String {
        guard self.position < self.bytes.count, self.bytes[self.position] == UInt8(ascii: "\"") else {
            let start = self.position
            while self.position < self.bytes.count, !self.endsField(self.bytes[self.position]) { self.position += 1 }
            return String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        }
        let start = self.position
        self.position += 1
        var text: [UInt8] = []
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            self.position += 1
            if byte != UInt8(ascii: "\"") {
                text.append(byte)
            } else if self.position < self.bytes.count, self.bytes[self.position] == byte {
                text.append(byte)
                self.position += 1
            } else {
                while self.position < self.bytes.count, !self.endsField(self.bytes[self.position]) {
                    self.position += 1
                }
                return String(decoding: text, as: UTF8.self)
            }
        }
        throw ConnectError(.data, "The CSV text ends in a quoted field, which begins at byte \(start)")
    }

    private func endsField(_ byte: UInt8) -> Bool { byte == self.separator || byte == 0x0A || byte == 0x0D }
}
