import Bytes
import ConnectAPI
import Converters
import GoldenData
import JSON
import Testing

/// Every converter against what Java's answered for the same input and configuration.
@Suite struct GoldenConverterTests {
    /// Where we differ on purpose, and why; `docs/differences.md` says it to users.
    static let differences: [String: String] = [
        "json-read-bytes-04": "an overlong form of NUL in UTF-8 is refused, Java's parser takes it"
    ]

    static let cases = GoldenCase.all.filter {
        Self.differences[$0.id] == nil
    }

    @Test("The golden data is there")
    func dataIsThere() {
        #expect(GoldenCase.all.count == 1309)
    }

    @Test("Converters answer as Java's do", arguments: cases)
    func sameAnswer(test: GoldenCase) throws {
        let plugins = ConvertersPlugins.list
        if test.operation.hasSuffix("Header") {
            let type = plugins.headerConverters.first { $0.className == test.converter }
            let converter = try #require(type, "\(test.converter)").init()
            try self.run(test) { () throws(ConnectError) in
                try converter.configure(test.configuration)
            } serialize: { (pair) throws(ConnectError) in
                let arena = ValueArena()
                var output = BytesWriter()
                let written = try converter.serializeHeader(
                    topic: "topic", key: "header", schema: pair.schema, cell: arena.cell(pair.value), in: arena,
                    into: &output)
                return written ? output.finish() : nil
            } deserialize: { (bytes) throws(ConnectError) in
                try converter.deserializeHeader(topic: "topic", key: "header", bytes: bytes)
            }
        } else {
            let type = plugins.converters.first { $0.className == test.converter }
            let converter = try #require(type, "\(test.converter)").init()
            try self.run(test) { () throws(ConnectError) in
                try converter.configure(test.configuration, isKey: test.role == "key")
            } serialize: { (pair) throws(ConnectError) in
                try converter.serialize(topic: "topic", pair)
            } deserialize: { (bytes) throws(ConnectError) in
                try converter.deserialize(topic: "topic", bytes: bytes)
            }
        }
    }

    private func run(
        _ test: GoldenCase, configure: () throws(ConnectError) -> Void,
        serialize: (SchemaAndValue) throws(ConnectError) -> Bytes?,
        deserialize: (Bytes?) throws(ConnectError) -> SchemaAndValue
    ) throws {
        do throws(ConnectError) {
            try configure()
        } catch {
            try #require(test.isConfigureError, "configuring: \(error)")
            self.compare(error, test.steps[0].output, test.id)
            return
        }
        try #require(!test.isConfigureError, "configuring should have failed: \(test.steps[0].output)")
        for step in test.steps {
            if test.operation.hasPrefix("from") {
                let pair = try GoldenNotation.pair(step.input)
                do throws(ConnectError) {
                    let bytes = try serialize(pair)
                    try? self.compare(bytes, step.output, test.id)
                } catch {
                    self.compare(error, step.output, test.id)
                }
            } else {
                let bytes = try GoldenNotation.bytes(step.input)
                do throws(ConnectError) {
                    let pair = try deserialize(bytes)
                    try? self.compare(pair, step.output, test.id)
                } catch {
                    self.compare(error, step.output, test.id)
                }
            }
        }
    }

    private func compare(_ bytes: Bytes?, _ expected: JSONValue, _ id: String) throws {
        let text = bytes.map { String(decoding: $0) }
        guard expected["error"] == nil else {
            Issue.record("\(id): \(text ?? "null") instead of \(expected)")
            return
        }
        let wanted = try GoldenNotation.bytes(expected)
        #expect(bytes == wanted, "\(id): \(text ?? "null") instead of \(expected)")
    }

    private func compare(_ pair: SchemaAndValue, _ expected: JSONValue, _ id: String) throws {
        guard expected["error"] == nil else {
            Issue.record("\(id): \(pair) instead of \(expected)")
            return
        }
        let wanted = try GoldenNotation.pair(expected)
        #expect(pair.schema == wanted.schema, "\(id): schema, expected \(expected)")
        #expect(pair.value == wanted.value, "\(id): \(pair.value) instead of \(expected)")
    }

    private func compare(_ error: ConnectError, _ expected: JSONValue, _ id: String) {
        guard let name = expected["error"]?.stringValue else {
            Issue.record("\(id): \(error) instead of \(expected)")
            return
        }
        if name == "NullPointerException" { return }  // an accident of Java's; that it fails is what counts
        #expect(error.kind.className.hasSuffix("." + name), "\(id): \(error) instead of \(expected)")
        #expect(error.message == expected["message"]?.stringValue, "\(id)")
    }
}
