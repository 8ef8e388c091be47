import ConnectAPI
import JSON
import Testing
import Transforms

/// What a transform finds out about schemas, topics and keys it keeps: it must not mix them up.
@Suite struct SeenBeforeTests {
    /// Records of the golden cases, by the simple name of the transform that they were made for.
    private static let inputs = Dictionary(
        grouping: GoldenTransformCase.transforms.filter { $0.plugin != "chain" && !$0.isConfigureError },
        by: { Self.simpleName($0.plugin) }
    ).mapValues { cases in
        cases.flatMap { $0.steps.map(\.input) }.filter { $0["kind"]?.stringValue != "sink" }
    }

    private static func simpleName(_ plugin: String) -> String {
        String(plugin.split(separator: ".").last?.prefix { $0 != "$" } ?? "")
    }

    private enum Outcome: Equatable {
        case record(String?, ConnectRecord)
        case dropped
        case failure(String)
    }

    private static func outcome(
        _ transform: any Transform, _ input: JSONValue, _ batch: SourceBatch
    ) throws -> Outcome {
        try GoldenTransformCase.append(input, to: batch)
        var entry = batch.entries[batch.count - 1]
        do throws(ConnectError) {
            try transform.apply(to: &entry, of: batch)
        } catch {
            return .failure("\(error.kind.className) \(error.message)")
        }
        return entry.isDropped ? .dropped : .record(batch.topic(of: entry), batch.record(of: entry))
    }

    @Test("An instance that has seen other records answers as a new one does", arguments: inputs.keys.sorted())
    func history(name: String) throws {
        var random = SystemRandomNumberGenerator()
        let inputs = try #require(Self.inputs[name])
        var seen: Set<ConfigValues> = []
        for test in GoldenTransformCase.transforms
        where Self.simpleName(test.plugin) == name && !test.isConfigureError
            && seen.insert(test.configuration).inserted
        {
            let type = try #require(TransformsPlugins.list.transforms.first { $0.className == test.plugin })
            let old = type.init()
            guard (try? old.configure(test.configuration)) != nil else { continue }
            let batch = SourceBatch()
            for number in 0..<20 {
                if number % 7 == 0 { batch.reset() }
                let input = try #require(inputs.randomElement(using: &random))
                let new = type.init()
                try new.configure(test.configuration)
                let (mine, fresh) = (
                    try Self.outcome(old, input, batch), try Self.outcome(new, input, SourceBatch())
                )
                #expect(mine == fresh, "\(test.id): \(input)")
            }
        }
    }
}
