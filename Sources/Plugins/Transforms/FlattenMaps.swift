import ConnectAPI
import JavaLang

/// Flattens maps without a schema; the names that inner entries get are put together once, not for each record.
final class MapFlattener {
    /// A map on some level, as far as its keys are known.
    private final class Node {
        /// What stands in front of its keys.
        let prefix: [UInt8]
        let keys = KeyTable()
        /// By the numbers of the keys: of the flattened name, and the map there.
        @exclusivity(unchecked) var names: [Int] = []
        @exclusivity(unchecked) var nodes: [Node?] = []

        init(prefix: [UInt8]) { self.prefix = prefix }
    }

    /// Maps nested deeper are refused: each level makes the names of all values longer.
    private static let maximumDepth = 100
    /// Above it all names are forgotten before the next record.
    private static let rememberedNames = 4096

    private let delimiter: [UInt8]
    @exclusivity(unchecked) private var root = Node(prefix: [])
    @exclusivity(unchecked) private var names = NameTable()
    @exclusivity(unchecked) private var record = 0

    init(delimiter: String) { self.delimiter = Array(delimiter.utf8) }

    func flatten(_ map: Cell, _ arena: ValueArena) throws(ConnectError) -> Cell {
        if self.names.count > Self.rememberedNames {
            self.names = NameTable()
            self.root = Node(prefix: [])
        }
        self.record += 1
        let size = try Self.size(of: map, arena, depth: 0)
        var count = 0
        let first = try arena.appendCells(size * 2) { (cells, new) throws(ConnectError) in
            try self.flatten(map, self.root, arena, cells, new, &count)
            // Where two entries have got the same name.
            (new + count * 2).update(repeating: .null, count: (size - count) * 2)
        }
        return arena.map(first: first, count: count)
    }

    /// How many entries there are on all levels.
    private static func size(of map: Cell, _ arena: ValueArena, depth: Int) throws(ConnectError) -> Int {
        guard depth < Self.maximumDepth else {
            throw .data("Flatten transformation does not support maps that are nested more than 100 levels deep")
        }
        var size = Int(map.count)
        for place in 0..<Int(map.count) {
            let value = arena[map.firstMember + place * 2 + 1]
            if value.kind == .map { size += try Self.size(of: value, arena, depth: depth + 1) - 1 }
        }
        return size
    }

    private func flatten(
        _ map: Cell, _ node: Node, _ arena: ValueArena, _ cells: UnsafePointer<Cell>,
        _ new: UnsafeMutablePointer<Cell>, _ count: inout Int
    ) throws(ConnectError) {
        for place in 0..<Int(map.count) {
            let key = cells[map.firstMember + place * 2]
            let value = cells[map.firstMember + place * 2 + 1]
            guard key.kind == .string || key.isNull else { throw .notText(key) }
            // At the top the name that is null stays so, further down it is a text.
            let isNameless = key.isNull && node.prefix.isEmpty
            let number = isNameless ? -1 : self.number(of: key, in: node, expected: place, arena)
            switch value.kind {
            case .map:
                let inner = isNameless ? node : self.node(number, of: node)
                try self.flatten(value, inner, arena, cells, new, &count)
            case .struct, .decimal, .date, .bigInteger:
                throw self.unsupported(value, isNameless ? [] : self.names.text(node.names[number]))
            default:
                let name = isNameless ? -1 : node.names[number]
                // The later one of two values under one name counts.
                if name >= 0, let twice = self.names.place(name, in: self.record, orAt: count) {
                    new[twice * 2 + 1] = value
                    continue
                }
                new[count * 2] = node.prefix.isEmpty ? key : self.names.cell(name, in: arena)
                new[count * 2 + 1] = value
                count += 1
            }
        }
    }

    @inline(__always)
    private func number(of key: Cell, in node: Node, expected place: Int, _ arena: ValueArena) -> Int {
        let number =
            key.isNull
            ? Array("null".utf8).withUnsafeBytes { node.keys.number(of: $0, expected: place) }
            : arena.withBytes(of: key) { node.keys.number(of: $0, expected: place) }
        if number == node.names.count { self.addName(key, to: node, arena) }
        return number
    }

    @inline(never)
    private func addName(_ key: Cell, to node: Node, _ arena: ValueArena) {
        let text = key.isNull ? Array("null".utf8) : arena.withBytes(of: key) { Array($0) }
        node.names.append(self.names.number(of: node.prefix.isEmpty ? text : node.prefix + self.delimiter + text))
        node.nodes.append(nil)
    }

    /// The node of the map under a key.
    private func node(_ number: Int, of node: Node) -> Node {
        if let known = node.nodes[number] { return known }
        let new = Node(prefix: self.names.text(node.names[number]))
        node.nodes[number] = new
        return new
    }

    private func unsupported(_ value: Cell, _ name: [UInt8]) -> ConnectError {
        let type = JavaClass.description(of: value.kind)
        if value.kind == .struct {
            return .data(
                "Flatten transformation does not support \(type) for record without schemas (for field "
                    + "\(String(decoding: name, as: UTF8.self))).")
        }
        return .data(
            "Flatten transformation was passed a value of type \(type) which is not supported by Connect's data API")
    }
}
