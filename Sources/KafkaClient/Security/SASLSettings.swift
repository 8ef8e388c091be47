import Glibc
package import Log

/// Who we are to brokers, and how we prove it.
package struct SASLSettings: Sendable {
    package enum Credentials: Sendable {
        case password(username: String, Secret, isToken: Bool)
        /// A file with a bearer token; read for each connection, so that it can be renewed.
        case tokenFile(String, extensions: [(String, String)])
    }

    package let mechanism: SASLMechanism
    package let credentials: Credentials

    /// A new exchange with a broker.
    ///
    /// - Throws: If a token can't be read.
    func newClient() throws(SASLComplaint) -> any SASLClient {
        switch (self.mechanism, self.credentials) {
        case (.scram(let hash), .password(let name, let password, let isToken)):
            SCRAMClient(hash, username: name, password: password, isToken: isToken)
        case (_, .password(let name, let password, _)): PlainClient(username: name, password: password)
        case (_, .tokenFile(let path, let extensions)):
            OAuthBearerClient(token: try Self.token(in: path), extensions: extensions)
        }
    }

    private static func token(in path: String) throws(SASLComplaint) -> Secret {
        let complaint = SASLComplaint("the token file of sasl.oauthbearer.token.endpoint.url, \(path), can't be read")
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw complaint }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 524_288)  // brokers take no longer tokens
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0, count < buffer.count else { throw complaint }
        let text = String(decoding: buffer[..<count], as: UTF8.self).filter { !$0.isWhitespace }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { throw complaint }
        return Secret(text)
    }
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
        guard let text = reader.secret("sasl.jaas.config") else {
            throw KafkaError(
                .invalidConfiguration, "reading sasl.jaas.config",
                detail:
                    "Could not find a 'KafkaClient' entry: security.protocol asks for SASL, so sasl.jaas.config must "
                    + "say who we are")
        }
        let jaas: JAASConfiguration
        do throws(JAASConfiguration.Complaint) {
            jaas = try JAASConfiguration(text)
        } catch {
            throw Self.failure("sasl.jaas.config can't be read: \(error)")
        }
        self.mechanism = mechanism
        self.credentials =
            mechanism == .oauthBearer
            ? try Self.token(reader, jaas) : try Self.password(jaas, mechanism)
        Self.warnOfOtherModule(jaas.module, mechanism)
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

    private static func token(_ reader: PropertyReader, _ jaas: JAASConfiguration) throws(KafkaError) -> Credentials {
        let key = "sasl.oauthbearer.token.endpoint.url"
        guard let url = reader.optionalString(key) else {
            throw KafkaError(
                .invalidConfiguration, "reading \(key)", detail: "OAUTHBEARER needs \(key): where the token comes from")
        }
        guard url.lowercased().hasPrefix("file:") else {
            throw reader.failure(key, "this version reads tokens from a file: URL only")
        }
        var path = url.dropFirst(5)
        while path.hasPrefix("//") { path = path.dropFirst() }
        return .tokenFile(String(path), extensions: [])
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
