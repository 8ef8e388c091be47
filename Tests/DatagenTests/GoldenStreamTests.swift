import Bytes
import ConnectAPI
import JSON
import Testing

@testable import Datagen

/// The streams of the Java connector with `random.seed` 42.
@Suite struct GoldenStreamTests {
    /// Maps have no order in Java; ours is that of Java's hash map, so that they are equal too.
    static let quickstarts = Quickstart.all.map(\.name).filter { !ownRows.contains($0) }

    /// Their rows, or ids, are made up by us.
    static let ownRows: Set<String> = [
        "insurance_customers", "payroll_employee", "shoes", "shoe_customers", "shoe_orders", "shoe_clickstream",
    ]

    @Test("Records are those of the Java connector, byte for byte", arguments: quickstarts)
    func records(quickstart: String) async throws {
        let golden = try #require(try GoldenFiles.records("datagen-seed42.jsonl")[quickstart])
        #expect(golden.count == 100)
        let records = try await DatagenRun.records(
            DatagenRun.quick(["quickstart": quickstart, "random.seed": "42"]), count: golden.count)
        for (index, expected) in golden.enumerated() {
            #expect(records[index].key == expected["key"]?.stringValue, "record \(index)")
            #expect(records[index].value == expected["value"]?.stringValue, "record \(index)")
            let headers = expected["headers"]?.arrayValue?.map { $0.arrayValue?.compactMap(\.stringValue) ?? [] }
            #expect(records[index].headers == headers, "record \(index)")
        }
    }

    @Test("Schemas are those of the Java connector, byte for byte", arguments: quickstarts)
    func schemas(quickstart: String) async throws {
        let golden = try #require(try GoldenFiles.records("datagen-seed42-schemas.jsonl")[quickstart])
        #expect(golden.count == 5)
        let records = try await DatagenRun.records(
            DatagenRun.quick(["quickstart": quickstart, "random.seed": "42"]), count: golden.count, withSchemas: true)
        for (index, expected) in golden.enumerated() {
            #expect(records[index].key == expected["key"]?.stringValue, "record \(index)")
            #expect(records[index].value == expected["value"]?.stringValue, "record \(index)")
        }
    }

    @Test("Our own rows are as many as Java's", arguments: Array(ownRows).sorted())
    func ownRowsAreGenerated(quickstart: String) async throws {
        let records = try await DatagenRun.records(
            DatagenRun.quick(["quickstart": quickstart, "random.seed": "42"]), count: 2000)
        #expect(Set(records.map(\.key)).count > 80)
    }
}
