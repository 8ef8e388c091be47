import Bytes
import Foundation
import HTTPTestServer
import Log
import Testing
import Transport

@testable import HTTPClient

@Suite(.timeLimit(.minutes(5))) struct TrustTests {
    private static func path(_ name: String) -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.appending(path: "Golden/tls/\(name)").path
    }

    private static func store(_ name: String) throws -> KeyStore {
        try KeyStore.load(
            path: self.path(name), format: name.hasSuffix(".pem") ? .pem : .binary, password: Secret("changeit"))
    }

    private func attempt(
        _ tls: TLSSettings, server: String = "broker.p12", clients: TLSSettings.ClientCertificates = .none,
        host: String = "127.0.0.1"
    ) async throws -> HTTPClientError.Code? {
        let context = try TLSContext(
            .server,
            TLSSettings(
                trust: .anchors(try Self.store("ca.pem").anchors),
                identity: try Self.store(server).identity(keyPassword: nil), clientCertificates: clients))
        return try await ScriptedServer.run(tls: context, { _, _ in .answer(200, [:], "x") }) { server, port in
            var settings = HTTPClientSettings()
            settings.tls = tls
            let client = HTTPClient(settings, on: server.loop)
            let url = try #require(WebURL("https://\(host):\(port)/"))
            let result = await client.result(of: HTTPRequest("GET", url))
            await client.close()
            return result.error?.code
        }
    }

    @Test(
        "A server is trusted by the stores of every format", arguments: ["ca.pem", "truststore.jks", "truststore.p12"])
    func trusting(store: String) async throws {
        #expect(try await self.attempt(TLSSettings(trust: .anchors(Self.store(store).anchors))) == nil)
    }

    @Test("A server that isn't trusted, is outdated or has another name is refused")
    func refusing() async throws {
        #expect(try await self.attempt(TLSSettings(trust: .anchors(Self.store("other-ca.pem").anchors))) == .tls)
        #expect(try await self.attempt(TLSSettings()) == .tls)
        let trusting = TLSSettings(trust: .anchors(try Self.store("ca.pem").anchors))
        #expect(try await self.attempt(trusting, server: "broker-expired.p12") == .tls)
    }

    @Test("Client certificates are shown", arguments: ["client.p12", "client.jks"])
    func clientCertificates(store: String) async throws {
        let anchors = try Self.store("ca.pem").anchors
        var tls = TLSSettings(trust: .anchors(anchors))
        #expect(try await self.attempt(tls, clients: .required) != nil)
        tls.identity = try Self.store(store).identity(keyPassword: nil)
        #expect(try await self.attempt(tls, clients: .required) == nil)
    }

    @Test("A server that never answers a handshake is given up")
    func noHandshake() async throws {
        try await ScriptedServer.run({ _, _ in .answer() }) { server, port in
            var settings = HTTPClientSettings()
            settings.connectTimeout = .milliseconds(100)
            let client = HTTPClient(settings, on: server.loop)
            let url = try #require(WebURL("https://127.0.0.1:\(port)/"))
            #expect(await client.result(of: HTTPRequest("GET", url)).error?.code == .connectTimedOut)
            await client.close()
        }
    }
}
