import Transport

/// Where tokens may come from: whoever may configure connectors could otherwise have the worker read files, and ask
/// servers, that he can't reach himself.
package enum TokenPolicy {
    private static let allowed = Locked<Set<String>?>(nil)

    /// - Parameter urls: The only ones; nil: all, which is right where nobody but the operator configures clients.
    package static func allow(_ urls: [String]?) { self.allowed.withLock { $0 = urls.map(Set.init) } }

    static func check(_ url: String) throws(KafkaError) {
        guard let allowed = self.allowed.withLock({ $0 }), !allowed.contains(url) else { return }
        throw KafkaError(
            .invalidConfiguration, "reading sasl.oauthbearer.token.endpoint.url",
            detail: "\(url) is not allowed as sasl.oauthbearer.token.endpoint.url: name it in the worker's own "
                + "configuration, or in -Dorg.apache.kafka.sasl.oauthbearer.allowed.urls in KAFKA_OPTS")
    }
}
