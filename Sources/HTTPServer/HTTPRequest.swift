package import Bytes

/// A request as it came, checked: one `Host`, one length, a path that decodes.
package struct HTTPRequest: Sendable {
    package var method: String
    /// Path and query as the client sent them.
    package var target: String
    /// The path's parts, percent-decoded, without parameters (`;x=1`); `/` has none.
    package var path: [String]
    /// In order, decoded; a key without `=` has an empty value.
    package var query: [(name: String, value: String)]
    package var headers: HTTPHeaders
    /// nil if the request had neither a length nor chunks; GET and HEAD drop theirs.
    package var body: Bytes?
    /// `HTTP/1.1`; otherwise `HTTP/1.0`.
    package var isHTTP11: Bool
    package var keepsAlive: Bool
    /// The client's address without its port.
    package var remoteAddress: String

    package init(
        method: String, target: String, path: [String], query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = [:], body: Bytes? = nil, isHTTP11: Bool = true, keepsAlive: Bool = true,
        remoteAddress: String = ""
    ) {
        self.method = method
        self.target = target
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.isHTTP11 = isHTTP11
        self.keepsAlive = keepsAlive
        self.remoteAddress = remoteAddress
    }

    /// The first value of query parameter `name`.
    package func query(_ name: String) -> String? { self.query.first { $0.name == name }?.value }
}

/// Header fields in the order in which they came; names compare without regard to case.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var fields: [(name: String, value: String)]

    package init(dictionaryLiteral elements: (String, String)...) {
        self.fields = elements.map { (name: $0, value: $1) }
    }

    package mutating func add(_ name: String, _ value: String) { self.fields.append((name, value)) }

    /// Puts one field in the place of all that have the name.
    package mutating func set(_ name: String, _ value: String) {
        self.remove(name)
        self.add(name, value)
    }

    package mutating func remove(_ name: String) { self.fields.removeAll { Self.same($0.name, name) } }

    /// The first value of `name`.
    package subscript(name: String) -> String? { self.fields.first { Self.same($0.name, name) }?.value }

    package func values(of name: String) -> [String] { self.fields.filter { Self.same($0.name, name) }.map(\.value) }

    /// Compares ASCII letters without regard to case.
    static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { Self.lowercased($0) == Self.lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 0x20 : byte }
}
