package import ConnectAPI

/// Names by which brokers know the worker's clients and transactions.
extension WorkerConfiguration {
    /// What the names of the worker's own clients begin with.
    package var clientIDBase: String {
        let own = self[WorkerKeys.clientID]
        return self.groupID + "-" + (own.isEmpty ? "" : own + "-")
    }

    /// Transactional id of the leader's producer for the configuration topic.
    package var leaderTransactionalID: String { "connect-cluster-\(self.groupID)" }

    /// Transactional id of a source task.
    package func taskTransactionalID(connector: String, task: Int) -> String { "\(self.groupID)-\(connector)-\(task)" }
}

/// Settings of the clients that the worker uses for itself: everything it was given without a prefix, then what must be.
extension WorkerConfiguration {
    /// For the clients of the group membership. Other than the rest, they have the worker's defaults, not the clients'.
    package func membershipProperties(workerID: String) -> [String: String] {
        var properties = self.unprefixed
        for key in WorkerKeys.definition.keys where properties[key.name] == nil {
            guard AdminKeys.definition[key.name] != nil, let text = key.defaultText else { continue }
            properties[key.name] = text
        }
        if self[WorkerKeys.clientID].isEmpty { properties["client.id"] = "connect-\(workerID)" }
        return properties
    }

    /// For the admin client that the three stores share.
    package var adminProperties: [String: String] { self.own("shared-admin", [:]) }

    /// For the producer that writes to one of the three topics.
    package func producerProperties(_ topic: InternalTopic) -> [String: String] {
        var forced = ["enable.idempotence": "false", "acks": "all", "max.in.flight.requests.per.connection": "1"]
        switch topic {
        case .status: forced["retries"] = "0"  // the store tries again itself, unless there is a newer state by then
        case .config, .offset: forced["delivery.timeout.ms"] = String(Int32.max)
        }
        return self.own(topic.clientName, forced)
    }

    /// For the consumer that reads one of the three topics from its beginning, without a group.
    package func consumerProperties(_ topic: InternalTopic) -> [String: String] {
        var forced = ["enable.auto.commit": "false", "auto.offset.reset": "earliest"]
        if topic != .status, self.exactlyOnce == .enabled { forced["isolation.level"] = "read_committed" }
        var properties = self.own(topic.clientName, forced)
        properties["group.id"] = nil
        return properties
    }

    /// For the leader's producer of the configuration topic, when it writes in transactions.
    package var leaderProducerProperties: [String: String] {
        self.own(
            "configs-leader",
            [
                "acks": "all", "max.in.flight.requests.per.connection": "5", "enable.idempotence": "true",
                "delivery.timeout.ms": String(Int32.max), "transactional.id": self.leaderTransactionalID,
            ])
    }

    private func own(_ name: String, _ forced: [String: String]) -> [String: String] {
        var properties = self.unprefixed
        properties["client.id"] = self.clientIDBase + name
        return properties.merging(forced) { $1 }
    }

    /// What was given without one of the prefixes of connectors' clients.
    private var unprefixed: [String: String] {
        var properties = self.properties.filter { name, _ in
            !ClientKind.allCases.contains { name.hasPrefix($0.workerPrefix) }
        }
        properties["bootstrap.servers"] = self.bootstrapServers
        return properties
    }

    /// Where clients get their tokens, of all that the worker's own configuration names; connectors may name no others.
    package var tokenURLs: [String] {
        let key = "sasl.oauthbearer.token.endpoint.url"
        return ([""] + ClientKind.allCases.map(\.workerPrefix)).compactMap { self.properties[$0 + key]?.trimmingBlanks }
    }

    private var bootstrapServers: String { self[WorkerKeys.bootstrapServers].joined(separator: ",") }
}

