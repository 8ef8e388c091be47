/// How a ``DevCluster`` is set up.
package struct DevClusterConfiguration: Sendable {
    /// How many brokers; their ids count from 1.
    package var brokers: Int
    /// Where they listen.
    package var host: String
    /// Port of each broker; 0 or missing: a free one.
    package var ports: [Int]
    /// Where topics and committed offsets are kept; nil: in memory.
    package var dataDirectory: String?
    /// Kafka's broker properties, such as `auto.create.topics.enable`; others are ignored.
    package var properties: [String: String]
    /// Opens each record of each produced batch and refuses the batch if one is malformed. For tests of producers.
    package var checksRecords: Bool
    /// Most bytes of records that brokers in memory hold; above it the oldest ones of topics that may delete go.
    package var memoryLimit: Int
    package var clock: BrokerClock
    /// What all listeners ask of clients; by default nothing.
    package var security: DevClusterSecurity

    package init(
        brokers: Int = 1, host: String = "127.0.0.1", ports: [Int] = [], dataDirectory: String? = nil,
        properties: [String: String] = [:], checksRecords: Bool = false, memoryLimit: Int = 256 << 20,
        clock: BrokerClock = .system(), security: DevClusterSecurity = .init()
    ) {
        self.brokers = brokers
        self.host = host
        self.ports = ports
        self.dataDirectory = dataDirectory
        self.properties = properties
        self.checksRecords = checksRecords
        self.memoryLimit = memoryLimit
        self.clock = clock
        self.security = security
    }
}
