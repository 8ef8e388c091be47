import Bytes
import JSON
import Testing

@testable import ConnectRuntime

/// Requests that the Java worker signed and verified.
@Suite struct InternalRequestSignatureTests {
    @Test("Signatures equal Java's, and only they are accepted")
    func golden() throws {
        for item in try GoldenFile.lines("rest-signature.jsonl") {
            let algorithm = try #require(item["algorithm"]?.stringValue)
            let bytes = try #require(item["key_b64"]?.stringValue.flatMap(Base64.decode))
            let key = SessionKey(key: bytes, algorithm: algorithm, created: 0)
            let body = Bytes(utf8: item["body"]?.stringValue ?? "")
            let signed = try #require(InternalRequestSignature(signing: body, key: key, algorithm: algorithm))
            for (name, value) in signed.headers { #expect(item["headers"]?[name]?.stringValue == value) }
            let signature = Base64.encode(signed.signature)
            try InternalRequestSignature.verify(
                body: body, signature: signature, algorithm: algorithm, key: key, allowed: [algorithm])
            var flipped = signed.signature.array
            flipped[0] ^= 1
            let error = #expect(throws: HerderError.self) {
                try InternalRequestSignature.verify(
                    body: body, signature: Base64.encode(Bytes(flipped)), algorithm: algorithm, key: key,
                    allowed: [algorithm])
            }
            #expect(error?.status == 403)
        }
    }

    @Test("A request without signature, with an unknown algorithm or before there is a key is refused")
    func refusals() {
        let key = SessionKey(key: [1], algorithm: "HmacSHA256", created: 0)
        let cases: [(String?, String?, SessionKey?, Int)] = [
            (nil, "HmacSHA256", key, 400), ("AAAA", nil, key, 400), ("AAAA", "HmacSHA1", key, 400),
            ("AAAA", "HmacSHA256", nil, 503), ("*", "HmacSHA256", key, 400), ("AAAA", "HmacSHA256", key, 403),
        ]
        for (signature, algorithm, key, status) in cases {
            let error = #expect(throws: HerderError.self) {
                try InternalRequestSignature.verify(
                    body: [], signature: signature, algorithm: algorithm, key: key, allowed: ["HmacSHA256"])
            }
            #expect(error?.status == status)
        }
    }
}
