import Bytes

/// A request's line and headers, checked.
struct HTTPHead {
    enum Framing { case none, length(Int), chunked }

    private(set) var request: HTTPRequest
    private(set) var framing = Framing.none
    private(set) var expectsContinue = false

    /// - Parameter bytes: The head with its empty line.
    init(_ bytes: UnsafeRawBufferPointer, limits: HTTPLimits) throws(HTTPParseError) {
        var lines = HTTPHeadLines(bytes)
        // One empty line before a request is what old clients send after a body (RFC 9112, section 2.2).
        var first = try lines.next() ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if first.isEmpty { first = try lines.next() ?? first }
        self.request = try Self.requestLine(first, limits: limits)
        var headers = HTTPHeaders()
        while let line = try lines.next(), !line.isEmpty {
            guard headers.fields.count < limits.headerCount else {
                throw HTTPParseError(431, "the request has more than \(limits.headerCount) headers")
            }
            let (name, value) = try Self.field(line)
            headers.add(name, value)
        }
        self.request.headers = headers
        try self.checkHost()
        try self.chooseFraming()
        self.request.keepsAlive = self.keepsAlive
        try self.checkExpectation()
    }

    // MARK: the request line

    private static func requestLine(
        _ line: UnsafeRawBufferPointer, limits: HTTPLimits
    ) throws(HTTPParseError) -> HTTPRequest {
        guard line.count <= limits.requestLine else {
            throw HTTPParseError(414, "the request line is longer than \(limits.requestLine) bytes")
        }
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .bad("the request line is not 'METHOD target HTTP/1.1'") }
        let (method, target, version) = (parts[0], parts[1], parts[2])
        guard (1...32).contains(method.count), method.allSatisfy(Self.isToken) else {
            throw .bad("the method is no token")
        }
        let isHTTP11: Bool
        switch String(decoding: version, as: UTF8.self) {
        case "HTTP/1.1": isHTTP11 = true
        case "HTTP/1.0": isHTTP11 = false
        case let text where text.hasPrefix("HTTP/"): throw HTTPParseError(505, "only HTTP/1.0 and HTTP/1.1 are spoken")
        default: throw .bad("the request line is not 'METHOD target HTTP/1.1'")
        }
        guard target.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let text = String(validating: target, as: UTF8.self)
        else {
            throw .bad("the request's target has a control character or is not UTF-8")
        }
        let (path, query) = try HTTPTarget.parse(text)
        return HTTPRequest(
            method: String(decoding: method, as: UTF8.self), target: text, path: path, query: query, isHTTP11: isHTTP11)
    }

    // MARK: header fields

    private static func field(
        _ line: UnsafeRawBufferPointer
    ) throws(HTTPParseError) -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { throw .bad("a header has no name") }
        guard line[..<colon].allSatisfy(Self.isToken) else {
            throw .bad("a header's name is no token (folded lines and spaces before the colon are refused)")
        }
        var value = line[(colon + 1)...]
        while let byte = value.first, byte == 0x20 || byte == 0x09 { value.removeFirst() }
        while let byte = value.last, byte == 0x20 || byte == 0x09 { value.removeLast() }
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw .bad("a header's value has a control character")
        }
        return (String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    /// Checks the form of a trailer field, which is then dropped.
    static func checkField(_ line: [UInt8]) throws(HTTPParseError) {
        // The closure can't throw typed errors through rethrows: carry the result out.
        let result = line.withUnsafeBytes { bytes in
            Result { () throws(HTTPParseError) in _ = try Self.field(bytes) }
        }
        try result.get()
    }

    /// `tchar` of RFC 9110.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    // MARK: what the headers mean

    private func checkHost() throws(HTTPParseError) {
        let hosts = self.request.headers.values(of: "Host")
        guard hosts.count == 1 || hosts.isEmpty && !self.request.isHTTP11 else {
            throw .bad(hosts.isEmpty ? "the request has no Host header" : "the request has more than one Host header")
        }
        let allowed = hosts.first?.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") } ?? true
        guard allowed else { throw .bad("the Host header is no host") }
    }

    private mutating func chooseFraming() throws(HTTPParseError) {
        let lengths = self.request.headers.values(of: "Content-Length")
        let encodings = self.request.headers.values(of: "Transfer-Encoding")
        if !encodings.isEmpty {
            guard lengths.isEmpty else { throw .bad("the request has both Content-Length and Transfer-Encoding") }
            guard self.request.isHTTP11, encodings.count == 1, HTTPHeaders.same(encodings[0], "chunked") else {
                throw HTTPParseError(501, "the only transfer encoding is chunked, of HTTP/1.1")
            }
            self.framing = .chunked
        } else if let length = lengths.first {
            let digits = length.utf8
            guard lengths.count == 1, !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .bad("the request's Content-Length is not one number")
            }
            guard digits.count <= 18, let count = Int(length) else {
                throw HTTPParseError(413, "the request's Content-Length is too large")
            }
            self.framing = .length(count)
        }
        if case .none = self.framing { return }
        self.request.body = Bytes()
    }

    private var keepsAlive: Bool {
        let tokens = self.request.headers.values(of: "Connection").flatMap { value in
            value.split(separator: ",").map { token in String(token.filter { $0 != " " && $0 != "\t" }) }
        }
        if tokens.contains(where: { HTTPHeaders.same($0, "close") }) { return false }
        return self.request.isHTTP11 || tokens.contains { HTTPHeaders.same($0, "keep-alive") }
    }

    private mutating func checkExpectation() throws(HTTPParseError) {
        guard let expectation = self.request.headers["Expect"], self.request.isHTTP11 else { return }
        guard HTTPHeaders.same(expectation, "100-continue") else {
            throw HTTPParseError(417, "the only expectation that can be met is 100-continue")
        }
        self.expectsContinue = true
    }
}

/// The lines of a head, which ends in an empty one. Every line ends in CRLF and has no other CR or LF.
private struct HTTPHeadLines {
    private let bytes: UnsafeRawBufferPointer
    private var start = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next() throws(HTTPParseError) -> UnsafeRawBufferPointer? {
        guard self.start < self.bytes.count else { return nil }
        let rest = self.bytes[self.start...]
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        guard end > self.start, self.bytes[end - 1] == 0x0D else {
            throw .bad("a line of the head ends in LF without CR")
        }
        let line = self.bytes[self.start..<end - 1]
        guard !line.contains(0x0D) else { throw .bad("a line of the head has CR without LF") }
        guard !line.contains(0) else { throw .bad("the head has a NUL") }
        self.start = end + 1
        return UnsafeRawBufferPointer(rebasing: line)
    }
}
