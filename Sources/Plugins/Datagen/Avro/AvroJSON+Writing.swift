import Bytes
import ConnectAPI
import JSON

/// Writes values in Avro's JSON encoding, from the form that Connect gives them.
extension AvroJSON {
    static func json(_ value: Value, _ type: AvroType) -> JSONValue {
        switch (type.kind, value) {
        case (.union(let branches), _): return self.union(value, branches)
        case (.record, .struct(let record)):
            var object = JSONObject()
            for (field, member) in zip(type.fields, record.values) {
                object.set(field.name, self.json(member, field.type))
            }
            return .object(object)
        case (.array(let element), .array(let items)): return .array(items.map { self.json($0, element) })
        case (.map(let member), .map(let map)):
            var object = JSONObject()
            for entry in map.entries { object.set(entry.key.string ?? "", self.json(entry.value, member)) }
            return .object(object)
        case (.int, .date(let milliseconds)):
            let isDay =
                type.text("logicalType")?.lowercased() == "date"
                || type.text("connect.name") == Schema.dateName
            return .int(isDay ? milliseconds / AvroValues.millisecondsPerDay : milliseconds)
        case (_, .date(let milliseconds)): return .int(milliseconds)
        case (_, .boolean(let value)): return .bool(value)
        case (_, .float32(let value)): return .number(JSONNumber(value))
        case (_, .float64(let value)): return .double(value)
        case (_, .string(let text)): return .string(text)
        case (_, .bytes(let bytes)): return .string(self.latin1(bytes))
        case (_, .decimal(let decimal)): return .string(self.latin1(decimal.unscaled))
        default: return value.integer.map { .int($0) } ?? .null
        }
    }

    /// A branch stands behind its name, null alone.
    private static func union(_ value: Value, _ branches: [AvroType]) -> JSONValue {
        if value.isNull { return .null }
        let others = branches.filter { !$0.isNull }
        if others.count == 1, branches.count <= 2, let only = others.first {
            return .object(JSONObject([(only.fullName, self.json(value, only))]))
        }
        guard case .struct(let choice) = value else { return .null }
        for branch in others {
            let field = choice.schema.index(of: ConnectSchemas.unionField(branch))
            if let member = field.map({ choice.values[$0] }), !member.isNull {
                return .object(JSONObject([(branch.fullName, self.json(member, branch))]))
            }
        }
        return .null
    }

    private static func latin1(_ bytes: Bytes) -> String {
        String(String.UnicodeScalarView(bytes.array.map { Unicode.Scalar($0) }))
    }
}
