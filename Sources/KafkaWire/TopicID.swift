package import Bytes

/// Kafka's 128-bit id of a topic (KIP-516), which outlives its name; other ids of the protocol have the same form.
public struct TopicID: Hashable, Sendable, BitwiseCopyable {
    public var high: UInt64
    public var low: UInt64

    @inlinable
    public init(high: UInt64 = 0, low: UInt64 = 0) {
        self.high = high
        self.low = low
    }

    /// Stands for "no id".
    public static let zero = TopicID()

    /// A new id of version 4, at random. Like Kafka's own ids its text doesn't start with a dash, so that it can be
    /// an argument of a command.
    public static func random() -> TopicID {
        var generator = SystemRandomNumberGenerator()
        while true {
            let high: UInt64 = generator.next() & ~0xf000 | 0x4000
            let low: UInt64 = generator.next() & ~(0b11 << 62) | 0b10 << 62
            let id = TopicID(high: high, low: low)
            if high >> 58 != 62 { return id }
        }
    }
}

extension TopicID: CustomStringConvertible, LosslessStringConvertible {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// 22 characters of base64 for URLs, as Kafka shows ids.
    public var description: String {
        let bits = UInt128(self.high) << 64 | UInt128(self.low)
        var text = ""
        for shift in stride(from: 122, through: 2, by: -6) {
            text.unicodeScalars.append(Unicode.Scalar(Self.digits[Int(truncatingIfNeeded: bits >> shift) & 63]))
        }
        text.unicodeScalars.append(Unicode.Scalar(Self.digits[Int(truncatingIfNeeded: bits << 4) & 63]))
        return text
    }

    /// Reads what ``description`` writes.
    public init?(_ text: String) {
        guard text.utf8.count == 22 else { return nil }
        var bits: UInt128 = 0
        for (index, character) in text.utf8.enumerated() {
            guard let digit = Self.digits.firstIndex(of: character) else { return nil }
            if index == 21, digit & 15 != 0 { return nil }
            bits = index < 21 ? bits << 6 | UInt128(digit) : bits << 2 | UInt128(digit >> 4)
        }
        self.init(high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
    }
}

extension TopicID: WireElement {
    package static var minimumSize: Int { 16 }

    package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
        self.init(high: try reader.read(), low: try reader.read())
    }

    package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
        writer.append(bigEndian: self.high)
        writer.append(bigEndian: self.low)
    }
}
