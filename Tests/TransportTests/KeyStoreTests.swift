import Bytes
import Foundation
import Log
import Testing

@testable import Transport

/// Stores that the real keytool and openssl wrote, all with the password `changeit`.
enum GoldenTLS {
    static func path(_ name: String) -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.appending(path: "Golden/tls/\(name)").path
    }

    static func bytes(_ name: String) throws -> Bytes { Bytes(try Data(contentsOf: URL(filePath: Self.path(name)))) }

    static let password = Secret("changeit")

    static func text(_ name: String) throws -> Secret { Secret(String(decoding: try Self.bytes(name))) }
}

@Suite struct KeyStoreTests {
    private func load(_ name: String, _ password: Secret? = GoldenTLS.password) throws(KeyStoreError) -> KeyStore {
        try KeyStore.load(
            path: GoldenTLS.path(name), format: name.hasSuffix(".pem") ? .pem : .binary,
            password: name.hasSuffix(".pem") ? nil : password)
    }

    @Test(
        "Every form of trust store gives the same authority",
        arguments: [
            "truststore.jks", "truststore.p12", "truststore-is-really-p12.jks", "truststore-legacy.p12",
            "truststore-openssl.p12", "truststore.jceks", "ca.pem",
        ])
    func trustStores(name: String) throws {
        let authority = try #require(try PEMStore.certificates(GoldenTLS.text("ca.pem")).first)
        #expect(try self.load(name).anchors == [authority])
    }

    @Test(
        "A wrong password is told apart from a damaged file",
        arguments: [
            "truststore.jks", "truststore.p12", "truststore-is-really-p12.jks", "truststore-legacy.p12",
            "truststore-openssl.p12",
        ])
    func wrongPassword(name: String) {
        #expect(throws: KeyStoreError.self) { try self.load(name, Secret("wrong")) }
        do throws(KeyStoreError) {
            _ = try self.load(name, Secret("wrong"))
        } catch {
            #expect(error.code == .wrongPassword)
            #expect(!error.description.contains("wrong-"))
        }
    }

    @Test("JKS shows its certificates without a password, PKCS12 asks for one")
    func withoutPassword() throws {
        #expect(try self.load("truststore.jks", nil).anchors.count == 1)
        do throws(KeyStoreError) {
            _ = try self.load("truststore.p12", nil)
            Issue.record("it opened")
        } catch {
            #expect(error.code == .noPassword)
        }
    }

    @Test(
        "A key store gives the key with its own certificate first and the authority behind it",
        arguments: ["client.jks", "client.p12"])
    func identities(name: String) throws {
        let identity = try self.load(name).identity(keyPassword: nil)
        let own = try #require(try PEMStore.certificates(GoldenTLS.text("client.pem")).first)
        #expect(identity.chain.first == own)
        #expect(identity.chain.count == 2)
        _ = try TLSContext(.client, TLSSettings(identity: identity))
    }

    @Test("Java stores of both kinds hold the same key as the PEM file")
    func keysAreEqual() throws {
        let key = try PEMStore.identity(
            key: GoldenTLS.text("client-key.pem"), chain: GoldenTLS.text("client.pem"), keyPassword: nil
        ).key
        let locked = try PEMStore.identity(
            key: GoldenTLS.text("client-key-encrypted.pem"), chain: GoldenTLS.text("client.pem"),
            keyPassword: Secret("keypw1"))
        #expect(locked.key == key)
        #expect(try self.load("client.jks").identity(keyPassword: nil).key == key)
        #expect(try self.load("client.p12").identity(keyPassword: nil).key == key)
    }

