package import Transport

/// What every Kafka client is configured with: Kafka's keys, types and defaults. Keys of others are ignored.
package struct ClientConfiguration: Sendable {
    // What each request needs comes first, so that it lies together.
    package var clientID: String
    package var requestTimeout: Duration
    /// The largest answer accepted, in bytes. Not one of Kafka's keys: Java's client takes any size.
    package var maxResponseSize = 134_217_728
    package var bootstrapServers: [Endpoint]
    package var defaultAPITimeout: Duration
    package var retryBackoff: Backoff
    package var reconnectBackoff: Backoff
    package var connectionSetupTimeout: Backoff
    package var connectionsMaxIdle: Duration
    package var metadataMaxAge: Duration
    package var security: ClientSecurity
    /// Counts what the client does; nil: nobody does.
    package var meter: ClientMeter?
    /// The broker that a connection is to, as metrics name it.
    var node: String?

    /// - Throws: `invalidConfiguration`, in Kafka's words, naming the key.
    package init(_ properties: [String: String]) throws(KafkaError) {
        let reader = PropertyReader(properties)
        self.bootstrapServers = try Self.endpoints(reader)
        self.clientID = reader.string("client.id", default: "")
        self.requestTimeout = try reader.milliseconds("request.timeout.ms", default: 30_000)
        self.defaultAPITimeout = try reader.milliseconds("default.api.timeout.ms", default: 60_000)
        self.retryBackoff = Backoff(
            initial: try reader.milliseconds("retry.backoff.ms", default: 100),
            maximum: try reader.milliseconds("retry.backoff.max.ms", default: 1000))
        self.reconnectBackoff = Backoff(
            initial: try reader.milliseconds("reconnect.backoff.ms", default: 50),
            maximum: try reader.milliseconds("reconnect.backoff.max.ms", default: 1000))
        self.connectionSetupTimeout = Backoff(
            initial: try reader.milliseconds("socket.connection.setup.timeout.ms", default: 10_000),
            maximum: try reader.milliseconds("socket.connection.setup.timeout.max.ms", default: 30_000))
        self.connectionsMaxIdle = .milliseconds(
            try reader.int("connections.max.idle.ms", default: 540_000, in: -1...Int.max, type: "LONG"))
        self.metadataMaxAge = try reader.milliseconds("metadata.max.age.ms", default: 300_000)
        self.security = try ClientSecurity(reader)
    }

    private static func endpoints(_ reader: PropertyReader) throws(KafkaError) -> [Endpoint] {
        let operation = "reading bootstrap.servers"
        var endpoints: [Endpoint] = []
        for text in reader.list("bootstrap.servers") {
            guard let endpoint = Endpoint(text), !endpoint.host.isEmpty else {
                throw KafkaError(
                    .invalidConfiguration, operation,
                    detail: "Invalid url in bootstrap.servers: \(text): each is HOST:PORT, with commas between")
            }
            endpoints.append(endpoint)
        }
        guard !endpoints.isEmpty else {
            throw KafkaError(
                .invalidConfiguration, operation,
                detail: "No resolvable bootstrap urls given in bootstrap.servers: set it to HOST:PORT of some brokers")
        }
        return endpoints
    }
}
