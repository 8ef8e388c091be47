import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct DefinitionTests {
    /// Ours by the names that the golden table uses.
    static let definitions: [(owner: String, definition: ConfigDefinition)] = [
        ("worker.distributed", WorkerKeys.definition), ("client.producer", ProducerKeys.definition),
        ("client.consumer", ConsumerKeys.definition), ("client.admin", AdminKeys.definition),
    ]

    @Test("Definitions equal those of the real worker", arguments: definitions.map(\.owner))
    func equalsGolden(owner: String) throws {
        let definition = try #require(Self.definitions.first { $0.owner == owner }).definition
        let expected = GoldenDefinitions.shared.rows(of: owner)
        let actual = GoldenDefinitions.rows(of: definition)
        #expect(!expected.isEmpty)
        #expect(actual.map(\.name) == expected.map(\.name))
        for (ours, java) in zip(actual, expected) { #expect(ours == java) }
        #expect(definition.groups == GoldenDefinitions.shared.groups(of: owner))
    }

    @Test("Every key has a documentation text", arguments: definitions.map(\.owner))
    func documented(owner: String) throws {
        let definition = try #require(Self.definitions.first { $0.owner == owner }).definition
        for key in definition.keys { #expect(key.documentation.count > 10, "\(key.name)") }
    }
}
