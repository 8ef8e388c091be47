import ConnectAPI
import GoldenData
import JSON

/// One recorded case: what a Java transform, predicate or chain answered.
struct GoldenTransformCase: Sendable, CustomStringConvertible {
    let id: String
    /// `chain`, or a class.
    let plugin: String
    let configuration: ConfigValues
    let isConfigureError: Bool
    /// Through one instance, one after the other.
    let steps: [(input: JSONValue, output: JSONValue)]

    var description: String { self.id }

    static let transforms = GoldenData.lines("transforms.jsonl").compactMap { Self($0, "transform") }
    /// Records and configurations made at random, as odd as they come.
    static let random = GoldenData.lines("transforms-random.jsonl").compactMap { Self($0, "transform") }
    static let predicates = GoldenData.lines("predicates.jsonl").compactMap { Self($0, "predicate") }

    init?(_ value: JSONValue, _ kind: String) {
        guard let id = value["id"]?.stringValue, let plugin = value[kind]?.stringValue,
            let config = value["config"]?.objectValue
        else { return nil }
        self.id = id
        self.plugin = plugin
        self.configuration = Dictionary(uniqueKeysWithValues: config.map { ($0.name, $0.value.stringValue) })
        self.isConfigureError = value["phase"]?.stringValue == "configure"
        let then = value["then"]?.arrayValue ?? []
        self.steps = ([value] + then).map { ($0["input"] ?? .null, $0["output"] ?? .null) }
    }

    /// Appends the record of the golden notation.
    static func append(_ json: JSONValue, to batch: SourceBatch) throws {
        batch.append(try GoldenNotation.record(json))
        if json["topic"]?.isNull == true { batch.entries[batch.count - 1].topic = -1 }
        if let offset = json["offset"]?.int64Value { batch.entries[batch.count - 1].offsetToken = offset }
    }

    var batch: SourceBatch {
        SourceBatch(self.steps[0].input["kind"]?.stringValue == "sink" ? .sink : .source)
    }
}

/// Where we answer otherwise than Java on purpose; docs/differences.md says it to users.
enum GoldenDifferences {
    static let reasons: [String: String] = [
        "hasheader-[None]": nullText, "hoist-null-config": nullText, "extract-null-config": nullText,
        "regex-config-4": nullText, "replace-config-10": nullText,
        "tsc-config-12": nullText,
    ]
    private static let nullText = "null for a required text is refused, as a connector's configuration refuses it"

    /// The message that is expected of us: we have one class for bytes.
    static func message(_ expected: JSONValue) -> String? {
        expected["message"]?.stringValue?.replacing("java.nio.HeapByteBuffer", with: "[B")
    }

    /// Java's accidents, of which only counts that they fail.
    static let accidents: Set<String> = [
        "NullPointerException", "ClassCastException", "IndexOutOfBoundsException", "ArrayIndexOutOfBoundsException",
    ]

    /// Whether the message must be Java's.
    static func hasJavaWords(_ expected: JSONValue) -> Bool {
        let name = expected["error"]?.stringValue ?? ""
        let message = expected["message"]?.stringValue ?? ""
        if self.accidents.contains(name) || message.contains("@HASH") { return false }
        return !(name == "IllegalArgumentException" && message.hasPrefix("fromIndex"))
    }
}
