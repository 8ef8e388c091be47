import Bytes

/// The bytes of an answer: its head, and its body if that is in memory.
struct HTTPResponseHead {
    private let response: HTTPResponse
    private let date: String
    private let isHTTP11: Bool
    var closes = false
    var isForHEAD = false

    init(_ response: HTTPResponse, date: String, isHTTP11: Bool) {
        self.response = response
        self.date = date
        self.isHTTP11 = isHTTP11
    }

    /// Small bodies go into one piece with the head.
    var pieces: [Bytes] {
        var writer = BytesWriter(capacity: 512)
        writer.append(utf8: "HTTP/1.1 \(self.response.status) \(HTTPResponse.reason(self.response.status))\r\nDate: ")
        writer.append(utf8: self.date)
        writer.append(utf8: "\r\n")
        for (name, value) in self.response.headers.fields {
            writer.append(utf8: name)
            writer.append(utf8: ": ")
            // A line end in a value would let whoever chose the value write headers of his own.
            for byte in value.utf8 { writer.append(byte < 0x20 || byte == 0x7F ? UInt8(ascii: "?") : byte) }
            writer.append(utf8: "\r\n")
        }
        if self.closes {
            writer.append(utf8: "Connection: close\r\n")
        } else if !self.isHTTP11 {
            writer.append(utf8: "Connection: keep-alive\r\n")
        }
        let hasNoBody = self.response.status == 204 || self.response.status == 304
        var body = Bytes()
        switch self.response.body {
        case .none where hasNoBody: break
        case .none: writer.append(utf8: "Content-Length: 0\r\n")
        case .bytes(let bytes):
            if !hasNoBody { writer.append(utf8: "Content-Length: \(bytes.count)\r\n") }
            if !self.isForHEAD, !hasNoBody { body = bytes }
        case .stream: if self.isHTTP11 { writer.append(utf8: "Transfer-Encoding: chunked\r\n") }
        }
        writer.append(utf8: "\r\n")
        if body.count <= 4096 {
            writer.append(body)
            return [writer.finish()]
        }
        return [writer.finish(), body]
    }
}
