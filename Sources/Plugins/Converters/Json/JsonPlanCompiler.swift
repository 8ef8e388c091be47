import Bytes
import ConnectAPI
import JSON

/// Makes a ``JsonPlan`` of a schema.
struct JsonPlanCompiler: ~Copyable {
    let settings: JsonSettings
    var steps: [JsonPlan.Step] = []
    var text = BytesWriter()
    var structs: [Schema] = []
    var failures: [ConnectError] = []

    init(_ settings: JsonSettings) { self.settings = settings }

    /// The plan for values of `schema`.
    static func compile(_ schema: Schema, _ settings: JsonSettings) -> JsonPlan {
        var compiler = JsonPlanCompiler(settings)
        compiler.steps.append(compiler.step(schema))
        compiler.fillIn(schema, at: 0)
        var envelope = JsonPlan.Piece(0, 0)
        var failure: ConnectError?
        if settings.schemasEnabled {
            do throws(ConnectError) {
                let start = compiler.text.count
                compiler.text.append(utf8: "{\"schema\":")
                try JsonSchemaWriter(settings).write(schema, into: &compiler.text)
                compiler.text.append(utf8: ",\"payload\":")
                envelope = JsonPlan.Piece(start, compiler.text.count - start)
            } catch {
                failure = error
            }
        }
        return JsonPlan(schema, compiled: compiler, envelope: envelope, failure: failure)
    }

    /// The step of `schema` without its members and default.
    private func step(_ schema: Schema) -> JsonPlan.Step {
        let (code, expected) = self.code(schema)
        return JsonPlan.Step(code: code, expected: expected, type: schema.type.rawValue, isOptional: schema.isOptional)
    }

    private func code(_ schema: Schema) -> (JsonPlan.Code, Cell.Kind) {
        switch schema.name {
        case Schema.decimalName: return (self.settings.decimalsAreNumbers ? .decimalNumber : .decimalText, .decimal)
        case Schema.dateName: return (.date, .date)
        case Schema.timeName: return (.time, .date)
        case Schema.timestampName: return (.timestamp, .date)
        default: break
        }
        switch schema.type {
        case .int8: return (.integer, .int8)
        case .int16: return (.integer, .int16)
        case .int32: return (.integer, .int32)
        case .int64: return (.integer, .int64)
        case .float32: return (.float32, .float32)
        case .float64: return (.float64, .float64)
        case .boolean: return (.boolean, .boolean)
        case .string: return (.string, .string)
        case .bytes: return (.bytes, .bytes)
        case .array: return (.array, .array)
        case .map: return (schema.keySchema?.type == .string ? .object : .pairs, .map)
        case .struct: return (.struct, .struct)
        }
    }

    /// Completes the step at `index`: its default, its members and what they need.
    private mutating func fillIn(_ schema: Schema, at index: Int) {
        if self.settings.replacesNull, let value = schema.defaultValue, !value.isNull {
            self.addDefault(schema, value, at: index)
        }
        switch self.steps[index].code {
        case .decimalText, .decimalNumber:
            let scale = schema.parameters.first { $0.name == Schema.decimalScaleParameter }
            if let scale = scale.flatMap({ Int32($0.value) }) {
                self.steps[index].detail = scale
                self.steps[index].hasScale = true
            }
        case .array: self.addMembers([schema.valueSchema], to: index)
        case .object, .pairs: self.addMembers([schema.keySchema, schema.valueSchema], to: index)
        case .struct: self.addFields(schema, to: index)
        default: break
        }
    }

    private mutating func addMembers(_ schemas: [Schema?], to index: Int) {
        let first = self.steps.count
        self.steps[index].child = Int32(first)
        self.steps[index].childCount = Int32(schemas.count)
        for schema in schemas {
            let schemaless = JsonPlan.Step(code: .schemaless, expected: .null, type: 0, isOptional: true)
            self.steps.append(schema.map { self.step($0) } ?? schemaless)
        }
        for (place, schema) in schemas.enumerated() {
            if let schema { self.fillIn(schema, at: first + place) }
        }
    }

    private mutating func addFields(_ schema: Schema, to index: Int) {
        self.structs.append(schema)
        self.steps[index].detail = Int32(self.structs.count - 1)
        self.addMembers(schema.fields.map(\.schema), to: index)
        var room = 16
        let first = Int(self.steps[index].child)
        for (place, field) in schema.fields.enumerated() {
            let start = self.text.count
            self.text.append(UInt8(ascii: place == 0 ? "{" : ","))
            self.text.append(jsonString: field.name)
            self.text.append(UInt8(ascii: ":"))
            self.steps[first + place].prefix = JsonPlan.Piece(start, self.text.count - start)
            room += self.text.count - start + JsonPlan.scalarRoom
            if let text = self.steps[first + place].defaultText { room += Int(text.count) + 16 }
        }
        self.steps[index].room = Int32(clamping: room)
    }

    /// Writes the default once. That fails for structs, as in Java: a struct's schema is never the one with the default.
    private mutating func addDefault(_ schema: Schema, _ value: Value, at index: Int) {
        do throws(ConnectError) {
            let start = self.text.count
            try JsonSchemaWriter(self.settings).write(default: value, of: schema, into: &self.text)
            self.steps[index].defaultText = JsonPlan.Piece(start, self.text.count - start)
        } catch {
            self.failures.append(error)
            self.steps[index].defaultFailure = Int32(self.failures.count - 1)
        }
    }
}
