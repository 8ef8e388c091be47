import ConnectAPI
package import KafkaClient
import KafkaWire
import Log
package import Transport

/// Makes the worker's own topics where they are missing, and refuses those in which state would be lost.
package struct InternalTopics: Sendable {
    private let admin: KafkaAdmin
    private let configuration: WorkerConfiguration
    private let clock: LoopClock
    private static let log = Logger("org.apache.kafka.connect.util.TopicAdmin")

    package init(_ admin: KafkaAdmin, _ configuration: WorkerConfiguration, clock: LoopClock) {
        self.admin = admin
        self.configuration = configuration
        self.clock = clock
    }

    /// Creates and checks the three topics.
    ///
    /// - Returns: The partitions of each.
    /// - Throws: ``ConfigError`` for a topic that must not be used, in Java's words; what Kafka says otherwise.
    package func prepare() async throws -> [InternalTopic: Int32] {
        try await self.create()
        return try await self.check()
    }

    private func create() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        var missing = InternalTopic.allCases
        while !missing.isEmpty {
            let topics = missing.map { topic in
                NewTopic(
                    self.configuration.topic(topic), partitions: Int32(clamping: self.configuration.partitions(topic)),
                    replicationFactor: self.configuration.replicationFactor(topic),
                    configs: self.configuration.topicSettings(topic).merging(["cleanup.policy": "compact"]) { $1 })
            }
            let answers: [String: Result<CreatedTopic, KafkaError>]
            do throws(KafkaError) {
                answers = try await self.admin.createTopics(topics)
            } catch {
                guard error.isTolerable else { throw error }
                answers = [:]  // they exist, or brokers make them
            }
            var last: KafkaError?
            missing = try missing.filter { topic in
                guard case .failure(let error) = answers[self.configuration.topic(topic)] else { return false }
                if error.code == .broker(.topicAlreadyExists) || error.isTolerable { return false }
                guard error.isRetriable || error.code == .broker(.invalidReplicationFactor) else {
                    throw ConnectError(
                        .connect, "Unable to create topic(s) '\(self.configuration.topic(topic))'", cause: error)
                }
                last = error
                return true
            }
            guard !missing.isEmpty else { break }
            guard ContinuousClock.now < deadline else {
                throw ConnectError(.connect, "Timeout expired while trying to create topic(s)", cause: last)
            }
            Self.log.info(
                "Topics can't be created yet; trying again",
                ["topics": missing.map(self.configuration.topic).joined(separator: ", ")], error: last)
            try await self.clock.sleep(for: .milliseconds(500))
        }
    }

    private func check() async throws -> [InternalTopic: Int32] {
        let names = InternalTopic.allCases.map(self.configuration.topic)
        let deadline = ContinuousClock.now + .seconds(30)
        var topics = try await self.admin.describeTopics(names)
        while topics.values.contains(where: \.isRetriableFailure), ContinuousClock.now < deadline {
            try await self.clock.sleep(for: .milliseconds(50))  // a new topic takes a moment to be known everywhere
            topics = try await self.admin.describeTopics(names)
        }
        try await self.checkPolicies()
        var counts: [InternalTopic: Int32] = [:]
        for topic in InternalTopic.allCases {
            let name = self.configuration.topic(topic)
            guard let found = topics[name] else { continue }
            do throws(KafkaError) {
                counts[topic] = Int32(try found.get().partitions.count)
            } catch  where error.code == .broker(.topicAuthorizationFailed) {
                throw ConnectError(
                    .connect,
                    "The worker may not use topic '\(name)' of '\(topic.rawValue).storage.topic': its user needs the rights "
                        + "Read and Write on it, and Create if it isn't there yet", cause: error)
            } catch {
                throw ConnectError(
                    .connect,
                    "Could not look up partition metadata for topic '\(name)' in the allotted period. "
                        + "This could indicate a connectivity issue, unavailable topic partitions, "
                        + "or if this is your first use of the topic it may have taken too long to create.",
                    cause: error)
            }
        }
        if let count = counts[.config], count > 1 {
            throw ConfigError(
                "Topic '\(self.configuration.topic(.config))' supplied via the 'config.storage.topic' property is "
                    + "required to have a single partition in order to guarantee consistency of connector "
                    + "configurations, but found \(count) partitions.")
        }
        return counts
    }

    private func checkPolicies() async throws {
        let policies: [ConfigResource: Result<[ConfigEntry], KafkaError>]
        do throws(KafkaError) {
            policies = try await self.admin.describeConfigs(
                InternalTopic.allCases.map { .topic(self.configuration.topic($0)) }, keys: ["cleanup.policy"])
        } catch {
            guard error.isTolerable else { throw error }
            return Self.log.info("The topics' cleanup policies can't be read", error: error)
        }
        for topic in InternalTopic.allCases {
            guard case .success(let entries) = policies[.topic(self.configuration.topic(topic))],
                let policy = entries.first(where: { $0.name == "cleanup.policy" })?.value
            else { continue }
            let parts = policy.split(separator: ",").map { $0.filter { $0 != " " } }
            if parts != ["compact"] { throw self.wrongPolicy(topic, policy) }
        }
    }

    private func wrongPolicy(_ topic: InternalTopic, _ policy: String) -> ConfigError {
        let property = "\(topic.rawValue).storage.topic"
        let purpose =
            switch topic {
            case .config: "connector configurations"
            case .offset: "source connector offsets"
            case .status: "connector and task statuses"
            }
        return ConfigError(
            "Topic '\(self.configuration.topic(topic))' supplied via the '\(property)' property is required to have "
                + "'cleanup.policy=compact' to guarantee consistency and durability of \(purpose), "
                + "but found the topic currently has 'cleanup.policy=\(policy)'. "
                + "Continuing would likely result in eventually losing \(purpose) and problems restarting this Connect "
                + "cluster in the future. Change the '\(property)' property in the Connect worker configurations to "
                + "use a topic with 'cleanup.policy=compact'.")
    }
}

extension KafkaError {
    /// We may not do this, or the broker can't: whatever it was for has to be there already.
    fileprivate var isTolerable: Bool {
        self.code == .unsupportedVersion || self.code.brokerCode == .topicAuthorizationFailed
            || self.code.brokerCode == .clusterAuthorizationFailed || self.code.brokerCode == .unsupportedVersion
    }
}

extension Result where Failure == KafkaError {
    fileprivate var isRetriableFailure: Bool { if case .failure(let error) = self { error.isRetriable } else { false } }
}
