import ConnectAPI
import ConnectRuntime
import JSON
import Testing

@Suite struct ConnectorValidatorTests {
    /// Answers of the real worker, with what repeats in them given by number.
    private struct Golden {
        let definitions: [JSONValue]
        let recommended: [JSONValue]
        let cases: [JSONValue]

        init() throws {
            let file = try JSONValue.parse(GoldenDefinitions.read("validate.json"))
            self.definitions = file["definitions"]?.arrayValue ?? []
            self.recommended = file["recommended"]?.arrayValue ?? []
            self.cases = file["cases"]?.arrayValue ?? []
        }
    }

    private static func worker(_ name: String) throws -> WorkerConfiguration {
        var properties = [
            "group.id": "connect-cluster", "config.storage.topic": "c", "offset.storage.topic": "o",
            "status.storage.topic": "s", "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": "org.apache.kafka.connect.json.JsonConverter",
        ]
        if name != "default" {
            properties["connector.client.config.override.policy"] = name
            properties["exactly.once.source.support"] = "enabled"
        }
        return try WorkerConfiguration(properties)
    }

    @Test("Every key of 203 validations has the definition, value and errors that Java gives it") func equalsJava()
        throws
    {
        let golden = try Golden()
        #expect(golden.cases.count == 203)
        for item in golden.cases {
            let id = item["id"]?.stringValue ?? ""
            let worker = try Self.worker(item["worker"]?.stringValue ?? "")
            let validator = ConnectorValidator(catalog: GoldenCatalog.shared, worker: worker)
            let outcome = Result { () throws(HerderError) in try validator.validate(Self.properties(item["config"])) }
            switch outcome {
            case .failure(let error):
                #expect(error.status == 400)
                let java = item["message"]?.stringValue ?? ""
                #expect(error.message.hasPrefix(java.drop(class: "Exception: ")), "\(id)")
            case .success(let report):
                #expect(report.name == item["name"]?.stringValue, "\(id)")
                #expect(report.errorCount == item["errors"].flatMap(Self.int), "\(id)")
                #expect(report.groups == item["groups"]?.arrayValue?.compactMap(\.stringValue), "\(id)")
                self.compare(report, item["entries"]?.arrayValue ?? [], golden, id)
            }
        }
    }

    private func compare(_ report: ConfigurationReport, _ entries: [JSONValue], _ golden: Golden, _ id: String) {
        var expected = entries.map { entry -> [String] in
            let fields = entry.arrayValue ?? []
            let definition = Self.int(fields[0]).map { golden.definitions[$0] }
            return [
                definition?.text ?? fields[1].stringValue ?? "", fields[2].text,
                golden.recommended[Self.int(fields[3]) ?? 0].text, fields[4].text, fields[5].text,
            ]
        }
        var actual = report.entries.map { entry -> [String] in
            let definition = entry.definition.map { key in
                JSONValue.array([
                    .string(key.name), .string(key.type.rawValue), .bool(key.isRequired), .optional(key.defaultText),
                    .string(key.importance.rawValue), .optional(key.group), .string(key.width.rawValue),
                    .string(key.displayName), .int(key.order),
                ])
            }
            return [
                definition?.text ?? entry.report.name, JSONValue.optional(entry.report.value?.text).text,
                JSONValue.array(entry.report.recommendedValues.map { .string($0) }).text,
                JSONValue.array(entry.report.errors.map { .string($0) }).text,
                JSONValue.bool(entry.report.visible).text,
            ]
        }
        if id.hasSuffix("override-list") {  // two keys of one hash, which come in the order of the request
            actual.sort { $0[0] < $1[0] }
            expected.sort { $0[0] < $1[0] }
        }
        #expect(actual.map { $0[0] } == expected.map { $0[0] }, "\(id)")
        for (ours, java) in zip(actual, expected) { #expect(ours == java, "\(id)") }
    }

    private static func properties(_ config: JSONValue?) -> ConfigValues {
        var properties: ConfigValues = [:]
        for (name, value) in config?.objectValue?.members ?? [] {
            properties.updateValue(value.stringValue, forKey: name)
        }
        return properties
    }

    private static func int(_ value: JSONValue) -> Int? { value.numberValue.flatMap { Int($0.text) } }
}

extension String {
    /// Without leading names of exceptions.
    fileprivate func drop(class end: String) -> String {
        guard self.hasPrefix("org."), let range = self.split(separator: end, maxSplits: 1).last else { return self }
        return String(range)
    }
}