/// Settings of the clients that connectors and tasks get: Connect's defaults, then the worker's under `producer.` and
/// so on, then the connector's under `producer.override.` and so on, as far as the policy allows.
extension WorkerConfiguration {
    /// For the producer of a source task.
    package func sourceProducerProperties(
        connector: String, task: Int, _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        try self.layered(
            .producer, clientID: "connector-producer-\(connector)-\(task)", self.producerDefaults, configuration)
    }

    /// For the producer of a source task that delivers exactly once.
    package func exactlyOnceProducerProperties(
        connector: String, task: Int, _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        var defaults = self.producerDefaults
        defaults["enable.idempotence"] = nil
        var properties = try self.layered(
            .producer, clientID: "connector-producer-\(connector)-\(task)", defaults, configuration)
        properties["enable.idempotence"] = "true"
        properties["transactional.id"] = self.taskTransactionalID(connector: connector, task: task)
        return properties
    }

    /// For the producer of a sink task's dead letters.
    package func deadLetterProducerProperties(
        connector: String, task: Int, _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        try self.layered(
            .producer, clientID: "connector-dlq-producer-\(connector)-\(task)", self.producerDefaults, configuration)
    }

    /// For the producer with which the offsets of a connector are changed through REST.
    package func offsetProducerProperties(
        connector: String, _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        try self.layered(
            .producer, clientID: "connector-offset-producer-\(connector)", self.producerDefaults, configuration)
    }

    /// For the consumer of a sink task.
    package func sinkConsumerProperties(
        connector: String, task: Int, _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        let defaults = [
            "group.id": "connect-\(connector)", "enable.auto.commit": "false", "auto.offset.reset": "earliest",
        ]
        return try self.layered(
            .consumer, clientID: "connector-consumer-\(connector)-\(task)", defaults, configuration)
    }

    /// For the consumer that reads a connector's own offsets topic.
    ///
    /// - Parameter task: The task that it belongs to; nothing: the connector.
    package func offsetConsumerProperties(
        connector: String, task: Int?, _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        var defaults = ["enable.auto.commit": "false", "auto.offset.reset": "earliest"]
        if self.exactlyOnce != .enabled { defaults["isolation.level"] = "read_committed" }
        let clientID = "connector-consumer-\(connector)" + (task.map { "-\($0)" } ?? "")
        var properties = try self.layered(.consumer, clientID: clientID, defaults, configuration)
        if self.exactlyOnce == .enabled { properties["isolation.level"] = "read_committed" }
        properties["group.id"] = nil
        return properties
    }

    /// For an admin client of a connector: topic creation of a task (`connector-adminclient-<connector>-<task>`), offsets
    /// and fencing (`connector-worker-adminclient-<connector>`), dead letters. Other than producers and consumers it has
    /// everything that the worker was given without a prefix.
    package func connectorAdminProperties(
        clientID: String, _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        try self.layered(.admin, clientID: clientID, self.unprefixed, configuration)
    }

    private var producerDefaults: [String: String] {
        [
            "max.block.ms": String(Int64.max), "enable.idempotence": "false", "acks": "all",
            "max.in.flight.requests.per.connection": "1", "delivery.timeout.ms": String(Int32.max),
        ]
    }

    private func layered(
        _ kind: ClientKind, clientID: String, _ defaults: [String: String], _ configuration: ConfigValues
    ) throws(ConfigError) -> [String: String] {
        var properties = defaults
        properties["bootstrap.servers"] = self.bootstrapServers
        properties["client.id"] = clientID
        properties.merge(self.properties(withPrefix: kind.workerPrefix)) { $1 }
        let overrides = Configuration.strip(kind.overridePrefix, from: configuration)
        let denied = overrides.keys.sorted().compactMap(self.overridePolicy.problem)
        guard denied.isEmpty else {
            throw ConfigError("Client Config Overrides not allowed: " + denied.joined(separator: " "))
        }
        for (name, value) in overrides { properties[name] = value }
        return properties
    }
}

extension InternalTopic {
    fileprivate var clientName: String {
        switch self {
        case .config: "configs"
        case .offset: "offsets"
        case .status: "statuses"
        }
    }
}
