import ConnectAPI
import KafkaClient
import Transport

/// The Kafka clients of one source task.
final class SourceTaskClients: Sendable {
    let producer: KafkaProducer
    private let cluster: KafkaCluster
    let topics: any TopicPreparation
    private let timeout = Duration.seconds(5)
    private let memory: MemoryBudget
    /// What the producer has of it until it is closed.
    private let reserved: Locked<Int>
    private let metrics: WorkerMetrics

    init(_ id: TaskID, _ connector: ConfigValues, _ services: WorkerServices) throws {
        let properties = try services.configuration.sourceProducerProperties(
            connector: id.connector, task: Int(id.task), connector)
        var configuration = try ProducerConfiguration(properties)
        var admin: ClientConfiguration?
        var creation: TopicCreation?
        let planned = try services.plannedTopics(connector)
        if services.configuration[WorkerKeys.topicCreation] { creation = try TopicCreation(connector) }
        if creation != nil || !planned.isEmpty {
            admin = try ClientConfiguration(
                try services.configuration.connectorAdminProperties(
                    clientID: "connector-adminclient-\(id)", connector))
        }
        // What comes while a request is under way goes out together anyway; a lone record of a slow source need not wait.
        if properties["linger.ms"] == nil { configuration.linger = 0 }
        // Nothing fails from here on, so that what is reserved is given back.
        self.memory = services.memory
        configuration.bufferMemory = services.memory.reserve(configuration.bufferMemory, for: id.description)
        self.reserved = Locked(configuration.bufferMemory)
        self.metrics = services.metrics
        configuration.client.meter = services.metrics.client(.producer, id: configuration.client.clientID)
        self.cluster = KafkaCluster(configuration.client, loop: services.loop)
        self.producer = KafkaProducer(configuration, cluster: self.cluster)
        self.topics =
            admin.map { ConfiguredTopics(creation, planned: planned, $0, loop: services.loop) } ?? NoTopicPreparation()
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
        let reserved = self.reserved.withLock { reserved in
            defer { reserved = 0 }
            return reserved
        }
        self.memory.release(reserved)
        if let meter = self.producer.configuration.client.meter { self.metrics.remove(meter) }
    }
}
