import ConnectAPI
import JSON

/// Making one value.
extension Plan {
    func value(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        switch node.pointee.kind {
        case .null: return .null
        case .pick, .pickWithTail: return self.pick(node, &random)
        case .pickMany: return self.pickMany(node, &random)
        case .int: return try self.whole(Int64(random.nextInt()), node)
        case .long: return try self.whole(random.nextLong(), node)
        case .range:
            return try self.whole(node.pointee.lowInteger &+ Int64(random.nextDouble() * node.pointee.span), node)
        case .wideRange: return try self.whole(Self.wide(node, random.nextDouble()), node)
        case .count: return try self.whole(self.counters[Int(node.pointee.first)].nextInteger(), node)
        case .float, .double, .floatRange, .doubleRange, .wideFloat, .wideDouble, .countFloat, .countDouble:
            return self.floating(node, &random)
        case .coin: return .boolean(random.nextBoolean())
        case .odds: return .boolean(random.nextDouble() < node.pointee.lowDouble)
        case .countBoolean: return .boolean(self.counters[Int(node.pointee.first)].nextBoolean())
        case .countText, .text, .textOfLength, .template, .walk: return try self.text(node, &cursor, &random)
        case .bytes, .bytesOfLength, .decimal, .decimalRange: return try self.bytes(node, &cursor, &random)
        case .record: return try self.structure(node, &cursor, &random)
        case .array: return try self.array(node, &cursor, &random)
        case .map: return try self.map(node, &cursor, &random)
        case .union:
            random.step()
            let branch = node.pointee.bound.draw(&random.state)
            return try self.value(self.nodes + (Int(node.pointee.first) + Int(branch)), &cursor, &random)
        case .tooDeep: throw self.error("The record is a part of itself too many times", node)
        case .unionStruct: return try self.unionStruct(node, &cursor, &random)
        }
    }

    private func pick(_ node: UnsafeMutablePointer<Node>, _ random: inout JavaRandom) -> Cell {
        node.pointee.jump.apply(&random.state)
        let choice = node.pointee.bound.draw(&random.state)
        node.pointee.tail.apply(&random.state)
        return self.table[Int(node.pointee.first) + Int(choice)]
    }

    @inline(__always)
    func pickMany(_ node: UnsafeMutablePointer<Node>, _ random: inout JavaRandom) -> Cell {
        var state = random.state
        var choice = 0
        let draws = self.draws + Int(node.pointee.second)
        for index in 0..<Int(node.pointee.count) {
            draws[index].jump.apply(&state)
            choice &+= Int(draws[index].bound.draw(&state)) &* Int(draws[index].factor)
        }
        node.pointee.tail.apply(&state)
        random.state = state
        return self.table[Int(node.pointee.first) &+ choice]
    }

    /// A number of a range of more than 63 bits.
    private static func wide(_ node: UnsafeMutablePointer<Node>, _ draw: Double) -> Int64 {
        let low = Double(node.pointee.lowInteger)
        let offset = draw * (node.pointee.span - low)
        return node.pointee.lowInteger &+ Int64(truncatingIfNeeded: UInt64(min(max(offset, 0), 0x1.fffffffffffffp63)))
    }

    /// A whole number as Connect has it.
    private func whole(_ value: Int64, _ node: UnsafeMutablePointer<Node>) throws(GeneratorError) -> Cell {
        switch node.pointee.finish {
        case .none: return Cell(kind: node.pointee.cell, bits: UInt64(bitPattern: value))
        case .int8: return .int8(Int8(truncatingIfNeeded: value))
        case .int16: return .int16(Int16(truncatingIfNeeded: value))
        case .day: return .date(value &* AvroValues.millisecondsPerDay)
        case .time:
            guard (0...AvroValues.millisecondsPerDay).contains(value) else {
                throw GeneratorError(
                    .data,
                    "Time values must use number of milliseconds greater than 0 and less than 86400000",
                    path: self.paths[Int(node.pointee.path)])
            }
            return .date(value)
        }
    }

