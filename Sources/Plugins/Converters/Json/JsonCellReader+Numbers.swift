import Bytes
import ConnectAPI
import JSON

/// Numbers, as Jackson's nodes convert them: cut off and wrapped around rather than refused.
extension JsonCellReader {
    /// The whole part, modulo 2^64; 0 for what is no number.
    func integer(_ index: Int) throws(ConnectError) -> Int64 {
        let entry = self.tape[index]
        guard entry.kind == .number else { return 0 }
        let value: UInt64? = self.tape.withBytes(at: index) { text in
            guard let value = entry.flag ? Self.wholePart(text) : Self.digits(text) else { return nil }
            return text[0] == UInt8(ascii: "-") ? 0 &- value : value
        }
        guard let value else { throw self.badNumber(index) }
        return Int64(bitPattern: value)
    }

    private static func digits(_ text: UnsafeRawBufferPointer) -> UInt64 {
        var value: UInt64 = 0
        for byte in text where byte != UInt8(ascii: "-") {
            value = value &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
        }
        return value
    }

    /// The digits before the point once the exponent has moved it. nil if the exponent is out of all bounds.
    private static func wholePart(_ text: UnsafeRawBufferPointer) -> UInt64? {
        let end = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.count
        var exponent = 0
        if end < text.count {
            let digits = UnsafeRawBufferPointer(rebasing: text[(end + 1)...])
            guard let read = Int32(String(decoding: digits, as: UTF8.self)) else { return nil }
            exponent = Int(read)
        }
        let mantissa = text[..<end]
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? end
        let start = text[0] == UInt8(ascii: "-") ? 1 : 0
        var whole = point - start + exponent  // how many of the digits count, zeros behind them included
        guard whole > 0 else { return 0 }
        var value: UInt64 = 0
        for place in start..<end where place != point {
            guard whole > 0 else { return value }
            value = value &* 10 &+ UInt64(text[place] &- UInt8(ascii: "0"))
            whole -= 1
        }
        guard whole < 64 else { return 0 }  // 2^64 divides 10^64
        for _ in 0..<whole { value = value &* 10 }
        return value
    }

    /// 0 for what is no number. There is no negative zero: Java takes the way over `BigDecimal`.
    func double(_ index: Int) throws(ConnectError) -> Double {
        guard self.tape[index].kind == .number else { return 0 }
        guard let value = Double(try self.checkedText(index)) else { throw self.badNumber(index) }
        return value == 0 ? 0 : value
    }

    /// 0 for what is no number.
    func float(_ index: Int) throws(ConnectError) -> Float {
        guard self.tape[index].kind == .number else { return 0 }
        guard let value = Float(try self.checkedText(index)) else { throw self.badNumber(index) }
        return value == 0 ? 0 : value
    }

    /// A number's text, whose exponent must fit into 32 bits.
    private func checkedText(_ index: Int) throws(ConnectError) -> String {
        let text = self.tape.text(at: index)
        guard self.tape[index].flag else { return text }
        guard let end = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return text }
        guard Int32(text[text.utf8.index(after: end)...]) != nil else { throw self.badNumber(index) }
        return text
    }
}
