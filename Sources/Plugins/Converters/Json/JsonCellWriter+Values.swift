import Bytes
import ConnectAPI
import JSON
import JavaLang

/// Writing. Each function writes at `target`, which has the room that ``room(_:_:)`` asked for, and returns the end.
extension JsonCellWriter {
    typealias Target = UnsafeMutablePointer<UInt8>

    @inline(__always)
    func write(_ index: Int, _ cell: Cell, _ target: Target) throws(ConnectError) -> Target {
        guard let steps = self.steps else { return try self.writeSchemaless(cell, target) }
        if steps[index].code == .struct, cell.kind == .struct {
            return try self.writeStruct(index, steps, cell, target)
        }
        return try self.writeOther(index, steps, cell, target)
    }

    /// A struct's fields in a row; everyday kinds are written on the spot.
    @inline(__always)
    private func writeStruct(
        _ index: Int, _ steps: UnsafeMutablePointer<JsonPlan.Step>, _ cell: Cell, _ start: Target
    ) throws(ConnectError) -> Target {
        let step = steps + index
        let known = self.checks?[Int(step.pointee.detail)] ?? -1
        if Int(known) != cell.schemaIndex { try self.checkSchema(step, cell) }
        guard let text = self.text, cell.count == UInt32(bitPattern: step.pointee.childCount), cell.count > 0,
            self.holds(cell, members: Int(cell.count)), let cells = self.cells.baseAddress
        else { return try self.writeOddStruct(step, cell, start) }
        var target = start
        let count = Int(cell.count)
        let first = Int(step.pointee.child)
        for place in 0..<count {
            let field = steps + (first &+ place)
            let member = cells[cell.firstMember &+ place]
            target = Self.copyPadded(
                text + Int(field.pointee.prefix.offset), Int(field.pointee.prefix.count), target)
            if member.kind == field.pointee.expected {
                if field.pointee.code == .integer {
                    target += JSONText.write(member.integer, to: target)
                    continue
                }
                if field.pointee.code == .string {
                    target = try self.writeString(member, target)
                    continue
                }
            }
            target = try self.writeOther(first &+ place, steps, member, target)
        }
        target[0] = UInt8(ascii: "}")
        return target + 1
    }

    /// An empty struct, or one whose cells are wrong.
    @inline(never)
    private func writeOddStruct(
        _ step: UnsafeMutablePointer<JsonPlan.Step>, _ cell: Cell, _ target: Target
    ) throws(ConnectError) -> Target {
        guard cell.count == UInt32(bitPattern: step.pointee.childCount) else { throw .data("Mismatching schema.") }
        guard cell.count == 0 else { throw Self.outside(cell) }
        return Self.write("{}", target)
    }

    /// Checks that a struct has the plan's schema, and remembers that it has.
    @inline(never)
    private func checkSchema(_ step: UnsafeMutablePointer<JsonPlan.Step>, _ cell: Cell) throws(ConnectError) {
        let schemas = self.arena.takeUnretainedValue().schemas
        guard let plan = self.plan?.takeUnretainedValue(), cell.schemaIndex < schemas.count,
            schemas[cell.schemaIndex] == plan.structs[Int(step.pointee.detail)],
            Int(cell.count) == Int(step.pointee.childCount)
        else { throw .data("Mismatching schema.") }
        self.checks?[Int(step.pointee.detail)] = Int32(truncatingIfNeeded: cell.schemaIndex)
    }

