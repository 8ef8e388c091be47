import ConnectAPI
import HTTPClient
import Log
import Transport

/// What a configuration says about connections and about who we are.
struct HTTPConnectionSettings {
    var client = HTTPClientSettings()
    var authorization = HTTPRequest.Authorization.none
    var secrets: [String] = []

    init(_ reader: inout HTTPSettingsReader) {
        self.client.connectTimeout = Self.timeout(HTTPKeys.connectTimeout, &reader)
        self.client.readTimeout = Self.timeout(HTTPKeys.readTimeout, &reader)
        self.client.totalTimeout = .milliseconds(reader.value(HTTPKeys.totalTimeout) ?? 0)
        self.readPool(&reader)
        self.client.bodyLimit = reader.value(HTTPKeys.bodyLimit) ?? 1 << 26
        switch reader.text(HTTPKeys.redirects) {
        case "always": self.client.redirects = .always
        case "same-origin": self.client.redirects = .sameOrigin
        case "never": self.client.redirects = .never
        case let other:
            let error = ConfigError(
                HTTPKeys.redirects.name, .string(other), "String must be one of: always, same-origin, never")
            reader.note(HTTPKeys.redirects.name, ConnectError(.config, error.description))
        }
        self.readAuthorization(&reader)
        self.readProxy(&reader)
        self.readStores(&reader)
    }

    private static func timeout(_ key: ConfigKey<Int64>, _ reader: inout HTTPSettingsReader) -> Duration {
        let value = reader.value(key) ?? 2000
        if value < 0 { reader.note(key.name, java: "IllegalStateException", "timeout < 0") }
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

    private enum Kind: String, CaseIterable { case none = "NONE", basic = "BASIC" }

    private mutating func readAuthorization(_ reader: inout HTTPSettingsReader) {
        guard let name = reader.className(HTTPKeys.auth) else { return }
        var isBasic = name == HTTPClasses.basicAuth
        if name == HTTPClasses.configurableAuth {
            let kind = reader.choice(HTTPKeys.authType, Kind.self, enumName: "http.auth.spi.HttpAuthenticationType")
            isBasic = kind == .basic
        }
        guard isBasic else { return }
        let user = reader.text(HTTPKeys.authUser)
        let password = reader.value(HTTPKeys.authPassword)?.reveal() ?? ""
        if user.isEmpty, password.isEmpty { return }
        self.authorization = .basic(user: user, password: Secret(password))
        self.secrets.append(password)
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
                let message = "Unable to load keystore '\(path)': \(error.description)"
                reader.note(HTTPKeys.keystore.name, java: "IllegalStateException", message)
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
            let message = "Unable to load truststore '\(trustPath)': \(error.description)"
            reader.note(HTTPKeys.truststore.name, java: "IllegalStateException", message)
        }
    }

    private static func load(_ path: String, _ password: Secret?) throws(KeyStoreError) -> KeyStore {
        let name = path.lowercased()
        let isPEM = [".pem", ".crt", ".cer", ".key"].contains { name.hasSuffix($0) }
        return try KeyStore.load(path: path, format: isPEM ? .pem : .binary, password: password)
    }
}
