public import Bytes
public import ConnectAPI
import JavaLang

/// Headers as texts whose type is found out when they are read: numbers, booleans, dates, arrays, maps, else texts.
public final class SimpleHeaderConverter: HeaderConverter {
    public static let className = "org.apache.kafka.connect.storage.SimpleHeaderConverter"
    public static let version = ConverterKeys.version
    public static let configuration = ConfigDefinition()

    public init() {}

    public func configure(_ configuration: ConfigValues) throws(ConnectError) {}

    public var writesIntegersAsDigits: Bool { true }

    public func serializeHeader(
        topic: String, key: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
    ) throws(ConnectError) -> Bool {
        guard !cell.isNull else { return false }
        HeaderText.append(cell, in: arena, isEmbedded: false, to: &output)
        return true
    }

    public func deserializeHeader(topic: String, key: String, bytes: Bytes?) throws(ConnectError) -> SchemaAndValue {
        bytes.map { HeaderParser.parse(Charset.utf8.decode($0)) } ?? .null
    }
}
