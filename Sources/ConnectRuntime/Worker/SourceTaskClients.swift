import ConnectAPI
import KafkaClient
import Transport

/// The Kafka clients of one source task.
final class SourceTaskClients: Sendable {
    let producer: KafkaProducer
    private let cluster: KafkaCluster
    /// For creating topics; nil if the connector leaves that to the brokers.
    private let adminCluster: KafkaCluster?
    let topics: any TopicPreparation
    private let timeout = Duration.seconds(5)

    init(_ id: TaskID, _ connector: ConfigValues, _ services: WorkerServices) throws {
        let properties = try services.configuration.sourceProducerProperties(
            connector: id.connector, task: Int(id.task), connector)
        let configuration = try ProducerConfiguration(properties)
        self.cluster = KafkaCluster(configuration.client, loop: services.loop)
        self.producer = KafkaProducer(configuration, cluster: self.cluster)
        guard services.configuration[WorkerKeys.topicCreation], let creation = try TopicCreation(connector) else {
            self.adminCluster = nil
            self.topics = NoTopicPreparation()
            return
        }
        let admin = try ClientConfiguration(
            try services.configuration.connectorAdminProperties(clientID: "connector-adminclient-\(id)", connector))
        let cluster = KafkaCluster(admin, loop: services.loop)
        self.adminCluster = cluster
        self.topics = ConfiguredTopics(creation, KafkaAdmin(cluster))
    }

    /// Calls `body` while the clients work, and closes them.
    func run<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.producer.run() }
            let result = await body()
            await self.close(within: self.timeout)
            return result
        }
    }

    /// Gives up what isn't stored within `timeout`.
    func close(within timeout: Duration) async {
        await self.producer.close(timeout: timeout)
        await self.cluster.close()
        await self.adminCluster?.close()
    }

}
