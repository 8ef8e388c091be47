public import Bytes

/// The field types of messages. `compact` says that the version of the message is a flexible one (KIP-482): lengths
/// are varints, one higher than the length, and 0 is null.
extension WireReader {
    /// A text's length; nil is null.
    @inlinable
    mutating func readTextLength(compact: Bool) throws(WireError) -> Int? {
        let length = compact ? Int(try self.readUnsignedVarint()) &- 1 : Int(try self.read(Int16.self))
        return try self.checkedLength(length)
    }

    /// A byte field's length or an array's count; nil is null.
    @inlinable
    mutating func readLength(compact: Bool) throws(WireError) -> Int? {
        let length = compact ? Int(try self.readUnsignedVarint()) &- 1 : Int(try self.read(Int32.self))
        return try self.checkedLength(length)
    }

    @inlinable
    func checkedLength(_ length: Int) throws(WireError) -> Int? {
        guard length >= -1 else { throw self.failure(.badLength) }
        return length < 0 ? nil : length
    }

    package mutating func readMilliseconds() throws(WireError) -> Duration { .milliseconds(try self.read(Int32.self)) }

    @inline(never)
    public mutating func readString(compact: Bool) throws(WireError) -> String {
        guard let count = try self.readTextLength(compact: compact) else { throw self.failure(.unexpectedNull) }
        return try self.readText(count)
    }

    @inline(never)
    public mutating func readNullableString(compact: Bool) throws(WireError) -> String? {
        guard let count = try self.readTextLength(compact: compact) else { return nil }
        return try self.readText(count)
    }

    /// Reads a byte field as a slice of the frame.
    public mutating func readBytes(compact: Bool) throws(WireError) -> Bytes {
        guard let bytes = try self.readNullableBytes(compact: compact) else { throw self.failure(.unexpectedNull) }
        return bytes
    }

    /// Reads a byte field as a slice of the frame; records are one.
    public mutating func readNullableBytes(compact: Bool) throws(WireError) -> Bytes? {
        guard let count = try self.readLength(compact: compact) else { return nil }
        return try self.readSlice(count)
    }

    /// Reads how many elements an array has; nil is null.
    ///
    /// - Parameter minimum: The least number of bytes that one element takes, at least 1.
    /// - Throws: `.badLength` if the rest of the frame can't hold that many.
    public mutating func readCount(compact: Bool, minimum: Int) throws(WireError) -> Int? {
        guard let count = try self.readLength(compact: compact) else { return nil }
        guard count <= self.remaining / max(minimum, 1) else { throw self.failure(.badLength) }
        return count
    }

    package mutating func readArray<Element: WireElement>(
        of: Element.Type = Element.self, version: Int16, flexible: Bool
    ) throws(WireError) -> [Element] {
        guard let elements: [Element] = try self.readNullableArray(version: version, flexible: flexible) else {
            throw self.failure(.unexpectedNull)
        }
        return elements
    }

    package mutating func readNullableArray<Element: WireElement>(
        of: Element.Type = Element.self, version: Int16, flexible: Bool
    ) throws(WireError) -> [Element]? {
        guard let count = try self.readCount(compact: flexible, minimum: Element.minimumSize) else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(min(count, 256))  // more grows with what was really read
        for _ in 0..<count {
            elements.append(try Element(from: &self, version: version, flexible: flexible))
        }
        return elements
    }

    /// Reads a struct that may be null: a byte below 0 is null, any other comes in front of the struct.
    package mutating func readNullable<Element: WireElement>(
        _: Element.Type = Element.self, version: Int16, flexible: Bool
    ) throws(WireError) -> Element? {
        guard try self.read(Int8.self) >= 0 else { return nil }
        return try Element(from: &self, version: version, flexible: flexible)
    }

    /// Reads how many tagged fields follow.
    package mutating func readTagCount() throws(WireError) -> Int {
        let count = Int(try self.readUnsignedVarint())
        guard count <= self.remaining / 2 else { throw self.failure(.badLength) }
        return count
    }

    /// Reads the start of a tagged field: its tag, and the offset at which it ends.
    package mutating func readTag() throws(WireError) -> (tag: UInt32, end: Int) {
        let tag = try self.readUnsignedVarint()
        let size = Int(try self.readUnsignedVarint())
        guard size <= self.remaining else { throw self.failure(.truncated) }
        return (tag, self.next &+ size)
    }

    /// Ends a tagged field that was read.
    package mutating func finishTag(at end: Int) throws(WireError) {
        guard self.next == end else { throw self.failure(.badTaggedField) }
    }

    /// Passes over what is left of a tagged field that we don't know.
    package mutating func skipTag(to end: Int) throws(WireError) {
        guard self.next <= end else { throw self.failure(.badTaggedField) }
        self.next = end
    }

    /// Passes over the tagged fields of a struct of which we know none.
    package mutating func skipTaggedFields() throws(WireError) {
        for _ in 0..<(try self.readTagCount()) {
            let (_, end) = try self.readTag()
            self.next = end
        }
    }
}

/// What an array or a nullable field of a message can hold.
package protocol WireElement: Equatable, Sendable {
    /// The least number of bytes it takes in any version, at least 1.
    static var minimumSize: Int { get }
    init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError)
    func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError)
}

extension WireElement where Self: FixedWidthInteger & BitwiseCopyable {
    package static var minimumSize: Int { MemoryLayout<Self>.size }

    package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
        self = try reader.read()
    }

    package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
        writer.append(bigEndian: self)
    }
}

extension Int8: WireElement {}
extension Int16: WireElement {}
extension Int32: WireElement {}
extension Int64: WireElement {}

extension String: WireElement {
    package static var minimumSize: Int { 1 }

    package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
        self = try reader.readString(compact: flexible)
    }

    package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
        try writer.append(string: self, compact: flexible)
    }
}
