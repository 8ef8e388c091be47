/// Reads a request's target: parts of the path and parameters of the query, decoded.
///
/// What Kafka Connect's own server refuses before Connect sees it is refused here too: empty parts (`//`), escapes that
/// are none, and decoded control characters, backslashes and dot parts. Escaped slashes are accepted (Java refuses them since
/// version 4): a connector whose name has a slash can be addressed.
package enum HTTPTarget {
    package typealias Query = [(name: String, value: String)]

    package static func parse(_ target: String) throws(HTTPParseError) -> (path: [String], query: Query) {
        if target == "*" { return (["*"], []) }
        let local = try Self.withoutAuthority(target)
        let halves = local.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard !local.contains("#") else { throw .bad("the request's target has a fragment") }
        return (try Self.path(halves[0]), halves.count > 1 ? try Self.query(halves[1]) : [])
    }

    /// The absolute form, as proxies send it, names scheme and host first.
    private static func withoutAuthority(_ target: String) throws(HTTPParseError) -> Substring {
        if target.hasPrefix("/") { return target[...] }
        for scheme in ["http://", "https://"] where HTTPHeaders.same(String(target.prefix(scheme.count)), scheme) {
            let rest = target.dropFirst(scheme.count)
            guard let slash = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
            return rest[slash] == "/" ? rest[slash...] : "/" + rest[slash...]
        }
        throw .bad("the request's target begins neither with / nor with http://")
    }

    private static func path(_ text: Substring) throws(HTTPParseError) -> [String] {
        var parts: [String] = []
        var depth = 0
        var pieces = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        for piece in pieces {
            let name = piece.prefix { $0 != ";" }
            guard !piece.isEmpty else { throw .bad("Ambiguous URI empty segment") }
            switch name {
            // Nothing is a folder here: they are names like others, as they are for JAX-RS.
            case ".": parts.append(".")
            case "..":
                depth -= 1
                guard depth >= 0 else { throw .bad("the path leaves the root") }
                parts.append("..")
            default:
                depth += 1
                let part = try Self.decoded(name, plusIsSpace: false)
                guard part != ".", part != ".." else { throw .bad("Ambiguous URI path segment") }
                guard !part.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) else {
                    throw .bad("Illegal character in the path")
                }
                parts.append(part)
            }
        }
        return parts
    }

    private static func query(_ text: Substring) throws(HTTPParseError) -> Query {
        var query: Query = []
        for piece in text.split(separator: "&") {
            let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? try Self.decoded(halves[1], plusIsSpace: true) : ""
            query.append((try Self.decoded(halves[0], plusIsSpace: true), value))
        }
        return query
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) throws(HTTPParseError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                    throw .bad("Bad URI encoding: a percent sign without two hexadecimal digits")
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw .bad("Bad URI encoding: what was escaped is not UTF-8")
        }
        return decoded
    }
}
