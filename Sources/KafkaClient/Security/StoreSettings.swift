import Bytes
import Log
import Transport

/// Reads the stores that Kafka's `ssl.truststore.…` and `ssl.keystore.…` keys name. Every error names the key to mend.
enum StoreSettings {
    static func trust(_ reader: PropertyReader) throws(KafkaError) -> TLSSettings.Trust {
        let (location, password) = (
            reader.optionalString("ssl.truststore.location"), reader.secret("ssl.truststore.password")
        )
        let inline = reader.secret("ssl.truststore.certificates")
        let format = try Self.format(reader, "ssl.truststore.type")
        if let inline {
            try Self.require(format == .pem, "ssl.truststore.certificates", "needs ssl.truststore.type=PEM")
            try Self.require(
                location == nil, "ssl.truststore.certificates", "and ssl.truststore.location exclude each other")
            try Self.require(password == nil, "ssl.truststore.password", "is of no use with PEM certificates")
            return .anchors(
                try Self.naming("ssl.truststore.certificates", nil) { () throws(KeyStoreError) in
                    try PEMStore.certificates(inline)
                })
        }
        guard let location else {
            try Self.require(
                password == nil, "ssl.truststore.password", "is given, but ssl.truststore.location is not")
            return .system
        }
        if format == .pem {
            try Self.require(password == nil, "ssl.truststore.password", "is of no use with a PEM file")
        }
        let store = try Self.naming("ssl.truststore.location", "ssl.truststore.password", location) {
            () throws(KeyStoreError) in
            try KeyStore.load(path: location, format: format, password: password)
        }
        let anchors = store.anchors
        try Self.require(
            !anchors.isEmpty, "ssl.truststore.location", "names \(location), which holds no certificate to trust")
        return .anchors(anchors)
    }

    static func identity(_ reader: PropertyReader) throws(KafkaError) -> KeyStore.Identity? {
        let (location, password) = (
            reader.optionalString("ssl.keystore.location"), reader.secret("ssl.keystore.password")
        )
        let (key, chain) = (reader.secret("ssl.keystore.key"), reader.secret("ssl.keystore.certificate.chain"))
        let keyPassword = reader.secret("ssl.key.password")
        let format = try Self.format(reader, "ssl.keystore.type")
        if key != nil || chain != nil {
            try Self.require(format == .pem, "ssl.keystore.key", "needs ssl.keystore.type=PEM")
            try Self.require(location == nil, "ssl.keystore.key", "and ssl.keystore.location exclude each other")
            guard let key else { throw Self.failure("ssl.keystore.key", "is missing beside the certificate chain") }
            guard let chain else {
                throw Self.failure("ssl.keystore.certificate.chain", "is missing beside ssl.keystore.key")
            }
            return try Self.naming("ssl.keystore.key", nil) { () throws(KeyStoreError) in
                try PEMStore.identity(key: key, chain: chain, keyPassword: keyPassword)
            }
        }
        guard let location else {
            try Self.require(password == nil, "ssl.keystore.password", "is given, but ssl.keystore.location is not")
            return nil
        }
        if format == .pem {
            try Self.require(password == nil, "ssl.keystore.password", "is of no use with a PEM file")
        } else {
            try Self.require(password != nil, "ssl.keystore.password", "is missing: the key store needs it")
        }
        return try Self.naming(
            "ssl.keystore.location", "ssl.keystore.password", location, hasKeyPassword: keyPassword != nil
        ) { () throws(KeyStoreError) in
            try KeyStore.load(path: location, format: format, password: password).identity(keyPassword: keyPassword)
        }
    }

    private static func format(_ reader: PropertyReader, _ key: String) throws(KafkaError) -> KeyStore.Format {
        switch reader.string(key, default: "JKS").uppercased() {
        case "JKS", "PKCS12", "JCEKS": return .binary
        case "PEM": return .pem
        default: throw reader.failure(key, "Sluice reads JKS, PKCS12 and PEM")
        }
    }

    private static func failure(_ key: String, _ complaint: String) -> KafkaError {
        KafkaError(.invalidConfiguration, "reading \(key)", detail: "\(key) \(complaint)")
    }

    private static func require(_ condition: Bool, _ key: String, _ complaint: String) throws(KafkaError) {
        if !condition { throw Self.failure(key, complaint) }
    }

    /// Runs `body`; of what it throws, says which key has to be looked at.
    private static func naming<Result>(
        _ key: String, _ passwordKey: String?, _ path: String? = nil, hasKeyPassword: Bool = false,
        _ body: () throws(KeyStoreError) -> Result
    ) throws(KafkaError) -> Result {
        do throws(KeyStoreError) {
            return try body()
        } catch {
            let place = path.map { " (\($0))" } ?? ""
            switch error.code {
            case .wrongPassword, .noPassword:
                let culprit = passwordKey ?? "ssl.key.password"
                throw Self.failure(culprit, "doesn't open \(key)\(place): \(error)")
            case .wrongKeyPassword where !hasKeyPassword && passwordKey != nil:
                throw Self.failure(
                    "ssl.key.password", "is missing: the key in \(key)\(place) has another password than its store")
            case .isPEM:
                let type = key.replacing(".location", with: ".type")
                throw Self.failure(type, "must be PEM: \(key)\(place) is a PEM file")
            case .wrongKeyPassword:
                throw Self.failure("ssl.key.password", "doesn't open the key in \(key)\(place): \(error)")
            case .missing, .unreadable: throw Self.failure(key, "names a file that can't be read: \(error)")
            case .damaged, .unsupported, .empty: throw Self.failure(key, "can't be used\(place): \(error)")
            }
        }
    }
}
