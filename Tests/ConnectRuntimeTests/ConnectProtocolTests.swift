import Bytes
import JSON
import KafkaWire
import Testing

@testable import ConnectRuntime

/// Bytes of the Connect protocol that the Java worker wrote or was given to read.
@Suite struct ConnectProtocolTests {
    private static func cases(_ kinds: String...) throws -> [JSONValue] {
        try GoldenFile.lines("protocol-bytes.jsonl").filter { kinds.contains($0["kind"]?.stringValue ?? "") }
    }

    private static func assignment(_ value: JSONValue) -> WorkAssignment {
        func work(_ prefix: String) -> Workload {
            Workload(
                connectors: value["\(prefix)connectors"]?.texts ?? [],
                tasks: (value["\(prefix)tasks"]?.texts ?? []).compactMap(TaskID.init(text:)))
        }
        return WorkAssignment(
            version: Int16(value["version"]?.int64Value ?? 0), error: Int16(value["error"]?.int64Value ?? 0),
            leader: value["leader"]?.stringValue ?? "", leaderURL: value["leader_url"]?.stringValue ?? "",
            offset: value["offset"]?.int64Value ?? -1, work: work(""), revoked: work("revoked_"),
            delay: Int32(value["delay"]?.int64Value ?? 0))
    }

    private static func metadata(_ value: JSONValue) -> WorkerMetadata {
        let allocation = value["allocation"].flatMap { $0["leader"]?.stringValue == nil ? nil : self.assignment($0) }
        return WorkerMetadata(
            url: value["url"]?.stringValue ?? "", offset: value["offset"]?.int64Value ?? -1, allocation: allocation)
    }

    @Test("Metadata is written and read as the Java worker does")
    func metadata() throws {
        for item in try Self.cases("metadata") {
            let hex = try #require(item["hex"]?.stringValue)
            let value = Self.metadata(try #require(item["value"]))
            #expect(try WorkerMetadata(Bytes(hex: hex)) == value)
            #expect(try value.bytes(version: Int16(item["version"]?.int64Value ?? 0)).hex == hex)
        }
    }

    @Test("Assignments are written and read as the Java worker does")
    func assignments() throws {
        for item in try Self.cases("assignment") {
            guard let hex = item["hex"]?.stringValue, let value = item["value"] else { continue }
            #expect(try WorkAssignment(Bytes(hex: hex)) == Self.assignment(value))
            #expect(try Self.assignment(value).bytes(version: Int16(item["version"]?.int64Value ?? 0)).hex == hex)
        }
    }

    @Test("Cut, extended and unknown bytes are refused or read as the Java worker does")
    func decoding() throws {
        for item in try Self.cases("decode-assignment", "decode-metadata") {
            let bytes = Bytes(hex: item["hex"]?.stringValue ?? "")
            let isMetadata = item["kind"] == "decode-metadata"
            if let value = item["value"] {
                if isMetadata {
                    #expect(try WorkerMetadata(bytes) == Self.metadata(value), "\(item)")
                } else {
                    #expect(try WorkAssignment(bytes) == Self.assignment(value), "\(item)")
                }
            } else {
                #expect(throws: WireError.self, "\(item)") {
                    if isMetadata { _ = try WorkerMetadata(bytes) } else { _ = try WorkAssignment(bytes) }
                }
            }
        }
    }

    @Test("A worker offers the protocols of its configuration, the best first")
    func offered() throws {
        for item in try Self.cases("join") {
            let name =
                item["connect_protocol"]?.stringValue == "eager" ? "default" : item["connect_protocol"]?.stringValue
            let configured = try #require(ConnectProtocol(rawValue: name ?? ""))
            let allocation = item["allocation"].flatMap { $0.isNull ? nil : Self.assignment($0) }
            let metadata = WorkerMetadata(url: "http://a:8083/", offset: 5, allocation: allocation)
            let offered = try configured.offered.map { offer in
                ["name": .string(offer.rawValue), "hex": .string(try metadata.bytes(version: offer.version).hex)]
                    as JSONValue
            }
            #expect(.array(offered) == item["offered"])
        }
    }

    @Test("Counts that the bytes can't hold are refused before anything is reserved")
    func hostileCounts() throws {
        let start = Bytes(hex: "0002000000026d31000e687474703a2f2f613a383038332f0000000000000005").array
        for count in ["7fffffff", "00000002", "fffffffe"] {
            #expect(throws: WireError.self) { try WorkAssignment(Bytes(start + Bytes(hex: count).array)) }
        }
    }
}
