package import Transport

/// TLS of a listener of ours, by the same `ssl.…` keys as clients have.
package enum ServerTLS {
    /// - Parameters:
    ///   - properties: Without the listener's prefix.
    ///   - prefix: Of the keys as the user wrote them, such as `listeners.https.`; empty for none.
    /// - Throws: `invalidConfiguration` that names the key.
    package static func context(_ properties: [String: String], prefix: String) throws(KafkaError) -> TLSContext {
        let reader = PropertyReader(properties)
        do throws(KafkaError) {
            guard let identity = try StoreSettings.identity(reader) else {
                throw KafkaError(
                    .invalidConfiguration, "reading ssl.keystore.location",
                    detail: "ssl.keystore.location is missing: an https listener needs a certificate and its key")
            }
            let clients = try reader.oneOf("ssl.client.auth", default: "none", ["required", "requested", "none"])
            let wanted: TLSSettings.ClientCertificates =
                switch clients {
                case "required": .required
                case "requested": .wanted
                default: .none
                }
            let settings = TLSSettings(
                trust: wanted == .none ? .system : try StoreSettings.trust(reader), identity: identity,
                versions: try ClientSecurity.versions(reader), cipherSuites: reader.list("ssl.cipher.suites"),
                clientCertificates: wanted)
            return try ClientSecurity.naming(reader) { () throws(TLSSettingsError) in
                try TLSContext(.server, settings)
            }
        } catch {
            guard !prefix.isEmpty, let detail = error.detail else { throw error }
            throw KafkaError(error.code, error.operation, detail: "\(detail) (with \(prefix) in front of the keys)")
        }
    }
}
