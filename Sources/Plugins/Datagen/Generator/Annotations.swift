import JSON

/// The annotations of one type: the object under `arg.properties`.
struct Annotations {
    static let property = "arg.properties"

    let members: JSONObject

    init(_ members: JSONObject) { self.members = members }

    init(of type: AvroType) throws(GeneratorError) {
        switch type.properties[Self.property] {
        case nil: self.members = JSONObject()
        case .object(let members): self.members = members
        case let other?:
            throw GeneratorError(
                "\(Self.property) property must be given as object, was \(Self.javaClass(other)) instead")
        }
    }

    subscript(name: String) -> JSONValue? { self.members[name] }

    /// Refuses annotations that exclude `included`.
    func require(_ included: String, without excluded: String...) throws(GeneratorError) {
        for name in excluded where self.members[name] != nil {
            throw GeneratorError("Cannot specify \(name) prop when \(included) prop is given")
        }
    }

    /// A text that may be left out.
    func string(_ name: String) throws(GeneratorError) -> String? {
        guard let value = self.members[name] else { return nil }
        guard let text = value.stringValue else { throw GeneratorError("\(name) property must be a string") }
        return text
    }

    func odds() throws(GeneratorError) -> Double? {
        guard let odds = try self.decimal("odds", of: Self.property) else { return nil }
        guard odds >= 0, odds <= 1 else {
            throw GeneratorError("odds property must be in the range [0.0, 1.0]")
        }
        return odds
    }

    /// The Java class that the Java parser makes of a JSON value, as messages name it.
    static func javaClass(_ value: JSONValue) -> String {
        switch value {
        case .null: "org.apache.avro.JsonProperties$Null"
        case .bool: "java.lang.Boolean"
        case .string: "java.lang.String"
        case .array: "java.util.ArrayList"
        case .object: "java.util.LinkedHashMap"
        case .number(let number):
            if number.int32 != nil {
                "java.lang.Integer"
            } else if number.int64 != nil {
                "java.lang.Long"
            } else {
                number.isIntegral ? "java.math.BigInteger" : "java.lang.Double"
            }
        }
    }
}

/// Numbers of an annotation. `annotation` is its name, which messages show.
extension Annotations {
    func integral(_ field: String, of annotation: String) throws(GeneratorError) -> Int64? {
        guard let value = self.members[field] else { return nil }
        guard let number = value.int64Value else {
            throw GeneratorError(
                "'\(field)' field of \(annotation) property must be an integral number,"
                    + " was \(Self.javaClass(value)) instead")
        }
        return number
    }

    func int(_ field: String, of annotation: String) throws(GeneratorError) -> Int32? {
        guard let number = try self.integral(field, of: annotation) else { return nil }
        guard let int = Int32(exactly: number) else {
            throw GeneratorError("'\(field)' field of \(annotation) property must be a valid int for int schemas")
        }
        return int
    }

    func decimal(_ field: String, of annotation: String) throws(GeneratorError) -> Double? {
        guard let value = self.members[field] else { return nil }
        guard let number = value.numberValue else {
            throw GeneratorError(
                "'\(field)' field of \(annotation) property must be a number,"
                    + " was \(Self.javaClass(value)) instead")
        }
        return number.double
    }

    func float(_ field: String, of annotation: String) throws(GeneratorError) -> Float? {
        guard let number = try self.decimal(field, of: annotation) else { return nil }
        guard abs(number) <= Double(Float.greatestFiniteMagnitude) else {
            throw GeneratorError(
                "'\(field)' field of \(annotation) property must be a valid float for float schemas")
        }
        return Float(number)
    }
}

/// The bounds of a `length` annotation: at least `lower`, less than `upper`.
struct LengthBounds: Equatable {
    let lower: Int32
    let upper: Int64

    static let standard = LengthBounds(lower: 8, upper: 16)
    static let unbounded = LengthBounds(lower: 0, upper: Int64(Int32.max))

    /// nil if there is no such annotation.
    init?(_ annotations: Annotations) throws(GeneratorError) {
        switch annotations["length"] {
        case nil: return nil
        case .number(let number) where number.int32 != nil:
            guard let length = number.int32, length >= 0 else {
                throw GeneratorError("when given as integral number, length property cannot be negative")
            }
            self.init(lower: length, upper: Int64(length) + 1)
        case .object(let object):
            try self.init(Annotations(object), in: "length")
        case let other?:
            throw GeneratorError(
                "length property must either be an integral number or an object,"
                    + " was \(Annotations.javaClass(other)) instead")
        }
    }

    private init(_ bounds: Annotations, in annotation: String) throws(GeneratorError) {
        let (lower, upper) = (try bounds.int("min", of: annotation), try bounds.int("max", of: annotation))
        guard lower != nil || upper != nil else {
            throw GeneratorError(
                "length property must contain at least one of 'min' or 'max' fields when given as object")
        }
        self.init(lower: lower ?? 0, upper: Int64(upper ?? .max))
        guard self.lower >= 0 else {
            throw GeneratorError("min field of length property cannot be negative")
        }
        guard self.upper > Int64(self.lower) else {
            throw GeneratorError("max field must be strictly greater than min field for length property")
        }
    }

    private init(lower: Int32, upper: Int64) {
        self.lower = lower
        self.upper = upper
    }

    /// How many lengths there are; what Java draws from.
    var span: Int32 { Int32(clamping: self.upper - Int64(self.lower)) }
}
