package import Bytes

/// The two formats that a scraper may ask for.
package enum MetricsFormat: Sendable {
    /// Prometheus' text format 0.0.4.
    case text
    /// OpenMetrics 1.0.0.
    case openMetrics

    /// As an `Accept` header asks for; quality values mean nothing.
    package init(accept: String?) {
        let wanted = (accept ?? "").split(separator: ",").contains { item in
            let type = item.prefix { $0 != ";" }
            return type.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
                == "application/openmetrics-text"
        }
        self = wanted ? .openMetrics : .text
    }

    package var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}

/// A snapshot as text, piece by piece: a thousand connectors make megabytes of it.
package struct MetricsText: Sendable {
    private struct Family: Sendable {
        let heading: MetricColumn.Heading
        let help: String
        /// Where its numbers are: a table, and columns of it.
        var parts: [(table: Int, columns: [Int])] = []
    }

    private let snapshot: MetricsSnapshot
    private let format: MetricsFormat
    private let families: [Family]
    private var next = 0
    private var isOver = false

    /// - Parameter names: Only the families of these names; empty: all.
    package init(_ snapshot: MetricsSnapshot, _ format: MetricsFormat, names: Set<String> = []) {
        var families: [String: Family] = [:]
        for (place, table) in snapshot.tables.enumerated() {
            for (index, column) in table.group.columns.enumerated() {
                let heading = column.heading(format)
                guard names.isEmpty || names.contains(column.name) || names.contains(heading.family) else { continue }
                var family = families[heading.family] ?? Family(heading: heading, help: column.help)
                if family.parts.last?.table == place {
                    family.parts[family.parts.count - 1].columns.append(index)
                } else {
                    family.parts.append((place, [index]))
                }
                families[heading.family] = family
            }
        }
        self.snapshot = snapshot
        self.format = format
        self.families = families.sorted { $0.key < $1.key }.map(\.value)
    }

    /// How many lines with a number there will be.
    package var count: Int {
        self.families.reduce(0) { sum, family in
            sum + family.parts.reduce(0) { $0 + $1.columns.count * self.snapshot.tables[$1.table].rows.count }
        }
    }

    /// The next piece, at least as long as `length` except for the last one; nil at the end.
    package mutating func nextPiece(length: Int = 65_536) -> Bytes? {
        guard !self.isOver else { return nil }
        var writer = BytesWriter(capacity: length + 4096)
        while self.next < self.families.count, writer.count < length {
            self.write(self.families[self.next], into: &writer)
            self.next += 1
        }
        if self.next == self.families.count {
            self.isOver = true
            if self.format == .openMetrics { writer.append(utf8: "# EOF\n") }
        }
        return writer.finish()
    }

    /// All of it, from the beginning.
    package var bytes: Bytes {
        var text = self
        text.next = 0
        text.isOver = false
        var writer = BytesWriter(capacity: 65_536)
        while let piece = text.nextPiece() { writer.append(piece) }
        return writer.finish()
    }

    private func write(_ family: Family, into writer: inout BytesWriter) {
        let name = family.heading.family
        let kind = self.format == .text ? family.heading.kind.textName : family.heading.kind.rawValue
        let type = "# TYPE \(name) \(kind)\n"
        let help = "# HELP \(name) \(self.escapedHelp(family.help))\n"
        writer.append(utf8: self.format == .text ? help + type : type + help)
        for part in family.parts {
            let table = self.snapshot.tables[part.table]
            let names = part.columns.map { table.group.columns[$0].name }
            for row in table.rows {
                for (column, name) in zip(part.columns, names) {
                    writer.append(utf8: name)
                    if !row.labels.text.isEmpty {
                        writer.append(UInt8(ascii: "{"))
                        writer.append(utf8: row.labels.text)
                        if self.format == .text { writer.append(UInt8(ascii: ",")) }
                        writer.append(UInt8(ascii: "}"))
                    }
                    writer.append(UInt8(ascii: " "))
                    MetricNumber.write(row.values[column], into: &writer)
                    writer.append(UInt8(ascii: "\n"))
                }
            }
        }
    }

    private func escapedHelp(_ help: String) -> String {
        var text = ""
        for character in help.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\"" where self.format == .openMetrics: text += "\\\""
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

/// Numbers as Prometheus reads them.
enum MetricNumber {
    static func write(_ value: Double, into writer: inout BytesWriter) {
        if value.isNaN { return writer.append(utf8: "NaN") }
        if value.isInfinite { return writer.append(utf8: value < 0 ? "-Inf" : "+Inf") }
        // most numbers are whole, and those are cheap
        if value.magnitude < 1e15, value == value.rounded(.towardZero) {
            Self.write(whole: Int64(value), into: &writer)
            return writer.append(utf8: ".0")
        }
        writer.append(utf8: value.description)
    }

    private static func write(whole value: Int64, into writer: inout BytesWriter) {
        if value < 0 { writer.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        guard rest >= 10 else { return writer.append(UInt8(ascii: "0") + UInt8(rest)) }
        var divisor: UInt64 = 10
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            writer.append(UInt8(ascii: "0") + UInt8(rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}
