import Bytes
import ConnectAPI
import JSON

/// Turns JSON into values of an Avro type, in the form that Connect gives them.
enum AvroValues {
    static let millisecondsPerDay: Int64 = 86_400_000

    /// The value that a field's default stands for, nil if it isn't one of that type.
    ///
    /// A union's default belongs to its first branch.
    static func defaultValue(_ json: JSONValue, _ type: AvroType, _ schema: Schema) -> Value? {
        switch (type.kind, json) {
        case (.null, .null): return .null
        case (.boolean, .bool(let value)): return .boolean(value)
        case (.int, .number(let number)): return number.int32.flatMap { self.integer(Int64($0), schema) }
        case (.long, .number(let number)): return number.int64.flatMap { self.integer($0, schema) }
        case (.float, .number(let number)): return .float32(Float(number.double))
        case (.double, .number(let number)): return .float64(number.double)
        case (.string, .string(let text)): return .string(text)
        case (.bytes, .string(let text)): return self.latin1(text).flatMap { self.bytes($0, schema) }
        case (.fixed(let size), .string(let text)):
            return self.latin1(text).flatMap { $0.count == size ? self.bytes($0, schema) : nil }
        case (.enumeration(let symbols), .string(let text)): return symbols.contains(text) ? .string(text) : nil
        case (.array(let element), .array(let items)):
            guard let itemSchema = schema.valueSchema else { return nil }
            return self.all(items) { self.defaultValue($0, element, itemSchema) }.map(Value.array)
        case (.map(let type), .object(let object)):
            guard let valueSchema = schema.valueSchema else { return nil }
            return self.map(object) { self.defaultValue($0, type, valueSchema) }
        case (.record, .object(let object)):
            guard let fieldSchemas = type.fieldSchemas(in: schema) else { return nil }
            var result = Struct(schema)
            for (index, field) in type.fields.enumerated() {
                guard let member = object[field.name] ?? field.defaultValue,
                    let value = self.defaultValue(member, field.type, fieldSchemas[index])
                else { return nil }
                result[index] = value
            }
            return .struct(result)
        case (.union(let branches), _):
            guard let first = branches.first else { return nil }
            return self.branch(first, of: branches, schema) { self.defaultValue(json, first, $0) }
        default: return nil
        }
    }

    /// A value of one branch as the union's schema has it.
    static func branch(
        _ branch: AvroType, of branches: [AvroType], _ schema: Schema, _ value: (Schema) -> Value?
    ) -> Value? {
        if branch.isNull { return .null }
        if branches.count == 1 || branches.count == 2 && branches.contains(where: \.isNull) { return value(schema) }
        guard let index = schema.index(of: ConnectSchemas.unionField(branch)),
            let inner = value(schema.fields[index].schema)
        else { return nil }
        var result = Struct(schema)
        result[index] = inner
        return .struct(result)
    }

    /// An int or long as its schema has it: narrowed, or as a date. nil for a time of day that is none.
    static func integer(_ value: Int64, _ schema: Schema) -> Value? {
        switch schema.name {
        case Schema.dateName: return .date(value &* self.millisecondsPerDay)
        case Schema.timestampName: return .date(value)
        case Schema.timeName: return (0...self.millisecondsPerDay).contains(value) ? .date(value) : nil
        default: break
        }
        switch schema.type {
        case .int8: return .int8(Int8(truncatingIfNeeded: value))
        case .int16: return .int16(Int16(truncatingIfNeeded: value))
        case .int32: return .int32(Int32(truncatingIfNeeded: value))
        default: return .int64(value)
        }
    }

    /// Bytes as their schema has them: as they are, or as a decimal number's unscaled integer.
    static func bytes(_ value: Bytes, _ schema: Schema) -> Value? {
        guard schema.name == Schema.decimalName else { return .bytes(value) }
        guard let scale = self.scale(of: schema), !value.isEmpty else { return nil }
        return .decimal(Decimal(unscaled: value, scale: scale))
    }

    static func scale(of schema: Schema) -> Int32? {
        schema.parameter(Schema.decimalScaleParameter).flatMap { Int32($0) }
    }

    /// One byte a character; nil if a character is beyond U+00FF.
    static func latin1(_ text: String) -> Bytes? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return Bytes(bytes)
    }

    static func all(_ items: [JSONValue], _ convert: (JSONValue) -> Value?) -> [Value]? {
        var values: [Value] = []
        values.reserveCapacity(items.count)
        for item in items {
            guard let value = convert(item) else { return nil }
            values.append(value)
        }
        return values
    }

    /// The size of the table of a Java `HashMap` made for so many entries.
    static func hashCapacity(_ count: Int) -> Int {
        var capacity = 1
        while capacity < count { capacity *= 2 }
        return capacity
    }

    /// A map in the order in which a Java `HashMap` made for so many entries gives them.
    static func map(_ object: JSONObject, _ convert: (JSONValue) -> Value?) -> Value? {
        var entries: [(key: Value, value: Value)] = []
        for index in JavaHash.mapOrder(of: object.names, capacity: self.hashCapacity(object.count)) {
            let member = object.members[index]
            guard let value = convert(member.value) else { return nil }
            entries.append((.string(member.name), value))
        }
        return .map(ValueMap(entries))
    }
}
