import ConnectAPI
import HTTPClient
import Log
import Transport

/// What a configuration says about connections and about who we are.
struct HTTPConnectionSettings {
    var client = HTTPClientSettings()
    var authorization = HTTPRequest.Authorization.none
    var apiKey: APIKey?
    var tokens: TokenSource.Settings?
    var secrets: [String] = []

    struct APIKey: Sendable {
        let name: String
        let value: Secret
        let isInQuery: Bool
    }

    init(_ reader: inout HTTPSettingsReader) {
        self.client.connectTimeout = Self.timeout(HTTPKeys.connectTimeout, &reader)
        self.client.readTimeout = Self.timeout(HTTPKeys.readTimeout, &reader)
        self.client.totalTimeout = .milliseconds(reader.value(HTTPKeys.totalTimeout) ?? 600_000)
        self.readPool(&reader)
        self.client.bodyLimit = reader.value(HTTPKeys.bodyLimit) ?? 1 << 26
        switch reader.oneOf(HTTPKeys.redirects, ["always", "same-origin", "never"]) {
        case "same-origin": self.client.redirects = .sameOrigin
        case "never": self.client.redirects = .never
        default: self.client.redirects = .always
        }
        self.readAuthorization(&reader)
        self.readProxy(&reader)
        self.readStores(&reader)
    }

    private static func timeout(_ key: ConfigKey<Int64>, _ reader: inout HTTPSettingsReader) -> Duration {
        let value = reader.value(key) ?? 2000
        if value < 0 { reader.note(key.name, java: "IllegalStateException", "timeout < 0", hint: "0 means no limit") }
        if value > Int64(Int32.max) {
            reader.note(key.name, java: "IllegalArgumentException", "timeout too large.")
        }
        return .milliseconds(max(value, 0))
    }

    private mutating func readPool(_ reader: inout HTTPSettingsReader) {
        let given = reader.isSet(HTTPKeys.idleTime.name) ? nil : reader.value(HTTPKeys.oldIdleTime) ?? nil
        let idleTime = given ?? reader.value(HTTPKeys.idleTime) ?? 300_000
        if idleTime <= 0 {
            reader.note(HTTPKeys.idleTime.name, java: "IllegalArgumentException", "keepAliveDuration <= 0: \(idleTime)")
        }
        self.client.idleTime = .milliseconds(max(idleTime, 1))
        self.client.idleConnections = max(reader.value(HTTPKeys.maxIdle) ?? 1, 0)
    }

    private enum Kind: String, CaseIterable {
        case none = "NONE", basic = "BASIC", digest = "DIGEST", bearer = "BEARER", apiKey = "APIKEY", oauth2 = "OAUTH2"
    }

    private mutating func readAuthorization(_ reader: inout HTTPSettingsReader) {
        guard let name = reader.className(HTTPKeys.auth) else { return }
        var kind: Kind? = name == HTTPClasses.basicAuth ? .basic : Kind.none
        if name == HTTPClasses.configurableAuth {
            kind = reader.choice(HTTPKeys.authType, Kind.self, enumName: "http.auth.spi.HttpAuthenticationType")
        }
        switch kind {
        case .basic, .digest:
            let user = reader.text(HTTPKeys.authUser)
            let password = reader.value(HTTPKeys.authPassword)?.reveal() ?? ""
            if user.isEmpty, password.isEmpty { return }
            self.authorization =
                kind == .basic
                ? .basic(user: user, password: Secret(password)) : .digest(user: user, password: Secret(password))
            self.secrets.append(password)
        case .bearer:
            // Tokens come from files, which end in a line feed.
            let token = PairText.trimmed(self.secret(HTTPKeys.token, &reader))
            self.authorization = .bearer(Secret(token))
        case .apiKey:
            self.apiKey = APIKey(
                name: reader.text(HTTPKeys.apiKeyName),
                value: Secret(PairText.trimmed(self.secret(HTTPKeys.apiKeyValue, &reader))),
                isInQuery: reader.oneOf(HTTPKeys.apiKeyPlace, ["header", "query"]) == "query")
        case .oauth2: self.readTokenSource(&reader)
        default: break
        }
    }