    /// Any value but a struct at the root or one of a struct's integers and texts.
    @inline(never)
    func writeOther(
        _ index: Int, _ steps: UnsafeMutablePointer<JsonPlan.Step>, _ cell: Cell, _ target: Target
    ) throws(ConnectError) -> Target {
        let step = steps + index
        if step.pointee.code == .schemaless { return try self.schemaless.writeSchemaless(cell, target) }
        if cell.kind == .null { return try self.writeNull(step.pointee, target) }
        guard cell.kind == step.pointee.expected else { throw Self.mismatch(step.pointee, cell) }
        switch step.pointee.code {
        case .integer: return target + JSONText.write(cell.integer, to: target)
        case .float32: return Self.writeFloat(cell.float32, target)
        case .float64: return Self.writeDouble(cell.float64, target)
        case .boolean: return Self.write(cell.boolean ? "true" : "false", target)
        case .string: return try self.writeString(cell, target)
        case .bytes, .decimalText, .decimalNumber: return try self.writeBytes(step.pointee, cell, target)
        case .array: return try self.writeArray(Int(step.pointee.child), cell, target)
        case .object, .pairs:
            return try self.writeMap(
                Int(step.pointee.child), asObject: step.pointee.code == .object, cell, target)
        case .struct: return try self.writeStruct(index, steps, cell, target)
        case .date, .time, .timestamp: return try Self.writeDate(step.pointee.code, cell, target)
        case .schemaless: return target
        }
    }

    @inline(never)
    private func writeNull(_ step: JsonPlan.Step, _ target: Target) throws(ConnectError) -> Target {
        if let piece = step.defaultText, let text = self.text {
            target.update(from: text + Int(piece.offset), count: Int(piece.count))
            return target + Int(piece.count)
        }
        if step.defaultFailure >= 0, let plan = self.plan?.takeUnretainedValue() {
            throw plan.failures[Int(step.defaultFailure)]
        }
        guard step.isOptional else {
            throw .data("Conversion error: null value for field that is required and has no default value")
        }
        return Self.write("null", target)
    }

    @inline(__always)
    func writeString(_ cell: Cell, _ target: Target) throws(ConnectError) -> Target {
        let count = Int(cell.count)
        target[0] = UInt8(ascii: "\"")
        guard count > 0 else {
            target[1] = UInt8(ascii: "\"")
            return target + 2
        }
        guard self.holdsBytes(cell), let base = self.bytes.baseAddress else { throw Self.outside(cell) }
        let source = base + cell.offset
        var written = count
        if !cell.isPlain {
            written = JSONText.writeEscaped(source.assumingMemoryBound(to: UInt8.self), count: count, to: target + 1)
        } else if count <= 16, cell.offset &+ 16 <= self.bytes.count {
            Self.copy16(source, target + 1)
        } else {
            UnsafeMutableRawPointer(target + 1).copyMemory(from: source, byteCount: count)
        }
        target[written &+ 1] = UInt8(ascii: "\"")
        return target + (written &+ 2)
    }

    @inline(__always)
    private static func copy16(_ source: UnsafeRawPointer, _ target: Target) {
        UnsafeMutableRawPointer(target).storeBytes(
            of: source.loadUnaligned(as: SIMD2<UInt64>.self), as: SIMD2<UInt64>.self)
    }

    /// Copies in blocks of 16 that may reach beyond the end of source and target, which are both padded.
    @inline(__always)
    private static func copyPadded(_ source: UnsafePointer<UInt8>, _ count: Int, _ target: Target) -> Target {
        var place = 0
        repeat {
            Self.copy16(UnsafeRawPointer(source + place), target + place)
            place &+= 16
        } while place < count
        return target + count
    }

    @inline(__always)
    static func write(_ text: StaticString, _ target: Target) -> Target {
        target.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        return target + text.utf8CodeUnitCount
    }

    static func writeDouble(_ value: Double, _ target: Target) -> Target {
        guard value.isFinite else { return Self.quote(JavaText.write(value, to: target + 1), target) }
        return target + JavaText.write(value, to: target)
    }

    static func writeFloat(_ value: Float, _ target: Target) -> Target {
        guard value.isFinite else { return Self.quote(JavaText.write(value, to: target + 1), target) }
        return target + JavaText.write(value, to: target)
    }

    /// Puts quotes around `count` bytes that begin behind `target`.
    static func quote(_ count: Int, _ target: Target) -> Target {
        target[0] = UInt8(ascii: "\"")
        target[count + 1] = UInt8(ascii: "\"")
        return target + (count + 2)
    }
}