    @Test("A wrong password of the key alone is told apart")
    func wrongKeyPassword() throws {
        for name in ["client.jks", "client.p12"] {
            let store = try self.load(name)
            #expect { try store.identity(keyPassword: Secret("no")) } throws: {
                ($0 as? KeyStoreError)?.code == .wrongKeyPassword
            }
        }
        #expect {
            try PEMStore.identity(
                key: GoldenTLS.text("client-key-encrypted.pem"), chain: GoldenTLS.text("client.pem"),
                keyPassword: Secret("no"))
        } throws: {
            ($0 as? KeyStoreError)?.code == .wrongKeyPassword
        }
    }

    @Test("A store without a private key says so when one is wanted")
    func noKey() throws {
        #expect { try self.load("truststore.p12").identity(keyPassword: nil) } throws: {
            ($0 as? KeyStoreError)?.code == .empty
        }
    }

    @Test("Missing files, folders and foreign files have words of their own")
    func otherFiles() throws {
        func code(_ path: String) -> KeyStoreError.Code? {
            do throws(KeyStoreError) {
                _ = try KeyStore.load(path: path, format: .binary, password: GoldenTLS.password)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(GoldenTLS.path("no-such-file")) == .missing)
        #expect(code(GoldenTLS.path("")) == .unreadable)
        #expect(code(GoldenTLS.path("ca.pem")) == .isPEM)
        #expect(code(GoldenTLS.path("../topics.jsonl")) == .damaged)
    }

    @Test(
        "No cut and no flipped bit makes a store trap, and none opens unnoticed",
        arguments: ["truststore.jks", "client.jks", "truststore.p12", "client.p12"])
    func damage(name: String) throws {
        let whole = try GoldenTLS.bytes(name).array
        for count in stride(from: 0, to: whole.count, by: 37) {
            #expect(throws: KeyStoreError.self) {
                try KeyStore.read(Bytes(whole[..<count]), password: GoldenTLS.password)
            }
        }
        for index in stride(from: 0, to: whole.count, by: 29) {
            var bent = whole
            bent[index] ^= 0x41
            _ = try? KeyStore.read(Bytes(bent), password: GoldenTLS.password)
            // without the check of the password, every length field is on its own
            if name.hasSuffix("jks") { _ = try? KeyStore.read(Bytes(bent), password: nil) }
        }
    }

    @Test("An absurd length in a Java store is an error, not an allocation")
    func hugeLengths() throws {
        let header: [UInt8] = [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2]
        let store = Bytes(header + [UInt8](repeating: 0xff, count: 60))
        #expect(throws: KeyStoreError.self) { try KeyStore.read(store, password: nil) }
    }

    @Test("An empty Java store opens and trusts nobody")
    func emptyStore() throws {
        let hex = "feedfeed0000000200000000e2686e45fb43dfa4d992dd41ceb6b21c6330d792"
        let bytes = stride(from: 0, to: hex.count, by: 2).map { at in
            UInt8(hex.dropFirst(at).prefix(2), radix: 16) ?? 0
        }
        #expect(try KeyStore.read(Bytes(bytes), password: GoldenTLS.password).anchors.isEmpty)
    }

    @Test("PEM on one line with blanks, and with words between the blocks, is read")
    func tolerantPEM() throws {
        let text = try GoldenTLS.text("ca.pem").revealed
        let authority = try #require(try PEMStore.certificates(Secret(text)).first)
        let oneLine = text.split { $0.isNewline }.joined(separator: " ")
        #expect(try PEMStore.certificates(Secret("subject: x\n" + oneLine)) == [authority])
        #expect(throws: KeyStoreError.self) { try PEMStore.certificates(Secret("nothing")) }
        #expect(throws: KeyStoreError.self) { try PEMStore.certificates(Secret("-----BEGIN CERTIFICATE-----\nMII")) }
    }
}

@Suite struct SCRAMKeysTests {
    @Test("Base64 goes there and back, and refuses what is not whole")
    func base64() {
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8($0 * 37 & 255) }
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text) == bytes)
        }
        for text in ["A", "AB=A", "A===", "AB!="] { #expect(Base64.decode(text) == nil) }
    }
}
