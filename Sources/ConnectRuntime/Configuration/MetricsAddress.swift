package import ConnectAPI
package import Transport

/// Where metrics are to be served: as the command line, the agent in an image's Java options, or the configuration says.
package enum MetricsAddress {
    /// The worker's own property.
    package static let property = "sluice.metrics.port"

    /// Finds out where to serve them. The agent comes before the property, which images set as their default.
    ///
    /// - Parameters:
    ///   - option: Of the command line: `8079`, `127.0.0.1:8079` or `[::1]:8079`.
    ///   - agent: The JMX exporter's agent: its page is served there, with our own rules.
    ///   - property: Like `option`.
    /// - Returns: nil: nobody asks for metrics.
    package static func endpoint(
        option: String?, agent: JavaOptions.MetricsAgent? = nil, property: String? = nil
    ) throws(ConfigError) -> Endpoint? {
        if let option { return try Self.endpoint(option, of: "'--metrics-port'") }
        if let agent { return Endpoint(host: agent.host ?? "", port: agent.port) }
        guard let property, !property.isEmpty else { return nil }
        return try Self.endpoint(property, of: Self.property)
    }

    private static func endpoint(_ text: String, of name: String) throws(ConfigError) -> Endpoint {
        if text.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(text) {
            return Endpoint(host: "", port: Int(port))
        }
        guard let endpoint = Endpoint(text), (0...65_535).contains(endpoint.port) else {
            throw ConfigError("\(name) is a port or HOST:PORT, not '\(text)'")
        }
        return endpoint
    }
}

extension WorkerConfiguration {
    /// Of ``MetricsAddress/property``; nil: not set.
    package var metricsAddress: String? { self.properties(withPrefix: "sluice.metrics.")["port"] }
}
