import ConnectAPI
import JavaLang

/// Whether a value fits a schema, compiled once for a schema: what Java checks whenever a struct's field is set.
final class ValueCheck {
    private let schema: Schema
    private let kind: Cell.Kind
    private let isOptional: Bool
    /// Of an array: its elements; of a map: keys and values; of a struct: its fields.
    /// Made when they are first needed: schemas may share parts, and have more paths than anybody can count.
    private lazy var members = Self.members(of: self.schema)
    private let hasMembers: Bool
    /// Of a struct's fields: the kind of value that needs no closer look, and whether null is fine.
    private let simple: [Simple]
    /// A schema that was found to be equal: its arena, which is kept so that its identity stays its own, and the place there.
    @exclusivity(unchecked) private var knownArena: ValueArena?
    @exclusivity(unchecked) private var known: (arena: ObjectIdentifier, index: Int)?

    private struct Simple: BitwiseCopyable {
        var kind: UInt8
        /// Null's kind if null is fine.
        var nullKind: UInt8
    }

    /// Logical types are told by their names, whatever their type is.
    init(_ schema: Schema) {
        self.schema = schema
        self.isOptional = schema.isOptional
        self.kind = Self.kind(of: schema)
        self.hasMembers = !schema.type.isPrimitive
        self.simple =
            schema.type != .struct
            ? []
            : schema.fields.map { field in
                let hasMembers = !field.schema.type.isPrimitive
                let allowsNull = field.schema.isOptional || field.schema.defaultValue != nil
                return Simple(
                    kind: hasMembers ? .max : Self.kind(of: field.schema).rawValue,
                    nullKind: allowsNull ? Cell.Kind.null.rawValue : .max)
            }
    }

    private static func members(of schema: Schema) -> [ValueCheck] {
        switch schema.type {
        case .array: return [schema.valueSchema].compactMap { $0.map(ValueCheck.init) }
        case .map:
            let both = [schema.keySchema, schema.valueSchema].compactMap { $0.map(ValueCheck.init) }
            return both.count == 2 ? both : []
        case .struct: return schema.fields.map { ValueCheck($0.schema) }
        default: return []
        }
    }

    private static func kind(of schema: Schema) -> Cell.Kind {
        switch schema.name {
        case Schema.decimalName: return .decimal
        case Schema.dateName, Schema.timeName, Schema.timestampName: return .date
        default: break
        }
        return switch schema.type {
        case .int8: .int8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .boolean: .boolean
        case .string: .string
        case .bytes: .bytes
        case .array: .array
        case .map: .map
        case .struct: .struct
        }
    }

    /// The kind that a value has which needs no closer look; nil where each does.
    var simpleKind: Cell.Kind? { self.hasMembers ? nil : self.kind }
    var allowsNull: Bool { self.isOptional }

    /// Whether the value needs no closer look.
    @inline(__always)
    func accepts(_ cell: Cell) -> Bool {
        cell.kind == self.kind ? !self.hasMembers : cell.isNull && self.isOptional
    }

    /// - Parameter location: What messages call the value: `field: "a"`.
    func check(_ cell: Cell, in arena: ValueArena, _ location: @autoclosure () -> String) throws(ConnectError) {
        if self.accepts(cell) { return }
        guard !cell.isNull else {
            throw .data(
                "Invalid value: null used for required \(location()), schema type: \(self.schema.type.javaName)")
        }
        guard cell.kind == self.kind else {
            let name = self.schema.name.map { " \"\($0)\"" } ?? ""
            throw .data(
                "Invalid Java object for schema\(name) with type \(self.schema.type.javaName): "
                    + "\(JavaClass.description(of: cell.kind)) for \(location())")
        }
        switch self.schema.type {
        case .struct: try self.checkStruct(cell, arena)
        case .array:
            let name = "element of array \(location())"
            guard let element = self.members.first else { throw .data("No schema defined for \(name)") }
            for place in 0..<Int(cell.count) { try element.check(arena[cell.firstMember + place], in: arena, name) }
        case .map:
            guard self.members.count == 2 else {
                let missing = self.schema.keySchema == nil ? "key" : "value"
                throw .data("No schema defined for \(missing) of map \(location())")
            }
            for place in 0..<Int(cell.count) {
                let entry = cell.firstMember + place * 2
                try self.members[0].check(arena[entry], in: arena, "key of map \(location())")
                try self.members[1].check(arena[entry + 1], in: arena, "value of map \(location())")
            }
        default: break
        }
    }

    private func checkStruct(_ cell: Cell, _ arena: ValueArena) throws(ConnectError) {
        let index = cell.schemaIndex
        if self.known?.arena != ObjectIdentifier(arena) || self.known?.index != index {
            guard arena.schemas[index] == self.schema else { throw .data("Struct schemas do not match.") }
            self.knownArena = arena
            self.known = (ObjectIdentifier(arena), index)
        }
        guard Int(cell.count) == self.simple.count else { throw .data("Struct schemas do not match.") }
        for place in self.simple.indices {
            let member = arena[cell.firstMember + place]
            let simple = self.simple[place]
            if member.kind.rawValue == simple.kind || member.kind.rawValue == simple.nullKind { continue }
            try self.members[place].check(
                member, in: arena, "field: \"\(self.schema.fields[place].name)\"")
        }
    }

    /// Checks a value on its own, such as a schema's default.
    func check(_ value: Value) throws(ConnectError) {
        let arena = ValueArena()
        try self.check(arena.cell(value), in: arena, "value")
    }
}
