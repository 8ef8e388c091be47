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
    private var next = Place()
    private var isOver = false

    /// Where the next piece begins.
    private struct Place {
        var family = 0
        var part = 0
        /// -1: before the family's heading.
        var row = -1
    }

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
            sum + family.parts.reduce(0) { $0 + $1.columns.count * self.snapshot.tables[$1.table].rowCount }
        }
    }

    /// The next piece, at least as long as `length` except for the last one; nil at the end.
    package mutating func nextPiece(length: Int = 65_536) -> Bytes? {
        guard !self.isOver else { return nil }
        var writer = BytesWriter(capacity: length + 8192)
        while self.next.family < self.families.count, writer.count < length { self.goOn(length, &writer) }
        if self.next.family == self.families.count {
            self.isOver = true
            if self.format == .openMetrics { writer.append(utf8: "# EOF\n") }
        }
        return writer.finish()
    }

    /// All of it, from the beginning.
    package var bytes: Bytes {
        var text = self
        text.next = Place()
        text.isOver = false
        var writer = BytesWriter(capacity: 65_536)
        while let piece = text.nextPiece() { writer.append(piece) }
        return writer.finish()
    }

    /// Writes a heading, or rows of one table as long as there is room.
    private mutating func goOn(_ length: Int, _ writer: inout BytesWriter) {
        let family = self.families[self.next.family]
        if self.next.row < 0 {
            self.writeHeading(of: family, into: &writer)
            self.next.row = 0
        }
        let part = family.parts[self.next.part]
        let table = self.snapshot.tables[part.table]
        self.next.row = self.write(part.columns, of: table, from: self.next.row, length, into: &writer)
        guard self.next.row == table.rowCount else { return }
        self.next.row = 0
        self.next.part += 1
        guard self.next.part == family.parts.count else { return }
        self.next = Place(family: self.next.family + 1)
    }

    private func writeHeading(of family: Family, into writer: inout BytesWriter) {
        let name = family.heading.family
        let kind = self.format == .text ? family.heading.kind.textName : family.heading.kind.rawValue
        let type = "# TYPE \(name) \(kind)\n"
        let help = "# HELP \(name) \(self.escapedHelp(family.help))\n"
        writer.append(utf8: self.format == .text ? help + type : type + help)
    }

    /// - Returns: The row to go on with.
    private func write(
        _ columns: [Int], of table: MetricsSnapshot.Table, from first: Int, _ length: Int,
        into writer: inout BytesWriter
    ) -> Int {
        let width = table.group.columns.count
        let names = columns.map { Array(table.group.columns[$0].name.utf8) }
        let end: StaticString = self.format == .text ? ",} " : "} "
        var row = first
        table.values.withUnsafeBufferPointer { values in
            table.labels.withTexts { labels in
                while row < table.rowCount, writer.count < length {
                    for (column, name) in zip(columns, names) {
                        Self.writeLine(name, labels[row], end, values[row * width + column], into: &writer)
                    }
                    row += 1
                }
            }
        }
        return row
    }

    @inline(__always)
    private static func writeLine(
        _ name: [UInt8], _ labels: UnsafeRawBufferPointer, _ end: StaticString, _ value: Double,
        into writer: inout BytesWriter
    ) {
        name.withUnsafeBytes { writer.append($0) }
        if labels.isEmpty {
            writer.append(UInt8(ascii: " "))
        } else {
            writer.append(UInt8(ascii: "{"))
            writer.append(labels)
            writer.append(UnsafeRawBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount))
        }
        MetricNumber.write(value, into: &writer)
        writer.append(UInt8(ascii: "\n"))
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
            return Self.write(whole: Int64(value), into: &writer)
        }
        writer.append(utf8: value.description)
    }

    /// With `.0` behind it.
    private static func write(whole value: Int64, into writer: inout BytesWriter) {
        writer.withSpace(24) { space in
            var rest = value.magnitude
            var digits = 1
            var bound: UInt64 = 10
            while rest >= bound, digits < 19 {
                digits += 1
                bound *= 10
            }
            let sign = value < 0 ? 1 : 0
            if value < 0 { space[0] = UInt8(ascii: "-") }
            var place = sign + digits
            space[place] = UInt8(ascii: ".")
            space[place + 1] = UInt8(ascii: "0")
            while place > sign {
                place -= 1
                space[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return sign + digits + 2
        }
    }
}
