import Bytes
import ConnectAPI
import Testing

@testable import ConnectRuntime

@Suite struct PluginRegistryTests {
    final class FileSource: SourceConnector {
        static let className = "org.example.file.FileStreamSourceConnector"
        static let version = "4.1.2"
        static let configuration = ConfigDefinition()
        func start(_ configuration: ConfigValues, context: any ConnectorContext) {}
        func taskConfigurations(maxTasks: Int) -> [ConfigValues] { [] }
        static func makeTask() -> any SourceTask { fatalError("no test starts it") }
    }

    final class Numbers: Converter, HeaderConverter {
        static let className = "org.example.NumbersConverter"
        static let version = "1"
        static let configuration = ConfigDefinition()
        func configure(_ configuration: ConfigValues, isKey: Bool) throws(ConnectError) {}
        func configure(_ configuration: ConfigValues) throws(ConnectError) {}
        func serialize(
            topic: String, schema: Schema?, cell: Cell, in arena: ValueArena, into output: inout BytesWriter
        ) throws(ConnectError) -> Bool { false }
        func deserialize(
            topic: String, bytes: Bytes?, into arena: ValueArena
        ) throws(ConnectError) -> (schema: Schema?, cell: Cell) { (nil, .null) }
        func serializeHeader(
            topic: String, key: String, schema: Schema?, cell: Cell, in arena: ValueArena,
            into output: inout BytesWriter
        ) throws(ConnectError) -> Bool { false }
        func deserializeHeader(topic: String, key: String, bytes: Bytes?) throws(ConnectError) -> SchemaAndValue {
            .null
        }
    }

    private static var registry: PluginRegistry {
        var list = PluginList()
        list.sourceConnectors = [FileSource.self]
        list.converters = [Numbers.self]
        list.headerConverters = [Numbers.self]
        return PluginRegistry(list)
    }

    @Test(
        "A connector is found by its class, its simple name and its alias",
        arguments: ["org.example.file.FileStreamSourceConnector", "FileStreamSourceConnector", "FileStreamSource"])
    func names(name: String) throws {
        #expect(try Self.registry.connector(name).type is FileSource.Type)
        #expect(Self.registry.connectorType(name) == .source)
        #expect(Self.registry.className(name) == FileSource.className)
    }

    @Test("A converter is found by its alias in the role asked for")
    func roles() {
        #expect(Self.registry.find("Numbers", [.converter])?.kind == .converter)
        #expect(Self.registry.find("Numbers", [.headerConverter])?.kind == .headerConverter)
        #expect(Self.registry.find("Numbers", [.source]) == nil)
        #expect(Self.registry.connectorType("Numbers") == .unknown)
        #expect(Self.registry.connectorType(nil) == .unknown)
    }

    @Test("An unknown connector is refused with the list of those that there are")
    func unknown() {
        let error = #expect(throws: HerderError.self) { try Self.registry.connector("org.example.Nope") }
        #expect(error?.status == 400)
        #expect(
            error?.message
                == "Failed to find any class that implements Connector and which name matches org.example.Nope, "
                + "available connectors are: PluginDesc{klass=class org.example.file.FileStreamSourceConnector, "
                + "name='org.example.file.FileStreamSourceConnector', version='4.1.2', encodedVersion=4.1.2, "
                + "type=source, typeName='source', location='classpath'}")
    }

    @Test("Connectors are listed alone, or all plugins by kind")
    func listing() {
        #expect(Self.registry.list(connectorsOnly: true).map(\.className) == [FileSource.className])
        #expect(Self.registry.list(connectorsOnly: false).map(\.kind) == [.source, .converter, .headerConverter])
    }
}
