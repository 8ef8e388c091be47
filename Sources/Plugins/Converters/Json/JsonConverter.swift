public import Bytes
public import ConnectAPI
import JSON

/// Values as JSON, with their schema in an envelope or without, byte for byte as Java's JsonConverter writes them.
///
/// Not safe for two callers at once; each task has one for its keys and one for its values.
public final class JsonConverter: Converter, HeaderConverter, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    public static let className = "org.apache.kafka.connect.json.JsonConverter"
    public static let version = ConverterKeys.version

    static let schemasEnable = ConfigKey<Bool>(
        "schemas.enable", default: true, importance: .high,
        "Whether each key and value stands in an envelope together with its schema."
    ).shown(in: "Schemas", order: 0, width: .medium, as: "Enable Schemas")
    static let cacheSize = ConfigKey<Int>(
        "schemas.cache.size", default: 1000, importance: .high,
        "How many schemas the converter remembers."
    ).shown(in: "Schemas", order: 1, width: .medium, as: "Schema Cache Size")
    static let decimalFormat = ConfigKey<String>(
        "decimal.format", default: "BASE64", importance: .low,
        "How decimals are written: BASE64 (a text of their bytes) or NUMERIC (a JSON number). Both are read."
    ).shown(in: "Serialization", order: 0, width: .medium, as: "Decimal Format")
        .validated(by: .oneOfIgnoringCase(["NUMERIC", "BASE64"]))
    static let replaceNull = ConfigKey<Bool>(
        "replace.null.with.default", default: true, importance: .low,
        "Whether a null is replaced by its schema's default, where there is one."
    ).shown(in: "Serialization", order: 1, width: .medium, as: "Replace null with default")

    public static let configuration = ConfigDefinition(
        ConverterKeys.type, schemasEnable, cacheSize, decimalFormat, replaceNull)

    @exclusivity(unchecked) private var settings = JsonSettings()
    /// The plan that was asked for last: most sources have one schema.
    @exclusivity(unchecked) private var lastPlan: JsonPlan?
    @exclusivity(unchecked) private var checks = JsonSchemaChecks()
    @exclusivity(unchecked) private var plans: [ObjectIdentifier: SharedValues<JsonPlan.Key, JsonPlan>.Share] = [:]
    private var reader = JsonCellReader()
    private var schemas: [Bytes: Schema] = [:]
    /// What stood in front of the payload last, and the schema in it. Most records begin like the one before.
    private var lastHead: (text: Bytes, schema: Schema?)?

    public init() {}

    public func configure(_ configuration: ConfigValues, isKey: Bool) throws(ConnectError) {
        try self.configure(configuration, type: isKey ? "key" : "value")
    }

    public func configure(_ configuration: ConfigValues) throws(ConnectError) {
        try self.configure(configuration, type: "header")
    }

    private func configure(_ values: ConfigValues, type: String) throws(ConnectError) {
        let parsed = try ConverterKeys.parse(values, Self.configuration, type: type)
        self.settings = JsonSettings(
            schemasEnabled: parsed[Self.schemasEnable],
            decimalsAreNumbers: parsed[Self.decimalFormat].uppercased() == "NUMERIC",
            replacesNull: parsed[Self.replaceNull], cacheSize: parsed[Self.cacheSize])
        self.plans = [:]
        self.lastPlan = nil
        self.schemas = [:]
        self.lastHead = nil
        self.reader.settings = self.settings
    }

    /// The plan of a schema, found by its instance. Sources share one instance among their records.
    private func plan(for schema: Schema) -> JsonPlan {
        if let lastPlan, lastPlan.schema === schema { return lastPlan }
        let plan = self.share(for: schema).value
        self.lastPlan = plan
        return plan
    }

    private func share(for schema: Schema) -> SharedValues<JsonPlan.Key, JsonPlan>.Share {
        let id = ObjectIdentifier(schema)
        if let share = self.plans[id] { return share }
        if self.plans.count >= max(self.settings.cacheSize, 1) { self.plans.removeAll(keepingCapacity: true) }
        let key = JsonPlan.Key(
            schema: id, schemasEnabled: self.settings.schemasEnabled,
            decimalsAreNumbers: self.settings.decimalsAreNumbers, replacesNull: self.settings.replacesNull)
        let share =
            JsonPlan.shared.share(of: key)
            ?? JsonPlan.shared.share(of: key, madeAs: JsonPlanCompiler.compile(schema, self.settings))
        self.plans[id] = share
        return share
    }

    public func serialize(
        topic: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool {
        if schema == nil, cell.isNull { return false }
        let plan = schema.map { self.plan(for: $0) }
        self.checks.begin(plan)
        try JsonCellWriter.append(
            cell, of: plan, in: arena, to: &output, envelope: self.settings.schemasEnabled, checks: self.checks.numbers)
        return true
    }

    public func serializeHeader(
        topic: String, key: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool {
        try self.serialize(topic: topic, schema: schema, cell: cell, in: arena, into: &output)
    }

    public func serialize(
        _ part: RecordPart, of batch: SourceBatch, into output: inout BytesWriter, column: inout SerializedColumn
    ) {
        let place = column.ranges.count
        column.ranges.append(.null, times: batch.count)
        var failures: [(index: Int, error: ConnectError)] = []
        column.ranges.withUnsafeMutableBufferPointer { ranges in
            batch.arena.withUnsafeContents { cells, bytes in
                batch.entries.withUnsafeBufferPointer { entries in
                    let writer = JsonCellWriter(nil, batch.arena, cells, bytes)
                    self.serialize(
                        part, entries, of: batch, writer, into: &output,
                        ranges: UnsafeMutableBufferPointer(rebasing: ranges[place...]), failures: &failures)
                }
            }
        }
        if !failures.isEmpty { column.failures += failures }
    }

    /// Writes a range for each entry; those that are null already stay so for what is dropped, null or failed.
    private func serialize(
        _ part: RecordPart, _ entries: UnsafeBufferPointer<SourceBatch.Entry>, of batch: SourceBatch,
        _ schemaless: JsonCellWriter, into output: inout BytesWriter,
        ranges: UnsafeMutableBufferPointer<SerializedRange>, failures: inout [(index: Int, error: ConnectError)]
    ) {
        let envelope = self.settings.schemasEnabled
        var planned: Int32 = -1
        var plan: JsonPlan?
        var writer = schemaless
        for index in entries.indices where !entries[index].isDropped {
            let schema = part == .key ? entries[index].keySchema : entries[index].valueSchema
            let cell = part == .key ? entries[index].key : entries[index].value
            if schema < 0, cell.isNull { continue }
            if schema != planned {
                plan = batch.schema(schema).map { self.plan(for: $0) }
                planned = schema
                self.checks.begin(plan, schema)
                writer = schemaless.with(plan, self.checks.numbers)
            }
            let start = output.count
            do throws(ConnectError) {
                try writer.append(cell, envelope: envelope, to: &output)
                ranges[index] = SerializedRange(
                    offset: UInt32(truncatingIfNeeded: start), length: Int32(truncatingIfNeeded: output.count &- start))
            } catch {
                failures.append((index, error))
            }
        }
        withExtendedLifetime(plan) {}
    }

    public func deserialize(
        topic: String, bytes: Bytes?, into arena: ValueArena
    ) throws(ConnectError) -> (schema: Schema?, cell: Cell) {
        guard let bytes else { return (nil, .null) }
        if let head = self.lastHead, bytes.count > head.text.count, bytes.prefix(head.text.count) == head.text,
            self.reader.parsePayload(bytes.dropFirst(head.text.count))
        {
            return (head.schema, try self.reader.value(0, head.schema, into: arena))
        }
        let isThere = try self.reader.parse(bytes)
        guard self.settings.schemasEnabled else {
            return (nil, isThere ? try self.reader.value(0, nil, into: arena) : .null)
        }
        guard isThere else { throw JsonCellReader.noEnvelope }
        let (place, payload) = try self.reader.envelope()
        let schema = try self.schema(at: place)
        let isWhole = self.reader.tape.source.count == bytes.count  // not if it had a mark or another encoding
        self.lastHead = isWhole ? self.reader.head(place, payload).map { ($0, schema) } : nil
        return (schema, try self.reader.value(payload, schema, into: arena))
    }

    /// The schema at `place` of the reader's tape, read once for each text that it comes in.
    private func schema(at place: Int) throws(ConnectError) -> Schema? {
        let entry = self.reader.tape[place]
        let next = Int(entry.next)
        let source = self.reader.tape.source
        // The text up to whatever follows: the same text has the same schema in front.
        let end = next < self.reader.tape.count ? Int(self.reader.tape[next].offset) : source.count
        let text = source[Int(entry.offset)..<max(end, Int(entry.offset))]
        if let schema = self.schemas[text] { return schema }
        guard let schema = try self.reader.schema(place) else { return nil }
        if self.schemas.count >= max(self.settings.cacheSize, 1) { self.schemas.removeAll(keepingCapacity: true) }
        self.schemas[Bytes(copying: text.span)] = schema
        return schema
    }

    public func deserializeHeader(topic: String, key: String, bytes: Bytes?) throws(ConnectError) -> SchemaAndValue {
        try self.deserialize(topic: topic, bytes: bytes)
    }
}
