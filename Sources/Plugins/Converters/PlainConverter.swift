public import Bytes
public import ConnectAPI
import JavaLang

/// A converter without settings: one kind of value, one form of bytes. Reading gives its schema, which is optional.
///
/// What a conforming type leaves to say is how one value is written and read.
public protocol PlainConverter: Converter, HeaderConverter {
    static var schema: Schema { get }
    /// Appends a value that is not null.
    static func write(_ cell: Cell, in arena: ValueArena, into output: inout BytesWriter) throws(ConnectError)
    /// Reads a value.
    static func read(_ bytes: Bytes, into arena: ValueArena) throws(ConnectError) -> Cell
    /// Refuses a schema that the converter can't have.
    static func check(_ schema: Schema?) throws(ConnectError)
}

extension PlainConverter {
    public static var version: String { ConverterKeys.version }
    public static var configuration: ConfigDefinition { ConfigDefinition(ConverterKeys.type) }

    public static func check(_ schema: Schema?) throws(ConnectError) {}

    public func configure(_ configuration: ConfigValues, isKey: Bool) throws(ConnectError) {
        _ = try ConverterKeys.parse(configuration, Self.configuration, type: isKey ? "key" : "value")
    }

    public func configure(_ configuration: ConfigValues) throws(ConnectError) {
        _ = try ConverterKeys.parse(configuration, Self.configuration, type: "header")
    }

    public func serialize(
        topic: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool {
        try Self.check(schema)
        guard !cell.isNull else { return false }
        try Self.write(cell, in: arena, into: &output)
        return true
    }

    public func deserialize(
        topic: String, bytes: Bytes?, into arena: ValueArena
    ) throws(ConnectError) -> (schema: Schema?, cell: Cell) {
        (Self.schema, try bytes.map { (bytes) throws(ConnectError) in try Self.read(bytes, into: arena) } ?? .null)
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

/// Bytes as they are.
public final class ByteArrayConverter: PlainConverter {
    public static let className = "org.apache.kafka.connect.converters.ByteArrayConverter"
    public static var schema: Schema { .optionalBytes }

    public init() {}

    public static func check(_ schema: Schema?) throws(ConnectError) {
        if let schema, schema.type != .bytes {
            throw .data("Invalid schema type for ByteArrayConverter: \(schema.type.javaName)")
        }
    }

    public static func write(_ cell: Cell, in arena: ValueArena, into output: inout BytesWriter) throws(ConnectError) {
        guard cell.kind == .bytes else {
            let name = JavaClass.description(of: cell.kind)
            throw .data("ByteArrayConverter is not compatible with objects of type \(name)")
        }
        arena.withBytes(of: cell) { output.append($0) }
    }

    public static func read(_ bytes: Bytes, into arena: ValueArena) throws(ConnectError) -> Cell { arena.bytes(bytes) }
}

/// One byte: 1 or 0.
public final class BooleanConverter: PlainConverter {
    public static let className = "org.apache.kafka.connect.converters.BooleanConverter"
    public static var schema: Schema { .optionalBoolean }

    public init() {}

    public static func check(_ schema: Schema?) throws(ConnectError) {
        if let schema, schema.type != .boolean {
            throw .data("Invalid schema type for BooleanConverter: \(schema.type.javaName)")
        }
    }

    public static func write(_ cell: Cell, in arena: ValueArena, into output: inout BytesWriter) throws(ConnectError) {
        guard cell.kind == .boolean else {
            let name = JavaClass.description(of: cell.kind)
            throw .data("BooleanConverter is not compatible with objects of type \(name)")
        }
        output.append(cell.boolean ? 1 : 0)
    }

    public static func read(_ bytes: Bytes, into arena: ValueArena) throws(ConnectError) -> Cell {
        guard bytes.count == 1, bytes[0] <= 1 else {
            let found = bytes.count == 1 ? "a byte of \(bytes[0])" : "\(bytes.count) bytes"
            throw .data(
                "Failed to deserialize boolean: ",
                cause: ConnectError.serialization("expected one byte of 0 or 1, found \(found)"))
        }
        return .boolean(bytes[0] == 1)
    }
}
