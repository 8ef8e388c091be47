import Bytes
import Glibc
import HTTPClient
import JSON
import Log
import Transport

/// Gets tokens from a token endpoint: one for all clients with the same settings, and a new one in time before it expires.
///
/// Nothing goes on in the background: a connection that is made, or that says again who it is, asks for a token and gets
/// the one at hand unless it is due for another one.
actor OAuthTokenSource: LoopActor, BearerTokenSource {
    nonisolated let loop: EventLoop
    private let settings: OAuthSettings
    private let clock: LoopClock
    private let now: @Sendable () -> Int64
    private var current: BearerToken?
    private var refreshTime: Int64 = 0
    private var fetching: Promise<Secret>?
    private static let log = Logger("org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule")
    /// Between two tries while the token at hand is still good.
    private static let pauseAfterFailure: Int64 = 10_000

    /// - Parameter now: Milliseconds since 1970.
    init(
        _ settings: OAuthSettings, on loop: EventLoop,
        now: @escaping @Sendable () -> Int64 = { OAuthTokenSource.wallClock }
    ) {
        self.settings = settings
        self.loop = loop
        self.clock = LoopClock(on: loop)
        self.now = now
    }

    private static let known = Locked<[[String: String]: OAuthTokenSource]>([:])

    /// The source that all clients with these properties share.
    static func shared(_ properties: [String: String], _ settings: OAuthSettings) -> OAuthTokenSource {
        let relevant = properties.filter { $0.key.hasPrefix("sasl.") }
        return self.known.withLock { known in
            if let source = known[relevant] { return source }
            if known.count >= 64 { known.removeAll() }
            let source = OAuthTokenSource(settings, on: HTTPClient.sharedLoop)
            known[relevant] = source
            return source
        }
    }

    static var wallClock: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    func token() async throws(KafkaError) -> Secret {
        if let current, self.now() < self.refreshTime { return current.text }
        if let fetching { return try await fetching.wait() }
        let promise = Promise<Secret>(self.operation)
        self.fetching = promise
        // not the caller's: others wait for it as well
        Task { await self.fetch(promise) }
        return try await promise.wait()
    }

    private nonisolated var operation: String { "getting a token from \(self.settings.url.masked)" }

    private func fetch(_ promise: Promise<Secret>) async {
        let result: Result<Secret, KafkaError>
        do throws(KafkaError) {
            let token = try await self.fetchWithRetries()
            self.current = token
            self.refreshTime = self.settings.refresh.time(of: token, now: self.now(), random: .random(in: 0...1))
            Self.log.debug("Got a token", ["endpoint": self.settings.url.masked])
            result = .success(token.text)
        } catch {
            if let current, self.now() < current.expiry {
                Self.log.warn("The token can't be renewed; it is good for a while", error: error)
                self.refreshTime = self.now() + Self.pauseAfterFailure
                result = .success(current.text)
            } else {
                result = .failure(error)
            }
        }
        self.fetching = nil
        promise.fulfil(result)
    }

    private func fetchWithRetries() async throws(KafkaError) -> BearerToken {
        let deadline = ContinuousClock.now + self.settings.retryLimit
        var pause = self.settings.retryBackoff
        while true {
            let failure: KafkaError
            do throws(KafkaError) {
                return try await self.ask()
            } catch {
                failure = error
            }
            let left = ContinuousClock.now.duration(to: deadline)
            guard failure.isRetriable, left > .zero else { throw failure }
            Self.log.debug("Getting a token has to wait", error: failure)
            try? await self.clock.sleep(for: max(min(pause, left), .milliseconds(1)))
            pause = min(pause * 2, self.settings.retryLimit)
        }
    }

    private func ask() async throws(KafkaError) -> BearerToken {
        let client = HTTPClient(self.settings.http, on: self.loop)
        let answer: HTTPAnswer
        do throws(HTTPClientError) {
            answer = try await client.send(self.settings.request)
        } catch {
            await client.close()
            throw self.failure(error)
        }
        await client.close()
        let body = try? JSONValue.parse(answer.body)
        guard (200..<300).contains(answer.status) else { throw self.refusal(answer.status, body) }
        guard let text = (body?["access_token"] ?? body?["id_token"])?.stringValue else {
            throw KafkaError(
                .authenticationFailed, self.operation,
                detail: "the answer has no access_token: check sasl.oauthbearer.token.endpoint.url")
        }
        do throws(SASLComplaint) {
            return try BearerToken(text, self.settings.claims)
        } catch {
            throw KafkaError(.authenticationFailed, self.operation, detail: "\(error)")
        }
    }

    private func failure(_ error: HTTPClientError) -> KafkaError {
        let mend =
            switch error.code {
            case .tls:
                "check sasl.oauthbearer.token.endpoint.url, and ssl.truststore.location among the options in "
                    + "sasl.jaas.config: the certificate of the token endpoint"
            default: "check sasl.oauthbearer.token.endpoint.url, and that the token endpoint is up"
            }
        let isLasting = !error.isRetriable || error.code == .tls
        return KafkaError(
            isLasting ? .authenticationFailed : .connectionFailed, self.operation, detail: "\(error.detail): \(mend)")
    }

    private func refusal(_ status: Int, _ body: JSONValue?) -> KafkaError {
        // OAuth's own words, but nothing that might repeat what we have sent
        var words = "the endpoint answers \(status)"
        if let code = body?["error"]?.stringValue, code.utf8.count <= 100,
            code.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        {
            words += " (\(code))"
        }
        let mayPass = status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505)
        let mend =
            switch status {
            case 400, 401, 403:
                "check sasl.oauthbearer.client.credentials.client.id and ….client.secret, or clientId and clientSecret in "
                    + "sasl.jaas.config, and the scope"
            case 500...: "look into what the token endpoint logs"
            default: "check sasl.oauthbearer.token.endpoint.url"
            }
        return KafkaError(
            mayPass ? .connectionFailed : .authenticationFailed, self.operation, detail: "\(words): \(mend)")
    }
}
