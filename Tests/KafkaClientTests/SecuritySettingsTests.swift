import Foundation
import Testing

@testable import KafkaClient

/// Stores that the real keytool and openssl wrote, all with the password `changeit`.
func goldenTLS(_ name: String) -> String {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return tests.appending(path: "Golden/tls/\(name)").path
}

func jaas(_ user: String, _ password: String, _ module: String = "scram.Scram") -> String {
    "org.apache.kafka.common.security.\(module)LoginModule required username=\"\(user)\" password=\"\(password)\";"
}

@Suite struct SecuritySettingsTests {
    private func failure(_ properties: [String: String]) -> KafkaError? {
        do throws(KafkaError) {
            _ = try ClientConfiguration(["bootstrap.servers": "h:9"].merging(properties) { $1 })
            return nil
        } catch {
            return error
        }
    }

    private func tls(_ more: [String: String] = [:]) -> [String: String] {
        [
            "security.protocol": "ssl", "ssl.truststore.location": goldenTLS("truststore-is-really-p12.jks"),
            "ssl.truststore.password": "changeit",
        ].merging(more) { $1 }
    }

    @Test("Trust stores of every type, and none, can be configured")
    func fine() throws {
        let pem = try String(contentsOfFile: goldenTLS("ca.pem"), encoding: .utf8)
        let key = try String(contentsOfFile: goldenTLS("client-key.pem"), encoding: .utf8)
        let chain = try String(contentsOfFile: goldenTLS("client.pem"), encoding: .utf8)
        for properties: [String: String] in [
            self.tls(), self.tls(["ssl.truststore.location": goldenTLS("truststore.jks")]),
            self.tls(["ssl.truststore.type": "PKCS12"]),
            ["security.protocol": "SSL"],
            ["security.protocol": "SSL", "ssl.truststore.type": "PEM", "ssl.truststore.location": goldenTLS("ca.pem")],
            ["security.protocol": "SSL", "ssl.truststore.type": "PEM", "ssl.truststore.certificates": pem],
            self.tls(["ssl.keystore.location": goldenTLS("client.jks"), "ssl.keystore.password": "changeit"]),
            self.tls(["ssl.keystore.type": "PEM", "ssl.keystore.key": key, "ssl.keystore.certificate.chain": chain]),
            self.tls(["ssl.endpoint.identification.algorithm": " ", "ssl.enabled.protocols": "TLSv1.2"]),
            ["security.protocol": "PLAINTEXT", "ssl.truststore.location": "/no/such/file"],
        ] {
            #expect(self.failure(properties) == nil)
        }
    }

    @Test(
        "Each mistake names the setting to look at",
        arguments: [
            (["ssl.truststore.password": "wrong"], "ssl.truststore.password doesn't open ssl.truststore.location"),
            (["ssl.truststore.location": "/no/such/file"], "ssl.truststore.location names a file that can't be read"),
            (["ssl.truststore.location": #filePath], "ssl.truststore.location can't be used"),
            (["ssl.truststore.location": ""], "ssl.truststore.password is given, but ssl.truststore.location is not"),
            (["ssl.truststore.password": ""], "ssl.truststore.password doesn't open ssl.truststore.location"),
            (["ssl.truststore.type": "BCFKS"], "configuration ssl.truststore.type: Sluice reads JKS, PKCS12 and PEM"),
            (["ssl.truststore.type": "PEM"], "ssl.truststore.password is of no use with a PEM file"),
            (["ssl.truststore.certificates": "x"], "ssl.truststore.certificates needs ssl.truststore.type=PEM"),
            (["ssl.keystore.location": "/x"], "ssl.keystore.password is missing"),
            (["ssl.keystore.password": "x"], "ssl.keystore.password is given, but ssl.keystore.location is not"),
            (["ssl.keystore.key": "x"], "ssl.keystore.key needs ssl.keystore.type=PEM"),
            (["ssl.endpoint.identification.algorithm": "ldap"], "ssl.endpoint.identification.algorithm"),
            (["ssl.enabled.protocols": "TLSv1"], "ssl.enabled.protocols"),
            (["ssl.cipher.suites": "NONSENSE"], "ssl.cipher.suites: NONSENSE is no cipher suite"),
            (["ssl.engine.factory.class": "a.B"], "ssl.engine.factory.class: a Java class can't be loaded"),
            (["security.protocol": "TLS"], "String must be one of: PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL"),
        ])
    func mistakes(change: [String: String], words: String) throws {
        let failure = try #require(self.failure(self.tls(change)))
        #expect(failure.code == .invalidConfiguration)
        #expect(failure.description.contains(words), "\(failure)")
        #expect(!failure.description.contains("\n"))
    }

    @Test("A wrong password of the key store and of the key are told apart")
    func keyPasswords() throws {
        let store = ["ssl.keystore.location": goldenTLS("client.jks")]
        let first = self.failure(self.tls(store.merging(["ssl.keystore.password": "hunter2"]) { $1 }))
        #expect(first?.description.contains("ssl.keystore.password doesn't open ssl.keystore.location") == true)
        let second = self.failure(
            self.tls(store.merging(["ssl.keystore.password": "changeit", "ssl.key.password": "hunter2"]) { $1 }))
        #expect(second?.description.contains("ssl.key.password doesn't open the key") == true)
        for failure in [first, second] { #expect(failure?.description.contains("hunter2") == false) }
    }

    @Test(
        "SASL needs a mechanism that we have and a login with name and password",
        arguments: [
            ([:], "sasl.mechanism", "GSSAPI is Kafka's default"),
            (["sasl.mechanism": "scram-sha-512"], "sasl.mechanism", "SCRAM-SHA-512"),
            (["sasl.mechanism": "PLAIN"], "sasl.jaas.config", "must say who we are"),
            (
                ["sasl.mechanism": "PLAIN", "sasl.jaas.config": "a.B required username=\"u\""], "sasl.jaas.config",
                "semicolon"
            ),
            (
                ["sasl.mechanism": "PLAIN", "sasl.jaas.config": "a.B required username=\"u\";"], "sasl.jaas.config",
                "no password"
            ),
            (
                ["sasl.mechanism": "OAUTHBEARER", "sasl.jaas.config": "a.B required;"],
                "sasl.oauthbearer.token.endpoint.url", "needs"
            ),
        ])
    func sasl(change: [String: String], key: String, words: String) throws {
        let failure = try #require(self.failure(["security.protocol": "SASL_PLAINTEXT"].merging(change) { $1 }))
        #expect(failure.operation == "reading \(key)")
        #expect(failure.description.contains(words), "\(failure)")
    }

    @Test("Settings don't show passwords when somebody prints them")
    func discreet() throws {
        let configuration = try ClientConfiguration([
            "bootstrap.servers": "h:9", "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.jaas.config": jaas("me", "hunter2"),
        ])
        var text = "\(configuration)"
        dump(configuration, to: &text)
        #expect(!text.contains("hunter2"))
    }
}
