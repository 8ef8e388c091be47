import Bytes
import ConnectAPI
import JSON
import JavaLang

/// Reads JSON values into cells, with Java's leniency: a text where a number should be is 0, for example.
///
/// One reader serves many documents; reading a value without texts that need unescaping allocates nothing of its own.
struct JsonCellReader: ~Copyable {
    var settings = JsonSettings()
    private(set) var tape = JSONTape()
    private var options = JSONOptions()

    init() {
        self.options.allowsLeadingZeros = true
        self.options.ignoresTrailingBytes = true
    }

    /// Reads a document onto the tape. Returns false if there is none, only blanks.
    mutating func parse(_ bytes: Bytes) throws(ConnectError) -> Bool {
        do throws(JSONError) {
            try self.tape.parse(bytes, self.options)
            return true
        } catch {
            if error.code == .empty { return false }
            throw Self.unreadable(error)
        }
    }

    /// Reads what stands behind an envelope's `"payload":`. Returns false if it isn't a value and the envelope's end.
    mutating func parsePayload(_ bytes: Bytes) -> Bool {
        var options = self.options
        options.isKnownUTF8 = true
        guard (try? self.tape.parse(bytes, options)) != nil else { return false }
        var place = self.tape.endOffset
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "}"): return true
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            default: return false
            }
        }
        return false
    }

    /// The document up to the payload, if the schema stands in front of it and nothing else does.
    func head(_ schema: Int, _ payload: Int) -> Bytes? {
        guard self.tape[0].length == 2, schema == 2, payload == Int(self.tape[schema].next) + 1 else { return nil }
        let isText = self.tape[payload].kind == .string
        return Bytes(copying: self.tape.source[0..<Int(self.tape[payload].offset) - (isText ? 1 : 0)].span)
    }

    static func unreadable(_ cause: any Error) -> ConnectError {
        .data(
            "Converting byte[] to Kafka Connect data failed due to serialization error: ",
            cause: ConnectError.serialization("\(cause)", cause: nil))
    }

    /// The places of an envelope's two members.
    func envelope() throws(ConnectError) -> (schema: Int, payload: Int) {
        var schema: Int?
        var payload: Int?
        var isStrange = self.tape[0].kind != .object
        var place = 1
        while !isStrange, place < self.tape[0].next {
            if self.tape.text(at: place, is: "schema") {
                schema = place + 1
            } else if self.tape.text(at: place, is: "payload") {
                payload = place + 1
            } else {
                isStrange = true
            }
            place = Int(self.tape[place + 1].next)
        }
        guard !isStrange, let schema, let payload else { throw Self.noEnvelope }
        return (schema, payload)
    }

    static var noEnvelope: ConnectError {
        .data(
            "JsonConverter with schemas.enable requires \"schema\" and \"payload\" fields and may not contain "
                + "additional fields. If you are trying to deserialize plain JSON data, set schemas.enable=false in "
                + "your converter configuration.")
    }

    /// The value at `index` of the tape; nil stands for a member that isn't there.
    func value(_ index: Int?, _ schema: Schema?, into arena: ValueArena) throws(ConnectError) -> Cell {
        guard let schema else { return try self.schemaless(index, into: arena) }
        guard let index, self.tape[index].kind != .null else {
            if let value = schema.defaultValue, !value.isNull, self.settings.replacesNull { return arena.cell(value) }
            if schema.isOptional { return .null }
            throw .data("Invalid null value for required \(schema.type.javaName) field")
        }
        switch schema.name {
        case Schema.decimalName: return try self.decimal(index, schema, into: arena)
        case Schema.dateName, Schema.timeName, Schema.timestampName: return try self.date(index, schema)
        default: break
        }
        switch schema.type {
        case .int8: return .int8(Int8(truncatingIfNeeded: try self.integer(index)))
        case .int16: return .int16(Int16(truncatingIfNeeded: try self.integer(index)))
        case .int32: return .int32(Int32(truncatingIfNeeded: try self.integer(index)))
        case .int64: return .int64(try self.integer(index))
        case .float32: return .float32(try self.float(index))
        case .float64: return .float64(try self.double(index))
        case .boolean: return .boolean(self.tape[index].kind == .true)
        case .string: return self.tape[index].kind == .string ? self.string(index, into: arena) : .null
        case .bytes: return try self.bytes(index, into: arena)
        case .array: return try self.array(index, schema.valueSchema, into: arena)
        case .map: return try self.map(index, schema, into: arena)
        case .struct: return try self.structure(index, schema, into: arena)
        }
    }

    private func schemaless(_ index: Int?, into arena: ValueArena) throws(ConnectError) -> Cell {
        guard let index else { return .null }
        switch self.tape[index].kind {
        case .null: return .null
        case .false: return .boolean(false)
        case .true: return .boolean(true)
        case .number:
            return self.tape[index].flag ? .float64(try self.double(index)) : .int64(try self.integer(index))
        case .string: return self.string(index, into: arena)
        case .array: return try self.array(index, nil, into: arena)
        case .object: return try self.objectMap(index, nil, into: arena)
        }
    }

    func string(_ index: Int, into arena: ValueArena) -> Cell {
        if self.tape[index].flag { return arena.string(self.tape.text(at: index)) }
        return self.tape.withBytes(at: index) { bytes in arena.string { $0.append(bytes) } }
    }

    private func bytes(_ index: Int, into arena: ValueArena) throws(ConnectError) -> Cell {
        guard self.tape[index].kind == .string else { return .null }
        guard let bytes = JSONBase64.decode(self.tape.text(at: index)) else {
            throw .data("Invalid bytes field", cause: ConnectError.serialization("the text is no Base64"))
        }
        return arena.bytes(bytes)
    }

    private func decimal(_ index: Int, _ schema: Schema, into arena: ValueArena) throws(ConnectError) -> Cell {
        switch self.tape[index].kind {
        case .number:
            guard let value = Decimal(self.tape.text(at: index)) else { throw self.badNumber(index) }
            return arena.decimal(value)
        case .string:
            let parameter = schema.parameters.first { $0.name == Schema.decimalScaleParameter }
            guard let bytes = JSONBase64.decode(self.tape.text(at: index)), !bytes.isEmpty,
                let scale = parameter.flatMap({ Int32($0.value) })
            else { throw .data("Invalid bytes for Decimal field") }
            return arena.decimal(Decimal(unscaled: bytes, scale: scale))
        default:
            throw .data(
                "Invalid type for Decimal, underlying representation should be numeric or bytes but was "
                    + self.kindName(index))
        }
    }

    private func date(_ index: Int, _ schema: Schema) throws(ConnectError) -> Cell {
        let isIntegral = self.tape[index].kind == .number && !self.tape[index].flag
        if schema.name == Schema.timestampName {
            guard isIntegral else { throw self.notIntegral("Timestamp", "integral", index) }
            return .date(try self.integer(index))
        }
        let name = schema.name == Schema.dateName ? "Date" : "Time"
        guard isIntegral, let value = Int32(self.tape.text(at: index)) else {
            throw self.notIntegral(name, "integer", index)
        }
        if name == "Date" { return .date(Int64(value) * CivilDate.millisecondsOfDay) }
        guard (0...CivilDate.millisecondsOfDay).contains(Int64(value)) else {
            throw .data("Time values must use number of milliseconds greater than 0 and less than 86400000")
        }
        return .date(Int64(value))
    }

    private func notIntegral(_ type: String, _ what: String, _ index: Int) -> ConnectError {
        .data(
            "Invalid type for \(type), underlying representation should be \(what) but was \(self.kindName(index))")
    }

    func badNumber(_ index: Int) -> ConnectError {
        Self.unreadable(ConnectError.serialization("Malformed numeric value (\(self.tape.text(at: index)))"))
    }

    /// Jackson's name for the kind of the entry at `index`.
    func kindName(_ index: Int) -> String {
        switch self.tape[index].kind {
        case .null: "NULL"
        case .false, .true: "BOOLEAN"
        case .number: "NUMBER"
        case .string: "STRING"
        case .array: "ARRAY"
        case .object: "OBJECT"
        }
    }
}
