package import ConnectAPI

/// Which settings of its Kafka clients a connector may override: `connector.client.config.override.policy`.
package enum ClientOverridePolicy: String, Sendable, CaseIterable {
    case all = "All"
    case none = "None"
    case principal = "Principal"

    /// Finds the policy by its alias, its simple name or its full class name.
    package init(named name: String) throws(ConfigError) {
        let package = "org.apache.kafka.connect.connector.policy."
        let suffix = "ConnectorClientConfigOverridePolicy"
        for policy in Self.allCases {
            let simple = policy.rawValue + suffix
            if name == policy.rawValue || name == simple || name == package + simple {
                self = policy
                return
            }
        }
        throw ConfigError(
            "Failed to find any class that implements interface \(package)\(suffix) and which name matches \(name), "
                + "available policies are: " + Self.allCases.map(\.rawValue).joined(separator: ", "))
    }

    /// Whether a connector may set `key` of a client.
    package func allows(_ key: String) -> Bool {
        switch self {
        case .all: true
        case .none: false
        case .principal: ["sasl.jaas.config", "sasl.mechanism", "security.protocol"].contains(key)
        }
    }

    /// Why `key` may not be set; nothing if it may.
    package func problem(with key: String) -> String? {
        if self.allows(key) { return nil }
        return "The '\(self.rawValue)' policy does not allow '\(key)' to be overridden in the connector configuration."
    }
}

/// The kinds of Kafka clients for which a connector may have settings of its own.
package enum ClientKind: String, Sendable, CaseIterable {
    case producer, consumer, admin

    /// `producer.override.` and so on.
    package var overridePrefix: String { self.rawValue + ".override." }
    /// `producer.` and so on: settings of the worker for its connectors' clients.
    package var workerPrefix: String { self.rawValue + "." }

    package var definition: ConfigDefinition {
        switch self {
        case .producer: ProducerKeys.definition
        case .consumer: ConsumerKeys.definition
        case .admin: AdminKeys.definition
        }
    }
}
