import Bytes
import ConnectAPI
import JSON

/// Writes cells as JSON, along the steps of a plan or, without one, as their kind says.
///
/// First it asks for the most room that a value may take (``room(_:_:)``), then it writes with plain pointers. Both
/// look at the same cells, so a value never gets longer than its room. What a plugin got wrong is an error: places
/// outside of the arena are found by either, and writing throws.
struct JsonCellWriter {
    let cells: UnsafeBufferPointer<Cell>
    let bytes: UnsafeRawBufferPointer
    /// Only for what is not an everyday case.
    let arena: Unmanaged<ValueArena>
    /// The plan's, which outlives the writer; nil: no schema.
    let steps: UnsafeMutablePointer<JsonPlan.Step>?
    let text: UnsafePointer<UInt8>?
    let plan: Unmanaged<JsonPlan>?
    /// See ``JsonSchemaChecks``.
    let checks: UnsafeMutablePointer<Int32>?

    init(
        _ plan: JsonPlan?, _ arena: ValueArena, _ cells: UnsafeBufferPointer<Cell>, _ bytes: UnsafeRawBufferPointer,
        checks: UnsafeMutablePointer<Int32>? = nil
    ) {
        self.cells = cells
        self.bytes = bytes
        self.arena = .passUnretained(arena)
        self.steps = plan?.steps
        self.text = plan.map { UnsafePointer($0.text) }
        self.plan = plan.map { .passUnretained($0) }
        self.checks = checks
    }

    /// Appends `cell` on its own, with the plan's envelope if it has one.
    static func append(
        _ cell: Cell, of plan: JsonPlan?, in arena: ValueArena, to output: inout BytesWriter,
        envelope: Bool = false, checks: UnsafeMutablePointer<Int32>? = nil
    ) throws(ConnectError) {
        try arena.withUnsafeContents { (cells, bytes) throws(ConnectError) in
            let writer = JsonCellWriter(plan, arena, cells, bytes, checks: checks)
            try writer.append(cell, envelope: envelope, to: &output)
        }
    }

    private static let schemalessEnvelope: StaticString = "{\"schema\":null,\"payload\":"

    /// Appends `cell`; nothing is appended if that fails.
    @inline(__always)
    func append(_ cell: Cell, envelope: Bool, to output: inout BytesWriter) throws(ConnectError) {
        let head = envelope ? self.envelopeCount : 0
        let room = head &+ self.room(0, cell) &+ JsonPlan.scalarRoom
        try output.withSpace(room) { (start) throws(ConnectError) in
            var target = start
            if envelope { target = try self.writeEnvelope(target) }
            target = try self.write(0, cell, target)
            if envelope {
                target[0] = UInt8(ascii: "}")
                target += 1
            }
            return target - start
        }
    }

    private var envelopeCount: Int {
        guard let plan = self.plan else { return Self.schemalessEnvelope.utf8CodeUnitCount }
        return plan._withUnsafeGuaranteedRef { Int($0.envelope.count) }
    }

    private func writeEnvelope(
        _ target: UnsafeMutablePointer<UInt8>
    ) throws(ConnectError) -> UnsafeMutablePointer<UInt8> {
        guard let plan = self.plan?.takeUnretainedValue(), let text = self.text else {
            let head = Self.schemalessEnvelope
            target.update(from: head.utf8Start, count: head.utf8CodeUnitCount)
            return target + head.utf8CodeUnitCount
        }
        if let failure = plan.envelopeFailure { throw failure }
        target.update(from: text + Int(plan.envelope.offset), count: Int(plan.envelope.count))
        return target + Int(plan.envelope.count)
    }
}

/// How much room a value may take.
extension JsonCellWriter {
    /// - Parameter step: Index of the plan's step; without a plan it has no meaning.
    @inline(__always)
    func room(_ step: Int, _ cell: Cell) -> Int {
        if cell.kind == .struct, let steps = self.steps, steps[step].code == .struct {
            return self.structRoom(steps[step], cell)
        }
        return self.otherRoom(step, cell)
    }

