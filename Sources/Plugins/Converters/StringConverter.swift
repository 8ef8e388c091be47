public import Bytes
public import ConnectAPI
import JavaLang

/// Values as the text that Java's `toString` gives; bytes become a text.
public final class StringConverter: Converter, HeaderConverter, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    public static let className = "org.apache.kafka.connect.storage.StringConverter"
    public static let version = ConverterKeys.version

    static let encoding = ConfigKey<String?>(
        "converter.encoding", default: .some("UTF-8"), importance: .high,
        "The character encoding of the texts, under its Java name."
    ).shown(width: .medium, as: "Encoding")

    public static let configuration = ConfigDefinition(ConverterKeys.type, encoding)

    @exclusivity(unchecked) private var charset = Charset.utf8

    public init() {}

    public var writesIntegersAsDigits: Bool { self.isUTF8 }

    private var isUTF8: Bool { if case .utf8 = self.charset { true } else { false } }

    public func configure(_ configuration: ConfigValues, isKey: Bool) throws(ConnectError) {
        try self.configure(configuration, type: isKey ? "key" : "value")
    }

    public func configure(_ configuration: ConfigValues) throws(ConnectError) {
        try self.configure(configuration, type: "header")
    }

    private func configure(_ values: ConfigValues, type: String) throws(ConnectError) {
        let parsed = try ConverterKeys.parse(values, Self.configuration, type: type)
        let name = parsed[Self.encoding] ?? "UTF-8"
        guard let charset = Charset(name) else { throw .serialization("Unsupported encoding \(name)") }
        self.charset = charset
    }

    public func serialize(
        topic: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool {
        guard !cell.isNull else { return false }
        self.append(cell, in: arena, to: &output)
        return true
    }

    private func append(_ cell: Cell, in arena: ValueArena, to output: inout BytesWriter) {
        if self.isUTF8 {
            JavaToString.append(cell, in: arena, to: &output)
        } else {
            var text = BytesWriter()
            JavaToString.append(cell, in: arena, to: &text)
            self.charset.append(String(decoding: text.finish()), to: &output)
        }
    }

    public func serialize(
        _ part: RecordPart, of batch: SourceBatch, into output: inout BytesWriter, column: inout SerializedColumn
    ) {
        let isUTF8 = self.isUTF8
        let place = column.ranges.count
        column.ranges.append(.null, times: batch.count)
        column.ranges.withUnsafeMutableBufferPointer { ranges in
            batch.arena.withUnsafeContents { _, bytes in
                batch.entries.withUnsafeBufferPointer { entries in
                    for index in entries.indices where !entries[index].isDropped {
                        let cell = part == .key ? entries[index].key : entries[index].value
                        if cell.isNull { continue }
                        let start = output.count
                        if isUTF8, cell.kind == .string, cell.offset &+ Int(cell.count) <= bytes.count {
                            output.append(
                                UnsafeRawBufferPointer(
                                    rebasing: bytes[cell.offset..<cell.offset &+ Int(cell.count)]))
                        } else {
                            self.append(cell, in: batch.arena, to: &output)
                        }
                        ranges[place &+ index] = SerializedRange(
                            offset: UInt32(truncatingIfNeeded: start),
                            length: Int32(truncatingIfNeeded: output.count &- start))
                    }
                }
            }
        }
    }

    public func deserialize(
        topic: String, bytes: Bytes?, into arena: ValueArena
    ) throws(ConnectError) -> (schema: Schema?, cell: Cell) {
        guard let bytes else { return (.optionalString, .null) }
        return (.optionalString, arena.string(self.charset.decode(bytes)))
    }

    public func serializeHeader(
        topic: String, key: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool {
        try self.serialize(topic: topic, schema: schema, cell: cell, in: arena, into: &output)
    }

    public func deserializeHeader(topic: String, key: String, bytes: Bytes?) throws(ConnectError) -> SchemaAndValue {
        try self.deserialize(topic: topic, bytes: bytes)
    }
}
