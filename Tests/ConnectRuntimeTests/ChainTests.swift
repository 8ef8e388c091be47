import ConnectAPI
import Converters
import GoldenData
import JSON
import Testing
import Transforms

@testable import ConnectRuntime

/// Chains of transforms and predicates against what the Java worker's answered.
@Suite struct ChainTests {
    struct Case: Sendable, CustomStringConvertible {
        let id: String
        let configuration: ConfigValues
        let isConfigureError: Bool
        let steps: [(input: JSONValue, output: JSONValue)]

        var description: String { self.id }

        init?(_ value: JSONValue) {
            guard value["transform"]?.stringValue == "chain", let id = value["id"]?.stringValue,
                let config = value["config"]?.objectValue
            else { return nil }
            self.id = id
            self.configuration = Dictionary(
                uniqueKeysWithValues: config.map { ($0.name, $0.value.stringValue) })
            self.isConfigureError = value["phase"]?.stringValue == "configure"
            let then = value["then"]?.arrayValue ?? []
            self.steps = ([value] + then).map { ($0["input"] ?? .null, $0["output"] ?? .null) }
        }
    }

    static let cases = GoldenData.lines("transforms.jsonl").compactMap(Case.init)
    static let plugins = PluginRegistry(ConvertersPlugins.list + TransformsPlugins.list)

    @Test("Chains do what a Java worker's do", arguments: cases)
    func chain(test: Case) throws {
        let stages: RecordStages
        do {
            stages = try RecordStages(test.configuration, Self.plugins)
        } catch {
            try #require(test.isConfigureError, "configuring: \(error)")
            return self.compare(error, test.steps[0].output, test.id)
        }
        try #require(!test.isConfigureError, "configuring should have failed: \(test.steps[0].output)")
        let batch = SourceBatch()
        for step in test.steps {
            batch.reset()
            batch.append(try GoldenNotation.record(step.input))
            var position = RecordStages.Position()
            if let failure = stages.run(batch, from: &position) {
                self.compare(failure.error, step.output, test.id)
                continue
            }
            guard !step.output.isNull else {
                #expect(batch.entries[0].isDropped, "\(test.id)")
                continue
            }
            let wanted = SourceBatch()
            wanted.append(try GoldenNotation.record(step.output))
            #expect(!batch.entries[0].isDropped && batch.record(at: 0) == wanted.record(at: 0), "\(test.id)")
        }
    }

    private func compare(_ error: any Error, _ expected: JSONValue, _ id: String) {
        let line = JavaTrace.text(error).split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: "\n")
        let message = expected["message"]?.stringValue ?? ""
        #expect(line.contains(expected["error"]?.stringValue ?? "nothing"), "\(id): \(line)")
        #expect(line.contains(message), "\(id): \(line)")
    }
}
