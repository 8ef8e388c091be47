import Bytes
import ConnectAPI
import JSON
import JavaLang

/// Casts one value to another primitive type, as Java's Cast does.
enum ValueCast {
    static func cast(
        _ cell: Cell, of source: CastSource, to type: SchemaType, in arena: ValueArena
    ) throws(ConnectError) -> Cell {
        if cell.isNull { return .null }
        try Self.checkInput(cell, source)
        var cell = cell
        if cell.kind == .date, source.logical != .none, type != .string { cell = try Self.encoded(cell, source) }
        return switch type {
        case .int8: .int8(Int8(truncatingIfNeeded: try Self.integer(cell, Int8.self, arena)))
        case .int16: .int16(Int16(truncatingIfNeeded: try Self.integer(cell, Int16.self, arena)))
        case .int32: .int32(Int32(truncatingIfNeeded: try Self.integer(cell, Int32.self, arena)))
        case .int64: .int64(try Self.integer(cell, Int64.self, arena))
        case .float32: .float32(try Self.float(cell, arena))
        case .float64: .float64(try Self.double(cell, arena))
        case .boolean: .boolean(try Self.boolean(cell, arena))
        default: Self.text(cell, arena)
        }
    }

    /// A value on its own.
    static func cast(_ value: Value, of schema: Schema, to type: SchemaType) throws(ConnectError) -> Value {
        let arena = ValueArena()
        return arena.value(of: try Self.cast(arena.cell(value), of: CastSource(schema), to: type, in: arena))
    }

    private static func checkInput(_ cell: Cell, _ source: CastSource) throws(ConnectError) {
        let type: SchemaType
        if let known = source.type {
            type = known
        } else {
            switch cell.kind {
            case .array: type = .array
            case .map: type = .map
            case .struct: type = .struct
            case .decimal, .date, .bigInteger:
                throw .data(
                    "Cast transformation was passed a value of type \(JavaClass.description(of: cell.kind)) which is "
                        + "not supported by Connect's data API")
            default: return
            }
        }
        guard type.isPrimitive else {
            let types = (CastSpec.types + [.bytes]).map(\.javaName).joined(separator: ", ")
            throw .data(
                "Cast transformation does not support casting from \(type.javaName); supported types are [\(types)]")
        }
    }

    /// The number of days or milliseconds that a logical type is stored as.
    private static func encoded(_ cell: Cell, _ source: CastSource) throws(ConnectError) -> Cell {
        let milliseconds = cell.integer
        switch source.logical {
        case .date:
            guard milliseconds % CivilDate.millisecondsOfDay == 0 else {
                throw .data(
                    "Kafka Connect Date type should not have any time fields set to non-zero values.")
            }
            return .int32(Int32(truncatingIfNeeded: milliseconds / CivilDate.millisecondsOfDay))
        case .time:
            guard (0...CivilDate.millisecondsOfDay).contains(milliseconds) else {
                throw .data(
                    "Kafka Connect Time type should not have any date fields set to non-zero values.")
            }
            return .int32(Int32(truncatingIfNeeded: milliseconds))
        case .timestamp: return .int64(milliseconds)
        case .none: return cell
        }
    }

    private static func unexpected(_ cell: Cell) -> ConnectError {
        .data("Unexpected type in Cast transformation: \(JavaClass.description(of: cell.kind))")
    }

    private static func outOfRange(_ text: String) -> ConnectError {
        .data(
            "Value (\(text)) was out of range for requested data type", cause: ConnectError.numberFormat(text))
    }

    /// A number's whole part, to be cut to the type's width; a text's number must fit the type.
    private static func integer<Number: FixedWidthInteger & SignedInteger>(
        _ cell: Cell, _: Number.Type, _ arena: ValueArena
    ) throws(ConnectError) -> Int64 {
        switch cell.kind {
        case .int8, .int16, .int32, .int64: return cell.integer
        case .boolean: return cell.boolean ? 1 : 0
        // A float becomes an int first if it is to become something smaller.
        case .float32: return Self.whole(Double(cell.float32), Number.self)
        case .float64: return Self.whole(cell.float64, Number.self)
        case .decimal, .bigInteger: return JavaNumber.int64(JavaToString.decimal(cell, in: arena))
        case .string:
            let known = arena.withBytes(of: cell) { JavaNumber.plainInteger($0) }
            if let known, let value = Number(exactly: known) { return Int64(value) }
            let text = arena.text(of: cell)
            guard let value = JavaNumber.integer(text, Number.self) else { throw Self.outOfRange(text) }
            return Int64(value)
        default: throw Self.unexpected(cell)
        }
    }

    private static func whole<Number: FixedWidthInteger>(_ value: Double, _: Number.Type) -> Int64 {
        Number.bitWidth == 64 ? JavaNumber.int64(value) : Int64(JavaNumber.int32(value))
    }

    private static func float(_ cell: Cell, _ arena: ValueArena) throws(ConnectError) -> Float {
        switch cell.kind {
        case .int8, .int16, .int32, .int64: return Float(cell.integer)
        case .boolean: return cell.boolean ? 1 : 0
        case .float32: return cell.float32
        case .float64: return Float(cell.float64)
        case .decimal, .bigInteger: return JavaNumber.float(JavaToString.decimal(cell, in: arena))
        case .string:
            if let value = arena.withBytes(of: cell, { JavaNumber.plainFloat($0) }) { return value }
            let text = arena.text(of: cell)
            guard let value = JavaNumber.float(text) else { throw Self.outOfRange(text) }
            return value
        default: throw Self.unexpected(cell)
        }
    }

    private static func double(_ cell: Cell, _ arena: ValueArena) throws(ConnectError) -> Double {
        switch cell.kind {
        case .int8, .int16, .int32, .int64: return Double(cell.integer)
        case .boolean: return cell.boolean ? 1 : 0
        case .float32: return Double(cell.float32)
        case .float64: return cell.float64
        case .decimal, .bigInteger: return JavaNumber.double(JavaToString.decimal(cell, in: arena))
        case .string:
            if let value = arena.withBytes(of: cell, { JavaNumber.plainDouble($0) }) { return value }
            let text = arena.text(of: cell)
            guard let value = JavaNumber.double(text) else { throw Self.outOfRange(text) }
            return value
        default: throw Self.unexpected(cell)
        }
    }

    private static func boolean(_ cell: Cell, _ arena: ValueArena) throws(ConnectError) -> Bool {
        switch cell.kind {
        case .boolean: return cell.boolean
        case .string:
            return arena.withBytes(of: cell) { text in
                text.count == 4 && zip(text, "true".utf8).allSatisfy { $0 | 0x20 == $1 }
            }
        default: return try Self.integer(cell, Int64.self, arena) != 0
        }
    }

    private static func text(_ cell: Cell, _ arena: ValueArena) -> Cell {
        switch cell.kind {
        case .string: return cell
        case .int8, .int16, .int32, .int64:
            let value = cell.integer
            return arena.string(isPlain: true) { $0.append(decimal: value) }
        case .float32:
            let value = cell.float32
            return arena.string(isPlain: true) { $0.append(java: value) }
        case .float64:
            let value = cell.float64
            return arena.string(isPlain: true) { $0.append(java: value) }
        case .boolean: return arena.string(cell.boolean ? "true" : "false", isPlain: true)
        case .date: return arena.string(HeaderText.text(date: cell.integer), isPlain: true)
        default:
            var text = BytesWriter()
            JavaToString.append(cell, in: arena, to: &text)
            let bytes = text.finish()
            return arena.string { $0.append(bytes) }
        }
    }
}
