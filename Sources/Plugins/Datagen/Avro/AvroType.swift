import ConnectAPI
import JSON

/// A type of an Avro schema. A named type that is used again by its name is the same object.
final class AvroType {
    enum Kind {
        case null, boolean, int, long, float, double, bytes, string
        case fixed(size: Int)
        case enumeration(symbols: [String])
        case array(AvroType)
        case map(AvroType)
        /// Its fields are in ``AvroType/fields``, since they may name the record itself.
        case record
        case union([AvroType])
    }

    let kind: Kind
    /// Of a record, enumeration or fixed.
    let name: AvroName?
    let doc: String?
    /// Of an enumeration: the symbol that stands in for unknown ones.
    let defaultSymbol: String?
    /// What the Avro specification doesn't name: annotations, logical types, Connect's properties.
    let properties: JSONObject
    private(set) var fields: [AvroField] = []

    init(
        _ kind: Kind, name: AvroName? = nil, doc: String? = nil, defaultSymbol: String? = nil,
        properties: JSONObject = JSONObject()
    ) {
        self.kind = kind
        self.name = name
        self.doc = doc
        self.defaultSymbol = defaultSymbol
        self.properties = properties
    }

    /// The schemas of a record's fields; nil where it isn't unrolled any further, see ``ConnectSchemas``.
    func fieldSchemas(in schema: Schema) -> [Schema]? {
        schema.fields.count == self.fields.count ? schema.fields.map(\.schema) : nil
    }

    /// Gives a record its fields, once.
    func complete(fields: [AvroField]) { self.fields = fields }

    /// The type's word in a schema, such as `enum`.
    var word: String {
        switch self.kind {
        case .null: "null"
        case .boolean: "boolean"
        case .int: "int"
        case .long: "long"
        case .float: "float"
        case .double: "double"
        case .bytes: "bytes"
        case .string: "string"
        case .fixed: "fixed"
        case .enumeration: "enum"
        case .array: "array"
        case .map: "map"
        case .record: "record"
        case .union: "union"
        }
    }

    /// What Avro calls it in messages and in the branches of a union: the full name, or the type's word.
    var fullName: String { self.name?.full ?? self.word }

    var isNull: Bool { if case .null = self.kind { true } else { false } }
    var isRecord: Bool { if case .record = self.kind { true } else { false } }

    func text(_ property: String) -> String? { self.properties[property]?.stringValue }

    /// The branches of a union.
    var branches: [AvroType]? { if case .union(let branches) = self.kind { branches } else { nil } }
}

/// A field of a record.
struct AvroField {
    let name: String
    let type: AvroType
    let doc: String?
    /// The default as the schema has it; nil if there is none (JSON's null is one).
    let defaultValue: JSONValue?
    /// Whether annotations stand beside its type, where they count for nothing.
    var hasStrayAnnotations = false
}

extension AvroType {
    /// The fields with annotations beside their type instead of in it, by their paths.
    var strayAnnotations: [String] {
        var seen: Set<ObjectIdentifier> = []
        var found: [String] = []
        self.findStrayAnnotations(under: "", &seen, &found)
        return found
    }

    private func findStrayAnnotations(under path: String, _ seen: inout Set<ObjectIdentifier>, _ found: inout [String])
    {
        guard seen.insert(ObjectIdentifier(self)).inserted else { return }
        switch self.kind {
        case .array(let element): element.findStrayAnnotations(under: path + "[]", &seen, &found)
        case .map(let value): value.findStrayAnnotations(under: path + "{}", &seen, &found)
        case .union(let branches): for branch in branches { branch.findStrayAnnotations(under: path, &seen, &found) }
        default: break
        }
        for field in self.fields {
            let fieldPath = path.isEmpty ? field.name : "\(path).\(field.name)"
            if field.hasStrayAnnotations { found.append(fieldPath) }
            field.type.findStrayAnnotations(under: fieldPath, &seen, &found)
        }
    }
}

/// The full name of a named type.
struct AvroName: Hashable {
    let space: String
    let short: String

    var full: String { self.space.isEmpty ? self.short : "\(self.space).\(self.short)" }

    /// A name that may have dots, in which case `space` doesn't count.
    init(_ name: String, in space: String) {
        if let dot = name.lastIndex(of: ".") {
            self.space = String(name[..<dot])
            self.short = String(name[name.index(after: dot)...])
        } else {
            self.space = space
            self.short = name
        }
    }

    /// Whether the name is an identifier. What the namespace looks like doesn't matter to Avro.
    var isValid: Bool { Self.isIdentifier(self.short) }

    /// Whether a text is a letter or underscore followed by letters, digits and underscores.
    static func isIdentifier(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || self.isLetter(first) else { return false }
        return text.unicodeScalars.allSatisfy {
            $0 == "_" || self.isLetter($0) || $0.value < 0x10000 && $0.properties.generalCategory == .decimalNumber
        }
    }

    /// As Java, which looks at UTF-16 units.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            scalar.value < 0x10000
        default: false
        }
    }
}
