import Bytes
import Glibc
import JSON

/// Writes parts of a JSON document as Jackson's tree writes them: compact, numbers with a point as Java's doubles,
/// escapes only where they must be.
enum JSONNodeText {
    /// Appends what `asText` gives: a text or number as it is, nothing for an array.
    static func appendText(_ tape: borrowing JSONTape, _ index: Int, to writer: inout BytesWriter) {
        let entry = tape[index]
        switch entry.kind {
        case .null: writer.append(utf8: "null")
        case .true: writer.append(utf8: "true")
        case .false: writer.append(utf8: "false")
        case .array, .object: break
        case .number:
            let room = Int(entry.length) + 32
            writer.withSpace(room) { target in self.writeNumber(tape, index, isQuoted: false, to: target) }
        case .string:
            if entry.flag {
                writer.append(utf8: tape.text(at: index))
            } else {
                tape.withBytes(at: index) { writer.append($0) }
            }
        }
    }

    static func text(_ tape: borrowing JSONTape, _ index: Int) -> String {
        var writer = BytesWriter(capacity: 64)
        self.appendText(tape, index, to: &writer)
        return String(decoding: writer.finish())
    }

    /// Appends the document at `index` as JSON.
    static func append(_ tape: borrowing JSONTape, _ index: Int, to writer: inout BytesWriter) {
        let entry = tape[index]
        let next = Int(entry.next)
        let end = next < tape.count ? Int(tape[next].offset) : tape.source.count
        // Numbers grow by 26 bytes at most when they are written as doubles.
        let room = (end - Int(entry.offset)) + (next - index) * 28 + 64
        writer.withSpace(room) { target in
            self.write(tape, index, to: target)
        }
    }

    private static func write(
        _ tape: borrowing JSONTape, _ index: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let entry = tape[index]
        switch entry.kind {
        case .null: return self.copy("null", to: target)
        case .true: return self.copy("true", to: target)
        case .false: return self.copy("false", to: target)
        case .number: return self.writeNumber(tape, index, isQuoted: true, to: target)
        case .string: return self.writeString(tape, index, entry.flag, to: target)
        case .array:
            target[0] = UInt8(ascii: "[")
            var count = 1
            var place = index + 1
            while place < entry.next {
                if place > index + 1 {
                    target[count] = UInt8(ascii: ",")
                    count &+= 1
                }
                count &+= self.write(tape, place, to: target + count)
                place = Int(tape[place].next)
            }
            target[count] = UInt8(ascii: "]")
            return count &+ 1
        case .object:
            if tape.mayHaveDuplicates(index), self.hasDuplicates(tape, index) {
                return self.writeUnique(tape, index, to: target)
            }
            return self.writeObject(tape, index, entry, to: target)
        }
    }

    private static func writeObject(
        _ tape: borrowing JSONTape, _ index: Int, _ entry: JSONTape.Entry, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        target[0] = UInt8(ascii: "{")
        var count = 1
        var place = index + 1
        while place < entry.next {
            if place > index + 1 {
                target[count] = UInt8(ascii: ",")
                count &+= 1
            }
            count &+= self.writeString(tape, place, tape[place].flag, to: target + count)
            target[count] = UInt8(ascii: ":")
            count &+= 1
            count &+= self.write(tape, place + 1, to: target + count)
            place = Int(tape[place + 1].next)
        }
        target[count] = UInt8(ascii: "}")
        return count &+ 1
    }

    private static func hasDuplicates(_ tape: borrowing JSONTape, _ index: Int) -> Bool {
        var names: Set<String> = []
        var place = index + 1
        while place < tape[index].next {
            if !names.insert(tape.text(at: place)).inserted { return true }
            place = Int(tape[place + 1].next)
        }
        return false
    }

