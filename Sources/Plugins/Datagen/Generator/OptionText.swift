import JSON

/// JSON values as Java prints what its parser makes of them; messages show them.
enum OptionText {
    /// As `toString` of `LinkedHashMap`, `ArrayList` and the like.
    static func java(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): self.number(number)
        case .string(let text): text
        case .array(let items): "[" + items.map(self.java).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\($0.name)=\(self.java($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// As Avro prints a record that was made of an option: its fields in order, close to JSON.
    static func record(_ object: JSONObject, _ type: AvroType) -> String {
        let fields = type.fields.map { field in
            let value = object[field.name] ?? field.defaultValue ?? .null
            return "\(JSONValue.string(field.name).text): \(self.avro(value))"
        }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    private static func avro(_ value: JSONValue) -> String {
        switch value {
        case .string: value.text
        case .array(let items): "[" + items.map(self.avro).joined(separator: ", ") + "]"
        case .object(let object):
            "{"
                + object.members.map { "\(JSONValue.string($0.name).text): \(self.avro($0.value))" }
                .joined(separator: ", ") + "}"
        default: self.java(value)
        }
    }

    private static func number(_ number: JSONNumber) -> String {
        number.isIntegral ? number.text : JavaText.string(number.double)
    }
}
