import ConnectAPI
import GoldenData
import JSON

/// One recorded case: what a Java converter answered.
struct GoldenCase: Sendable, CustomStringConvertible {
    let id: String
    let converter: String
    let configuration: ConfigValues
    let operation: String
    let role: String
    let isConfigureError: Bool
    /// Through one instance, one after the other.
    let steps: [(input: JSONValue, output: JSONValue)]

    var description: String { self.id }

    /// All cases of `converters.jsonl`.
    static let all: [GoldenCase] = {
        GoldenData.lines("converters.jsonl").compactMap(GoldenCase.init)
    }()

    private init?(_ value: JSONValue) {
        guard let id = value["id"]?.stringValue, let converter = value["converter"]?.stringValue,
            let operation = value["op"]?.stringValue, let role = value["role"]?.stringValue,
            let config = value["config"]?.objectValue
        else { return nil }
        self.id = id
        self.converter = converter
        self.configuration = Dictionary(uniqueKeysWithValues: config.map { ($0.name, $0.value.stringValue) })
        self.operation = operation
        self.role = role
        self.isConfigureError = value["phase"]?.stringValue == "configure"
        let then = value["then"]?.arrayValue ?? []
        self.steps = ([value] + then).map { ($0["input"] ?? .null, $0["output"] ?? .null) }
    }
}
