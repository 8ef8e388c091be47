package import Bytes

/// A JSON document or a part of one.
///
/// Objects keep the order of their members and numbers keep their text, so that what is read and written again
/// stays the same for a reader that compares bytes.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    package var isNull: Bool { self == .null }

    package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var stringValue: String? { if case .string(let value) = self { value } else { nil } }
    package var numberValue: JSONNumber? { if case .number(let value) = self { value } else { nil } }
    package var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// The value of an integral number that fits; nil for everything else, also for `1.0`.
    package var int64Value: Int64? { self.numberValue?.int64 }

    /// The member of that name, the last one if there are several; nil if there is none or this is no object.
    package subscript(name: String) -> JSONValue? { self.objectValue?[name] }

    package static func int(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(value)) }

    /// As Java prints it. What is not finite is written as a quoted text, which is what Jackson does.
    package static func double(_ value: Double) -> JSONValue { .number(JSONNumber(value)) }

    /// The string, or JSON's null for nil.
    package static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}

extension JSONValue {
    /// Reads one document. A byte order mark is skipped, UTF-16 and UTF-32 are recognised as Jackson does.
    ///
    /// - Throws: ``JSONError`` with place and Jackson's words.
    package static func parse(_ bytes: Bytes, _ options: JSONOptions = JSONOptions()) throws(JSONError) -> JSONValue {
        var tape = JSONTape()
        try tape.parse(bytes, options)
        return tape.value(at: 0)
    }

    package static func parse(_ text: String, _ options: JSONOptions = JSONOptions()) throws(JSONError) -> JSONValue {
        try self.parse(Bytes(utf8: text), options)
    }
}

extension JSONValue: CustomStringConvertible {
    /// The document as Jackson writes it, without a blank.
    package var text: String {
        var writer = BytesWriter()
        self.write(into: &writer)
        return String(decoding: writer.finish())
    }

    package var description: String { self.text }
}
