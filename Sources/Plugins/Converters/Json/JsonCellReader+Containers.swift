import Bytes
import ConnectAPI
import JSON
import JavaLang

/// Arrays, maps and structs.
extension JsonCellReader {
    /// An array's elements, or an object's values; nothing for what is neither.
    func array(_ index: Int, _ schema: Schema?, into arena: ValueArena) throws(ConnectError) -> Cell {
        if self.tape[index].kind == .object {
            let members = self.members(index)
            let first = arena.reserveCells(members.count)
            for (place, member) in members.enumerated() {
                arena[first + place] = try self.value(member.value, schema, into: arena)
            }
            return arena.array(first: first, count: members.count)
        }
        guard self.tape[index].kind == .array else { return arena.array(first: arena.cellCount, count: 0) }
        let count = Int(self.tape[index].length)
        let first = arena.reserveCells(count)
        var place = index + 1
        for member in 0..<count {
            arena[first + member] = try self.value(place, schema, into: arena)
            place = Int(self.tape[place].next)
        }
        return arena.array(first: first, count: count)
    }

    /// The members of the object at `index`. Of those with the same name the last one counts, at the first one's place.
    func members(_ index: Int) -> [(name: Int, value: Int)] {
        var members: [(name: Int, value: Int)] = []
        members.reserveCapacity(Int(self.tape[index].length))
        var seen: [String: Int] = [:]
        var place = index + 1
        while place < self.tape[index].next {
            let text = self.tape.text(at: place)
            if let earlier = seen[text] {
                members[earlier].value = place + 1
            } else {
                seen[text] = members.count
                members.append((place, place + 1))
            }
            place = Int(self.tape[place + 1].next)
        }
        return members
    }

    func map(_ index: Int, _ schema: Schema, into arena: ValueArena) throws(ConnectError) -> Cell {
        if schema.keySchema?.type == .string {
            guard self.tape[index].kind == .object else {
                throw .data(
                    "Maps with string fields should be encoded as JSON objects, but found \(self.kindName(index))")
            }
            return try self.objectMap(index, schema.valueSchema, into: arena)
        }
        guard self.tape[index].kind == .array else {
            throw .data(
                "Maps with non-string fields should be encoded as JSON array of tuples, but found "
                    + self.kindName(index))
        }
        return try self.pairs(index, schema, into: arena)
    }

    /// An object as a map from texts.
    func objectMap(_ index: Int, _ schema: Schema?, into arena: ValueArena) throws(ConnectError) -> Cell {
        guard self.tape.mayHaveDuplicates(index) else { return try self.plainObjectMap(index, schema, into: arena) }
        let members = self.members(index)
        let first = arena.reserveCells(members.count * 2)
        for (place, member) in members.enumerated() {
            arena[first + place * 2] = self.string(member.name, into: arena)
            arena[first + place * 2 + 1] = try self.value(member.value, schema, into: arena)
        }
        return arena.map(first: first, count: members.count)
    }

    /// An object in which no name stands twice.
    private func plainObjectMap(_ index: Int, _ schema: Schema?, into arena: ValueArena) throws(ConnectError) -> Cell {
        let count = Int(self.tape[index].length)
        let first = arena.reserveCells(count * 2)
        var place = index + 1
        for member in 0..<count {
            arena[first + member * 2] = self.string(place, into: arena)
            arena[first + member * 2 + 1] = try self.value(place + 1, schema, into: arena)
            place = Int(self.tape[place + 1].next)
        }
        return arena.map(first: first, count: count)
    }

    /// An array of arrays of two as a map.
    private func pairs(_ index: Int, _ schema: Schema, into arena: ValueArena) throws(ConnectError) -> Cell {
        let first = arena.reserveCells(Int(self.tape[index].length) * 2)
        var count = 0
        var seen: [Value: Int] = [:]
        var place = index + 1
        while place < self.tape[index].next {
            guard self.tape[place].kind == .array else {
                throw .data("Found invalid map entry instead of array tuple: \(self.kindName(place))")
            }
            guard self.tape[place].length == 2 else {
                throw .data("Found invalid map entry, expected length 2 but found :\(self.tape[place].length)")
            }
            let key = try self.value(place + 1, schema.keySchema, into: arena)
            let value = try self.value(Int(self.tape[place + 1].next), schema.valueSchema, into: arena)
            let entry = seen[arena.value(of: key), default: count]
            if entry == count {
                seen[arena.value(of: key)] = count
                arena[first + count * 2] = key
                count += 1
            }
            arena[first + entry * 2 + 1] = value
            place = Int(self.tape[place].next)
        }
        return arena.map(first: first, count: count)
    }

    func structure(_ index: Int, _ schema: Schema, into arena: ValueArena) throws(ConnectError) -> Cell {
        guard self.tape[index].kind == .object else {
            throw .data("Structs should be encoded as JSON objects, but found \(self.kindName(index))")
        }
        let count = schema.fields.count
        let first = arena.reserveCells(count)
        self.findFields(index, schema, first, arena)
        for (place, field) in schema.fields.enumerated() {
            let found = arena[first + place]
            let member = found.isNull ? nil : Int(found.integer)
            let value = try self.value(member, field.schema, into: arena)
            try Self.check(value, field.schema, in: arena, "field: \"\(field.name)\"")
            arena[first + place] = value
        }
        return arena.structure(schema: arena.index(of: schema), first: first, count: count)
    }

    /// Notes in the struct's cells where the value of each field stands on the tape; null: nowhere.
    private func findFields(_ index: Int, _ schema: Schema, _ first: Int, _ arena: ValueArena) {
        let fields = schema.fields
        var expected = 0  // members mostly come in the order of the fields
        var place = index + 1
        while place < self.tape[index].next {
            if expected < fields.count, self.isName(place, fields[expected].name) {
                arena[first + expected] = .int64(Int64(place + 1))
                expected += 1
            } else if let field = schema.index(of: self.tape.text(at: place)) {
                arena[first + field] = .int64(Int64(place + 1))
                expected = field + 1
            }
            place = Int(self.tape[place + 1].next)
        }
    }

    private func isName(_ place: Int, _ name: String) -> Bool {
        name.utf8.withContiguousStorageIfAvailable { self.tape.text(at: place, is: UnsafeRawBufferPointer($0)) }
            ?? (self.tape.text(at: place) == name)
    }

    /// Refuses nulls where there may be none. Everything else has the right type, having just been read.
    static func check(
        _ cell: Cell, _ schema: Schema?, in arena: ValueArena, _ location: @autoclosure () -> String
    ) throws(ConnectError) {
        guard let schema else { return }
        switch cell.kind {
        case .null:
            guard !schema.isOptional else { return }
            throw .data(
                "Invalid value: null used for required \(location()), schema type: \(schema.type.javaName)")
        case .array:
            for place in 0..<Int(cell.count) {
                try self.check(
                    arena[cell.firstMember + place], schema.valueSchema, in: arena,
                    "element of array \(location())")
            }
        case .map:
            for place in 0..<Int(cell.count) {
                let key = arena[cell.firstMember + place * 2]
                let value = arena[cell.firstMember + place * 2 + 1]
                try self.check(key, schema.keySchema, in: arena, "key of map \(location())")
                try self.check(value, schema.valueSchema, in: arena, "value of map \(location())")
            }
        default: break
        }
    }
}
