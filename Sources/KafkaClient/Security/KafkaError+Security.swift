import Transport

extension KafkaError {
    /// A connection that came to nothing, with a word on what to mend where the cause tells it.
    init(_ error: TransportError, connectingTo endpoint: Endpoint) {
        let operation = "connecting to \(endpoint)"
        switch error.code {
        case .cancelled: self.init(.cancelled, operation, cause: error)
        case .tls(let failure):
            let words = error.cause ?? "TLS handshake"
            self.init(
                failure == .hungUp ? .connectionFailed : .authenticationFailed, operation,
                detail: "TLS handshake: \(words): \(Self.mend(failure))")
        default: self.init(.connectionFailed, operation, cause: error)
        }
    }

    static func mend(_ failure: TLSFailure) -> String {
        switch failure {
        case .untrusted: "add the authority that signed it to ssl.truststore.location"
        case .outdated:
            "renew the certificate, and if it is in ssl.truststore.location replace it there; or set this machine's clock"
        case .wrongHost:
            "use a name that is in the certificate in bootstrap.servers and advertised.listeners, or leave "
                + "ssl.endpoint.identification.algorithm empty"
        case .notTLS: "this listener is no TLS listener: check the port in bootstrap.servers, and security.protocol"
        case .hungUp:
            "if that happens each time, this listener is no TLS listener: check the port in bootstrap.servers, and "
                + "security.protocol"
        case .nothingInCommon:
            "check ssl.enabled.protocols, ssl.protocol and ssl.cipher.suites; "
                + "or the broker wants a client certificate: check ssl.keystore.location"
        case .certificateRefused:
            "the broker wants a certificate that it trusts: check ssl.keystore.location and its certificate chain"
        case .other: "check the ssl.* settings of both sides"
        }
    }
}
