/// How the type of a field is written, read and compared in Swift.
extension Field {
    var swiftType: String { self.kind.swiftType + (self.isNullable ? "?" : "") }

    /// The expression that reads the field. `nullable` is the condition under which the version has a null.
    func readExpression(_ flexible: String, nullable: String) -> String {
        let notNull: String
        let null: String
        switch self.kind {
        case .string:
            notNull = "try reader.readString(compact: \(flexible))"
            null = "try reader.readNullableString(compact: \(flexible))"
        case .bytes:
            notNull = "try reader.readBytes(compact: \(flexible))"
            null = "try reader.readNullableBytes(compact: \(flexible))"
        case .array:
            notNull = "try reader.readArray(version: version, flexible: \(flexible))"
            null = "try reader.readNullableArray(version: version, flexible: \(flexible))"
        case .structure(let name, _):
            notNull = "try \(name)(from: &reader, version: version, flexible: \(flexible))"
            null = "try reader.readNullable(version: version, flexible: \(flexible))"
        case .topicID: return "try TopicID(from: &reader, version: version, flexible: \(flexible))"
        case .bool: return "try reader.readBool()"
        case .double: return "try reader.readDouble()"
        case .errorCode: return "ErrorCode(rawValue: try reader.read())"
        case .milliseconds: return "try reader.readMilliseconds()"
        case .int8, .int16, .uint16, .int32, .int64: return "try reader.read()"
        }
        guard self.isNullable else { return notNull }
        return nullable == "true" ? null : "\(nullable) ? \(null) : \(notNull)"
    }

    /// The statement that writes the field. `nullable` is the condition under which the version has a null.
    func writeStatement(_ flexible: String, nullable: String) -> String {
        let value = "self.\(self.name)"
        let null = nullable == "true" ? "" : ", nullable: \(nullable)"
        return switch self.kind {
        case .string:
            self.isNullable
                ? "try writer.append(nullableString: \(value)\(null), compact: \(flexible))"
                : "try writer.append(string: \(value), compact: \(flexible))"
        case .bytes:
            self.isNullable
                ? "try writer.append(nullableBytes: \(value)\(null), compact: \(flexible))"
                : "try writer.append(bytes: \(value), compact: \(flexible))"
        case .array:
            self.isNullable
                ? "try writer.append(nullableArray: \(value)\(null), version: version, flexible: \(flexible))"
                : "try writer.append(array: \(value), version: version, flexible: \(flexible))"
        case .structure:
            self.isNullable
                ? "try writer.append(nullable: \(value), version: version, flexible: \(flexible))"
                : "try \(value).encode(into: &writer, version: version, flexible: \(flexible))"
        case .topicID: "try \(value).encode(into: &writer, version: version, flexible: \(flexible))"
        case .bool: "writer.append(bool: \(value))"
        case .double: "writer.append(double: \(value))"
        case .errorCode: "writer.append(bigEndian: \(value).rawValue)"
        case .milliseconds: "writer.append(milliseconds: \(value))"
        case .int8, .int16, .uint16, .int32, .int64: "writer.append(bigEndian: \(value))"
        }
    }

    /// The condition that the field holds something else than at first.
    var isSetCondition: String {
        switch (self.kind, self.initial) {
        case (.bool, "false"): "self.\(self.name)"
        case (.bool, _): "!self.\(self.name)"
        case (_, "\"\""), (_, "[]"), (.bytes, "Bytes()"):
            self.isNullable ? "self.\(self.name) != \(self.initial)" : "!self.\(self.name).isEmpty"
        default: "self.\(self.name) != \(self.initial)"
        }
    }

    /// The least number of bytes that it takes in this version.
    func minimumSize(version: Int16, flexible: Bool) -> Int {
        guard self.versions.contains(version), self.tag == nil else { return 0 }
        switch self.kind {
        case .bool, .int8: return 1
        case .int16, .uint16, .errorCode: return 2
        case .int32, .milliseconds: return 4
        case .int64, .double: return 8
        case .topicID: return 16
        case .string: return flexible ? 1 : 2
        case .bytes, .array: return flexible ? 1 : 4
        case .structure(_, let fields):
            return self.isNullable ? 1 : fields.minimumSize(version: version, flexible: flexible)
        }
    }
}

extension [Field] {
    func minimumSize(version: Int16, flexible: Bool) -> Int {
        self.reduce(flexible ? 1 : 0) { $0 + $1.minimumSize(version: version, flexible: flexible) }
    }
}

extension Field.Kind {
    var swiftType: String {
        switch self {
        case .bool: "Bool"
        case .int8: "Int8"
        case .int16: "Int16"
        case .uint16: "UInt16"
        case .int32: "Int32"
        case .int64: "Int64"
        case .double: "Double"
        case .string: "String"
        case .bytes: "Bytes"
        case .topicID: "TopicID"
        case .errorCode: "ErrorCode"
        case .milliseconds: "Duration"
        case .structure(let name, _): name
        case .array(let element): "[\(element.swiftType)]"
        }
    }

    /// The struct that the field defines, if it does.
    var definedStructure: (name: String, fields: [Field])? {
        switch self {
        case .structure(let name, let fields): fields.isEmpty ? nil : (name, fields)
        case .array(let element): element.definedStructure
        default: nil
        }
    }
}
