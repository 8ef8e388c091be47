package import Bytes
package import ConnectAPI
package import JSON

/// The notation of the golden files for schemas and values.
package enum GoldenNotation {
    /// A record in the notation; without a topic it has an empty one.
    package static func record(_ json: JSONValue) throws -> SourceRecord {
        let headers = try (json["headers"]?.arrayValue ?? []).map { header in
            Header(header["key"]?.stringValue ?? "", try Self.pair(header))
        }
        return SourceRecord(
            ConnectRecord(
                topic: json["topic"]?.stringValue ?? "", partition: json["partition"]?.int64Value.map(Int32.init),
                key: try Self.pair(json["key"] ?? .null), value: try Self.pair(json["value"] ?? .null),
                timestamp: json["timestamp"]?.int64Value, headers: headers),
            sourcePartition: nil, sourceOffset: nil)
    }

    package struct Unsupported: Error, CustomStringConvertible {
        package let description: String
    }

    package static func schema(_ json: JSONValue?) throws -> Schema? {
        switch json {
        case nil, .null: return nil
        case .string(let text):
            let isOptional = text.hasSuffix("?")
            return Schema(try self.type(isOptional ? String(text.dropLast()) : text), optional: isOptional)
        case .some(let json):
            let type = try self.type(json["type"]?.stringValue ?? "")
            let fields = try (json["fields"]?.arrayValue ?? []).map { field in
                guard let pair = field.arrayValue, pair.count == 2, let name = pair[0].stringValue,
                    let schema = try self.schema(pair[1])
                else { throw Unsupported(description: "field \(field)") }
                return Schema.Field(name, schema)
            }
            let bare = Schema(
                type, optional: json["optional"]?.boolValue ?? false, name: json["name"]?.stringValue,
                version: json["version"]?.int64Value.map(Int32.init), doc: json["doc"]?.stringValue,
                parameters: json["parameters"]?.objectValue?.map { .init($0.name, $0.value.stringValue ?? "") } ?? [],
                fields: fields, keySchema: try self.schema(json["keys"]), valueSchema: try self.schema(json["values"]))
            guard let value = json["default"], !value.isNull else { return bare }
            return bare.with(default: .some(try self.value(value, schema: bare)))
        }
    }

    private static func type(_ name: String) throws -> SchemaType {
        guard let type = SchemaType.allCases.first(where: { $0.name == name }) else {
            throw Unsupported(description: "type \(name)")
        }
        return type
    }

    package static func value(_ json: JSONValue?, schema: Schema?) throws -> Value {
        switch json {
        case nil, .null: return .null
        case .bool(let value): return .boolean(value)
        case .string(let text): return .string(text)
        case .some(let json):
            guard let (tag, content) = json.objectValue?.members.first else {
                throw Unsupported(description: "\(json)")
            }
            return try self.tagged(tag, content, json, schema)
        }
    }

    private static func tagged(
        _ tag: String, _ content: JSONValue, _ json: JSONValue, _ schema: Schema?
    ) throws -> Value {
        switch tag {
        case "int8": return .int8(Int8(content.int64Value ?? 0))
        case "int16": return .int16(Int16(content.int64Value ?? 0))
        case "int32": return .int32(Int32(content.int64Value ?? 0))
        case "int64": return .int64(content.int64Value ?? 0)
        case "float32": return .float32(Float(content.stringValue ?? "") ?? 0)
        case "float64": return .float64(Double(content.stringValue ?? "") ?? 0)
        case "bytes", "buffer": return .bytes(JSONBase64.decode(content.stringValue ?? "") ?? Bytes())
        case "bigint": return .bigInteger(Decimal(content.stringValue ?? "") ?? Decimal(0, scale: 0))
        case "date": return .date(content.int64Value ?? 0)
        case "decimal":
            let unscaled = Decimal(content["unscaled"]?.stringValue ?? "") ?? Decimal(0, scale: 0)
            return .decimal(
                Decimal(unscaled: unscaled.unscaled, scale: Int32(content["scale"]?.int64Value ?? 0)))
        case "list":
            return .array(try (content.arrayValue ?? []).map { try self.value($0, schema: schema?.valueSchema) })
        case "map", "linkedMap":
            return .map(
                ValueMap(
                    try (content.arrayValue ?? []).map { entry in
                        let pair = entry.arrayValue ?? []
                        return (
                            try self.value(pair[0], schema: schema?.keySchema),
                            try self.value(pair[1], schema: schema?.valueSchema)
                        )
                    }))
        case "struct", "schema":
            let own = try self.schema(json["schema"]) ?? schema
            guard let own, let fields = json["struct"]?.objectValue else {
                throw Unsupported(description: "struct without schema")
            }
            return .struct(
                Struct(own, try own.fields.map { try self.value(fields[$0.name], schema: $0.schema) }))
        default: throw Unsupported(description: tag)
        }
    }

    package static func pair(_ json: JSONValue) throws -> SchemaAndValue {
        let schema = try self.schema(json["schema"])
        return SchemaAndValue(schema, try self.value(json["value"], schema: schema))
    }

    package static func bytes(_ json: JSONValue) throws -> Bytes? {
        guard !json.isNull else { return nil }
        guard let bytes = json["base64"]?.stringValue.flatMap({ JSONBase64.decode($0) }) else {
            throw Unsupported(description: "bytes \(json)")
        }
        return bytes
    }
}
