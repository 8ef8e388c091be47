import Bytes
import ConnectAPI
import JSON
import JavaLang

/// Schemas in an envelope.
extension JsonCellReader {
    /// The schema at `index` of the tape; nil for JSON's null.
    func schema(_ index: Int) throws(ConnectError) -> Schema? {
        self.tape[index].kind == .null ? nil : try self.requiredSchema(index)
    }

    private func requiredSchema(_ index: Int) throws(ConnectError) -> Schema {
        guard let type = self.text("type", of: index) else { throw .data("Schema must contain 'type' field") }
        var keys: Schema?
        var values: Schema?
        var fields: [Schema.Field] = []
        let schemaType = try self.type(type)
        switch schemaType {
        case .array: values = try self.part("items", of: index, "Array schema did not specify the element type")
        case .map:
            keys = try self.part("keys", of: index, "Map schema did not specify the key type")
            values = try self.part("values", of: index, "Map schema did not specify the value type")
        case .struct: fields = try self.fields(of: index)
        default: break
        }
        let bare = Schema(
            schemaType, optional: self.tape.member("optional", of: index).map { self.tape[$0].kind == .true } ?? false,
            name: self.text("name", of: index), version: try self.version(of: index),
            doc: self.text("doc", of: index), parameters: try self.parameters(of: index), fields: fields,
            keySchema: keys, valueSchema: values)
        guard let place = self.tape.member("default", of: index) else { return bare }
        return try self.withDefault(bare, place)
    }

    private func type(_ name: String) throws(ConnectError) -> SchemaType {
        switch name {
        case "float": return .float32
        case "double": return .float64
        case "float32", "float64": throw .data("Unknown schema type: \(name)")
        default:
            guard let type = SchemaType.allCases.first(where: { $0.name == name }) else {
                throw .data("Unknown schema type: \(name)")
            }
            return type
        }
    }

    /// The text of a member that is a text.
    private func text(_ name: StaticString, of index: Int) -> String? {
        guard let place = self.tape.member(name, of: index), self.tape[place].kind == .string else { return nil }
        return self.tape.text(at: place)
    }

    private func part(_ name: StaticString, of index: Int, _ problem: String) throws(ConnectError) -> Schema {
        guard let place = self.tape.member(name, of: index), self.tape[place].kind != .null else {
            throw .data(problem)
        }
        return try self.requiredSchema(place)
    }

    private func fields(of index: Int) throws(ConnectError) -> [Schema.Field] {
        guard let list = self.tape.member("fields", of: index), self.tape[list].kind == .array else {
            throw .data("Struct schema's \"fields\" argument is not an array.")
        }
        var fields: [Schema.Field] = []
        var names: Set<String> = []
        var place = list + 1
        while place < self.tape[list].next {
            guard let name = self.text("field", of: place) else {
                throw .data("Struct schema's field name not specified properly")
            }
            let schema = try self.requiredSchema(place)
            guard !name.isEmpty else { throw ConnectError(.schemaBuilder, "fieldName cannot be null.") }
            guard names.insert(name).inserted else {
                throw ConnectError(
                    .schemaBuilder, "Cannot create field because of field name duplication \(name)")
            }
            fields.append(Schema.Field(name, schema))
            place = Int(self.tape[place].next)
        }
        return fields
    }

    private func version(of index: Int) throws(ConnectError) -> Int32? {
        guard let place = self.tape.member("version", of: index), self.tape[place].kind == .number,
            !self.tape[place].flag
        else { return nil }
        return Int32(truncatingIfNeeded: try self.integer(place))
    }

    private func parameters(of index: Int) throws(ConnectError) -> [Schema.Parameter] {
        guard let place = self.tape.member("parameters", of: index), self.tape[place].kind == .object else {
            return []
        }
        var parameters: [Schema.Parameter] = []
        for member in self.members(place) {
            guard self.tape[member.value].kind == .string else {
                throw .data("Schema parameters must have string values.")
            }
            parameters.append(.init(self.tape.text(at: member.name), self.tape.text(at: member.value)))
        }
        return parameters
    }

    private func withDefault(_ bare: Schema, _ place: Int) throws(ConnectError) -> Schema {
        let arena = ValueArena()
        let cell = try self.value(place, bare, into: arena)
        do throws(ConnectError) {
            // Java compares the default's schema with one that is still being built, so no struct passes.
            if cell.kind == .struct { throw .data("Struct schemas do not match.") }
            try Self.check(cell, bare, in: arena, "default")
        } catch {
            throw ConnectError(.schemaBuilder, "Invalid default value", cause: error)
        }
        return cell.isNull ? bare : bare.with(default: .some(arena.value(of: cell)))
    }
}
