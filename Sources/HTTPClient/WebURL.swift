/// An absolute `http` or `https` URL, read and written as OkHttp does: what must be encoded is, what is encoded stays.
///
/// User and password in front of the host are dropped, dot segments resolved, host and scheme in lower case.
package struct WebURL: Sendable, Hashable {
    package enum Scheme: String, Sendable, Hashable {
        case http, https
        var port: Int { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// A v6 address is in brackets.
    package let host: String
    package let port: Int
    /// Begins with a slash.
    package let path: String
    /// Behind the question mark; nil: there is none.
    package private(set) var query: String?

    /// Nil if `text` is no such URL.
    package init?(_ text: some StringProtocol) {
        let text = Array(text.utf8)[...].trimmed
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
            let scheme = Scheme(rawValue: String(decoding: text[..<colon], as: UTF8.self).lowercased())
        else { return nil }
        self.init(scheme, text[(colon + 1)...].drop { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
    }

    /// - Parameter rest: What follows the slashes: authority, path, query, fragment.
    private init?(_ scheme: Scheme, _ rest: ArraySlice<UInt8>) {
        let end = rest.firstIndex { Self.endsAuthority.contains($0) } ?? rest.endIndex
        var authority = rest[..<end]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        guard let (host, port) = Self.readAuthority(authority) else { return nil }
        let (path, query) = Self.split(rest[end...])
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.port
        self.path = Self.resolve(path, against: [])
        self.query = query.map { Self.encode($0, Self.inQuery) }
    }

    private init(_ base: WebURL, path: String, query: String?) {
        (self.scheme, self.host, self.port) = (base.scheme, base.host, base.port)
        (self.path, self.query) = (path, query)
    }

    /// Where a `Location` leads; nil if it is nothing that we can ask.
    package func resolve(_ reference: String) -> WebURL? {
        let text = Array(reference.utf8)[...].trimmed
        if let colon = text.firstIndex(of: UInt8(ascii: ":")), let first = text.first, first.isLetter,
            text[..<colon].allSatisfy({ $0.isLetter || $0.isDigit || [0x2B, 0x2D, 0x2E].contains($0) })
        {
            return WebURL(reference)
        }
        if text.starts(with: Array("//".utf8)) {
            return WebURL(self.scheme, text.drop { $0 == UInt8(ascii: "/") })
        }
        if text.isEmpty || text.first == UInt8(ascii: "#") { return self }
        let (path, query) = Self.split(text)
        let newQuery = query.map { Self.encode($0, Self.inQuery) }
        if path.isEmpty { return WebURL(self, path: self.path, query: newQuery) }
        var base: [Substring] = []
        if path.first != UInt8(ascii: "/"), path.first != UInt8(ascii: "\\") {
            base = Array(self.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).dropLast())
        }
        return WebURL(self, path: Self.resolve(path, against: base), query: newQuery)
    }

    /// Adds `name=value` to the query; both may be encoded already.
    package mutating func append(query name: String, _ value: String) {
        func encoded(_ text: String) -> String { Self.encode(Array(text.utf8)[...], Self.inQueryPart) }
        let pair = encoded(name) + "=" + encoded(value)
        if let query, !query.isEmpty { self.query = query + "&" + pair } else { self.query = pair }
    }

    /// Sets a parameter of the query: in the place of the one of that name, or at the end.
    package mutating func set(query name: String, _ value: String) {
        let encoded = Self.encode(Array(name.utf8)[...], Self.inQueryPart)
        let kept = (self.query ?? "").split(separator: "&", omittingEmptySubsequences: false).filter {
            $0 != encoded && !$0.hasPrefix(encoded + "=") && !$0.isEmpty
        }
        self.query = kept.isEmpty ? nil : kept.joined(separator: "&")
        self.append(query: name, value)
    }

    package func hasSameOrigin(as other: WebURL) -> Bool {
        self.scheme == other.scheme && self.host == other.host && self.port == other.port
    }

    /// Path and query, as in a request's first line.
    package var target: String { self.path + (self.query.map { "?" + $0 } ?? "") }
    package var origin: String {
        "\(self.scheme.rawValue)://\(self.host)" + (self.port == self.scheme.port ? "" : ":\(self.port)")
    }
}

extension WebURL: CustomStringConvertible {
    package var description: String { self.origin + self.target }

    /// For messages: values of query parameters whose name says that they are secret are hidden.
    package var masked: String {
        guard let query else { return self.description }
        return self.origin + self.path + "?" + Self.maskedQuery(query)
    }

    /// The values that ``masked`` hides, as they stand and decoded.
    var secrets: [String] {
        (self.query ?? "").split(separator: "&").flatMap { pair -> [String] in
            guard let sign = pair.firstIndex(of: "="), Self.isSecret(pair[..<sign]) else { return [] }
            let value = pair[sign...].dropFirst()
            return [String(value), String(decoding: Self.decode(Array(value.utf8)[...]), as: UTF8.self)]
        }
    }

    /// Any text that may be a URL as ``masked`` shows it.
    package static func masked(_ text: String) -> String {
        var text = text
        if let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") {
            let start = text.index(colon, offsetBy: 3)
            let end = text[start...].firstIndex { "/?#".contains($0) } ?? text.endIndex
            if let at = text[start..<end].lastIndex(of: "@") { text.replaceSubrange(start..<at, with: "[hidden]") }
        }
        guard let mark = text.firstIndex(of: "?") else { return text }
        return text[...mark] + Self.maskedQuery(text[mark...].dropFirst())
    }

    /// Whether a URL has a user in front of its host, who isn't sent.
    package static func hasUser(_ text: String) -> Bool { self.masked(text).contains("://[hidden]@") }

    private static func maskedQuery(_ query: some StringProtocol) -> String {
        let shown = query.split(separator: "&", omittingEmptySubsequences: false).map { pair -> String in
            guard let sign = pair.firstIndex(of: "="), self.isSecret(pair[..<sign]) else { return String(pair) }
            return pair[...sign] + "[hidden]"
        }
        return shown.joined(separator: "&")
    }

    private static let secretWords = [
        "token", "secret", "password", "passwd", "pwd", "apikey", "api_key", "api-key", "access_key", "accesskey",
        "signature", "credential", "auth", "session", "jwt",
    ]
    private static let secretNames: Set<String> = ["key", "sig", "code", "pass", "appid", "app_id"]

    /// Whether a parameter or header of this name holds what nobody may see.
    package static func isSecret(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased()
        return self.secretNames.contains(name) || self.secretWords.contains { name.contains($0) }
    }
}
