import Bytes
import JSON

/// Reads an Avro schema from its JSON text, strictly and within bounds.
///
/// Comments (`//` and `/* */`) are allowed, as the Java parser allows them.
struct AvroParser {
    /// Largest schema text, in bytes.
    static let maximumBytes = 4 * 1024 * 1024
    /// Deepest nesting of types.
    static let maximumDepth = 64
    /// Most types in one schema.
    static let maximumTypes = 50_000

    private static let reserved: Set<String> = [
        "doc", "fields", "items", "name", "namespace", "size", "symbols", "values", "type", "aliases", "default",
    ]

    private var named: [AvroName: AvroType] = [:]
    private var types = 0
    private var defaults = AvroDefaults()

    private init() {}

    static func parse(_ text: String) throws(AvroSchemaError) -> AvroType {
        try self.parse(Bytes(utf8: text))
    }

    static func parse(_ bytes: Bytes) throws(AvroSchemaError) -> AvroType {
        guard bytes.count <= self.maximumBytes else {
            throw AvroSchemaError("The schema is longer than \(self.maximumBytes) bytes")
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(withoutComments(bytes), JSONOptions(maximumBytes: self.maximumBytes))
        } catch {
            throw AvroSchemaError("\(error.message) at line \(error.line), column \(error.column)")
        }
        var parser = AvroParser()
        return try parser.type(value, space: "", path: "", depth: 0)
    }

    private mutating func type(
        _ value: JSONValue, space: String, path: String, depth: Int
    ) throws(AvroSchemaError) -> AvroType {
        self.types += 1
        guard depth < Self.maximumDepth else {
            throw AvroSchemaError("Types are nested deeper than \(Self.maximumDepth) levels", at: path)
        }
        guard self.types <= Self.maximumTypes else {
            throw AvroSchemaError("The schema has more than \(Self.maximumTypes) types", at: path)
        }
        switch value {
        case .string(let name): return try self.type(named: name, space: space, path: path)
        case .object(let object): return try self.type(object, space: space, path: path, depth: depth)
        case .array(let branches): return try self.union(branches, space: space, path: path, depth: depth)
        default: throw AvroSchemaError("Schema not yet supported: \(value.text.prefix(100))", at: path)
        }
    }

    private static func primitive(_ word: String) -> AvroType.Kind? {
        switch word {
        case "null": .null
        case "boolean": .boolean
        case "int": .int
        case "long": .long
        case "float": .float
        case "double": .double
        case "bytes": .bytes
        case "string": .string
        default: nil
        }
    }

    private func type(named name: String, space: String, path: String) throws(AvroSchemaError) -> AvroType {
        if let kind = Self.primitive(name) { return AvroType(kind) }
        if let type = self.named[AvroName(name, in: space)] ?? self.named[AvroName(name, in: "")] { return type }
        throw AvroSchemaError("Undefined name: \"\(name.prefix(100))\"", at: path)
    }

    private mutating func type(
        _ object: JSONObject, space: String, path: String, depth: Int
    ) throws(AvroSchemaError) -> AvroType {
        guard let word = object["type"]?.stringValue else {
            throw AvroSchemaError("No type: \(JSONValue.object(object).text.prefix(100))", at: path)
        }
        let properties = JSONObject(object.members.lazy.filter { !Self.reserved.contains($0.name) }.map { ($0, $1) })
        if let kind = Self.primitive(word) { return AvroType(kind, properties: properties) }
        switch word {
        case "array":
            let items = try Self.member("items", of: object, path)
            let element = try self.type(items, space: space, path: path + "[]", depth: depth + 1)
            return AvroType(.array(element), properties: properties)
        case "map":
            let values = try Self.member("values", of: object, path)
            let value = try self.type(values, space: space, path: path + "{}", depth: depth + 1)
            return AvroType(.map(value), properties: properties)
        case "record", "error":
            return try self.record(object, properties, space: space, path: path, depth: depth)
        case "enum", "fixed":
            let kind = word == "enum" ? try Self.symbols(object, path) : try Self.size(object, path)
            return try self.define(kind, object, properties, space: space, path: path)
        default: return try self.type(named: word, space: space, path: path)
        }
    }

    private static func member(
        _ name: String, of object: JSONObject, _ path: String
    ) throws(AvroSchemaError) -> JSONValue {
        if let value = object[name] { return value }
        throw AvroSchemaError(
            name == "items" ? "Array has no items type" : "Map has no values type", at: path)
    }

    private static func symbols(_ object: JSONObject, _ path: String) throws(AvroSchemaError) -> AvroType.Kind {
        guard let array = object["symbols"]?.arrayValue else { throw AvroSchemaError("Enum has no symbols", at: path) }
        var symbols: [String] = []
        var seen: Set<String> = []
        for value in array {
            guard let symbol = value.stringValue, AvroName.isIdentifier(symbol) else {
                throw AvroSchemaError("Illegal enum symbol: \(value.text.prefix(100))", at: path)
            }
            guard seen.insert(symbol).inserted else {
                throw AvroSchemaError("Duplicate enum symbol: \(symbol.prefix(100))", at: path)
            }
            symbols.append(symbol)
        }
        return .enumeration(symbols: symbols)
    }

    private static func size(_ object: JSONObject, _ path: String) throws(AvroSchemaError) -> AvroType.Kind {
        guard let size = object["size"]?.numberValue?.int32, size >= 0 else {
            throw AvroSchemaError("Invalid or no size", at: path)
        }
        return .fixed(size: Int(size))
    }
}

