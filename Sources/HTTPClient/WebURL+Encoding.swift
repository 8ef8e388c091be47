/// Reading the parts of a URL.
extension WebURL {
    static let endsAuthority = Set("/\\?#".utf8)

    static func readAuthority(_ authority: ArraySlice<UInt8>) -> (host: String, port: Int?)? {
        var host = authority
        var port: Int?
        let colon = authority.lastIndex(of: UInt8(ascii: ":"))
        let bracket = authority.lastIndex(of: UInt8(ascii: "]"))
        if let colon, colon > bracket ?? -1 {
            host = authority[..<colon]
            let digits = authority[(colon + 1)...]
            guard let number = Int(String(decoding: digits, as: UTF8.self)), digits.allSatisfy(\.isDigit),
                (1...65_535).contains(number)
            else { return nil }
            port = number
        }
        guard let text = Self.readHost(host) else { return nil }
        return (text, port)
    }

    private static func readHost(_ host: ArraySlice<UInt8>) -> String? {
        if host.first == UInt8(ascii: "[") {
            let inner = host.dropFirst().dropLast()
            guard host.last == UInt8(ascii: "]"), inner.count >= 2,
                inner.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return nil }
            return String(decoding: host, as: UTF8.self).lowercased()
        }
        let decoded = Self.decode(host)
        guard !decoded.isEmpty, decoded.count <= 1024,
            !decoded.contains(where: { $0 <= 0x20 || $0 == 0x7F || Self.notInHost.contains($0) })
        else { return nil }
        return String(decoding: decoded, as: UTF8.self).lowercased()
    }

    private static let notInHost = Set(" #%/:?@[\\]<>^`{|}\"".utf8)

    /// Path and query of what follows an authority; a fragment is dropped.
    static func split(_ text: ArraySlice<UInt8>) -> (path: ArraySlice<UInt8>, query: ArraySlice<UInt8>?) {
        let text = text[..<(text.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex)]
        guard let mark = text.firstIndex(of: UInt8(ascii: "?")) else { return (text, nil) }
        return (text[..<mark], text[(mark + 1)...])
    }

    /// The path with its segments encoded and its dot segments resolved.
    static func resolve(_ path: ArraySlice<UInt8>, against base: [Substring]) -> String {
        var segments = base.map(String.init)
        var path = path
        if let first = path.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "\\") { path = path.dropFirst() }
        let pieces = path.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
        }
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            let segment = Self.encode(piece, Self.inPath)
            switch segment.lowercased() {
            case ".", "%2e": if isLast { segments.append("") }
            case "..", ".%2e", "%2e.", "%2e%2e":
                if !segments.isEmpty { segments.removeLast() }
                if isLast { segments.append("") }
            default: segments.append(segment)
            }
        }
        return "/" + segments.joined(separator: "/")
    }
}

/// Percent encoding.
extension WebURL {
    static let inPath = Set(" \"<>^`{}|/\\?#".utf8)
    static let inQuery = Set(" \"'<>#".utf8)
    static let inQueryPart = Set(" \"'<>#&=".utf8)

    /// Encodes what is in `set`, control characters and what is beyond ASCII; escapes stay, line ends go.
    static func encode(_ text: ArraySlice<UInt8>, _ set: Set<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            if byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D { continue }
            if byte < 0x20 || byte >= 0x7F || set.contains(byte) {
                Self.appendEscape(byte, to: &result)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Encodes everything but letters, digits and `-._~`: right in any part of a URL and in forms.
    package static func encodeForForm(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte.isLetter || byte.isDigit || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
                result.append(byte)
            } else {
                Self.appendEscape(byte, to: &result)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func appendEscape(_ byte: UInt8, to result: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), text.endIndex - index > 2,
                let value = UInt8(String(decoding: text[index + 1...index + 2], as: UTF8.self), radix: 16),
                text[index + 1].isHexDigit
            {
                result.append(value)
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    var isHexDigit: Bool { self.isDigit || (0x61...0x66).contains(self | 0x20) }
}

extension ArraySlice<UInt8> {
    /// Without white space at both ends.
    var trimmed: ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B }
        guard let first = self.firstIndex(where: { !isBlank($0) }), let last = self.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return self[first...last]
    }
}
