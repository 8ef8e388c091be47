import ConnectAPI
import Glibc

/// A key of schemaless maps, looked for in each record.
final class MapKey {
    let name: String
    private let bytes: UnsafeMutableRawBufferPointer
    private let constant: ConstantCell

    init(_ name: String) {
        self.name = name
        let text = Array(name.utf8)
        self.bytes = .allocate(byteCount: text.count, alignment: 1)
        self.bytes.copyBytes(from: text)
        self.constant = ConstantCell(.string(name))
    }

    deinit { self.bytes.deallocate() }

    /// The key as a cell of the arena.
    func cell(in arena: ValueArena) -> Cell { self.constant.cell(in: arena) }

    /// The place of its entry in the map, or nil. Of several the last counts, as where Java fills a map.
    func place(in map: Cell, of arena: ValueArena) -> Int? {
        MapKeys.place(of: UnsafeRawBufferPointer(self.bytes), in: map, of: arena)
    }

    /// The value under it, or nil.
    func value(in map: Cell, of arena: ValueArena) -> Cell? {
        self.place(in: map, of: arena).map { arena[map.firstMember + $0 * 2 + 1] }
    }

    func equals(_ cell: Cell, in arena: ValueArena) -> Bool {
        MapKeys.equal(UnsafeRawBufferPointer(self.bytes), cell, in: arena)
    }
}

/// Several keys of schemaless maps: plain memory, looked for without reference counts.
final class MapKeys {
    let names: [String]
    private let texts: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let constants: ConstantCells

    init(_ names: [String]) {
        self.names = names
        self.texts = .allocate(capacity: max(names.count, 1))
        for (place, name) in names.enumerated() {
            let text = Array(name.utf8)
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
            bytes.copyBytes(from: text)
            (self.texts + place).initialize(to: UnsafeRawBufferPointer(bytes))
        }
        self.constants = ConstantCells(names.map(Value.string))
    }

    deinit {
        for place in self.names.indices { self.texts[place].deallocate() }
        self.texts.deallocate()
    }

    var indices: Range<Int> { 0..<self.names.count }

    /// The key as a cell of the arena.
    func cell(_ index: Int, in arena: ValueArena) -> Cell {
        self.constants.prepare(in: arena)
        return self.constants[index]
    }

    /// The place of the key's entry in the map, or nil. Of several the last counts, as where Java fills a map.
    @inline(__always)
    func place(_ index: Int, in map: Cell, of arena: ValueArena) -> Int? {
        precondition(index >= 0 && index < self.names.count)
        return Self.place(of: self.texts[index], in: map, of: arena)
    }

    /// The value under the key, or nil.
    @inline(__always)
    func value(_ index: Int, in map: Cell, of arena: ValueArena) -> Cell? {
        guard let place = self.place(index, in: map, of: arena) else { return nil }
        return arena[map.firstMember + place * 2 + 1]
    }

    /// Whether `cell` is one of the keys.
    func contains(_ cell: Cell, in arena: ValueArena) -> Bool {
        for place in self.indices where Self.equal(self.texts[place], cell, in: arena) { return true }
        return false
    }

    fileprivate static func place(of key: UnsafeRawBufferPointer, in map: Cell, of arena: ValueArena) -> Int? {
        var place = Int(map.count) - 1
        while place >= 0 {
            if Self.equal(key, arena[map.firstMember &+ place &* 2], in: arena) { return place }
            place &-= 1
        }
        return nil
    }

    @inline(__always)
    fileprivate static func equal(_ key: UnsafeRawBufferPointer, _ cell: Cell, in arena: ValueArena) -> Bool {
        guard cell.kind == .string, Int(cell.count) == key.count else { return false }
        return arena.withBytes(of: cell) { text in
            guard let left = key.baseAddress, let right = text.baseAddress else { return true }
            return memcmp(left, right, key.count) == 0
        }
    }
}

/// A copy of a map in the making, whose values may be replaced and which may get more entries.
struct MapCopy {
    private let first: Int
    private let end: Int
    private var count: Int

    /// - Parameter room: How many entries may be added.
    init(of map: Cell, room: Int, in arena: ValueArena) {
        let (old, count) = (map.firstMember, Int(map.count))
        self.count = count
        self.end = count + room
        self.first = arena.appendCells((count + room) * 2) { cells, new in
            new.update(from: cells + old, count: count * 2)
            (new + count * 2).update(repeating: .null, count: room * 2)
        }
    }

    /// The map as it is now.
    var cell: Cell { Cell(kind: .map, bits: UInt64(self.first), count: UInt32(self.count)) }

    /// Puts the value under the key: in the place of the entry that has it, or behind all others.
    ///
    /// - Parameter place: The entry's place, nil if there is none.
    mutating func set(_ value: Cell, at place: Int?, key: @autoclosure () -> Cell, in arena: ValueArena) {
        if let place {
            arena[self.first + place * 2 + 1] = value
            return
        }
        precondition(self.count < self.end)
        arena[self.first + self.count * 2] = key()
        arena[self.first + self.count * 2 + 1] = value
        self.count += 1
    }
}
