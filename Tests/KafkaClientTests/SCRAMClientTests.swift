import Log
import Testing
import Transport

@testable import KafkaClient

@Suite struct SCRAMClientTests {
    private static let nonce = "rOprNGfwEbeRWgbNEkqO"
    private static let whole = Self.nonce + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    private static let salt = "W22ZaJ0SNY7soEsUEjb6gQ=="

    private func client(_ hash: Hash = .sha256, user: String = "user", isToken: Bool = false) -> SCRAMClient {
        SCRAMClient(hash, username: user, password: Secret("pencil"), isToken: isToken, nonce: Self.nonce)
    }

    @Test(
        "The exchanges of the RFC's example, and of the same with SHA-512",
        arguments: [
            (
                Hash.sha256, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
            ),
            (
                Hash.sha512,
                "gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
                "ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="
            ),
        ])
    func vectors(hash: Hash, proof: String, signature: String) throws {
        var client = self.client(hash)
        #expect(client.begin() == Array("n,,n=user,r=\(Self.nonce)".utf8))
        let answer = try client.receive(Array("r=\(Self.whole),s=\(Self.salt),i=4096".utf8))
        #expect(answer == .send(Array("c=biws,r=\(Self.whole),p=\(proof)".utf8)))
        var fooled = client
        #expect(try client.receive(Array("v=\(signature)".utf8)) == .done)
        #expect(throws: SASLComplaint.self) { try fooled.receive(Array("v=\(proof)".utf8)) }
    }

    @Test(
        "A broker's first message that is not right is refused",
        arguments: [
            "r=\(Self.whole),s=\(Self.salt),i=4095", "r=\(Self.whole),s=\(Self.salt),i=1000001",
            "r=\(Self.whole),s=\(Self.salt),i=-1", "r=\(Self.nonce),s=\(Self.salt),i=4096",
            "r=other,s=\(Self.salt),i=4096", "r=\(Self.whole),s=,i=4096", "r=\(Self.whole),s=?,i=4096",
            "m=x,r=\(Self.whole),s=\(Self.salt),i=4096", "e=unknown-user", "", "\u{0}", ",,,=",
        ])
    func badFirst(message: String) {
        var client = self.client()
        _ = client.begin()
        #expect(throws: SASLComplaint.self) { try client.receive(Array(message.utf8)) }
    }

    @Test("The broker's refusal and bytes that are no text are errors")
    func refusals() throws {
        var client = self.client()
        _ = client.begin()
        var other = client
        _ = try client.receive(Array("r=\(Self.whole),s=\(Self.salt),i=4096".utf8))
        #expect(throws: SASLComplaint.self) { try client.receive(Array("e=invalid-proof".utf8)) }
        #expect(throws: SASLComplaint.self) { try other.receive([0xff, 0xfe]) }
    }

    @Test("Names are escaped, and delegation tokens say what they are")
    func names() {
        var client = self.client(user: "a=b,c", isToken: true)
        #expect(client.begin() == Array("n,,n=a=3Db=2Cc,r=\(Self.nonce),tokenauth=true".utf8))
    }

    @Test("Nonces are printable, without commas, and differ")
    func nonces() {
        let nonces = (0..<100).map { _ in SCRAMClient.newNonce() }
        #expect(Set(nonces).count == 100)
        #expect(nonces.allSatisfy { $0.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 44 } })
    }

    @Test("PLAIN sends name and password between zeros")
    func plain() {
        let client = PlainClient(username: "u", password: Secret("p"))
        #expect(client.begin() == [0, 117, 0, 112])
        #expect(client.receive([]) == .done)
    }

    @Test("A bearer token is shown as the RFC says, and a refusal is acknowledged")
    func bearer() {
        let client = OAuthBearerClient(token: Secret("t.o.k"), extensions: [("logicalCluster", "x")])
        #expect(client.begin() == Array("n,,\u{1}auth=Bearer t.o.k\u{1}logicalCluster=x\u{1}\u{1}".utf8))
        #expect(client.receive([]) == .done)
        #expect(client.receive(Array("{}".utf8)) == .send([1]))
    }
}
