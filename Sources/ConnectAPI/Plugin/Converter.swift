public import Bytes

/// Where one serialized value lies in the bytes that it was written to.
@frozen
public struct SerializedRange: BitwiseCopyable, Sendable {
    public var offset: UInt32
    /// -1: null, which Kafka tells from empty.
    public var length: Int32

    @inlinable
    public init(offset: UInt32, length: Int32) {
        self.offset = offset
        self.length = length
    }

    public static var null: SerializedRange { @inlinable get { SerializedRange(offset: 0, length: -1) } }
}

/// The keys or values of a batch in serialized form, one for each entry of the batch.
public struct SerializedColumn: Sendable {
    public var ranges: [SerializedRange] = []
    /// Entries that could not be converted, in order; their ranges are null.
    public var failures: [(index: Int, error: ConnectError)] = []

    public init() {}

    public mutating func reset() {
        self.ranges.clear()
        self.failures.clear()
    }
}

/// The part of a record that a converter works on.
public enum RecordPart: Sendable { case key, value }

/// Turns values into bytes and back. One instance serves one task's keys or values, one call after another.
public protocol Converter: Plugin, AnyObject {
    init()

    /// Takes the configuration with the `key.converter.` or `value.converter.` prefix removed.
    func configure(_ configuration: ConfigValues, isKey: Bool) throws(ConnectError)

    /// Appends the serialized form of `cell`.
    ///
    /// - Returns: false, with nothing appended, if it is null.
    /// - Throws: ``ConnectError`` of kind `data` if the value doesn't fit its schema or the converter.
    func serialize(
        topic: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool

    /// Serializes one part of all entries that were not dropped, one range for each entry.
    ///
    /// There is a default that calls ``serialize(topic:schema:cell:in:into:)`` for each; a converter for which every
    /// nanosecond counts has its own.
    func serialize(
        _ part: RecordPart, of batch: SourceBatch, into output: inout BytesWriter, column: inout SerializedColumn)

    /// Reads serialized bytes, nil for null; the value's memory is in `arena`.
    func deserialize(
        topic: String, bytes: Bytes?, into arena: ValueArena
    ) throws(ConnectError) -> (schema: Schema?, cell: Cell)
}

extension Converter {
    @inlinable
    public func serialize(
        _ part: RecordPart, of batch: SourceBatch, into output: inout BytesWriter, column: inout SerializedColumn
    ) {
        for index in batch.entries.indices {
            let entry = batch.entries[index]
            guard !entry.isDropped else {
                column.ranges.append(.null)
                continue
            }
            let start = output.count
            do throws(ConnectError) {
                let isKey = part == .key
                let written = try self.serialize(
                    topic: batch.topics[Int(entry.topic)],
                    schema: batch.schema(isKey ? entry.keySchema : entry.valueSchema),
                    cell: isKey ? entry.key : entry.value, in: batch.arena, into: &output)
                column.ranges.append(
                    written
                        ? SerializedRange(offset: UInt32(start), length: Int32(output.count - start)) : .null)
            } catch {
                output.truncate(to: start)
                column.ranges.append(.null)
                column.failures.append((index, error))
            }
        }
    }

    /// The serialized form of a value on its own, nil for null. Convenient, for what doesn't run per record.
    public func serialize(topic: String, _ pair: SchemaAndValue) throws(ConnectError) -> Bytes? {
        let arena = ValueArena()
        var output = BytesWriter()
        let cell = arena.cell(pair.value)
        guard try self.serialize(topic: topic, schema: pair.schema, cell: cell, in: arena, into: &output) else {
            return nil
        }
        return output.finish()
    }

    /// The value of serialized bytes on its own. Convenient, for what doesn't run per record.
    public func deserialize(topic: String, bytes: Bytes?) throws(ConnectError) -> SchemaAndValue {
        let arena = ValueArena()
        let (schema, cell) = try self.deserialize(topic: topic, bytes: bytes, into: arena)
        return SchemaAndValue(schema, arena.value(of: cell))
    }
}

/// Turns header values into bytes and back.
public protocol HeaderConverter: Plugin, AnyObject {
    init()

    /// Whether ``serializeHeader(topic:key:schema:cell:in:into:)`` writes every integer as its digits, whatever the topic,
    /// the name and the schema: the runtime then writes them itself, which is much quicker. false by default.
    var writesIntegersAsDigits: Bool { get }

    func configure(_ configuration: ConfigValues) throws(ConnectError)
    /// - Returns: false, with nothing appended, if the value is null.
    func serializeHeader(
        topic: String, key: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool
    func deserializeHeader(topic: String, key: String, bytes: Bytes?) throws(ConnectError) -> SchemaAndValue
}

extension HeaderConverter {
    public var writesIntegersAsDigits: Bool { false }
}