    @inline(__always)
    private func structRoom(_ step: JsonPlan.Step, _ cell: Cell) -> Int {
        var room = Int(step.room)
        guard self.holds(cell, members: Int(cell.count)), cell.count == UInt32(bitPattern: step.childCount) else {
            return room
        }
        for place in 0..<Int(cell.count) {
            let member = self.cells[cell.firstMember &+ place]
            // The struct's own room has that of numbers and nulls.
            if member.kind.rawValue >= Cell.Kind.string.rawValue {
                let isPlain = member.isPlain && member.kind == .string
                room &+= isPlain ? Int(member.count) : self.otherRoom(Int(step.child) &+ place, member)
            }
        }
        return room
    }

    @inline(never)
    func otherRoom(_ step: Int, _ cell: Cell) -> Int {
        let count = Int(cell.count)
        switch cell.kind {
        case .null: return Int(self.steps?[step].defaultText?.count ?? 0) + JsonPlan.scalarRoom
        case .string: return JsonPlan.scalarRoom + self.textRoom(cell)
        case .bytes: return JsonPlan.scalarRoom + JSONBase64.length(encoding: count)
        case .decimal, .bigInteger: return JsonPlan.scalarRoom + count * 3
        case .array:
            guard self.holds(cell, members: count) else { return 0 }
            let child = self.child(step, .array)
            return (0..<count).reduce(JsonPlan.scalarRoom) {
                $0 + 1 + self.memberRoom(child, self.cells[cell.firstMember + $1])
            }
        case .map:
            guard self.holds(cell, members: count * 2) else { return 0 }
            let child = self.child(step, .map)
            return (0..<count * 2).reduce(JsonPlan.scalarRoom) { room, place in
                room + 4 + self.memberRoom(child.map { $0 + place & 1 }, self.cells[cell.firstMember + place])
            }
        case .struct:
            guard let steps = self.steps, steps[step].code == .struct else { return 0 }
            return self.structRoom(steps[step], cell) + JsonPlan.scalarRoom
        default: return JsonPlan.scalarRoom
        }
    }

    private func memberRoom(_ step: Int?, _ cell: Cell) -> Int {
        guard let step else { return self.schemaless.otherRoom(0, cell) }
        return self.otherRoom(step, cell)
    }

    private func textRoom(_ cell: Cell) -> Int {
        let count = Int(cell.count)
        guard !cell.isPlain else { return count }
        guard count > 256, self.holdsBytes(cell) else { return JSONText.room(escaping: count) }
        // Six times a long text would be much: count.
        let text = UnsafeRawBufferPointer(rebasing: self.bytes[cell.offset..<cell.offset + count])
        return text.reduce(count + 16) { room, byte in
            byte >= 0xF0 ? room + 9 : byte < 0x20 || byte == 0x22 || byte == 0x5C ? room + 5 : room
        }
    }

    /// The first member's step, if the step at `step` is for `kind`.
    func child(_ step: Int, _ kind: Cell.Kind) -> Int? {
        guard let steps = self.steps, steps[step].expected == kind else { return nil }
        return Int(steps[step].child)
    }

    /// The same without a plan, for parts that have no schema.
    var schemaless: JsonCellWriter { self.with(nil, nil) }

    /// The same with another plan.
    func with(_ plan: JsonPlan?, _ checks: UnsafeMutablePointer<Int32>?) -> JsonCellWriter {
        JsonCellWriter(plan, self.arena.takeUnretainedValue(), self.cells, self.bytes, checks: checks)
    }

    /// Whether the members of an array, map or struct are in the arena.
    @inline(__always)
    func holds(_ cell: Cell, members: Int) -> Bool { cell.firstMember &+ members <= self.cells.count }

    /// Whether the bytes of a text, byte string or decimal are in the arena.
    @inline(__always)
    func holdsBytes(_ cell: Cell) -> Bool { cell.offset &+ Int(cell.count) <= self.bytes.count }
}
