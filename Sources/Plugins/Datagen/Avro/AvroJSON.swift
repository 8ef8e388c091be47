import Bytes
import ConnectAPI
import JSON

/// Reads values in Avro's JSON encoding.
enum AvroJSON {
    /// All values of `bytes`, with blanks between them; nil if they aren't of that type.
    static func values(_ bytes: Bytes, _ type: AvroType, _ schema: Schema) -> [Value]? {
        guard let documents = self.split(bytes) else { return nil }
        var values: [Value] = []
        for document in documents {
            guard let json = try? JSONValue.parse(document), let value = self.value(json, type, schema) else {
                return nil
            }
            values.append(value)
        }
        return values
    }

    /// Cuts documents apart that stand one after the other; nil if the last one is cut off.
    static func split(_ bytes: Bytes) -> [Bytes]? {
        var documents: [Bytes] = []
        var (start, depth, inString): (Int?, Int, Bool) = (nil, 0, false)
        let array = bytes.array
        var index = 0
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        while index < array.count {
            let byte = array[index]
            if inString {
                if byte == UInt8(ascii: "\\") { index += 1 }
                if byte == UInt8(ascii: "\"") { inString = false }
            } else if byte == UInt8(ascii: "\"") {
                inString = true
                start = start ?? index
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
                start = start ?? index
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                depth -= 1
            } else if !isBlank(byte) {
                start = start ?? index
            }
            index += 1
            let isLast = index >= array.count
            if let from = start, depth <= 0, !inString, isLast || isBlank(array[index]) || self.closes(byte) {
                documents.append(bytes[from..<min(index, array.count)])
                start = nil
            }
        }
        return start == nil ? documents : nil
    }

    private static func closes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\"")
    }

    private static func value(_ json: JSONValue, _ type: AvroType, _ schema: Schema) -> Value? {
        switch (type.kind, json) {
        case (.array(let element), .array(let items)):
            guard let itemSchema = schema.valueSchema else { return nil }
            return AvroValues.all(items) { self.value($0, element, itemSchema) }.map(Value.array)
        case (.map(let value), .object(let object)):
            guard let valueSchema = schema.valueSchema else { return nil }
            return AvroValues.map(object) { self.value($0, value, valueSchema) }
        case (.record, .object(let object)):
            guard let fieldSchemas = type.fieldSchemas(in: schema) else { return nil }
            var result = Struct(schema)
            for (index, field) in type.fields.enumerated() {
                guard let member = object[field.name],
                    let value = self.value(member, field.type, fieldSchemas[index])
                else { return nil }
                result[index] = value
            }
            return .struct(result)
        case (.union(let branches), .null): return branches.contains(where: \.isNull) ? .null : nil
        case (.union(let branches), .object(let object)):
            guard object.count == 1, let member = object.members.first,
                let branch = branches.first(where: { $0.fullName == member.name })
            else { return nil }
            return AvroValues.branch(branch, of: branches, schema) { self.value(member.value, branch, $0) }
        case (.union, _): return nil
        default: return AvroValues.defaultValue(json, type, schema)  // the same encoding for types without parts
        }
    }
}
