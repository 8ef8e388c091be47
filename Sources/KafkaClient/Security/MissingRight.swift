import KafkaWire

/// Which right on the brokers a client lacks: the broker says only what it refuses.
package enum MissingRight {
    /// Words for `KafkaError.detail`: whom to give what.
    ///
    /// - Parameters:
    ///   - right: The operation as Kafka's ACLs call it, such as `Read`.
    ///   - resource: On what, such as `group connect-cluster`.
    ///   - client: Whose user it is.
    ///   - otherwise: What to say of errors that have nothing to do with rights.
    static func detail(
        _ code: ErrorCode, _ right: String, on resource: String, _ client: ClientConfiguration,
        otherwise: String? = nil
    ) -> String? {
        switch code {
        case .topicAuthorizationFailed, .groupAuthorizationFailed, .clusterAuthorizationFailed,
            .transactionalIDAuthorizationFailed:
            "Not authorized to access \(resource): give \(Self.principal(client)) the right \(right) on it"
        default: otherwise
        }
    }

    private static func principal(_ client: ClientConfiguration) -> String {
        guard let sasl = client.security.sasl else {
            return client.security.tls == nil ? "User:ANONYMOUS" : "the user of this client's certificate"
        }
        guard case .password(let username, _, let isToken) = sasl.credentials, !isToken else {
            return "the user of this client's token"
        }
        return "User:\(username)"
    }
}

extension KafkaError {
    /// The same error with whom to give which right, if a right is what is missing.
    func namingRight(_ right: String, on resource: String, _ client: ClientConfiguration) -> KafkaError {
        guard let code = self.code.brokerCode else { return self }
        return KafkaError(
            self.code, self.operation,
            detail: MissingRight.detail(code, right, on: resource, client, otherwise: self.detail), cause: self.cause)
    }
}
