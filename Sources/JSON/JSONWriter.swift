public import Bytes

extension JSONValue {
    /// Appends the document as Jackson writes it: no blanks, its escapes, numbers with their text.
    package func write(into writer: inout BytesWriter) {
        switch self {
        case .null: writer.append(utf8: "null")
        case .bool(let value): writer.append(utf8: value ? "true" : "false")
        case .number(let number):
            if number.isFinite { writer.append(utf8: number.text) } else { writer.append(jsonString: number.text) }
        case .string(let text): writer.append(jsonString: text)
        case .array(let elements):
            var separator = UInt8(ascii: "[")
            for element in elements {
                writer.append(separator)
                element.write(into: &writer)
                separator = UInt8(ascii: ",")
            }
            if elements.isEmpty { writer.append(separator) }
            writer.append(UInt8(ascii: "]"))
        case .object(let object): object.write(into: &writer)
        }
    }
}

extension JSONObject {
    package func write(into writer: inout BytesWriter) {
        var separator = UInt8(ascii: "{")
        for (name, value) in self.members {
            writer.append(separator)
            writer.append(jsonString: name)
            writer.append(UInt8(ascii: ":"))
            value.write(into: &writer)
            separator = UInt8(ascii: ",")
        }
        if self.isEmpty { writer.append(separator) }
        writer.append(UInt8(ascii: "}"))
    }
}

extension BytesWriter {
    /// Appends a quoted string with Jackson's escapes.
    public mutating func append(jsonString text: String) {
        var text = text
        text.withUTF8 { self.append(jsonString: UnsafeRawBufferPointer($0)) }
    }

    /// Appends UTF-8 text as a quoted string with Jackson's escapes.
    @inlinable
    public mutating func append(jsonString text: UnsafeRawBufferPointer) {
        self.withSpace(JSONText.room(escaping: text.count) &+ 2) { target in
            target[0] = UInt8(ascii: "\"")
            var count = 1
            if let source = text.baseAddress {
                count &+= JSONText.writeEscaped(
                    source.assumingMemoryBound(to: UInt8.self), count: text.count, to: target + 1)
            }
            target[count] = UInt8(ascii: "\"")
            return count &+ 1
        }
    }

    /// Appends an integer in decimal.
    @inlinable
    public mutating func append(decimal value: Int64) {
        self.withSpace(JSONText.integerRoom) { JSONText.write(value, to: $0) }
    }

    /// Appends a double as Java prints it.
    public mutating func append(java value: Double) {
        self.withSpace(JavaText.room) { JavaText.write(value, to: $0) }
    }

    /// Appends a float as Java prints it.
    public mutating func append(java value: Float) {
        self.withSpace(JavaText.room) { JavaText.write(value, to: $0) }
    }
}
