import Foundation
import HTTPClient
import HTTPTestServer
import KafkaDevBroker
import KafkaWire
import Log
import Testing
import Transport

@testable import KafkaClient

/// Tokens from a token endpoint, and what becomes of them.
@Suite(.timeLimit(.minutes(5))) struct OAuthTests {
    private static let url = "sasl.oauthbearer.token.endpoint.url"
    private static let module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule"

    /// A token that nobody has signed.
    static func token(_ subject: String = "connect", from start: Int64, lifetime: Int64, _ more: String = "") -> String
    {
        let claims = #"{"sub":"\#(subject)","iat":\#(start),"exp":\#(start + lifetime)\#(more)}"#
        return "\(BearerToken.encode(#"{"alg":"none"}"#)).\(BearerToken.encode(claims))."
    }

    private static func properties(port: Int, _ change: [String: String] = [:]) -> [String: String] {
        [
            "bootstrap.servers": "unused:1", "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "OAUTHBEARER",
            "sasl.login.callback.handler.class":
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
            self.url: "http://127.0.0.1:\(port)/oauth2/token?tenant=a",
            "sasl.jaas.config":
                "\(self.module) required clientId=\"me\" clientSecret=\"s3cret & more\" scope=\"kafka write\";",
            "sasl.login.retry.backoff.ms": "1", "sasl.login.retry.backoff.max.ms": "60",
        ].merging(change) { $1 }
    }

    private func source(
        port: Int, on loop: EventLoop, _ change: [String: String] = [:], now: @escaping @Sendable () -> Int64 = { 1000 }
    ) throws -> OAuthTokenSource {
        let properties = Self.properties(port: port, change)
        let jaas = try JAASConfiguration(Secret(properties["sasl.jaas.config"] ?? ""))
        let settings = try OAuthSettings(PropertyReader(properties), jaas, url: properties[Self.url] ?? "")
        return OAuthTokenSource(settings, on: loop, now: now)
    }

    /// What a source says of an endpoint that always answers so, and how often it was asked.
    private func failure(
        _ step: ScriptedServer.Step, _ change: [String: String] = [:]
    ) async throws -> (KafkaError?, asked: Int) {
        try await ScriptedServer.run({ _, _ in step }) { server, port in
            let source = try self.source(port: port, on: server.loop, change)
            do throws(KafkaError) {
                _ = try await source.token()
                return (nil, await server.requests.count)
            } catch {
                return (error, await server.requests.count)
            }
        }
    }

    @Test("The endpoint is asked as Java asks it") func request() async throws {
        let token = Self.token(from: 0, lifetime: 100)
        try await ScriptedServer.run({ _, _ in .answer(200, [:], #"{"access_token":"\#(token)"}"#) }) { server, port in
            let source = try self.source(port: port, on: server.loop)
            #expect(try await source.token().revealed == token)
            let request = try #require(await server.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/oauth2/token?tenant=a")
            #expect(
                [
                    "grant_type=client_credentials&scope=kafka+write",
                    "grant_type=client_credentials&scope=kafka%20write",
                ]
                .contains(request.body))
            let credentials = Data("me:s3cret & more".utf8).base64EncodedString()
            #expect(request["authorization"] == "Basic \(credentials)")
            #expect(request["content-type"] == "application/x-www-form-urlencoded")
            #expect(request["accept"] == "application/json")
        }
    }

    @Test("Properties win over the module's options, and may ask for encoding") func properties() async throws {
        let token = Self.token(from: 0, lifetime: 100)
        try await ScriptedServer.run({ _, _ in .answer(200, [:], #"{"id_token":" \#(token)\n"}"#) }) { server, port in
            let source = try self.source(
                port: port, on: server.loop,
                [
                    "sasl.oauthbearer.client.credentials.client.id": " other ", "sasl.oauthbearer.scope": " ",
                    "sasl.oauthbearer.header.urlencode": "true",
                ])
            #expect(try await source.token().revealed == token)
            let request = try #require(await server.requests.first)
            let header = try #require(request["authorization"]?.dropFirst(6))
            let text = String(decoding: try #require(Data(base64Encoded: String(header))), as: UTF8.self)
            #expect(text.hasPrefix("other:s3cret") && !text.contains("&"))
        }
    }

    @Test("One token serves everybody until it is due for another one, and a failed renewal does no harm")
    func renewal() async throws {
        let now = Locked<Int64>(1_000_000)
        let time: @Sendable () -> Int64 = { now.withLock { $0 } }
        let step: @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Step = { _, number in
            if number == 1 || number == 2 { return .answer(401, [:], #"{"error":"invalid_client"}"#) }
            let token = Self.token("user\(number)", from: time() / 1000, lifetime: 100)
            return .answer(200, [:], #"{"access_token":"\#(token)","expires_in":100}"#)
        }
        try await ScriptedServer.run(step) { server, port in
            let source = try self.source(port: port, on: server.loop, now: time)
            let first = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await source.token().revealed } }
                var tokens: Set<String> = []
                for try await token in group { tokens.insert(token) }
                return tokens
            }
            #expect(first.count == 1)
            #expect(await server.requests.count == 1)
            now.withLock { $0 += 79_000 }
            _ = try await source.token()
            #expect(await server.requests.count == 1, "before 80 % of its life nobody asks")
            now.withLock { $0 += 7_000 }
            #expect(try await source.token().revealed == first.first, "still good")
            #expect(await server.requests.count == 2)
            _ = try await source.token()
            #expect(await server.requests.count == 2, "and not asked again at once")
            now.withLock { $0 += 13_999 }
            _ = try await source.token()
            now.withLock { $0 += 10_001 }
            let second = try await source.token().revealed
            #expect(second != first.first)
            #expect(await server.requests.count == 4)
        }
    }

    @Test("An endpoint that is busy is asked again") func retries() async throws {
        let token = Self.token(from: 0, lifetime: 100)
        let step: @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Step = { _, number in
            switch number {
            case 0: .answer(503, [:], "later")
            case 1: .hangUp
            case 2: .answer(429, [:], "{}")
            default: .answer(200, [:], #"{"access_token":"\#(token)"}"#)
            }
        }
        try await ScriptedServer.run(step) { server, port in
            let source = try self.source(port: port, on: server.loop, ["sasl.login.retry.backoff.max.ms": "60000"])
            #expect(try await source.token().revealed == token)
            #expect(await server.requests.count == 4)
        }
    }

    @Test("What doesn't pass is told at once, and without the secret")
    func refusals() async throws {
        let (busy, tries) = try await self.failure(
            .answer(503, [:], "later"), ["sasl.login.retry.backoff.max.ms": "0"])
        #expect(busy?.code == .connectionFailed)
        #expect(tries == 1, "no time for a second try")
        for (step, words) in [
            (
                ScriptedServer.Step.answer(
                    401, [:], #"{"error":"invalid_client","error_description":"s3cret & more"}"#),
                "401 (invalid_client)"
            ),
            (.answer(404, [:], "<html>"), "token.endpoint.url"), (.answer(200, [:], "{}"), "no access_token"),
            (.answer(200, [:], #"{"access_token":"opaque"}"#), "no JSON Web Token"),
            (.answer(200, [:], #"{"access_token":7}"#), "no access_token"),
            (.answer(302, ["Location": "http://127.0.0.1:1/"], ""), "302"),
        ] {
            let (failure, asked) = try await self.failure(step)
            #expect(failure?.code == .authenticationFailed)
            #expect(failure?.description.contains(words) == true, "\(failure as Any)")
            #expect(failure?.description.contains("s3cret") == false)
            #expect(asked == 1)
        }
        let (gone, _) = try await self.failure(.hangUp)
        #expect(gone?.code == .connectionFailed)
        #expect(gone?.description.contains("token.endpoint.url") == true)
    }

    @Test(
        "Tokens are read as far as Java's client does",
        arguments: [
            (#"{"sub":"a","exp":5}"#, nil), (#"{"sub":"a","exp":5.5,"iat":1,"scope":["x"]}"#, nil),
            (#"{"sub":" ","exp":5}"#, "\"sub\""), (#"{"exp":5}"#, "\"sub\""), (#"{"sub":"a"}"#, "\"exp\""),
            (#"{"sub":"a","exp":"5"}"#, "\"exp\""), (#"{"sub":"a","exp":-1}"#, "\"exp\""), ("[]", "JSON Web Token"),
            (#"{"sub":"a","exp":1e300}"#, "\"exp\""),
        ])
    func claims(payload: String, problem: String?) throws {
        let text = "e30.\(BearerToken.encode(payload))."
        do throws(SASLComplaint) {
            let token = try BearerToken(text)
            #expect(problem == nil)
            #expect(token.expiry >= 5000)
        } catch {
            #expect(problem.map { error.description.contains($0) } == true, "\(error)")
        }
    }

    @Test(
        "What is no token is refused",
        arguments: ["", "a.b", "a.b.c.d", "a.!!.c", "a b.c.d", "ü.ü.ü", "..", "e30..e30"])
    func noToken(text: String) {
        #expect(throws: SASLComplaint.self) { try BearerToken(text) }
    }

    @Test("A token is renewed at 80 % of its life, not too often and not too late") func times() throws {
        func time(_ refresh: TokenRefresh, lifetime: Int64, now: Int64 = 0, random: Double = 0) throws -> Int64 {
            let token = try BearerToken(Self.token(from: 0, lifetime: lifetime))
            return refresh.time(of: token, now: now, random: random)
        }
        let refresh = TokenRefresh()
        #expect(try time(refresh, lifetime: 3600) == 2_880_000)
        #expect(try time(refresh, lifetime: 3600, random: 1) == 3_060_000)
        #expect(try time(refresh, lifetime: 1000) == 700_000, "300 s before its end at the latest")
        #expect(try time(refresh, lifetime: 361) == 61_000)
        #expect(try time(refresh, lifetime: 360) == 288_000, "a short life has no room for the rules")
        #expect(try time(refresh, lifetime: 3600, now: 2_900_000) == 2_960_000, "not more than once a minute")
        #expect(try time(refresh, lifetime: 10, now: 20_000) == 8000)
    }

    @Test("Unsecured tokens hold what the module's options say") func unsecured() async throws {
        let jaas = try JAASConfiguration(
            Secret(
                "a.B required unsecuredLoginStringClaim_sub=\"me\" unsecuredLoginListClaim_scope=\",a,b\" "
                    + "unsecuredLoginNumberClaim_n=\"1.5\" unsecuredLoginLifetimeSeconds=\"60\";"))
        let source = try #require(try UnsecuredTokens(jaas))
        let token = try BearerToken(try await source.token().revealed)
        #expect(token.expiry - (token.start ?? 0) == 60_000)
        #expect(try UnsecuredTokens(JAASConfiguration(Secret("a.B required x=\"y\";"))) == nil)
        #expect(throws: KafkaError.self) {
            try UnsecuredTokens(JAASConfiguration(Secret("a.B required unsecuredLoginNumberClaim_exp=\"x\";")))
        }
    }

    @Test("A client gets in by tokens of an endpoint, again and again, with one that is good each time")
    func endToEnd() async throws {
        let issued = Locked<Set<String>>([])
        let step: @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Step = { _, number in
            // a life of 100 ms that began a while ago: the next connection and the next round want another one
            let token = Self.token("connect", from: WallSeconds.now - 10, lifetime: 11, ",\"jti\":\(number)")
            issued.withLock { _ = $0.insert(token) }
            return .answer(200, [:], #"{"access_token":"\#(token)"}"#)
        }
        let shown = Locked<[String]>([])
        let security = DevClusterSecurity(sessionLifetime: .milliseconds(60)) { token in
            shown.withLock { $0.append(token.revealed) }
            return issued.withLock { $0.contains(token.revealed) } ? "connect" : nil
        }
        try await ScriptedServer.run(step) { _, port in
            try await EventLoop.withLoop { loop in
                try await DevCluster.withCluster(.init(clock: .manual(), security: security), on: loop) { brokers in
                    var properties = Self.properties(port: port)
                    properties["bootstrap.servers"] = "127.0.0.1:\(try await brokers.endpoint(of: 1).port)"
                    let cluster = KafkaCluster(try ClientConfiguration(properties), loop: loop)
                    let connection = try await cluster.connection(to: .any)
                    let deadline = ContinuousClock.now + .seconds(20)
                    while await connection.authenticationRounds < 4, ContinuousClock.now < deadline {
                        try await withThrowingTaskGroup { group in
                            for _ in 0..<8 {
                                group.addTask { _ = try await connection.send(MetadataRequest(topics: [])) }
                            }
                            try await group.waitForAll()
                        }
                    }
                    #expect(await connection.authenticationRounds >= 4)
                    await cluster.close()
                }
            }
        }
        #expect(Set(shown.withLock { $0 }).count >= 4, "each round shows a fresh token")
    }

    @Test("A broker that doesn't take the token is told apart from a wrong password") func refusedToken() async throws {
        let security = DevClusterSecurity { _ in nil }
        let token = Self.token(from: WallSeconds.now, lifetime: 100)
        try await ScriptedServer.run({ _, _ in .answer(200, [:], #"{"access_token":"\#(token)"}"#) }) { _, port in
            try await EventLoop.withLoop { loop in
                try await DevCluster.withCluster(.init(security: security), on: loop) { brokers in
                    var properties = Self.properties(port: port, ["sasl.oauthbearer.scope": "refused"])
                    properties["bootstrap.servers"] = "127.0.0.1:\(try await brokers.endpoint(of: 1).port)"
                    let cluster = KafkaCluster(try ClientConfiguration(properties), loop: loop)
                    let failure = await #expect(throws: KafkaError.self) { try await cluster.connection(to: .any) }
                    #expect(failure?.code == .authenticationFailed)
                    #expect(failure?.description.contains("issuer, audience and claims") == true, "\(failure as Any)")
                    #expect(failure?.description.contains(token) == false)
                    await cluster.close()
                }
            }
        }
    }

    @Test(
        "What can't be used is named",
        arguments: [
            (["sasl.jaas.config": "a.B required clientId=\"x\";"], "client.secret"),
            (["sasl.jaas.config": "a.B required clientSecret=\"x\";"], "client.id"),
            ([url: "ftp://x/y"], "no http, https or file URL"),
            (["sasl.login.callback.handler.class": "com.example.Mine"], "a Java class can't be loaded"),
            (["sasl.login.refresh.window.factor": "2"], "from 0.5 to 1.0"),
            (
                [
                    "sasl.jaas.config":
                        "a.B required clientId=x clientSecret=y ssl.truststore.location=\"/no/such/store\";"
                ], "sasl.jaas.config, for the token endpoint: ssl.truststore.location"
            ),
            (["sasl.jaas.config": "a.B required clientId=x clientSecret=y extension_a1=\"v\";"], "extension_a1"),
        ])
    func unusable(change: [String: String], words: String) {
        let failure = #expect(throws: KafkaError.self) {
            try ClientConfiguration(Self.properties(port: 1, change))
        }
        #expect(failure?.code == .invalidConfiguration)
        #expect(failure?.description.contains(words) == true, "\(failure as Any)")
    }
}

enum WallSeconds {
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
