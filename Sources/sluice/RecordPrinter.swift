import Bytes
import ConnectAPI
import Converters
import Datagen
import Glibc
import JSON

/// Runs a task of the Datagen connector and writes its records as lines.
final class RecordPrinter {
    /// What a line looks like.
    struct Form {
        var isAvro = false
        var hasKeys = false

        init(_ invocation: Invocation) throws(UsageError) {
            switch invocation["format"] ?? "json" {
            case "json": break
            case "avro-json": self.isAvro = true
            case let other: throw UsageError("'--format' is json or avro-json, not '\(other)'")
            }
            self.hasKeys = invocation.has("keys")
        }
    }

    /// A task that has never run before.
    private struct Context: SourceTaskContext {
        let connectorName = "datagen"
        let taskNumber = 0
        func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] { partitions.map { _ in nil } }
    }

    private let task: any SourceTask
    private let form: Form
    private let avro: ((Value) -> JSONValue)?
    private let key = JsonConverter()
    private let value = JsonConverter()
    private let batch = SourceBatch()
    private var texts = BytesWriter(capacity: 1 << 16)
    private var lines = BytesWriter(capacity: 1 << 16)
    private var (keys, values) = (SerializedColumn(), SerializedColumn())
    /// Records so far.
    private(set) var count = 0

    /// - Throws: `UsageError` with everything that is wrong with the configuration.
    init(_ properties: ConfigValues, _ form: Form) async throws {
        let connector = DatagenTools.connector
        var results = connector.configuration.validate(properties)
        connector.validate(properties, results: &results)
        let errors = results.reports.flatMap(\.errors)
        guard errors.isEmpty else { throw UsageError(errors.joined(separator: "\nsluice: ")) }
        let unknown = properties.keys.filter { connector.configuration[$0] == nil }.sorted()
        guard unknown.isEmpty else {
            throw UsageError(
                "the connector has no key \(unknown.joined(separator: ", ")); docs/connectors.md lists those that it has"
            )
        }
        self.form = form
        self.avro = form.isAvro ? try DatagenTools.avroJSON(properties) : nil
        let settings = ["schemas.enable": "false", "decimal.format": "NUMERIC"]
        try self.key.configure(settings, isKey: true)
        try self.value.configure(settings, isKey: false)
        self.task = connector.makeTask()
        try await self.task.start(properties.merging(["task.id": "0"]) { $1 }, context: Context())
    }

    /// Makes the next records.
    func poll() async throws {
        self.batch.reset()
        try await self.task.poll(into: self.batch)
        self.count += self.batch.count
    }

    /// Writes the records of the last poll.
    ///
    /// - Returns: 0, or the system's error code.
    func write(to descriptor: Int32) -> Int32 {
        self.texts.removeAll()
        self.lines.removeAll()
        self.keys.reset()
        self.values.reset()
        if self.form.hasKeys { self.key.serialize(.key, of: self.batch, into: &self.texts, column: &self.keys) }
        if self.avro == nil { self.value.serialize(.value, of: self.batch, into: &self.texts, column: &self.values) }
        let newline = UInt8(ascii: "\n")
        let tab = UInt8(ascii: "\t")
        let texts = self.texts.copy()
        for index in self.batch.entries.indices {
            if self.form.hasKeys {
                Self.append(self.keys.ranges[index], of: texts, to: &self.lines)
                self.lines.append(tab)
            }
            if let avro {
                avro(self.batch.record(at: index).value.value).write(into: &self.lines)
            } else {
                Self.append(self.values.ranges[index], of: texts, to: &self.lines)
            }
            self.lines.append(newline)
        }
        return self.lines.withUnsafeBytes(in: 0..<self.lines.count) { bytes in Self.write(bytes, to: descriptor) }
    }

    private static func append(_ range: SerializedRange, of texts: Bytes, to lines: inout BytesWriter) {
        guard range.length >= 0 else { return lines.append(utf8: "null") }
        lines.append(texts[Int(range.offset)..<Int(range.offset) + Int(range.length)])
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno != EINTR { return errno }
            if count > 0 { rest = rest.dropFirst(count) }
        }
        return 0
    }
}
