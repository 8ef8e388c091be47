import Bytes
import Glibc
import Log
package import Transport

/// How a client's connections are secured, by Kafka's `security.protocol`, `ssl.…` and `sasl.…` keys.
package struct ClientSecurity: Sendable {
    /// Nil: connections are plain.
    package let tls: TLSContext?
    /// Nil: we don't say who we are, other than by a certificate.
    package let sasl: SASLSettings?

    package static let plaintext = ClientSecurity(tls: nil, sasl: nil)

    package init(tls: TLSContext?, sasl: SASLSettings?) {
        self.tls = tls
        self.sasl = sasl
    }

    /// Reads stores at once, so that what is wrong with them is known before the first connection.
    init(_ reader: PropertyReader) throws(KafkaError) {
        let security = reader.string("security.protocol", default: "PLAINTEXT").uppercased()
        guard ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"].contains(security) else {
            throw reader.failure(
                "security.protocol",
                "(case insensitive) String must be one of: PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL")
        }
        self.sasl = security.hasPrefix("SASL") ? try SASLSettings(reader) : nil
        self.tls = security.hasSuffix("SSL") ? try Self.context(reader) : nil
    }

    // MARK: - TLS

    private struct CacheKey: Hashable {
        let properties: [String: String]
        let files: [[Int]]
    }

    private static let cache = Locked<[CacheKey: TLSContext]>([:])

    /// Clients with the same settings and files share a context: a worker has several for each of its tasks.
    private static func context(_ reader: PropertyReader) throws(KafkaError) -> TLSContext {
        let key = CacheKey(
            properties: reader.properties.filter { $0.key.hasPrefix("ssl.") },
            files: ["ssl.truststore.location", "ssl.keystore.location"].map { name in
                var information = stat()
                guard let path = reader.optionalString(name), stat(path, &information) == 0 else { return [] }
                return [
                    Int(information.st_mtim.tv_sec), information.st_mtim.tv_nsec, Int(information.st_size),
                    Int(information.st_ino),
                ]
            })
        if let known = Self.cache.withLock({ $0[key] }) { return known }
        let context = try Self.newContext(reader)
        Self.cache.withLock { cache in
            if cache.count >= 32 { cache.removeAll() }
            cache[key] = context
        }
        return context
    }

    private static func newContext(_ reader: PropertyReader) throws(KafkaError) -> TLSContext {
        if let factory = reader.optionalString("ssl.engine.factory.class"),
            factory != "org.apache.kafka.common.security.ssl.DefaultSslEngineFactory"
        {
            throw reader.failure("ssl.engine.factory.class", "a Java class can't be loaded: leave it out")
        }
        let settings = try Self.settings(reader)
        return try Self.naming(reader) { () throws(TLSSettingsError) in try TLSContext(.client, settings) }
    }

    /// What `ssl.…` keys say, with their stores read.
    static func settings(_ reader: PropertyReader) throws(KafkaError) -> TLSSettings {
        let algorithm = reader.string("ssl.endpoint.identification.algorithm", default: "https").lowercased()
        guard ["", "https"].contains(algorithm) else {
            throw reader.failure("ssl.endpoint.identification.algorithm", "it must be https, or empty for no check")
        }
        return TLSSettings(
            trust: try StoreSettings.trust(reader), identity: try StoreSettings.identity(reader),
            versions: try Self.versions(reader), cipherSuites: reader.list("ssl.cipher.suites"),
            verifiesHost: !algorithm.isEmpty)
    }

    /// Makes a context; of what is wrong with its settings, says which key has to be looked at.
    static func naming(
        _ reader: PropertyReader, _ make: () throws(TLSSettingsError) -> TLSContext
    ) throws(KafkaError) -> TLSContext {
        do throws(TLSSettingsError) {
            return try make()
        } catch {
            let key =
                switch error.part {
                case .trust where reader.secret("ssl.truststore.certificates") != nil: "ssl.truststore.certificates"
                case .trust: "ssl.truststore.location"
                case .identity where reader.secret("ssl.keystore.key") != nil: "ssl.keystore.key"
                case .identity: "ssl.keystore.location"
                case .versions: "ssl.enabled.protocols"
                case .cipherSuites: "ssl.cipher.suites"
                case .library: "security.protocol"
                }
            throw KafkaError(.invalidConfiguration, "reading \(key)", detail: "\(key): \(error)")
        }
    }

    static func versions(_ reader: PropertyReader) throws(KafkaError) -> ClosedRange<TLSVersion> {
        let known: [String: TLSVersion] = ["TLSv1.2": .v12, "TLSv1.3": .v13]
        let names =
            reader.properties["ssl.enabled.protocols"] == nil
            ? ["TLSv1.2", "TLSv1.3"]
            : reader.list("ssl.enabled.protocols")
        // Java's name of the context is the highest version that it offers
        let highest = known[reader.string("ssl.protocol", default: "TLSv1.3")] ?? .v13
        let enabled = names.compactMap { known[$0] }.filter { $0 <= highest }
        guard let first = enabled.min(), let last = enabled.max() else {
            throw reader.failure(
                "ssl.enabled.protocols", "TLSv1.2 or TLSv1.3 must be among them, and not above ssl.protocol")
        }
        return first...last
    }
}
