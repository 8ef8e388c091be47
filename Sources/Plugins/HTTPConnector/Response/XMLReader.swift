import Bytes
import ConnectAPI
import JSON

/// Reads XML as JSON: an element becomes an object of its attributes (`@name`), its text (`#text`) and its children by name,
/// several of a name an array; an element with nothing but text becomes that text.
///
/// Document types are refused: they are how a document reads files and grows without bound.
struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private static let maximumDepth = 256
    /// Elements and attributes, which need far more memory than they have characters.
    private static let partLimit = 2_000_000
    private var parts = 0

    private struct Element {
        var name: String
        var attributes: [(name: String, value: String)] = []
        var children: [(name: String, value: JSONValue)] = []
        var text = ""
    }

    static func json(_ body: Bytes) throws(ConnectError) -> Bytes {
        var reader = Self(bytes: body.array)
        try reader.skipProlog()
        let root = try reader.element()
        var document = JSONObject()
        document.set(root.name, root.value)
        return Bytes(utf8: JSONValue.object(document).text)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func error(_ message: String) -> ConnectError {
        let line = self.bytes.prefix(self.position).count { $0 == 0x0A } + 1
        return ConnectError(.data, "The answer is no XML that we read: \(message) in line \(line)")
    }

    private func starts(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return self.bytes[min(self.position, self.bytes.count)...].starts(with: wanted)
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard self.starts(text) else { return false }
        self.position += text.utf8CodeUnitCount
        return true
    }

    private mutating func skipBlanks() {
        while self.position < self.bytes.count, self.bytes[self.position] <= 0x20 { self.position += 1 }
    }

    private mutating func skip(to end: StaticString, _ what: String) throws(ConnectError) {
        while self.position < self.bytes.count {
            if self.take(end) { return }
            self.position += 1
        }
        throw self.error("\(what) has no end")
    }

    private mutating func skipProlog() throws(ConnectError) {
        while true {
            self.skipBlanks()
            if self.take("<?") {
                try self.skip(to: "?>", "a processing instruction")
            } else if self.take("<!--") {
                try self.skip(to: "-->", "a comment")
            } else if self.starts("<!DOCTYPE") {
                throw self.error("a document type isn't allowed")
            } else {
                return
            }
        }
    }

    private mutating func name() throws(ConnectError) -> String {
        let start = self.position
        let ends = Set("<>/=\"' \t\r\n".utf8)
        while self.position < self.bytes.count, !ends.contains(self.bytes[self.position]) { self.position += 1 }
        guard self.position > start else { throw self.error("a name is missing") }
        self.parts += 1
        guard self.parts <= 2 * Self.partLimit else {
            throw self.error("there are more than \(Self.partLimit) elements and attributes")
        }
        return String(decoding: self.bytes[start..<self.position], as: UTF8.self)
    }

    private mutating func element() throws(ConnectError) -> (name: String, value: JSONValue) {
        guard self.take("<") else { throw self.error("an element is missing") }
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= Self.maximumDepth else { throw self.error("elements are nested too deeply") }
        var element = Element(name: try self.name())
        while true {
            self.skipBlanks()
            if self.take("/>") { return (element.name, Self.value(element)) }
            if self.take(">") { break }
            let name = try self.name()
            self.skipBlanks()
            guard self.take("=") else { throw self.error("attribute \(name) has no value") }
            self.skipBlanks()
            element.attributes.append((name, try self.attributeValue()))
        }
        try self.content(of: &element)
        return (element.name, Self.value(element))
    }

    private mutating func attributeValue() throws(ConnectError) -> String {
        guard self.position < self.bytes.count else { throw self.error("the document ends in a tag") }
        let quote = self.bytes[self.position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw self.error("an attribute's value has no quotes")
        }
        let start = self.position + 1
        guard let end = self.bytes[start...].firstIndex(of: quote) else {
            throw self.error("an attribute's value has no end")
        }
        self.position = end + 1
        return try self.unescaped(self.bytes[start..<end])
    }

    private mutating func content(of element: inout Element) throws(ConnectError) {
        while self.position < self.bytes.count {
            if self.take("</") {
                guard try self.name() == element.name else { throw self.error("</\(element.name)> is missing") }
                self.skipBlanks()
                guard self.take(">") else { throw self.error("an end tag has no end") }
                return
            }
            if self.take("<!--") {
                try self.skip(to: "-->", "a comment")
            } else if self.take("<![CDATA[") {
                let start = self.position
                try self.skip(to: "]]>", "a CDATA section")
                element.text += String(decoding: self.bytes[start..<self.position - 3], as: UTF8.self)
            } else if self.take("<?") {
                try self.skip(to: "?>", "a processing instruction")
            } else if self.bytes[self.position] == UInt8(ascii: "<") {
                element.children.append(try self.element())
            } else {
                let end = self.bytes[self.position...].firstIndex(of: UInt8(ascii: "<")) ?? self.bytes.count
                element.text += try self.unescaped(self.bytes[self.position..<end])
                self.position = end
            }
        }
        throw self.error("</\(element.name)> is missing")
    }

    private func unescaped(_ bytes: ArraySlice<UInt8>) throws(ConnectError) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var text = ""
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        let names = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
        while let mark = rest.firstIndex(of: "&") {
            text += rest[..<mark]
            rest = rest[rest.index(after: mark)...]
            guard let end = rest.firstIndex(of: ";") else { throw self.error("& stands by itself") }
            let name = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if let plain = names[String(name)] {
                text += plain
            } else if name.hasPrefix("#"),
                let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst()),
                let scalar = Unicode.Scalar(number)
            {
                text.unicodeScalars.append(scalar)
            } else {
                throw self.error("&\(name); is unknown")
            }
        }
        return text + rest
    }

    private static func value(_ element: Element) -> JSONValue {
        let trimmed = PairText.trimmed(element.text)
        if element.attributes.isEmpty, element.children.isEmpty { return .string(trimmed) }
        var object = JSONObject()
        for (name, value) in element.attributes { object.set("@" + name, .string(value)) }
        if !trimmed.isEmpty { object.set("#text", .string(trimmed)) }
        var order: [String] = []
        var all: [String: [JSONValue]] = [:]
        for (name, value) in element.children {
            if all[name] == nil { order.append(name) }
            all[name, default: []].append(value)
        }
        for name in order {
            guard let values = all[name] else { continue }
            object.set(name, values.count == 1 ? values[0] : .array(values))
        }
        return .object(object)
    }
}
