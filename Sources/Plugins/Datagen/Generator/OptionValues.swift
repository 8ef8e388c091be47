import Bytes
import ConnectAPI
import JSON

/// Reads the entries of an `options` annotation as strictly as Avro Random Generator does: an entry itself is adapted
/// to its type, what lies within it isn't. So a long takes `1`, but a record's long field only what needs 64 bits.
enum OptionValues {
    /// - Returns: nil if the entry isn't one of the type.
    /// - Throws: If a record lacks a field that has no default.
    static func value(_ json: JSONValue, _ type: AvroType, _ schema: Schema) throws(GeneratorError) -> Value? {
        switch (type.kind, json) {
        case (.bytes, .string(let text)): return AvroValues.bytes(Bytes(utf8: text), schema)
        case (.fixed(let size), .string(let text)):
            return text.utf8.count == size ? AvroValues.bytes(Bytes(utf8: text), schema) : nil
        case (.float, .number(let number)): return number.isIntegral ? nil : .float32(Float(number.double))
        case (.long, .number(let number)): return number.int64.flatMap { AvroValues.integer($0, schema) }
        case (.enumeration(let symbols), .string(let text)): return symbols.contains(text) ? .string(text) : nil
        case (.record, .object(let object)): return try self.record(object, type, schema)
        default: return self.strict(json, type, schema)
        }
    }

    private static func record(
        _ object: JSONObject, _ type: AvroType, _ schema: Schema
    ) throws(GeneratorError) -> Value? {
        guard let fieldSchemas = type.fieldSchemas(in: schema) else { return nil }
        var result = Struct(schema)
        for (index, field) in type.fields.enumerated() {
            let fieldSchema = fieldSchemas[index]
            if let member = object[field.name] {
                guard let value = self.strict(member, field.type, fieldSchema) else { return nil }
                result[index] = value
            } else {
                guard let member = field.defaultValue,
                    let value = AvroValues.defaultValue(member, field.type, fieldSchema)
                else {
                    throw GeneratorError(
                        .other("org.apache.avro.AvroMissingFieldException"),
                        "Field \(field.name) type:\(field.type.word.uppercased()) pos:\(index)"
                            + " not set and has no default value")
                }
                result[index] = value
            }
        }
        return .struct(result)
    }

    /// A value that is already of its type's Java class when JSON is read.
    private static func strict(_ json: JSONValue, _ type: AvroType, _ schema: Schema) -> Value? {
        switch (type.kind, json) {
        case (.null, .null): .null
        case (.boolean, .bool(let value)): .boolean(value)
        case (.int, .number(let number)): number.int32.flatMap { AvroValues.integer(Int64($0), schema) }
        case (.long, .number(let number)):
            number.int32 == nil ? number.int64.flatMap { AvroValues.integer($0, schema) } : nil
        case (.double, .number(let number)): number.isIntegral ? nil : .float64(number.double)
        case (.string, .string(let text)): .string(text)
        case (.array(let element), .array(let items)):
            schema.valueSchema.flatMap { itemSchema in
                AvroValues.all(items) { self.strict($0, element, itemSchema) }.map(Value.array)
            }
        case (.map(let type), .object(let object)):
            schema.valueSchema.flatMap { valueSchema in
                AvroValues.map(object) { self.strict($0, type, valueSchema) }
            }
        case (.union(let branches), _):
            branches.lazy.compactMap { branch in
                branch.isNull
                    ? (json.isNull ? .null : nil)
                    : AvroValues.branch(branch, of: branches, schema) { self.strict(json, branch, $0) }
            }.first
        default: nil
        }
    }
}
