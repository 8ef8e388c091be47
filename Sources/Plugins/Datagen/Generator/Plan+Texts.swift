import ConnectAPI
import JSON

/// Making texts.
extension Plan {
    func text(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        switch node.pointee.kind {
        case .countText: return self.countText(node, &cursor)
        case .template: return self.template(node, &cursor, &random)
        case .walk: return try self.walk(node, &cursor, &random)
        case .textOfLength: return try self.any(Int(node.pointee.count), node, &cursor, &random)
        default:
            random.step()
            let length = Int(node.pointee.low) + Int(node.pointee.bound.draw(&random.state))
            return try self.any(length, node, &cursor, &random)
        }
    }

    private func cell(_ node: UnsafeMutablePointer<Node>, _ place: (offset: Int, count: Int)) -> Cell {
        Cell(
            kind: .string, bits: UInt64(place.offset), count: UInt32(place.count), isPlain: node.pointee.isPlain)
    }

    /// Checks that so many more bytes are within bounds.
    func checkBytes(
        _ count: Int, _ node: UnsafeMutablePointer<Node>, _ cursor: borrowing ArenaCursor
    ) throws(GeneratorError) {
        guard count <= Self.maximumBytes, cursor.byteCount + count <= self.byteLimit else {
            throw self.error("The record has more than \(Self.maximumBytes) bytes", node)
        }
    }

    private func any(
        _ length: Int, _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        let (prefix, suffix) = (self.texts[Int(node.pointee.prefix)], self.texts[Int(node.pointee.suffix)])
        try self.checkBytes(prefix.count + length + suffix.count, node, cursor)
        var source = random
        let place = cursor.write(atMost: prefix.count + length + suffix.count) { target in
            var end = Self.copy(prefix, to: target)
            for _ in 0..<length {
                target[end] = UInt8(truncatingIfNeeded: source.next(7))
                end += 1
            }
            return end + Self.copy(suffix, to: target + end)
        }
        random = source
        return self.cell(node, place)
    }

    @inline(__always)
    static func copy(_ bytes: [UInt8], to target: UnsafeMutablePointer<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { target.update(from: start, count: bytes.count) }
        }
        return bytes.count
    }

    private func countText(_ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor) -> Cell {
        let (prefix, suffix) = (self.texts[Int(node.pointee.prefix)], self.texts[Int(node.pointee.suffix)])
        // As Java: an int, rendered.
        let value = Int64(Int32(truncatingIfNeeded: self.counters[Int(node.pointee.first)].nextInteger()))
        let room = prefix.count + JSONText.integerRoom + suffix.count
        let place = cursor.write(atMost: room) { target in
            var end = Self.copy(prefix, to: target)
            end += JSONText.write(value, to: target + end)
            return end + Self.copy(suffix, to: target + end)
        }
        return self.cell(node, place)
    }

    private func template(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) -> Cell {
        let (template, suffix) = (self.texts[Int(node.pointee.prefix)], self.texts[Int(node.pointee.suffix)])
        var state = random.state
        let draws = Int(node.pointee.second)..<Int(node.pointee.second) + Int(node.pointee.count)
        let place = cursor.write(atMost: template.count + suffix.count) { target in
            _ = Self.copy(template, to: target)
            for index in draws {
                let draw = self.draws + index
                draw.pointee.jump.apply(&state)
                if draw.pointee.mayStop {
                    if Int32(truncatingIfNeeded: state >> 16) > RegexWalk.stop {
                        let end = Int(draw.pointee.place)
                        return end + Self.copy(suffix, to: target + end)
                    }
                } else {
                    target[Int(draw.pointee.place)] &+= UInt8(truncatingIfNeeded: draw.pointee.bound.draw(&state))
                }
            }
            node.pointee.tail.apply(&state)
            return template.count + Self.copy(suffix, to: target + template.count)
        }
        random.state = state
        return self.cell(node, place)
    }

    private func walk(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        let (prefix, suffix) = (self.texts[Int(node.pointee.prefix)], self.texts[Int(node.pointee.suffix)])
        let index = Int(node.pointee.first)
        do throws(GeneratorError) {
            try self.walks[index].next(&random)
        } catch {
            throw error.at(self.paths[Int(node.pointee.path)])
        }
        let room = prefix.count + suffix.count + self.walks[index].text.count * 3
        try self.checkBytes(room, node, cursor)
        let place = cursor.write(atMost: room) { target in
            var end = Self.copy(prefix, to: target)
            end += Self.utf8(self.walks[index].text, to: target + end)
            return end + Self.copy(suffix, to: target + end)
        }
        return self.cell(node, place)
    }

    /// Writes UTF-16 as UTF-8, at most three bytes a unit; half a pair becomes a question mark, as Java writes it.
    static func utf8(_ units: [UInt16], to target: UnsafeMutablePointer<UInt8>) -> Int {
        var end = 0
        var decoder = UTF16()
        var iterator = units.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    target[end] = byte
                    end += 1
                }
            case .error:
                target[end] = UInt8(ascii: "?")
                end += 1
            case .emptyInput: return end
            }
        }
    }
}
