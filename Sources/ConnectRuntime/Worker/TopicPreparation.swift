import ConnectAPI
import KafkaClient
import KafkaWire
import Log
import Transport

/// Sees to it that a topic is there before a task writes to it.
protocol TopicPreparation: Sendable {
    /// Called once for each topic that a task uses.
    func prepare(_ topic: String) async throws
}

/// Creates topics with the settings that a connector has for them.
struct ConfiguredTopics: TopicPreparation {
    private let creation: TopicCreation?
    private let planned: [PlannedTopic]
    private let configuration: ClientConfiguration
    private let loop: EventLoop
    private static let log = Logger("org.apache.kafka.connect.runtime.AbstractWorkerSourceTask")

    /// - Parameters:
    ///   - creation: The connector's `topic.creation.*` settings; nil leaves topics to the brokers.
    ///   - planned: Topics that the plugin itself has settings for; these count first.
    ///   - configuration: Of the admin client.
    init(
        _ creation: TopicCreation?, planned: [PlannedTopic], _ configuration: ClientConfiguration, loop: EventLoop
    ) {
        self.creation = creation
        self.planned = planned
        self.configuration = configuration
        self.loop = loop
    }

    /// The admin client is there for this call alone: most tasks write to one topic, and would keep connections for ever.
    func prepare(_ topic: String) async throws {
        let plan = self.planned.first { $0.name == topic }
        guard plan != nil || self.creation != nil else { return }
        let cluster = KafkaCluster(self.configuration, loop: self.loop)
        do {
            let admin = KafkaAdmin(cluster)
            if let plan {
                try await self.create(plan, admin)
            } else if let creation {
                try await self.create(topic, creation, admin)
            }
            await cluster.close()
        } catch {
            await cluster.close()
            throw error
        }
    }

    /// A topic that can't be created is left to the brokers, as Kafka Connect's own plugins leave it.
    private func create(_ plan: PlannedTopic, _ admin: KafkaAdmin) async throws {
        let new = NewTopic(
            plan.name, partitions: plan.partitions, replicationFactor: plan.replicationFactor, configs: plan.settings)
        switch try await admin.createTopics([new])[plan.name] {
        case .success: Self.log.info("Topic created", ["topic": plan.name])
        case .failure(let error) where error.code == .broker(.topicAlreadyExists): break
        case .failure(let error) where error.isRetriable: throw error
        case .failure(let error): Self.log.warn("Topic couldn't be created", ["topic": plan.name], error: error)
        case nil: throw KafkaError(.malformedFrame, "creating topic \(plan.name)", detail: "the broker left it out")
        }
    }

    private func create(_ topic: String, _ creation: TopicCreation, _ admin: KafkaAdmin) async throws {
        switch try await admin.describeTopics([topic])[topic] {
        case .success: return
        case .failure(let error) where Self.mayBeMissing(error): break
        case .failure(let error) where error.isRetriable: throw error
        case .failure(let error):
            throw ConnectError(.connect, "Error while attempting to describe topics '\(topic)'", cause: error)
        case nil: break
        }
        let group = creation.group(for: topic)
        let new = NewTopic(
            topic, partitions: Int32(clamping: group.partitions), replicationFactor: group.replicationFactor,
            configs: group.settings)
        switch try await admin.createTopics([new])[topic] {
        case .success: Self.log.info("Topic created", ["topic": topic, "group": group.name])
        case .failure(let error) where error.code == .broker(.topicAlreadyExists): break
        case .failure(let error):
            if error.isRetriable { throw error }
            guard Self.isForbidden(error) else {
                throw ConnectError(
                    .connect, "Unable to create topic(s) '\(topic)': \(error.detail ?? error.description)", cause: error
                )
            }
            throw ConnectError(
                .connect,
                "Task failed to create new topic (name=\(topic), numPartitions=\(group.partitions), "
                    + "replicationFactor=\(group.replicationFactor)). Ensure that the task is authorized to create "
                    + "topics or that the topic exists and restart the task",
                cause: error)
        case nil: throw KafkaError(.malformedFrame, "creating topic \(topic)", detail: "the broker left it out")
        }
    }

    private static func mayBeMissing(_ error: KafkaError) -> Bool {
        error.code == .broker(.unknownTopicOrPartition) || self.isForbidden(error)
    }

    private static func isForbidden(_ error: KafkaError) -> Bool {
        error.code == .broker(.topicAuthorizationFailed) || error.code == .broker(.clusterAuthorizationFailed)
            || error.code == .unsupportedVersion
    }
}

/// Leaves topics to the brokers, which create them on their first use if they are configured to.
struct NoTopicPreparation: TopicPreparation {
    func prepare(_ topic: String) async throws {}
}
