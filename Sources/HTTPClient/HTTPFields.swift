/// The header fields of a message, in order; names are compared in any case.
package struct HTTPFields: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    package private(set) var fields: [Field] = []

    package init() {}

    package init(_ fields: [(name: String, value: String)]) {
        for (name, value) in fields { self.append(name, value) }
    }

    package mutating func append(_ name: String, _ value: String) {
        self.fields.append(Field(name: name, value: value))
    }

    /// Takes out all fields called `name`.
    package mutating func remove(_ name: String) {
        self.fields.removeAll { Self.areEqual($0.name, name) }
    }

    /// In the place of all fields called `name`.
    package mutating func set(_ name: String, _ value: String) {
        self.remove(name)
        self.append(name, value)
    }

    package func contains(_ name: String) -> Bool { self[name] != nil }

    /// The value of the first field called `name`.
    package subscript(name: String) -> String? { self.fields.first { Self.areEqual($0.name, name) }?.value }

    /// The values of all fields called `name`, in order.
    package func all(_ name: String) -> [String] {
        self.fields.filter { Self.areEqual($0.name, name) }.map(\.value)
    }

    static func areEqual(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { Self.folded($0) == Self.folded($1) }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (name: $0.0, value: $0.1) })
    }
}
