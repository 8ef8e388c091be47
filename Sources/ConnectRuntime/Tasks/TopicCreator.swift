import ConnectAPI
import KafkaClient
import KafkaWire
import Log

/// Creates the topics that a source task writes to, if the connector says how (KIP-158). Each topic is asked for once.
final class TopicCreator {
    private let admin: KafkaAdmin
    private let newTopic: (@Sendable (String) -> NewTopic)?
    private var known: Set<String> = []
    private let log = Logger("org.apache.kafka.connect.runtime.AbstractWorkerSourceTask")

    init(admin: KafkaAdmin, newTopic: (@Sendable (String) -> NewTopic)?) {
        self.admin = admin
        self.newTopic = newTopic
    }

    /// Whether nothing is to be done for `topic` any more.
    func knows(_ topic: String) -> Bool { self.newTopic == nil || self.known.contains(topic) }

    /// Creates `topic` unless it is there.
    ///
    /// - Throws: `retriable` if it may go better later; otherwise the task has to fail.
    func prepare(_ topic: String) async throws(ConnectError) {
        guard let newTopic else { return }
        do throws(KafkaError) {
            if try await self.exists(topic) {
                self.known.insert(topic)
                return
            }
            let created = try await self.admin.createTopics([newTopic(topic)])
            switch created[topic] {
            case .success:
                self.log.info("Created topic", ["topic": topic])
            case .failure(let error) where error.code == .broker(.topicAlreadyExists): break
            // As Java: without the right to create, the topic may still be there or be made by the broker.
            case .failure(let error)
            where error.code == .broker(.topicAuthorizationFailed) || error.code == .broker(.clusterAuthorizationFailed):
                self.log.warn("May not create topic: taken to be there", ["topic": topic], error: error)
            case .failure(let error): throw error
            case nil: throw KafkaError(.malformedFrame, "creating topic \(topic)")
            }
            self.known.insert(topic)
        } catch {
            if error.isRetriable {
                throw ConnectError(.retriable, "Asking for topic \(topic) or creating it", cause: error)
            }
            throw ConnectError(
                .connect,
                "Task failed to create new topic \(newTopic(topic)). Ensure that the task is authorized to create topics or that the "
                    + "topic exists and restart the task",
                cause: error)
        }
    }

    private func exists(_ topic: String) async throws(KafkaError) -> Bool {
        switch try await self.admin.describeTopics([topic])[topic] {
        case .success: return true
        case .failure(let error) where error.code == .broker(.unknownTopicOrPartition): return false
        // Without the right to look, Java takes the topic to be there.
        case .failure(let error) where error.code == .broker(.topicAuthorizationFailed): return true
        case .failure(let error): throw error
        case nil: return false
        }
    }
}
