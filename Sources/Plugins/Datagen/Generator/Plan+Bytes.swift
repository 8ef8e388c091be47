import Bytes
import ConnectAPI

/// Making bytes and decimals.
extension Plan {
    func bytes(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        switch node.pointee.kind {
        case .decimal: return self.decimal(node, &cursor, &random)
        case .decimalRange: return try self.decimalRange(node, &cursor, &random)
        case .bytesOfLength: return try self.any(Int(node.pointee.count), node, &cursor, &random)
        default:
            random.step()
            let length = Int(node.pointee.low) + Int(node.pointee.bound.draw(&random.state))
            return try self.any(length, node, &cursor, &random)
        }
    }

    private func cell(_ node: UnsafeMutablePointer<Node>, _ place: (offset: Int, count: Int)) -> Cell {
        let scale = node.pointee.cell == .decimal ? UInt64(UInt32(bitPattern: node.pointee.second)) << 32 : 0
        return Cell(kind: node.pointee.cell, bits: UInt64(place.offset) | scale, count: UInt32(place.count))
    }

    private func any(
        _ length: Int, _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        try self.checkBytes(length, node, cursor)
        guard length > 0 || node.pointee.cell != .decimal else {
            throw GeneratorError(
                .other("java.lang.NumberFormatException"), "Zero length BigInteger",
                path: self.paths[Int(node.pointee.path)])
        }
        var source = random
        let place = cursor.write(atMost: length) { target in
            source.nextBytes(target, count: length)
            return length
        }
        random = source
        return self.cell(node, place)
    }

    /// A decimal of a given precision: blocks of 15 digits, cut to size, and a coin for the sign.
    private func decimal(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) -> Cell {
        let precision = Int(node.pointee.count)
        let blocks = (precision + 14) / 15
        if blocks <= 2 {
            var value: Int128 = 0
            for _ in 0..<blocks { value = value * 1_000_000_000_000_000 + Int128(Self.block(&random)) }
            for _ in precision..<blocks * 15 { value /= 10 }
            if random.nextBoolean() { value = -value }
            return self.integer(value, node, &cursor)
        }
        var digits = ""
        for _ in 0..<blocks {
            let block = String(Self.block(&random))
            digits += String(repeating: "0", count: 15 - block.utf8.count) + block
        }
        let sign = random.nextBoolean() ? "-" : ""
        let unscaled = Decimal(sign + digits.prefix(precision))?.unscaled ?? Bytes([0])
        let place = cursor.write(atMost: unscaled.count) { target in
            for index in 0..<unscaled.count { target[index] = unscaled[index] }
            return unscaled.count
        }
        return self.cell(node, place)
    }

    private static func block(_ random: inout JavaRandom) -> Int64 { Int64(random.nextDouble() * 1e15) }

    private func integer(
        _ value: Int128, _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor
    ) -> Cell {
        var count = 1  // the shortest two's complement
        while count < 16, value >> (count * 8 - 1) != 0, value >> (count * 8 - 1) != -1 { count += 1 }
        let place = cursor.write(atMost: count) { target in
            for index in 0..<count { target[index] = UInt8(truncatingIfNeeded: value >> ((count - 1 - index) * 8)) }
            return count
        }
        return self.cell(node, place)
    }

    private func decimalRange(
        _ node: UnsafeMutablePointer<Node>, _ cursor: inout ArenaCursor, _ random: inout JavaRandom
    ) throws(GeneratorError) -> Cell {
        let value = DecimalText(node.pointee.lowDouble + random.nextDouble() * node.pointee.span)
        let shift = Int(node.pointee.count) - value.scale
        if shift >= 0 {
            guard let scaled = value.scaled(to: Int(node.pointee.count)) else {
                throw self.error("range property is too wide for a decimal", node)
            }
            return self.integer(scaled, node, &cursor)
        }
        var digits = value.digits
        for _ in shift..<0 where digits != 0 { digits /= 10 }
        return self.integer(digits, node, &cursor)
    }
}
