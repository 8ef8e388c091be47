import Bytes
import ConnectAPI

/// Where a schema comes from.
enum SchemaSource {
    case quickstart(String)
    case text(String)
    case file(String)

    static let unparsable = "Unable to parse the provided schema"

    /// The schema, and the key field that belongs to it.
    func load() throws(ConnectError) -> (type: AvroType, keyField: String?) {
        let text = try self.text()
        return (try text.parse(), text.keyField)
    }

    /// Finds the schema without reading it.
    func text() throws(ConnectError) -> SchemaText {
        switch self {
        case .quickstart(let name):
            guard let quickstart = Quickstart.named(name) else {
                throw ConnectError(.config, Quickstart.unknownName)
            }
            return .quickstart(quickstart.name)
        case .text(let text): return .json(Bytes(utf8: text))
        case .file(let name):
            switch FileReading.read(name, limit: AvroParser.maximumBytes) {
            case .bytes(let bytes): return .json(bytes)
            case .missing:
                guard let quickstart = Quickstart.withFile(name) else {
                    throw ConnectError(
                        .config, Self.unparsable,
                        cause: ConnectError(
                            .other("java.io.FileNotFoundException"), "there is no file \(name)"))
                }
                return .fileOfQuickstart(quickstart.name)
            case .unreadable:
                throw ConnectError(
                    .config, Self.unparsable,
                    cause: ConnectError(
                        .other("java.io.IOException"),
                        "\(name) can't be read, is no file, or has more than \(AvroParser.maximumBytes) bytes"))
            }
        }
    }
}

/// A schema that was found: equal ones are the same schema.
enum SchemaText: Hashable, Sendable {
    /// By its name, with its key field.
    case quickstart(String)
    /// By its name, but as a file without a key field.
    case fileOfQuickstart(String)
    case json(Bytes)

    /// The field that belongs to the schema as its key.
    var keyField: String? {
        if case .quickstart(let name) = self { Quickstart.named(name)?.keyField } else { nil }
    }

    func parse() throws(ConnectError) -> AvroType {
        do throws(AvroSchemaError) {
            switch self {
            case .quickstart(let name), .fileOfQuickstart(let name):
                return try AvroParser.parse(Quickstart.named(name)?.schema ?? "")
            case .json(let bytes): return try AvroParser.parse(bytes)
            }
        } catch {
            throw ConnectError(.config, SchemaSource.unparsable, cause: error)
        }
    }
}
