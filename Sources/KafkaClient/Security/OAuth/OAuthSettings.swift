import HTTPClient
import Log
import Transport

/// How to get tokens by OAuth's client credentials grant, from Kafka's `sasl.oauthbearer.…` and `sasl.login.…` keys and
/// the options of the login module.
struct OAuthSettings: Sendable {
    let url: WebURL
    let clientID: String
    let clientSecret: Secret
    let scope: String?
    /// Whether id and secret are percent-encoded before they become a header (RFC 6749, section 2.3.1).
    let encodesHeader: Bool
    let claims: BearerToken.Claims
    let retryBackoff: Duration
    /// How long to try in all.
    let retryLimit: Duration
    let http: HTTPClientSettings
    let refresh: TokenRefresh

    init(_ reader: PropertyReader, _ jaas: JAASConfiguration, url text: String) throws(KafkaError) {
        let key = "sasl.oauthbearer.token.endpoint.url"
        guard let url = WebURL(text) else { throw reader.failure(key, "it is no http, https or file URL") }
        self.url = url
        self.clientID = try Self.credential(reader, jaas, "client.id", "clientId").revealed
        self.clientSecret = try Self.credential(reader, jaas, "client.secret", "clientSecret")
        let scope = reader.optionalString("sasl.oauthbearer.scope") ?? jaas["scope"]?.revealed
        self.scope = scope.map(Self.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        self.encodesHeader = try reader.bool("sasl.oauthbearer.header.urlencode", default: false)
        self.claims = BearerToken.Claims(
            subject: reader.string("sasl.oauthbearer.sub.claim.name", default: "sub"),
            scope: reader.string("sasl.oauthbearer.scope.claim.name", default: "scope"))
        self.retryBackoff = try reader.milliseconds("sasl.login.retry.backoff.ms", default: 100)
        self.retryLimit = try reader.milliseconds("sasl.login.retry.backoff.max.ms", default: 10_000)
        self.refresh = try TokenRefresh(reader)
        var http = HTTPClientSettings()
        http.connectTimeout = try reader.milliseconds("sasl.login.connect.timeout.ms", default: 10_000)
        http.readTimeout = try reader.milliseconds("sasl.login.read.timeout.ms", default: 30_000)
        http.redirects = .never
        http.bodyLimit = 1_000_000
        http.tls = try Self.tls(jaas)
        self.http = http
    }

    /// The property wins over the login module's option.
    private static func credential(
        _ reader: PropertyReader, _ jaas: JAASConfiguration, _ name: String, _ option: String
    ) throws(KafkaError) -> Secret {
        let key = "sasl.oauthbearer.client.credentials." + name
        let given = reader.secret(key) ?? jaas[option]
        guard let text = given.map({ Self.trimmed($0.revealed) }), !text.isEmpty else {
            throw KafkaError(
                .invalidConfiguration, "reading \(key)",
                detail:
                    "\(key) is missing, and so is the option \(option) in sasl.jaas.config: the token endpoint asks "
                    + "who we are")
        }
        return Secret(text)
    }

    private static func trimmed(_ text: String) -> String {
        let front = text.drop { $0.isWhitespace }
        guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(front[...last])
    }

    /// As in Java, the endpoint's certificates are the business of `ssl.…` options of the login module alone.
    private static func tls(_ jaas: JAASConfiguration) throws(KafkaError) -> TLSSettings {
        var options: [String: String] = [:]
        for name in jaas.names where name.hasPrefix("ssl.") { options[name] = jaas[name]?.revealed }
        do throws(KafkaError) {
            return try ClientSecurity.settings(PropertyReader(options))
        } catch {
            throw KafkaError(
                error.code, error.operation, detail: "sasl.jaas.config, for the token endpoint: \(error.detail ?? "")")
        }
    }

    /// The form to send.
    var request: HTTPRequest {
        var form = [(name: "grant_type", value: "client_credentials")]
        if let scope { form.append((name: "scope", value: scope)) }
        func encoded(_ text: String) -> String { self.encodesHeader ? WebURL.encodeForForm(text) : text }
        let user = Array("\(encoded(self.clientID)):\(encoded(self.clientSecret.revealed))".utf8)
        var request = HTTPRequest.form(self.url, form)
        request.fields.set("Authorization", "Basic " + Base64.encode(user))
        request.fields.set("Cache-Control", "no-cache")
        return request
    }
}

/// When a token is replaced by a new one, by Kafka's `sasl.login.refresh.…` keys.
struct TokenRefresh: Sendable {
    var factor = 0.8
    var jitter = 0.05
    var minPeriod: Int64 = 60_000
    var buffer: Int64 = 300_000

    init() {}

    init(_ reader: PropertyReader) throws(KafkaError) {
        self.factor = try Self.fraction(reader, "window.factor", 0.8, in: 0.5...1)
        self.jitter = try Self.fraction(reader, "window.jitter", 0.05, in: 0...0.25)
        self.minPeriod = 1000 * Int64(try reader.int("sasl.login.refresh.min.period.seconds", default: 60, in: 0...900))
        self.buffer = 1000 * Int64(try reader.int("sasl.login.refresh.buffer.seconds", default: 300, in: 0...3600))
    }

    private static func fraction(
        _ reader: PropertyReader, _ name: String, _ standard: Double, in range: ClosedRange<Double>
    ) throws(KafkaError) -> Double {
        let key = "sasl.login.refresh.\(name)"
        guard let text = reader.optionalString(key) else { return standard }
        guard let value = Double(text), range.contains(value) else {
            throw reader.failure(key, "it must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// - Parameters:
    ///   - random: From 0 to 1, so that workers don't come all at once.
    /// - Returns: Milliseconds since 1970.
    func time(of token: BearerToken, now: Int64, random: Double) -> Int64 {
        let start = min(token.start ?? now, now)
        guard token.expiry > start else { return now }
        let share = min(self.factor + self.jitter * random, 1)
        let wanted = start + Int64(Double(token.expiry - start) * share)
        // a short life has no room for both
        guard self.minPeriod + self.buffer < token.expiry - now else { return wanted }
        return max(min(wanted, token.expiry - self.buffer), now + self.minPeriod)
    }
}