    /// Of a name that comes twice the first place and the last value count.
    private static func writeUnique(
        _ tape: borrowing JSONTape, _ index: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var order: [(name: Int, value: Int)] = []
        var known: [String: Int] = [:]
        var place = index + 1
        while place < tape[index].next {
            if let old = known[tape.text(at: place)] {
                order[old].value = place + 1
            } else {
                known[tape.text(at: place)] = order.count
                order.append((place, place + 1))
            }
            place = Int(tape[place + 1].next)
        }
        target[0] = UInt8(ascii: "{")
        var count = 1
        for (position, member) in order.enumerated() {
            if position > 0 {
                target[count] = UInt8(ascii: ",")
                count += 1
            }
            count += self.writeString(tape, member.name, tape[member.name].flag, to: target + count)
            target[count] = UInt8(ascii: ":")
            count += 1
            count += self.write(tape, member.value, to: target + count)
        }
        target[count] = UInt8(ascii: "}")
        return count + 1
    }

    @inline(__always)
    private static func copy(_ text: StaticString, to target: UnsafeMutablePointer<UInt8>) -> Int {
        target.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        return text.utf8CodeUnitCount
    }

    @inline(__always)
    private static func writeString(
        _ tape: borrowing JSONTape, _ index: Int, _ hasEscapes: Bool, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        target[0] = UInt8(ascii: "\"")
        var count = 1
        if hasEscapes {
            count += self.writeEscaped(tape.text(at: index), to: target + 1)
        } else {
            count &+= tape.withBytes(at: index) { bytes in
                if let base = bytes.baseAddress { memcpy(target + 1, base, bytes.count) }
                return bytes.count
            }
        }
        target[count] = UInt8(ascii: "\"")
        return count &+ 1
    }

    private static func writeEscaped(_ text: String, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let short: [UInt8: Unicode.Scalar] = [8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 0x22: "\"", 0x5C: "\\"]
        let digits = Array("0123456789ABCDEF".utf8)
        var count = 0
        for byte in text.utf8 {
            if let letter = short[byte] {
                target[count] = UInt8(ascii: "\\")
                target[count + 1] = UInt8(ascii: letter)
                count += 2
            } else if byte < 0x20 {
                for (offset, character) in "\\u00".utf8.enumerated() { target[count + offset] = character }
                target[count + 4] = digits[Int(byte >> 4)]
                target[count + 5] = digits[Int(byte & 15)]
                count += 6
            } else {
                target[count] = byte
                count += 1
            }
        }
        return count
    }

    /// Integers keep their digits; what has a point or an exponent goes through a double.
    private static func writeNumber(
        _ tape: borrowing JSONTape, _ index: Int, isQuoted: Bool, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let entry = tape[index]
        return tape.withBytes(at: index) { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            if !entry.flag {
                if bytes.count == 2, bytes[0] == UInt8(ascii: "-"), bytes[1] == UInt8(ascii: "0") {
                    target[0] = UInt8(ascii: "0")
                    return 1
                }
                memcpy(target, base, bytes.count)
                return bytes.count
            }
            if self.isJavaDouble(bytes) {
                memcpy(target, base, bytes.count)
                return bytes.count
            }
            let value = Double(String(decoding: bytes, as: UTF8.self)) ?? .infinity
            guard value.isFinite else {
                let name = value < 0 ? "-Infinity" : "Infinity"
                let text = isQuoted ? "\"\(name)\"" : name
                for (offset, byte) in text.utf8.enumerated() { target[offset] = byte }
                return text.utf8.count
            }
            return JavaText.write(value, to: target)
        }
    }

    /// Whether Java would print the number with the same characters: few digits, no exponent, no zero at the end.
    @inline(__always)
    private static func isJavaDouble(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= 15 else { return false }
        let start = bytes[0] == UInt8(ascii: "-") ? 1 : 0
        var point = -1
        for place in start..<bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: ".") { point = place } else if byte < 0x30 || byte > 0x39 { return false }
        }
        guard point > start, point - start <= 7, bytes[bytes.count - 1] != UInt8(ascii: "0") else { return false }
        // Below a thousandth Java writes an exponent.
        return bytes[start] != UInt8(ascii: "0") || bytes.count > point + 1 && bytes[point + 1] != UInt8(ascii: "0")
    }
}
