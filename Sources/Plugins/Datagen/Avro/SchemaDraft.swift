import ConnectAPI
import JSON

/// A schema before its name and parameters are complete.
struct SchemaDraft {
    /// Schemas whose names begin with this have none in Connect.
    private static let reservedName = "io.confluent.connect.avro.ConnectDefault"

    var type: SchemaType
    var name: String?
    var version: Int32?
    var doc: String?
    private(set) var parameters: [Schema.Parameter] = []
    private var places: [String: Int] = [:]
    var fields: [Schema.Field] = []
    var keys: Schema?
    var values: Schema?

    init(_ type: SchemaType) { self.type = type }

    init(logical: Schema) {
        self.type = logical.type
        self.name = logical.name
        self.version = logical.version
        for parameter in logical.parameters { self.set(parameter.name, parameter.value) }
    }

    func schema(optional: Bool) -> Schema {
        Schema(
            self.type, optional: optional, name: self.name, version: self.version, doc: self.doc,
            parameters: self.parameters, fields: self.fields, keySchema: self.keys, valueSchema: self.values)
    }

    /// Sets a parameter; one that is there keeps its place.
    mutating func set(_ name: String, _ value: String) {
        if let place = self.places[name] {
            self.parameters[place] = .init(name, value)
        } else {
            self.places[name] = self.parameters.count
            self.parameters.append(.init(name, value))
        }
    }

    /// Takes over what Connect's own properties say of a type, as AvroData does: what contradicts it is an error.
    mutating func take(annotationsOf type: AvroType) throws(ConnectError) {
        self.doc = type.text("connect.doc")
        try self.takeVersion(type.properties["connect.version"])
        if let parameters = type.properties["connect.parameters"] {
            guard let members = parameters.objectValue?.members else {
                throw ConnectError(
                    .data, "Expected JSON object for schema parameters but found: \(OptionText.java(parameters))")
            }
            for (name, value) in members {
                guard let text = value.stringValue else {
                    throw ConnectError(
                        .data, "Expected schema parameter values to be strings but found: \(OptionText.java(value))")
                }
                self.set(name, text)
            }
        }
        for (name, value) in type.properties where name.hasPrefix("avro") { self.set(name, OptionText.java(value)) }
        try self.takeName(type)
    }

    private mutating func takeVersion(_ value: JSONValue?) throws(ConnectError) {
        guard let value else { return }
        guard let number = value.numberValue else {
            throw ConnectError(.data, "Invalid Connect version found: \(OptionText.java(value))")
        }
        guard let version = number.int32 ?? Int32(exactly: number.double.rounded(.towardZero)), version >= 0 else {
            return
        }
        guard version == self.version ?? version else {
            throw ConnectError(
                .data,
                "Mismatched versions: version already added to SchemaBuilder (\(self.version ?? 0))"
                    + " differs from version in source schema (\(version))")
        }
        self.version = version
    }

    private mutating func takeName(_ type: AvroType) throws(ConnectError) {
        var name: String?
        if let given = type.properties["connect.name"] {
            guard let text = given.stringValue else {
                throw ConnectError(.data, "Invalid schema name: \(OptionText.java(given))")
            }
            name = text
        } else if self.name == nil {
            name = type.name?.full
        }
        guard let name, !name.hasPrefix(Self.reservedName) else { return }
        guard name == self.name ?? name else {
            throw ConnectError(
                .data,
                "Mismatched names: name already added to SchemaBuilder (\(self.name ?? ""))"
                    + " differs from name in source schema (\(name))")
        }
        self.name = name
    }
}