    private mutating func secret(_ key: ConfigKey<Password>, _ reader: inout HTTPSettingsReader) -> String {
        let secret = reader.value(key)?.reveal() ?? ""
        if secret.isEmpty { reader.note(key.name, ConnectError(.config, "\(key.name) must be set")) }
        self.secrets.append(secret)
        return secret
    }

    private mutating func readTokenSource(_ reader: inout HTTPSettingsReader) {
        let secret = self.secret(HTTPKeys.clientSecret, &reader)
        let id = reader.text(HTTPKeys.clientID)
        let url = WebURL(reader.text(HTTPKeys.tokenURL))
        if id.isEmpty {
            let name = HTTPKeys.clientID.name
            reader.note(name, ConnectError(.config, "\(name) must be set"))
        }
        guard let url else {
            let name = HTTPKeys.tokenURL.name
            return reader.note(name, ConnectError(.config, "\(name) must be set to an absolute http or https URL"))
        }
        self.tokens = TokenSource.Settings(
            url: url, clientID: id, secret: Secret(secret), scope: reader.text(HTTPKeys.scope),
            isInBody: reader.oneOf(HTTPKeys.clientPlace, ["header", "body"]) == "body")
    }

    private mutating func readProxy(_ reader: inout HTTPSettingsReader) {
        let host = reader.text(HTTPKeys.proxyHost)
        let port = reader.value(HTTPKeys.proxyPort) ?? 3128
        let (user, password) = (reader.text(HTTPKeys.proxyUser), reader.text(HTTPKeys.proxyPassword))
        guard !host.isEmpty else { return }
        guard (0...65_535).contains(port) else {
            return reader.note(HTTPKeys.proxyPort.name, java: "IllegalArgumentException", "port out of range:\(port)")
        }
        self.client.proxy = HTTPClientSettings.Proxy(host: host, port: port)
        if !user.isEmpty {
            self.client.proxy?.user = user
            self.client.proxy?.password = Secret(password)
            self.secrets.append(password)
        }
    }

    private mutating func readStores(_ reader: inout HTTPSettingsReader) {
        self.client.tls.verifiesHost = reader.value(HTTPKeys.hostVerification) ?? true
        let (path, password) = (reader.text(HTTPKeys.keystore), reader.value(HTTPKeys.keystorePassword))
        if !path.isEmpty {
            do throws(KeyStoreError) {
                let secret = password.flatMap { $0.isEmpty ? nil : Secret($0.reveal()) }
                self.client.tls.identity = try Self.load(path, secret).identity(keyPassword: secret)
            } catch {
                let kind = ConnectError.Kind.other("java.lang.IllegalStateException")
                reader.note(
                    HTTPKeys.keystore.name, ConnectError(kind, "Unable to load keystore '\(path)'", cause: error))
            }
        }
        let (trustPath, trustPassword) = (reader.text(HTTPKeys.truststore), reader.value(HTTPKeys.truststorePassword))
        guard !trustPath.isEmpty else { return }
        do throws(KeyStoreError) {
            let store = try Self.load(trustPath, trustPassword.flatMap { $0.isEmpty ? nil : Secret($0.reveal()) })
            guard !store.anchors.isEmpty else {
                return reader.note(
                    HTTPKeys.truststore.name, java: "IllegalStateException",
                    "There is no certificate to trust in '\(trustPath)'")
            }
            self.client.tls.trust = .anchors(store.anchors)
        } catch {
            let kind = ConnectError.Kind.other("java.lang.IllegalStateException")
            reader.note(
                HTTPKeys.truststore.name, ConnectError(kind, "Unable to load truststore '\(trustPath)'", cause: error))
        }
    }

    private static func load(_ path: String, _ password: Secret?) throws(KeyStoreError) -> KeyStore {
        let name = path.lowercased()
        let isPEM = [".pem", ".crt", ".cer", ".key"].contains { name.hasSuffix($0) }
        return try KeyStore.load(path: path, format: isPEM ? .pem : .binary, password: password)
    }
}
