import Bytes
import ConnectAPI
import JSON
import JavaLang

/// Writes schemas as JSON, in the form of Java's JsonConverter.
struct JsonSchemaWriter {
    let settings: JsonSettings

    init(_ settings: JsonSettings) { self.settings = settings }

    func write(_ schema: Schema, field: String? = nil, into output: inout BytesWriter) throws(ConnectError) {
        output.append(utf8: "{\"type\":\"")
        output.append(utf8: Self.name(of: schema.type))
        output.append(utf8: "\"")
        try self.writeMembers(of: schema, into: &output)
        output.append(utf8: schema.isOptional ? ",\"optional\":true" : ",\"optional\":false")
        if let name = schema.name {
            output.append(utf8: ",\"name\":")
            output.append(jsonString: name)
        }
        if let version = schema.version {
            output.append(utf8: ",\"version\":")
            output.append(decimal: Int64(version))
        }
        if let doc = schema.doc {
            output.append(utf8: ",\"doc\":")
            output.append(jsonString: doc)
        }
        if !schema.parameters.isEmpty {
            output.append(utf8: ",\"parameters\":")
            JSONObject(schema.parameters.map { ($0.name, .string($0.value)) }).write(into: &output)
        }
        if let value = schema.defaultValue, !value.isNull {
            output.append(utf8: ",\"default\":")
            try self.write(default: value, of: schema, into: &output)
        }
        if let field {
            output.append(utf8: ",\"field\":")
            output.append(jsonString: field)
        }
        output.append(UInt8(ascii: "}"))
    }

    private func writeMembers(of schema: Schema, into output: inout BytesWriter) throws(ConnectError) {
        switch schema.type {
        case .array:
            output.append(utf8: ",\"items\":")
            try self.write(optional: schema.valueSchema, into: &output)
        case .map:
            output.append(utf8: ",\"keys\":")
            try self.write(optional: schema.keySchema, into: &output)
            output.append(utf8: ",\"values\":")
            try self.write(optional: schema.valueSchema, into: &output)
        case .struct:
            output.append(utf8: ",\"fields\":[")
            for (place, field) in schema.fields.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                try self.write(field.schema, field: field.name, into: &output)
            }
            output.append(UInt8(ascii: "]"))
        default: break
        }
    }

    private func write(optional schema: Schema?, into output: inout BytesWriter) throws(ConnectError) {
        guard let schema else {
            output.append(utf8: "null")
            return
        }
        try self.write(schema, into: &output)
    }

    /// Writes a schema's default value.
    ///
    /// Not of a struct: a value's schema has to be equal to the one that it is written with, and no value has a schema
    /// of which it is the default. Java fails in the same way.
    func write(default value: Value, of schema: Schema, into output: inout BytesWriter) throws(ConnectError) {
        if case .struct = value { throw .data("Mismatching schema.") }
        var bare = self.settings
        bare.schemasEnabled = false
        // The default is no null, so the plan of the schema without it writes the same.
        let plan = JsonPlanCompiler.compile(schema.with(default: .some(nil)), bare)
        let arena = ValueArena()
        try JsonCellWriter.append(arena.cell(value), of: plan, in: arena, to: &output)
    }

    static func name(of type: SchemaType) -> String {
        switch type {
        case .float32: "float"
        case .float64: "double"
        default: type.name
        }
    }
}
