import Bytes
import Testing

@testable import HTTPServer

/// Feeds `text` in pieces of `size` bytes, as a connection would, and collects what comes out.
func parseAll(_ bytes: [UInt8], pieces size: Int, limits: HTTPLimits = .init()) throws(HTTPParseError) -> [HTTPRequest]
{
    var parser = HTTPParser(limits: limits)
    var waiting: [UInt8] = []
    var requests: [HTTPRequest] = []
    var start = 0
    while start < bytes.count {
        waiting += bytes[start..<min(start + size, bytes.count)]
        start += size
        var isHungry = false
        while !isHungry {
            let result = waiting.withUnsafeBytes { pointer in
                Result { () throws(HTTPParseError) in try parser.parse(pointer) }
            }
            let (consumed, step) = try result.get()
            waiting.removeFirst(consumed)
            switch step {
            case .needMore, .expectsContinue: isHungry = true
            case .request(let request): requests.append(request)
            }
        }
    }
    return requests
}

@Suite struct HTTPParserTests {
    static let put = """
        PUT /connectors/a%20b/config?x=1&y=%41+b HTTP/1.1\r\nHost: h:8083\r\nContent-Type: application/json\r\n\
        Content-Length: 7\r\n\r\n{"a":1}
        """

    @Test("A request comes out the same in pieces of any size", arguments: [1, 2, 3, 7, 50, 1000])
    func pieces(size: Int) throws {
        let requests = try parseAll(Array((Self.put + Self.put).utf8), pieces: size)
        try #require(requests.count == 2)
        for request in requests {
            #expect(request.method == "PUT")
            #expect(request.path == ["connectors", "a b", "config"])
            #expect(request.query("y") == "A b")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.body.map { String(decoding: $0) } == "{\"a\":1}")
            #expect(request.keepsAlive)
        }
    }

    @Test("Chunks are joined, extensions and trailers dropped", arguments: [1, 2, 5, 1000])
    func chunks(size: Int) throws {
        let text =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=y\r\nabc\r\n00A\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n"
        let requests = try parseAll(Array(text.utf8), pieces: size)
        try #require(requests.count == 2)
        #expect(requests[0].body.map { String(decoding: $0) } == "abc0123456789")
        #expect(requests[1].path == ["next"])
        #expect(requests[1].body == nil)
    }

    @Test(
        "What can be read in two ways is refused",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\nHost: a\n\n", 400), ("GET / HTTP/1.1\r\nHost: a\n\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
            ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nabcde\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n", 400),
            ("GET / HTTP/1.9\r\nHost: a\r\n\r\n", 505), ("GET / HTTP/-1.-1\r\nHost: a\r\n\r\n", 505),
            ("GET / FTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400),
            ("GET //a HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /%5C HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /%0A HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /%FF HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /../a HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET connectors HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n\r\n", 417), ("\n\n\n", 400),
            ("GET / HTTP/1.1\nHost: a", 400),
        ])
    func refused(_ text: String, _ status: Int) {
        for size in [1, 5, 1000] {
            #expect("pieces of \(size)") {
                _ = try parseAll(Array(text.utf8), pieces: size)
            } throws: { ($0 as? HTTPParseError)?.status == status }
        }
    }

    @Test(
        "Paths decode part by part",
        arguments: [
            ("/", []), ("/connectors/", ["connectors"]), ("/connectors/a%2Fb", ["connectors", "a/b"]),
            ("/a;x=1/b", ["a", "b"]), ("/a/./b/../c", ["a", ".", "b", "..", "c"]), ("/%C3%BC?x", ["ü"]), ("/ü", ["ü"]),
            ("http://h:1/a?b", ["a"]), ("http://h", []), ("/a%25b+c", ["a%b+c"]),
        ] as [(String, [String])])
    func paths(_ target: String, _ path: [String]) throws {
        let requests = try parseAll(Array("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n".utf8), pieces: 1000)
        #expect(requests.first?.path == path)
    }

    @Test("Limits answer with the status that names them")
    func limits() {
        var limits = HTTPLimits()
        (limits.head, limits.requestLine, limits.headerCount, limits.body) = (400, 100, 3, 10)
        let long = String(repeating: "x", count: 150)
        let cases = [
            ("GET /\(long) HTTP/1.1\r\nHost: h\r\n\r\n", 414),
            ("GET / HTTP/1.1\r\nHost: h\r\nX: \(long)\(long)\(long)", 431),
            ("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 1\r\nC: 1\r\n\r\n", 431),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n", 413),
        ]
        for (text, status) in cases {
            #expect("\(text)") {
                _ = try parseAll(Array(text.utf8), pieces: 10, limits: limits)
            } throws: { ($0 as? HTTPParseError)?.status == status }
        }
    }

    @Test("The connection header and the version decide whether the connection stays")
    func keepAlive() throws {
        for (version, header, expected) in [
            ("1.1", "X: y", true), ("1.1", "Connection: close", false), ("1.1", "Connection: foo, Close", false),
            ("1.0", "X: y", false), ("1.0", "Connection: keep-alive", true),
        ] {
            let text = "GET / HTTP/\(version)\r\nHost: h\r\n\(header)\r\n\r\n"
            #expect(try parseAll(Array(text.utf8), pieces: 100).first?.keepsAlive == expected, "\(text)")
        }
    }

    @Test("Cut, flipped and made-up bytes throw or parse, whatever the pieces")
    func fuzz() {
        var random = SystemRandomNumberGenerator()
        let seeds = [
            Array(Self.put.utf8),
            Array("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8),
        ]
        for _ in 0..<20_000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.insert([0x0D, 0x0A, 0x20, 0x3A].randomElement(using: &random) ?? 0, at: place)
                default: bytes.remove(at: place)
                }
            }
            _ = try? parseAll(bytes, pieces: Int.random(in: 1...200, using: &random))
        }
    }
}
