import Bytes
import ConnectAPI

/// A ``GeneratorProgram`` at work for one task: with the task's counters and in its batch's arena.
///
/// Making a record of the usual quickstarts allocates nothing. Not shared between threads.
final class Plan {
    /// Most cells and bytes of one record.
    static let maximumCells = 1 << 20
    static let maximumBytes = 32 << 20

    // The program's, and those of its constants in the arena, which most tasks share.
    let nodes: UnsafeMutablePointer<Node>
    let draws: UnsafeMutablePointer<DrawOperation>
    private let root: UnsafeMutablePointer<Node>
    private(set) var table: UnsafeMutablePointer<Cell>
    private(set) var structs: UnsafeMutablePointer<UInt64>
    // The task's own.
    let counters: UnsafeMutablePointer<Counter>
    /// Where the cells and bytes of the record that is being made must end.
    private(set) var cellLimit = 0
    private(set) var byteLimit = 0
    var walks: [RegexWalk]
    let texts: [[UInt8]]
    let unionFields: [Int32]
    let paths: [String]
    private let program: GeneratorProgram
    private(set) var constants: PlacedConstants
    private var arena: ValueArena?

    /// - Parameter generation: How many records were made before, for iterations.
    init(_ program: GeneratorProgram, generation: Int64) throws(GeneratorError) {
        var counters: [Counter] = []
        for (annotation, type) in program.iterations {
            counters.append(try Counter(annotation, type: type, generation: generation))
        }
        self.program = program
        self.nodes = program.nodes
        self.draws = program.draws
        self.root = program.nodes + (program.nodeCount - 1)
        self.counters = .allocated(counters)
        self.walks = program.walks
        self.texts = program.texts
        self.unionFields = program.unionFields
        self.paths = program.paths
        self.constants = program.placedConstants
        self.table = self.constants.table
        self.structs = self.constants.structs
    }

    deinit { self.counters.deallocate() }

    /// Interns what the plan chooses from. Must be called between batches; does nothing for the same arena.
    func bind(to arena: ValueArena) {
        guard self.arena !== arena else { return }
        self.arena = arena
        self.constants = self.program.place(in: arena)
        self.table = self.constants.table
        self.structs = self.constants.structs
    }

    /// Makes the next record.
    @inline(__always)
    func record(
        _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        self.cellLimit = cursor.cellCount &+ Self.maximumCells
        self.byteLimit = cursor.byteCount &+ Self.maximumBytes
        let root = self.root
        if root.pointee.kind == .record {
            return try self.fields(
                Int(root.pointee.count), from: Int(root.pointee.first), schema: Int(root.pointee.second), &cursor,
                &random)
        }
        return try self.value(root, &cursor, &random)  // options for the record as a whole
    }

    /// A record within another one.
    func structure(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        let count = Int(node.pointee.count)
        guard cursor.cellCount + count < self.cellLimit else {
            throw self.error("The record has more than \(Self.maximumCells) values", node)
        }
        return try self.fields(
            count, from: Int(node.pointee.first), schema: Int(node.pointee.second), &cursor, &random)
    }

    /// The fields of a record. What most fields are is done here, with the random source's state in a register.
    @inline(__always)
    private func fields(
        _ count: Int, from firstNode: Int, schema: Int, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        let first = cursor.reserveCells(count)
        var source = random
        for index in 0..<count {
            let field = self.nodes + (firstNode + index)
            switch field.pointee.kind {
            case .pick:
                field.pointee.jump.apply(&source.state)
                let choice = field.pointee.bound.draw(&source.state)
                cursor.copyCell(from: self.table + (Int(field.pointee.first) + Int(choice)), to: first + index)
            case .pickMany: cursor[first + index] = self.pickMany(field, &source)
            case .range where field.pointee.finish == .none:
                let offset = Int64(source.nextDouble() * field.pointee.span)
                cursor[first + index] = Cell(
                    kind: field.pointee.cell, bits: field.pointee.low &+ UInt64(bitPattern: offset))
            case .count where field.pointee.finish == .none:
                let value = self.counters[Int(field.pointee.first)].nextInteger()
                cursor[first + index] = Cell(kind: field.pointee.cell, bits: UInt64(bitPattern: value))
            case .doubleRange:
                cursor[first + index] = .float64(
                    field.pointee.lowDouble + source.nextDouble() * field.pointee.span)
            default:
                random = source
                let cell = try self.value(field, &cursor, &random)
                cursor[first + index] = cell
                source = random
            }
        }
        random = source
        return Cell(
            kind: .struct, bits: UInt64(first) | self.structs[schema], count: UInt32(count))
    }

    func error(_ reason: String, _ node: UnsafeMutablePointer<Node>) -> GeneratorError {
        GeneratorError(reason, path: self.paths[Int(node.pointee.path)])
    }
}
