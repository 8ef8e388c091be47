import Bytes
import ConnectAPI

/// A schema compiled to steps that write cells straight into a batch's arena.
///
/// Everything that can be made ahead is: texts to choose from are interned in the arena, draws whose outcome doesn't
/// matter are skipped in one multiplication. Making a record of the usual quickstarts allocates nothing. One plan
/// serves one task; not shared between threads.
final class Plan {
    /// Most cells and bytes of one record.
    static let maximumCells = 1 << 20
    static let maximumBytes = 32 << 20

    let nodes: UnsafeMutablePointer<Node>
    /// The cells to pick from, once bound.
    let table: UnsafeMutablePointer<Cell>
    let draws: UnsafeMutablePointer<DrawOperation>
    let counters: UnsafeMutablePointer<Counter>
    /// The upper half of the cells of each struct, once bound.
    let structs: UnsafeMutablePointer<UInt64>
    let texts: [[UInt8]]
    let unionFields: [Int32]
    let paths: [String]
    var walks: [RegexWalk]
    let root: Node
    /// Where the cells and bytes of the record that is being made must end.
    private(set) var cellLimit = 0
    private(set) var byteLimit = 0
    private let values: [Value]
    private let schemas: [Schema]
    private var arena: ValueArena?

    init(_ builder: PlanBuilder, root: Node) {
        self.nodes = Self.allocate(builder.nodes)
        self.table = Self.allocate(Array(repeating: Cell.null, count: builder.tables.count))
        self.draws = Self.allocate(builder.draws)
        self.counters = Self.allocate(builder.counters)
        self.structs = Self.allocate(Array(repeating: 0, count: builder.structs.count))
        self.texts = builder.texts
        self.unionFields = builder.unionFields
        self.paths = builder.paths
        self.walks = builder.walks
        self.root = root
        self.values = builder.tables
        self.schemas = builder.structs
    }

    deinit {
        self.nodes.deallocate()
        self.table.deallocate()
        self.draws.deallocate()
        self.counters.deallocate()
        self.structs.deallocate()
    }

    private static func allocate<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
        for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
        return memory
    }

    /// Interns what the plan chooses from. Must be called between batches; does nothing for the same arena.
    func bind(to arena: ValueArena) {
        guard self.arena !== arena else { return }
        self.arena = arena
        var interned: [String: Cell] = [:]
        for (index, value) in self.values.enumerated() {
            if let text = value.string, let cell = interned[text] {
                self.table[index] = cell
                continue
            }
            self.table[index] = arena.intern(value)
            if let text = value.string { interned[text] = self.table[index] }
        }
        for (index, schema) in self.schemas.enumerated() {
            self.structs[index] = UInt64(arena.index(of: schema)) << 32
        }
    }

    /// Makes the next record.
    @inline(__always)
    func record(
        _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        self.cellLimit = cursor.cellCount &+ Self.maximumCells
        self.byteLimit = cursor.byteCount &+ Self.maximumBytes
        if self.root.kind == .record {
            return try self.fields(
                Int(self.root.count), from: Int(self.root.first), schema: Int(self.root.second), &cursor, &random)
        }
        var root = self.root
        return try self.value(&root, &cursor, &random)  // options for the record as a whole
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
