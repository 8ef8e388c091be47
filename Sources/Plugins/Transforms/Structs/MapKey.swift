import ConnectAPI
import Glibc

/// A key of schemaless maps, looked for in each record.
final class MapKey {
    let name: String
    private let bytes: [UInt8]
    private let constant: ConstantCell

    init(_ name: String) {
        self.name = name
        self.bytes = Array(name.utf8)
        self.constant = ConstantCell(.string(name))
    }

    /// The key as a cell of the arena.
    func cell(in arena: ValueArena) -> Cell { self.constant.cell(in: arena) }

    /// The place of its entry in the map, or nil. Of several the last counts, as where Java fills a map.
    func place(in map: Cell, of arena: ValueArena) -> Int? {
        var place = Int(map.count) - 1
        while place >= 0 {
            if self.equals(arena[map.firstMember &+ place &* 2], in: arena) { return place }
            place &-= 1
        }
        return nil
    }

    /// The value under it, or nil.
    func value(in map: Cell, of arena: ValueArena) -> Cell? {
        self.place(in: map, of: arena).map { arena[map.firstMember + $0 * 2 + 1] }
    }

    func equals(_ cell: Cell, in arena: ValueArena) -> Bool {
        guard cell.kind == .string, Int(cell.count) == self.bytes.count else { return false }
        return arena.withBytes(of: cell) { text in
            self.bytes.withUnsafeBytes { own in
                guard let left = own.baseAddress, let right = text.baseAddress else { return true }
                return memcmp(left, right, own.count) == 0
            }
        }
    }
}

extension ValueArena {
    /// A copy of the map with values replaced or added.
    ///
    /// - Parameter changes: A value goes to the entry at its place, or to the end under its key.
    func map(_ map: Cell, changing changes: [MapChange]) -> Cell {
        let count = Int(map.count)
        var end = count
        let first = self.appendCells((count + changes.count) * 2) { cells, new in
            new.update(from: cells + map.firstMember, count: count * 2)
            for change in changes {
                if let place = change.place {
                    new[place * 2 + 1] = change.value
                } else {
                    new[end * 2] = change.key
                    new[end * 2 + 1] = change.value
                    end += 1
                }
            }
            // What was reserved and isn't used.
            for rest in end * 2..<(count + changes.count) * 2 { new[rest] = .null }
        }
        return self.map(first: first, count: end)
    }
}

/// A value that a map gets.
struct MapChange {
    /// Of the entry whose value it takes; nil: a new entry.
    var place: Int?
    var key: Cell
    var value: Cell
}
