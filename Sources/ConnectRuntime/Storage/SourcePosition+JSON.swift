package import ConnectAPI
package import JSON

/// Source partitions and offsets as JSON, as the Java worker writes them.
extension SourcePosition {
    /// - Throws: ``ConnectError`` of kind `data` if a value is not primitive.
    package func json() throws(ConnectError) -> JSONValue {
        var object = JSONObject()
        for entry in self.entries { object.set(entry.key, try Self.json(entry.value, field: entry.key)) }
        return .object(object)
    }

    private static func json(_ value: Value, field: String) throws(ConnectError) -> JSONValue {
        switch value {
        case .null: .null
        case .boolean(let value): .bool(value)
        case .int8(let value): .int(value)
        case .int16(let value): .int(value)
        case .int32(let value): .int(value)
        case .int64(let value): .int(value)
        case .float32(let value): .number(JSONNumber(value))
        case .float64(let value): .number(JSONNumber(value))
        case .string(let text): .string(text)
        case .bytes(let bytes): .string(Base64.encode(bytes))
        case .array: throw self.notPrimitive(field, "ARRAY")
        case .map: throw self.notPrimitive(field, "MAP")
        case .struct: throw self.notPrimitive(field, "STRUCT")
        case .decimal, .date, .bigInteger:
            throw ConnectError(
                .data,
                "Offsets may only contain primitive types as values, but field \(field) contains one that is not.")
        }
    }

    private static func notPrimitive(_ field: String, _ type: String) -> ConnectError {
        ConnectError(.data, "Offsets may only contain primitive types as values, but field \(field) contains \(type)")
    }

    /// What was written, as it comes back: integers as `int64`, other numbers as `float64`.
    package init(json object: JSONObject) {
        self.init(object.members.map { ($0.name, Value(json: $0.value)) })
    }
}

extension Value {
    /// As Kafka Connect's JSON converter reads JSON without a schema.
    package init(json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .boolean(value)
        case .number(let number): self = number.int64.map(Value.int64) ?? .float64(number.double)
        case .string(let text): self = .string(text)
        case .array(let values): self = .array(values.map(Value.init(json:)))
        case .object(let object):
            self = .map(ValueMap(object.members.map { (key: .string($0.name), value: Value(json: $0.value)) }))
        }
    }
}
