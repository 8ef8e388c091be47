import Bytes
import ConnectAPI
import JSON
import JavaLang

/// Arrays, maps and values without a schema.
extension JsonCellWriter {
    func writeArray(_ child: Int?, _ cell: Cell, _ start: Target) throws(ConnectError) -> Target {
        guard self.holds(cell, members: Int(cell.count)) else { throw Self.outside(cell) }
        var target = start
        target[0] = UInt8(ascii: "[")
        target += 1
        for place in 0..<Int(cell.count) {
            if place > 0 {
                target[0] = UInt8(ascii: ",")
                target += 1
            }
            target = try self.writeMember(child, self.cells[cell.firstMember &+ place], target)
        }
        target[0] = UInt8(ascii: "]")
        return target + 1
    }

    func writeMap(
        _ child: Int?, asObject: Bool, _ cell: Cell, _ start: Target
    ) throws(ConnectError) -> Target {
        guard self.holds(cell, members: Int(cell.count) &* 2) else { throw Self.outside(cell) }
        var target = start
        target[0] = UInt8(ascii: asObject ? "{" : "[")
        target += 1
        for place in 0..<Int(cell.count) {
            if place > 0 {
                target[0] = UInt8(ascii: ",")
                target += 1
            }
            let key = self.cells[cell.firstMember &+ place &* 2]
            let value = self.cells[cell.firstMember &+ place &* 2 &+ 1]
            target =
                asObject
                ? try self.writeKey(child, key, target) : try self.writeMember(child, key, Self.write("[", target))
            target[0] = UInt8(ascii: asObject ? ":" : ",")
            target = try self.writeMember(child.map { $0 &+ 1 }, value, target + 1)
            if !asObject { target = Self.write("]", target) }
        }
        target[0] = UInt8(ascii: asObject ? "}" : "]")
        return target + 1
    }

    /// A key of a JSON object: the text of its value, so null is `"null"`.
    private func writeKey(_ child: Int?, _ key: Cell, _ target: Target) throws(ConnectError) -> Target {
        let end = try self.writeMember(child, key, target)
        if target[0] == UInt8(ascii: "\"") { return end }
        let count = end - target
        (target + 1).update(from: target, count: count)
        return Self.quote(count, target)
    }

    @inline(__always)
    private func writeMember(_ step: Int?, _ cell: Cell, _ target: Target) throws(ConnectError) -> Target {
        guard let step, let steps = self.steps else { return try self.writeSchemaless(cell, target) }
        return try self.writeOther(step, steps, cell, target)
    }

    /// A value without a schema, as its own kind says.
    @inline(never)
    func writeSchemaless(_ cell: Cell, _ target: Target) throws(ConnectError) -> Target {
        switch cell.kind {
        case .null: return Self.write("null", target)
        case .boolean: return Self.write(cell.boolean ? "true" : "false", target)
        case .int8, .int16, .int32, .int64: return target + JSONText.write(cell.integer, to: target)
        case .float32: return Self.writeFloat(cell.float32, target)
        case .float64: return Self.writeDouble(cell.float64, target)
        case .string: return try self.writeString(cell, target)
        case .bytes: return try self.writeBase64(cell, target)
        case .array: return try self.writeArray(nil, cell, target)
        case .map:
            guard self.holds(cell, members: Int(cell.count) &* 2) else { throw Self.outside(cell) }
            let hasTextKeys = (0..<Int(cell.count)).allSatisfy {
                self.cells[cell.firstMember &+ $0 &* 2].kind == .string
            }
            return try self.writeMap(nil, asObject: hasTextKeys, cell, target)
        case .struct: throw .data("Mismatching schema.")
        case .decimal, .date, .bigInteger:
            let name = JavaClass.description(of: cell.kind)
            throw .data("Java class \(name) does not have corresponding schema type.")
        }
    }
}

/// Bytes and logical types.
extension JsonCellWriter {
    func writeBase64(_ cell: Cell, _ target: Target) throws(ConnectError) -> Target {
        guard self.holdsBytes(cell) else { throw Self.outside(cell) }
        guard cell.count > 0, let base = self.bytes.baseAddress else { return Self.write("\"\"", target) }
        let source = (base + cell.offset).assumingMemoryBound(to: UInt8.self)
        return Self.quote(JSONBase64.write(source, count: Int(cell.count), to: target + 1), target)
    }

    func writeBytes(_ step: JsonPlan.Step, _ cell: Cell, _ target: Target) throws(ConnectError) -> Target {
        guard step.code != .bytes else { return try self.writeBase64(cell, target) }
        guard self.holdsBytes(cell) else { throw Self.outside(cell) }
        if step.code == .decimalNumber {
            let bytes = Bytes(self.bytes[cell.offset..<cell.offset + Int(cell.count)])
            var text = Decimal(unscaled: bytes, scale: cell.scale).description
            return text.withUTF8 { source in
                guard let start = source.baseAddress else { return target }
                target.update(from: start, count: source.count)
                return target + source.count
            }
        }
        guard step.hasScale else { throw .data("Invalid Decimal schema: scale parameter not found.") }
        guard cell.scale == step.detail else {
            throw .data(
                "Decimal value has mismatching scale for given Decimal schema. "
                    + "Schema has scale \(step.detail), value has scale \(cell.scale).")
        }
        return try self.writeBase64(cell, target)
    }

    private static let millisecondsOfDay: Int64 = 86_400_000

    static func writeDate(
        _ code: JsonPlan.Code, _ cell: Cell, _ target: Target
    ) throws(ConnectError) -> Target {
        var value = cell.integer
        switch code {
        case .date:
            guard value % Self.millisecondsOfDay == 0 else {
                throw .data("Kafka Connect Date type should not have any time fields set to non-zero values.")
            }
            value = Int64(Int32(truncatingIfNeeded: value / Self.millisecondsOfDay))
        case .time:
            guard (0...Self.millisecondsOfDay).contains(value) else {
                throw .data("Kafka Connect Time type should not have any date fields set to non-zero values.")
            }
        default: break
        }
        return target + JSONText.write(value, to: target)
    }

    /// Java's words for a value that isn't of its schema's type.
    static func mismatch(_ step: JsonPlan.Step, _ cell: Cell) -> ConnectError {
        let name = JavaClass.description(of: cell.kind)
        switch step.code {
        case .decimalText, .decimalNumber:
            return .data("Invalid type for Decimal, expected BigDecimal but was \(name)")
        case .date: return .data("Invalid type for Date, expected Date but was \(name)")
        case .time: return .data("Invalid type for Time, expected Date but was \(name)")
        case .timestamp: return .data("Invalid type for Timestamp, expected Date but was \(name)")
        case .bytes: return .data("Invalid type for bytes type: \(name)")
        default:
            let type = SchemaType(rawValue: step.type)?.javaName ?? ""
            return .data("Invalid type for \(type): \(name)")
        }
    }

    /// A plugin made a cell by hand and got it wrong.
    static func outside(_ cell: Cell) -> ConnectError {
        .data("A value's cell of kind \(cell.kind) points outside of its batch.")
    }
}
