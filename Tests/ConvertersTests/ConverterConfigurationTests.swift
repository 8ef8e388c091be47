import ConnectAPI
import Converters
import Glibc
import Testing

/// The converters' definitions against those of the real worker, recorded in `configdefs.tsv`.
@Suite struct ConverterConfigurationTests {
    private static let classes: [any Plugin.Type] =
        ConvertersPlugins.list.converters.map { $0 as any Plugin.Type } + [
            SimpleHeaderConverter.self as any Plugin.Type
        ]

    private static let names = classes.map { $0.className }

    /// The rows of an owner, as columns.
    private static func rows(of owner: String) -> [[String]] {
        let path = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let file = fopen("/\(path)/Golden/configdefs.tsv", "r") else { return [] }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var rows: [[String]] = []
        while getline(&line, &capacity, file) > 0, let line {
            let text = String(cString: line).dropLast()
            let columns = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if columns.first == owner { rows.append(columns) }
        }
        return rows
    }

    @Test("Every converter's keys are those of Kafka Connect", arguments: names)
    func sameKeys(name: String) throws {
        let type = try #require(Self.classes.first { $0.className == name })
        let rows = Self.rows(of: name)
        #expect(rows.first?[4] == type.configuration.groups.joined(separator: "|"))
        let keys = type.configuration.keys
        #expect(keys.map(\.name) == rows.dropFirst().map { $0[2] })
        for (key, row) in zip(keys, rows.dropFirst()) {
            #expect(key.type.rawValue == row[3])
            #expect((key.isRequired ? "<required>" : key.defaultText ?? "<null>") == row[4])
            #expect(key.importance.rawValue == row[5])
            #expect((key.group ?? "<null>") == row[6])
            #expect(String(key.order) == row[7])
            #expect(key.width.rawValue == row[8])
            #expect(key.displayName == row[9])
            #expect((key.validator?.description ?? "") == row[10])
            #expect(!key.documentation.isEmpty)
        }
    }
}
