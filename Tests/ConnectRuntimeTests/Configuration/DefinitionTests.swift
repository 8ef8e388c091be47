import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct DefinitionTests {
    /// Ours by the names that the golden table uses.
    static let definitions: [(owner: String, definition: ConfigDefinition)] = [
        ("worker.distributed", WorkerKeys.definition), ("client.producer", ProducerKeys.definition),
        ("client.consumer", ConsumerKeys.definition), ("client.admin", AdminKeys.definition),
        ("connector.common", ConnectorKeys.common), ("connector.source", ConnectorKeys.source),
        ("connector.sink", ConnectorKeys.sink),
        ("connector.source.with-worker", withWorker(.source, "FileStreamSource")),
        ("connector.sink.with-worker", withWorker(.sink, "FileStreamSink")),
        (
            "topic-creation.default-group",
            TopicCreation.Keys(group: "default", partitions: nil, replicationFactor: nil).definition
        ),
    ]

    private static func withWorker(_ kind: PluginInfo.Kind, _ name: String) -> ConfigDefinition {
        let worker = try? WorkerConfigurationTests.worker()
        return ConnectorDefinitions(catalog: GoldenCatalog.shared, worker: worker).definition(
            kind, ["connector.class": name])
    }

    @Test("Transformations and predicates add their keys as in Java", arguments: enriched.map(\.owner))
    func enriching(owner: String) throws {
        let properties = try #require(Self.enriched.first { $0.owner == owner }).properties
        let kind: PluginInfo.Kind =
            GoldenDefinitions.shared.groups(of: owner).contains("Topic Creation") ? .source : .sink
        let definition = ConnectorDefinitions(
            catalog: GoldenCatalog.shared, worker: try WorkerConfigurationTests.worker()
        ).definition(kind, properties)
        let expected = GoldenDefinitions.shared.rows(of: owner)
        let actual = GoldenDefinitions.rows(of: definition).dropFirst(24)
        #expect(!expected.isEmpty && actual.map(\.name) == expected.map(\.name))
        for (ours, java) in zip(actual, expected) { #expect(ours == java) }
        #expect(definition.groups == GoldenDefinitions.shared.groups(of: owner))
    }

    private static let enriched: [(owner: String, properties: ConfigValues)] = {
        let base = "org.apache.kafka.connect.transforms."
        var cases: [(String, ConfigValues)] = [
            (
                "enrich.two-transforms-two-predicates",
                [
                    "transforms": "A,B", "transforms.A.type": base + "Filter",
                    "transforms.B.type": base + "HoistField$Value", "predicates": "P,Q",
                    "predicates.P.type": base + "predicates.RecordIsTombstone",
                    "predicates.Q.type": base + "predicates.TopicNameMatches",
                ]
            ), ("enrich.transform-without-type", ["transforms": "A"]),
        ]
        for owner in GoldenDefinitions.shared.ownersWithGroups {
            if owner.hasPrefix("enrich.transform ") {
                cases.append((owner, ["transforms": "T", "transforms.T.type": base + owner.dropFirst(17)]))
            } else if owner.hasPrefix("enrich.predicate ") {
                cases.append((owner, ["predicates": "P", "predicates.P.type": base + owner.dropFirst(17)]))
            }
        }
        return cases
    }()

    @Test("Groups of topics have the keys that Java embeds") func topicGroups() {
        let owner = "enrich.topic-creation"
        var definition = ConnectorKeys.source
        for group in ["compacted", "big"] {
            definition.define(
                allOf: TopicCreation.Keys(group: group, partitions: 3, replicationFactor: 1).definition)
        }
        let actual = GoldenDefinitions.rows(of: definition).dropFirst(24)
        for (ours, java) in zip(actual, GoldenDefinitions.shared.rows(of: owner)) { #expect(ours == java) }
        #expect(actual.count == 8)
        #expect(definition.groups == GoldenDefinitions.shared.groups(of: owner))
    }

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