    private func floating(_ node: UnsafeMutablePointer<Node>, _ random: inout JavaRandom) -> Cell {
        let (low, span) = (node.pointee.lowDouble, node.pointee.span)
        switch node.pointee.kind {
        case .float: return .float32(random.nextFloat())
        case .floatRange: return .float32(Float(low) + random.nextFloat() * Float(span))
        case .doubleRange: return .float64(low + random.nextDouble() * span)
        case .wideFloat: return .float32(Float(Double(random.nextFloat()) * (span - low) + low))
        case .wideDouble:
            let draw = random.nextDouble()
            return .float64(draw * span + (1 - draw) * low)
        case .countFloat: return .float32(self.counters[Int(node.pointee.first)].nextFloat())
        case .countDouble: return .float64(self.counters[Int(node.pointee.first)].nextDouble())
        default: return .float64(random.nextDouble())
        }
    }
}

/// Values with parts.
extension Plan {
    /// Draws a length and checks that so many more cells are within bounds.
    private func length(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Int {
        random.step()
        let length = Int(node.pointee.low) + Int(node.pointee.bound.draw(&random.state))
        guard length <= Self.maximumCells / 4, cursor.cellCount + length * 2 < self.cellLimit else {
            throw self.error("The record has more than \(Self.maximumCells) values", node)
        }
        return length
    }

    private func array(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        let length = try self.length(node, &cursor, &random)
        let first = cursor.reserveCells(length)
        let item = self.nodes + Int(node.pointee.first)
        for index in 0..<length {
            let cell = try self.value(item, &cursor, &random)
            cursor[first + index] = cell
        }
        return Cell(kind: .array, bits: UInt64(first), count: UInt32(length))
    }

    private func map(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        let length = try self.length(node, &cursor, &random)
        let first = cursor.reserveCells(length * 2)
        let keyNode = self.nodes + Int(node.pointee.first)
        var places: [[UInt8]: Int] = [:]
        for _ in 0..<length {
            let key = try self.value(keyNode, &cursor, &random)
            let value = try self.value(keyNode + 1, &cursor, &random)
            let text = cursor.withBytes(of: key) { [UInt8]($0) }
            let place = places[text] ?? places.count
            places[text] = place
            cursor[first + place * 2] = key
            cursor[first + place * 2 + 1] = value
        }
        for unused in places.count * 2..<length * 2 { cursor[first + unused] = .null }
        Self.order(places, first: first, &cursor)
        return Cell(kind: .map, bits: UInt64(first), count: UInt32(places.count))
    }

    /// Puts a map's entries into the order in which Java's hash maps give them: the generator's, which is made without
    /// a size, and then the converter's, which is made for the entries that there are.
    private static func order(_ places: [[UInt8]: Int], first: Int, _ cursor: inout ArenaCursor) {
        guard places.count > 1 else { return }
        let names = places.sorted { $0.value < $1.value }.map { String(decoding: $0.key, as: UTF8.self) }
        let made = JavaHash.mapOrder(of: names)
        let order = JavaHash.mapOrder(of: made.map { names[$0] }, capacity: AvroValues.hashCapacity(names.count))
            .map { made[$0] }
        var entries: [(key: Cell, value: Cell)] = []
        for place in 0..<names.count { entries.append((cursor[first + place * 2], cursor[first + place * 2 + 1])) }
        for (place, source) in order.enumerated() {
            cursor[first + place * 2] = entries[source].key
            cursor[first + place * 2 + 1] = entries[source].value
        }
    }

    private func unionStruct(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        random.step()
        let branch = Int(node.pointee.bound.draw(&random.state))
        let field = Int(self.unionFields[Int(node.pointee.prefix) + branch])
        guard field >= 0 else { return .null }
        let count = Int(node.pointee.low)
        let first = cursor.reserveCells(count)
        for index in 0..<count { cursor[first + index] = .null }
        let cell = try self.value(self.nodes + (Int(node.pointee.first) + branch), &cursor, &random)
        cursor[first + field] = cell
        return Cell(
            kind: .struct, bits: UInt64(first) | self.structs[Int(node.pointee.second)], count: UInt32(count))
    }
}