/// Named types and unions.
extension AvroParser {
    private static func symbol(
        _ object: JSONObject, _ kind: AvroType.Kind, _ path: String
    ) throws(AvroSchemaError) -> String? {
        guard case .enumeration(let symbols) = kind, let symbol = object["default"]?.stringValue else { return nil }
        guard symbols.contains(symbol) else {
            throw AvroSchemaError(
                "The Enum Default: \(symbol.prefix(100)) is not in the enum symbol set", at: path)
        }
        return symbol
    }

    private static func checkAliases(_ object: JSONValue, _ path: String) throws(AvroSchemaError) {
        guard let aliases = object["aliases"] else { return }
        guard let names = aliases.arrayValue else { throw AvroSchemaError("aliases not an array", at: path) }
        guard names.allSatisfy({ $0.stringValue != nil }) else {
            throw AvroSchemaError("alias not a string", at: path)
        }
    }

    private static func checkOrder(_ field: JSONValue, _ path: String) throws(AvroSchemaError) {
        guard let order = field["order"] else { return }
        guard ["ASCENDING", "DESCENDING", "IGNORE"].contains(order.stringValue?.uppercased()) else {
            throw AvroSchemaError("No order of fields: \(order.text.prefix(100))", at: path)
        }
    }

    private mutating func define(
        _ kind: AvroType.Kind, _ object: JSONObject, _ properties: JSONObject, space: String, path: String
    ) throws(AvroSchemaError) -> AvroType {
        guard let given = object["name"]?.stringValue else { throw AvroSchemaError("No name in schema", at: path) }
        let name = AvroName(given, in: object["namespace"]?.stringValue ?? space)
        guard name.isValid else { throw AvroSchemaError("Illegal name: \(given.prefix(100))", at: path) }
        guard self.named[name] == nil, Self.primitive(name.full) == nil else {
            throw AvroSchemaError("Can't redefine: \(name.full.prefix(100))", at: path)
        }
        try Self.checkAliases(.object(object), path)
        let type = AvroType(
            kind, name: name, doc: object["doc"]?.stringValue, defaultSymbol: try Self.symbol(object, kind, path),
            properties: properties)
        self.named[name] = type
        return type
    }

    private mutating func record(
        _ object: JSONObject, _ properties: JSONObject, space: String, path: String, depth: Int
    ) throws(AvroSchemaError) -> AvroType {
        let record = try self.define(.record, object, properties, space: space, path: path)
        guard let members = object["fields"]?.arrayValue else {
            throw AvroSchemaError("Record has no fields", at: path)
        }
        var fields: [AvroField] = []
        var names: Set<String> = []
        for member in members {
            guard let name = member["name"]?.stringValue else { throw AvroSchemaError("No field name", at: path) }
            let fieldPath = path.isEmpty ? name : "\(path).\(name)"
            guard AvroName.isIdentifier(name) else {
                throw AvroSchemaError("Illegal field name: \(name.prefix(100))", at: path)
            }
            guard names.insert(name).inserted else {
                throw AvroSchemaError(
                    "Duplicate field \(name) in record \(record.fullName)", at: path)
            }
            guard let given = member["type"] else { throw AvroSchemaError("No field type", at: fieldPath) }
            let type = try self.type(given, space: record.name?.space ?? space, path: fieldPath, depth: depth + 1)
            try Self.checkAliases(member, fieldPath)
            try Self.checkOrder(member, fieldPath)
            fields.append(
                AvroField(
                    name: name, type: type, doc: member["doc"]?.stringValue,
                    defaultValue: try self.defaults.checked(member["default"], type, name, fieldPath),
                    hasStrayAnnotations: member[Annotations.property] != nil))
        }
        record.complete(fields: fields)
        return record
    }

    private mutating func union(
        _ branches: [JSONValue], space: String, path: String, depth: Int
    ) throws(AvroSchemaError) -> AvroType {
        var types: [AvroType] = []
        var names: Set<String> = []
        for branch in branches {
            let type = try self.type(branch, space: space, path: path, depth: depth + 1)
            guard type.branches == nil else { throw AvroSchemaError("Nested union", at: path) }
            guard names.insert(type.fullName).inserted else {
                throw AvroSchemaError("Duplicate in union: \(type.fullName)", at: path)
            }
            types.append(type)
        }
        guard !types.isEmpty else { throw AvroSchemaError("Empty union", at: path) }
        return AvroType(.union(types))
    }
}

/// `source` with its comments blanked out, so that places in messages stay right.
func withoutComments(_ source: Bytes) -> Bytes {
    let slash = UInt8(ascii: "/")
    var bytes = source.array
    guard bytes.contains(slash) else { return source }
    var index = 0
    while index < bytes.count {
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        if bytes[index] == UInt8(ascii: "\"") {
            index += 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            index += 1
        } else if bytes[index] == slash, next == slash {
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
                bytes[index] = UInt8(ascii: " ")
                index += 1
            }
        } else if bytes[index] == slash, next == UInt8(ascii: "*") {
            index = blankBlock(&bytes, from: index)
        } else {
            index += 1
        }
    }
    return Bytes(bytes)
}

/// Blanks a `/* */` comment; an unfinished one is left for the parser to complain about.
private func blankBlock(_ bytes: inout [UInt8], from start: Int) -> Int {
    var end = start + 2
    while end + 1 < bytes.count, bytes[end] != UInt8(ascii: "*") || bytes[end + 1] != UInt8(ascii: "/") { end += 1 }
    guard end + 1 < bytes.count else { return bytes.count }
    for index in start..<end + 2 where bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
    return end + 2
}
