import JSON

/// Checks the defaults of fields as Avro's parser does: a schema with a wrong one is no schema.
struct AvroDefaults {
    /// Most values, parts included, in the defaults of one schema. Defaults of fields within count where they are used.
    static let maximumValues = 200_000

    private var count = 0

    /// The default as it counts; nil if there is none.
    mutating func checked(
        _ given: JSONValue?, _ type: AvroType, _ name: String, _ path: String
    ) throws(AvroSchemaError) -> JSONValue? {
        guard var value = given else { return nil }
        if let text = value.stringValue, type.isFloating {
            guard let number = Double(text) else {
                throw AvroSchemaError("Invalid default for field \(name): \(value.text.prefix(100))", at: path)
            }
            value = .double(number)
        }
        let isValid = self.isValid(value, type)
        guard self.count <= Self.maximumValues else {
            throw AvroSchemaError("The defaults have more than \(Self.maximumValues) values", at: path)
        }
        guard isValid else {
            throw AvroSchemaError(
                "Invalid default for field \(name): \(value.text.prefix(100)) not a \(type.fullName)", at: path)
        }
        return value
    }

    private mutating func isValid(_ value: JSONValue, _ type: AvroType) -> Bool {
        self.count += 1
        guard self.count <= Self.maximumValues else { return false }
        switch type.kind {
        case .string, .bytes, .enumeration, .fixed: return value.stringValue != nil
        case .int: return value.numberValue?.int32 != nil
        case .long: return value.int64Value != nil
        case .float, .double: return value.numberValue != nil
        case .boolean: return value.boolValue != nil
        case .null: return value.isNull
        case .array(let element): return value.arrayValue?.allSatisfy { self.isValid($0, element) } ?? false
        case .map(let element):
            return value.objectValue?.members.allSatisfy { self.isValid($0.value, element) } ?? false
        // Avro 1.11 wants the first branch, 1.12 any.
        case .union(let branches): return branches.contains { self.isValid(value, $0) }
        case .record:
            guard let object = value.objectValue else { return false }
            return type.fields.allSatisfy { field in
                (object[field.name] ?? field.defaultValue).map { self.isValid($0, field.type) } ?? false
            }
        }
    }
}

extension AvroType {
    fileprivate var isFloating: Bool {
        switch self.kind {
        case .float, .double: true
        default: false
        }
    }
}
