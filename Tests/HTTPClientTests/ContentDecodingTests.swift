import Bytes
import HTTPTestServer
import Testing
import Transport

@testable import HTTPClient

@Suite(.timeLimit(.minutes(5))) struct ContentDecodingTests {
    private static let text = #"[{"id":1,"text":"hello hello hello hello"}]"#
    private static let gzip = "H4sIAAAAAAACA4uuVspMUbIy1FEqSa0oUbJSykjNyclXwCCVamMB/I4mLisAAAA="
    private static let encoded = [
        ("gzip", gzip), ("X-GZIP", gzip), ("deflate", "eJyLrlbKTFGyMtRRKkmtKFGyUspIzcnJV8AglWpjATDWDpA="),
        ("deflate", "i65WykxRsjLUUSpJrShRslLKSM3JyVfAIJVqYwE="),
        ("zstd", "KLUv/SArBQEA0Ft7ImlkIjoxLCJ0ZXh0IjoiaGVsbG8gIn1dAQAzlyY="),
        ("br", "GyoAAARqcqS/4yR90pYlAbd6Ek2UIUgeXjp17OAMBgyYyFvkGw=="),
    ]

    /// What comes out, and whether it was all; the bytes go in by pieces.
    private func decode(_ names: [String], _ bytes: [UInt8], piece: Int) throws -> (text: String, isComplete: Bool) {
        let decoding = try #require(try ContentDecoding(names))
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { part in
                try decoding.decode(part) { (decoded) throws(ContentDecoding.Failure) in result += decoded }
            }
        }
        return (String(decoding: result, as: UTF8.self), decoding.isComplete)
    }

    @Test("Every encoding is undone, however it is cut, and a cut off end is seen", arguments: encoded)
    func encodings(name: String, base64: String) throws {
        let bytes = try #require(Base64.decode(base64))
        for piece in [1, 7, 1000] {
            let (text, isComplete) = try self.decode([name], bytes, piece: piece)
            #expect(text == Self.text && isComplete)
            #expect(try self.decode([name], bytes.dropLast(), piece: piece).isComplete == false)
        }
    }

    @Test("Encodings come one upon the other, gzip's members one behind the other")
    func several() throws {
        let bytes = try #require(Base64.decode(Self.gzip))
        #expect(try self.decode(["gzip"], bytes + bytes, piece: 50).text == Self.text + Self.text)
        #expect(try ContentDecoding(["identity", " "]) == nil)
        #expect(throws: ContentDecoding.Unknown.self) { try ContentDecoding(["gzip, snappy"]) }
        #expect(throws: ContentDecoding.Unknown.self) { try ContentDecoding([String](repeating: "gzip", count: 9)) }
    }

    @Test("Damage is an error", arguments: encoded)
    func damage(name: String, base64: String) throws {
        let bytes = try #require(Base64.decode(base64))
        #expect(throws: ContentDecoding.Failure.self) { try self.decode([name], bytes + [1, 2, 3], piece: 1000) }
        #expect(throws: ContentDecoding.Failure.self) {
            try self.decode([name], Array("hello hello hello".utf8), piece: 1000)
        }
    }

    @Test("An answer whose compressed body just stops isn't taken for a whole one")
    func cutOff() async throws {
        let bytes = try #require(Base64.decode(Self.gzip))
        let head = Array("HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n".utf8)
        for (body, code) in [(bytes, nil), (bytes.dropLast(9), HTTPClientError.Code.malformedAnswer)] {
            let step = ScriptedServer.Step.bytes(head + body)
            try await ScriptedServer.run({ _, _ in step }) { server, port in
                let client = HTTPClient(.init(), on: server.loop)
                let url = try #require(WebURL("http://127.0.0.1:\(port)/"))
                let answer = await client.result(of: HTTPRequest("GET", url))
                #expect(answer.error?.code == code)
                if code == nil { #expect(try String(decoding: answer.get().body) == Self.text) }
                await client.close()
            }
        }
    }
}
