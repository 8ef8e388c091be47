package import Log
import Transport

/// Who we are to brokers, and how we prove it.
package struct SASLSettings: Sendable {
    package enum Credentials: Sendable {
        case password(username: String, Secret, isToken: Bool)
        case tokens(BearerTokens)
    }

    package let mechanism: SASLMechanism
    package let credentials: Credentials

    /// The token to show to a broker, for a mechanism that shows one.
    func token() async throws(KafkaError) -> Secret? {
        guard case .tokens(let tokens) = self.credentials else { return nil }
        return try await tokens.source.token()
    }

    /// A new exchange with a broker.
    ///
    /// - Parameter token: From ``token()``.
    func newClient(_ token: Secret?) -> any SASLClient {
        switch (self.mechanism, self.credentials) {
        case (.scram(let hash), .password(let name, let password, let isToken)):
            SCRAMClient(hash, username: name, password: password, isToken: isToken)
        case (_, .password(let name, let password, _)): PlainClient(username: name, password: password)
        case (_, .tokens(let tokens)):
            OAuthBearerClient(token: token ?? Secret(""), extensions: tokens.extensions)
        }
    }
}

/// Where bearer tokens come from, and what a broker is told beside them.
package struct BearerTokens: Sendable {
    let source: any BearerTokenSource
    let extensions: [(String, String)]
}

extension SASLSettings {
    /// Reads Kafka's `sasl.…` keys.
    init(_ reader: PropertyReader) throws(KafkaError) {
        let name = reader.string("sasl.mechanism", default: "GSSAPI")
        guard let mechanism = SASLMechanism(name) else {
            throw KafkaError(
                .invalidConfiguration, "reading sasl.mechanism",
                detail: "Invalid value \(name) for configuration sasl.mechanism: Sluice has PLAIN, SCRAM-SHA-256, "
                    + "SCRAM-SHA-512 and OAUTHBEARER"
                    + (reader.properties["sasl.mechanism"] == nil ? "; set it, since GSSAPI is Kafka's default" : ""))
        }
        guard let jaas = try Self.login(reader) else {
            throw KafkaError(
                .invalidConfiguration, "reading sasl.jaas.config",
                detail:
                    "Could not find a 'KafkaClient' entry: security.protocol asks for SASL, so sasl.jaas.config must "
                    + "say who we are")
        }
        self.mechanism = mechanism
        self.credentials =
            mechanism == .oauthBearer
            ? .tokens(try Self.tokens(reader, jaas)) : try Self.password(jaas, mechanism)
        Self.warnOfOtherModule(jaas.module, mechanism)
    }

    private static let fileLogin = Locked<Result<JAASConfiguration, JAASConfiguration.Complaint>?>(nil)

    /// What counts where there is no `sasl.jaas.config`: for the whole process, as in Java.
    package static func setLogin(fromFile login: Result<JAASConfiguration, JAASConfiguration.Complaint>?) {
        self.fileLogin.withLock { $0 = login }
    }

    private static func login(_ reader: PropertyReader) throws(KafkaError) -> JAASConfiguration? {
        guard let text = reader.secret("sasl.jaas.config") else {
            do throws(JAASConfiguration.Complaint) {
                return try self.fileLogin.withLock { $0 }?.get()
            } catch {
                throw Self.failure("there is no sasl.jaas.config, and \(error)")
            }
        }
        do throws(JAASConfiguration.Complaint) {
            return try JAASConfiguration(text)
        } catch {
            throw Self.failure("sasl.jaas.config can't be read: \(error)")
        }
    }

    private static func failure(_ detail: String) -> KafkaError {
        KafkaError(.invalidConfiguration, "reading sasl.jaas.config", detail: detail)
    }

    private static func password(
        _ jaas: JAASConfiguration, _ mechanism: SASLMechanism
    ) throws(KafkaError) -> Credentials {
        guard let username = jaas["username"], !username.revealed.isEmpty else {
            throw Self.failure("sasl.jaas.config names no username for \(mechanism.name)")
        }
        guard let password = jaas["password"], !password.revealed.isEmpty else {
            throw Self.failure("sasl.jaas.config names no password for \(mechanism.name)")
        }
        return .password(username: username.revealed, password, isToken: jaas.isOn("tokenauth"))
    }

    private static let handlers = [
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
        "org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerLoginCallbackHandler",
        "org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredLoginCallbackHandler",
    ]

    private static func tokens(_ reader: PropertyReader, _ jaas: JAASConfiguration) throws(KafkaError) -> BearerTokens {
        if let handler = reader.optionalString("sasl.login.callback.handler.class"), !Self.handlers.contains(handler) {
            throw reader.failure(
                "sasl.login.callback.handler.class", "a Java class can't be loaded; there is \(Self.handlers[0])")
        }
        let extensions = try Self.extensions(jaas)
        let key = "sasl.oauthbearer.token.endpoint.url"
        guard let url = reader.optionalString(key) else {
            if let unsecured = try UnsecuredTokens(jaas) {
                return BearerTokens(source: unsecured, extensions: extensions)
            }
            throw KafkaError(
                .invalidConfiguration, "reading \(key)", detail: "OAUTHBEARER needs \(key): where the token comes from")
        }
        try TokenPolicy.check(url)
        if url.lowercased().hasPrefix("file:") {
            var path = url.dropFirst(5)
            while path.hasPrefix("//") { path = path.dropFirst() }
            return BearerTokens(source: TokenFile(path: String(path)), extensions: extensions)
        }
        let settings = try OAuthSettings(reader, jaas, url: url)
        return BearerTokens(
            source: OAuthTokenSource.shared(reader.properties, settings), extensions: extensions)
    }

    /// Options `extension_NAME`: further names and values for the broker (KIP-342).
    private static func extensions(_ jaas: JAASConfiguration) throws(KafkaError) -> [(String, String)] {
        let prefix = "extension_"
        var extensions: [(String, String)] = []
        for option in jaas.names.sorted() where option.hasPrefix(prefix) {
            let name = String(option.dropFirst(prefix.count))
            let value = jaas[option]?.revealed ?? ""
            let isFine =
                !name.isEmpty && name != "auth" && name.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
                && !value.isEmpty && value.utf8.allSatisfy { ($0 > 31 && $0 < 127) || $0 == 9 || $0 == 10 || $0 == 13 }
            guard isFine else {
                throw Self.failure(
                    "sasl.jaas.config: \(option) is no extension: its name has letters only, its value plain characters"
                )
            }
            extensions.append((name, value))
        }
        return extensions
    }

    private static func warnOfOtherModule(_ module: String, _ mechanism: SASLMechanism) {
        let expected =
            switch mechanism {
            case .plain: "org.apache.kafka.common.security.plain.PlainLoginModule"
            case .scram: "org.apache.kafka.common.security.scram.ScramLoginModule"
            case .oauthBearer: "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule"
            }
        guard module != expected else { return }
        Self.log.warn(
            "The login module in sasl.jaas.config is for another mechanism than sasl.mechanism; its options are used",
            ["module": module, "expected": expected])
    }

    private static let log = Logger("org.apache.kafka.common.security.authenticator.LoginManager")
}
