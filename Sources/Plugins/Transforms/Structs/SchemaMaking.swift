import ConnectAPI
import JavaLang

/// Makes schemas with the checks of Java's SchemaBuilder.
enum SchemaMaking {
    /// A struct with name, version, doc and parameters of `source`.
    ///
    /// - Throws: If two fields have the same name, or one has none.
    static func structure(
        like source: Schema? = nil, _ fields: [Schema.Field], optional: Bool = false, default defaultValue: Value? = nil
    ) throws(ConnectError) -> Schema {
        var names: Set<String> = []
        for field in fields {
            guard !field.name.isEmpty else { throw .schemaBuilder("fieldName cannot be null.") }
            guard names.insert(field.name).inserted else {
                throw .schemaBuilder("Cannot create field because of field name duplication \(field.name)")
            }
        }
        let schema = Schema(
            .struct, optional: optional, name: source?.name, version: source?.version, doc: source?.doc,
            parameters: source?.parameters ?? [], fields: fields)
        return try Self.adding(defaultValue, to: schema)
    }

    /// The schema with a default, which must fit it.
    static func adding(_ defaultValue: Value?, to schema: Schema) throws(ConnectError) -> Schema {
        guard let defaultValue, !defaultValue.isNull else { return schema }
        do throws(ConnectError) {
            try ValueCheck(schema).check(defaultValue)
        } catch {
            throw .schemaBuilder("Invalid default value", cause: error)
        }
        return schema.with(default: .some(defaultValue))
    }

    /// The fields of a schema, which must be that of a struct.
    static func fields(of schema: Schema) throws(ConnectError) -> [Schema.Field] {
        guard schema.type == .struct else { throw .data("Cannot list fields on non-struct type") }
        return schema.fields
    }

    /// The field called `name`, nil if there is none; `schema` must be that of a struct.
    static func field(_ name: String, of schema: Schema) throws(ConnectError) -> Schema.Field? {
        guard schema.type == .struct else { throw .data("Cannot look up fields on non-struct type") }
        return schema.field(name)
    }
}
