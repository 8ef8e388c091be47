import Bytes
import ConnectAPI
import JSON

/// Reads bodies into what the API's operations take, with the words of Java's parser where it refuses.
///
/// Java answers 500 to most mistakes in a body; here it is 400 with the same message (see docs/differences.md).
struct RequestBody {
    private static let package = "org.apache.kafka.connect.runtime.rest.entities"

    let value: JSONValue?

    /// - Parameter bytes: nil or empty counts as no body, which reads as null.
    init(_ bytes: Bytes?) throws(RESTError) {
        guard let bytes, !bytes.isEmpty else {
            self.value = nil
            return
        }
        do throws(JSONError) {
            self.value = try JSONValue.parse(Self.utf8(bytes))
        } catch {
            throw RESTError(
                400,
                "\(error.message)\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); "
                    + "line: \(error.line), column: \(error.column)]")
        }
    }

    /// JSON may come in UTF-16, with a byte order mark or without (RFC 4627, section 3).
    private static func utf8(_ bytes: Bytes) -> Bytes {
        guard bytes.count >= 2 else { return bytes }
        let isBig: Bool
        switch (bytes[0], bytes[1]) {
        case (0xFE, 0xFF), (0, 1...): isBig = true
        case (0xFF, 0xFE), (1..., 0): isBig = false
        default: return bytes
        }
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBig ? first << 8 | second : second << 8 | first
        }
        return Bytes(utf8: String(decoding: units.first == 0xFEFF ? units.dropFirst() : units[...], as: UTF16.self))
    }

    var isNull: Bool { self.value?.isNull ?? true }

    /// What Java says when code uses a body that isn't there.
    static func null(_ call: String, _ name: String) -> RESTError {
        RESTError(400, "Cannot invoke \"\(call)\" because \"\(name)\" is null")
    }

    // MARK: configurations

    /// An object of texts; numbers and booleans count as their text, null stays null.
    func configuration() throws(RESTError) -> ConfigValues {
        guard let value, !value.isNull else { throw Self.null("java.util.Map.get(Object)", "connectorConfig") }
        return try Self.configuration(value, path: "")
    }

    private static func configuration(_ value: JSONValue, path: String) throws(RESTError) -> ConfigValues {
        let map = "java.util.LinkedHashMap"
        guard case .object(let object) = value else {
            throw Self.mismatch(value, wanted: "\(map)<java.lang.String,java.lang.String>", creator: map, path: path)
        }
        var values: ConfigValues = [:]
        for (name, value) in object {
            values[name] = .some(try Self.text(value, path: Self.chain(path, "\(map)[\"\(name)\"]")))
        }
        return values
    }

    /// A value where a text is wanted.
    private static func text(_ value: JSONValue, path: String) throws(RESTError) -> String? {
        switch value {
        case .null: nil
        case .bool(let value): value ? "true" : "false"
        case .number(let number): number.text
        case .string(let text): text
        case .array, .object: throw Self.mismatch(value, wanted: "java.lang.String", creator: nil, path: path)
        }
    }

    private static func chain(_ path: String, _ step: String) -> String { path.isEmpty ? step : "\(path)->\(step)" }

    private static func mismatch(_ value: JSONValue, wanted: String, creator: String?, path: String) -> RESTError {
        let reference = path.isEmpty ? "" : " (through reference chain: \(path))"
        let found: String
        switch value {
        case .array: found = "Array value (token `JsonToken.START_ARRAY`)"
        case .object: found = "Object value (token `JsonToken.START_OBJECT`)"
        case .bool(let value):
            if let creator, !Self.isCollection(creator) {
                return Self.noCreator(creator, "boolean/Boolean", "boolean value (\(value))", reference)
            }
            found = "Boolean value (token `JsonToken.VALUE_\(value ? "TRUE" : "FALSE")`)"
        case .number(let number):
            if let creator, !Self.isCollection(creator) {
                let type = number.isIntegral ? "int/Int" : "double/Double"
                return Self.noCreator(creator, type, "Number value (\(number.text))", reference)
            }
            found =
                number.isIntegral
                ? "Integer value (token `JsonToken.VALUE_NUMBER_INT`)"
                : "Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)"
        case .null: found = "Null value (token `JsonToken.VALUE_NULL`)"
        case .string(let text):
            if let creator, creator != Self.list {
                return Self.noCreator(creator, "String", "String value ('\(text)')", reference)
            }
            found = "String value (token `JsonToken.VALUE_STRING`)"
        }
        return RESTError(400, "Cannot deserialize value of type `\(wanted)` from \(found)\(reference)")
    }

    private static let list = "java.util.ArrayList"

    private static func isCollection(_ type: String) -> Bool { type.hasPrefix("java.util.") }

    private static func noCreator(
        _ type: String, _ argument: String, _ value: String, _ reference: String
    ) -> RESTError {
        RESTError(
            400,
            "Cannot construct instance of `\(type)` (although at least one Creator exists): no \(argument)-argument "
                + "constructor/factory method to deserialize from \(value)\(reference)")
    }

    /// The members of an object that may have no others than `known`.
    private static func members(
        of value: JSONValue, type: String, known: [String], path: String
    ) throws(RESTError) -> JSONObject {
        let name = "\(Self.package).\(type)"
        guard case .object(let object) = value else {
            throw Self.mismatch(value, wanted: name, creator: name, path: path)
        }
        for (field, _) in object where !known.contains(field) {
            let count = known.count == 1 ? "one known property" : "\(known.count) known properties"
            let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
            throw RESTError(
                400,
                "Unrecognized field \"\(field)\" (class \(name)), not marked as ignorable (\(count): \(list)]) "
                    + "(through reference chain: \(Self.chain(path, "\(name)[\"\(field)\"]")))")
        }
        return object
    }

    /// The configurations of a connector's tasks, as another worker sends them.
    func taskConfigurations() throws(RESTError) -> [ConfigValues] {
        guard let value, !value.isNull else { throw RESTError(400, "No content to map due to end-of-input") }
        guard case .array(let items) = value else {
            let wanted = "\(Self.list)<java.util.Map<java.lang.String,java.lang.String>>"
            throw Self.mismatch(value, wanted: wanted, creator: Self.list, path: "")
        }
        return try items.enumerated().map { item throws(RESTError) in
            try Self.configuration(item.element, path: "\(Self.list)[\(item.offset)]")
        }
    }

    // MARK: POST /connectors

    struct CreateRequest {
        var name: String
        var configuration: ConfigValues
        /// As the client wrote it: RUNNING, PAUSED or STOPPED in upper case.
        var initialState: String?
    }

    func createRequest() throws(RESTError) -> CreateRequest {
        let type = "CreateConnectorRequest"
        guard let value, !value.isNull else { throw Self.null("\(Self.package).\(type).name()", "createRequest") }
        let object = try Self.members(of: value, type: type, known: ["config", "name", "initial_state"], path: "")
        let chain = { (field: String) in "\(Self.package).\(type)[\"\(field)\"]" }
        let name =
            try object["name"].map { value throws(RESTError) in try Self.text(value, path: chain("name")) } ?? nil
        let state = try Self.initialState(object["initial_state"] ?? .null, path: chain("initial_state"))
        guard let config = object["config"], !config.isNull else {
            throw Self.null("java.util.Map.get(Object)", "connectorConfig")
        }
        return CreateRequest(
            name: name ?? "", configuration: try Self.configuration(config, path: chain("config")),
            initialState: state)
    }

    private static func initialState(_ value: JSONValue, path: String) throws(RESTError) -> String? {
        let type = "\(Self.package).CreateConnectorRequest$InitialState"
        switch value {
        case .array:
            throw RESTError(
                400,
                "Input mismatch reading Enum `\(type)`: properties-based `@JsonCreator` ([method "
                    + "\(type)#forValue(java.lang.String)]) expects String Value, got Array value "
                    + "(`JsonToken.START_ARRAY`) (through reference chain: \(path))")
        case .object: throw Self.mismatch(value, wanted: type, creator: nil, path: path)
        default: break
        }
        guard let state = try Self.text(value, path: path)?.uppercased() else { return nil }
        guard ["RUNNING", "PAUSED", "STOPPED"].contains(state) else {
            throw RESTError(
                400,
                "Cannot construct instance of `\(type)`, problem: No enum constant "
                    + "\(Self.package).CreateConnectorRequest.InitialState.\(state) (through reference chain: \(path))")
        }
        return state
    }

    // MARK: PATCH /connectors/{name}/offsets

    /// Partitions and offsets as they came; what a partition or offset may be is the herder's business.
    func offsets() throws(RESTError) -> [(partition: JSONValue, offset: JSONValue)] {
        guard let value, !value.isNull else { throw Self.null("\(Self.package).ConnectorOffsets.offsets()", "offsets") }
        let path = "\(Self.package).ConnectorOffsets[\"offsets\"]"
        let object = try Self.members(of: value, type: "ConnectorOffsets", known: ["offsets"], path: "")
        guard let list = object["offsets"], !list.isNull else { return [] }
        guard case .array(let items) = list else {
            let wanted = "java.util.ArrayList<\(Self.package).ConnectorOffset>"
            throw Self.mismatch(list, wanted: wanted, creator: Self.list, path: path)
        }
        var offsets: [(partition: JSONValue, offset: JSONValue)] = []
        for (index, item) in items.enumerated() {
            if item.isNull { throw Self.null("\(Self.package).ConnectorOffset.partition()", "offset") }
            let path = "\(path)->\(Self.list)[\(index)]"
            let pair = try Self.members(
                of: item, type: "ConnectorOffset", known: ["partition", "offset"], path: path)
            for name in ["partition", "offset"] {
                guard let value = pair[name], value.objectValue == nil, !value.isNull else { continue }
                throw Self.mismatch(
                    value, wanted: "java.util.LinkedHashMap<java.lang.String,java.lang.Object>",
                    creator: "java.util.LinkedHashMap",
                    path: Self.chain(path, "\(Self.package).ConnectorOffset[\"\(name)\"]"))
            }
            offsets.append((pair["partition"] ?? .null, pair["offset"] ?? .null))
        }
        return offsets
    }
}
