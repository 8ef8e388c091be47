package import ConnectAPI

/// The plugins of this target.
package let mirrorPlugins: PluginList = {
    var plugins = PluginList()
    plugins.sourceConnectors = [MirrorHeartbeatConnector.self]
    return plugins
}()

/// Writes a heartbeat again and again, as MirrorMaker does: whoever replicates the topic sees that records get through,
/// and how late they are.
///
/// Java's connector has an admin client of its own for the one thing that needs one, creating its topic; here the worker
/// creates it, in the cluster that the records go to. So `target.cluster.bootstrap.servers` may be left out.
final class MirrorHeartbeatConnector: SourceConnector, @unchecked Sendable {  // its calls come one after another
    static let className = "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector"
    static let version = "4.1.2"
    static let configuration = HeartbeatConfiguration.definition
    static var repeatsCommonKeys: Bool { true }

    private var properties: ConfigValues = [:]
    private var isEmitting = true

    init() {}

    func start(_ configuration: ConfigValues, context: any ConnectorContext) async throws {
        self.isEmitting = try HeartbeatConfiguration(configuration).interval != nil
        self.properties = configuration
    }

    /// One task, or none if there are to be no heartbeats.
    func taskConfigurations(maxTasks: Int) async throws -> [ConfigValues] { self.isEmitting ? [self.properties] : [] }

    static func makeTask() -> any SourceTask { MirrorHeartbeatTask() }

    static func plannedTopics(_ configuration: ConfigValues) throws -> [PlannedTopic] {
        [
            PlannedTopic(
                HeartbeatConfiguration.topic, partitions: 1,
                replicationFactor: try HeartbeatConfiguration(configuration).replicationFactor,
                settings: ["cleanup.policy": "compact"])
        ]
    }

    static func validate(_ configuration: ConfigValues, results: inout ConfigValidation) {
        let key = HeartbeatConfiguration.policyKey.name
        guard case .class(let name) = results[key]?.value else { return }
        if !HeartbeatConfiguration.policies.contains(name) {
            results.add(error: invalidValue(.string(name), of: key, "Class \(name) could not be found."), to: key)
        }
    }

    static func checkOffsets(
        _ offsets: [(partition: SourcePosition?, offset: SourcePosition?)], configuration: ConfigValues
    ) throws -> Bool {
        for (partition, offset) in offsets {
            guard let offset else { continue }  // anything may be forgotten
            guard let partition else { throw ConnectError(.connect, "Source partitions may not be null") }
            try HeartbeatPosition.check(partition)
            try HeartbeatPosition.check(offset, of: partition)
        }
        return true
    }
}

/// Writes the heartbeats.
final class MirrorHeartbeatTask: SourceTask {
    private var settings: HeartbeatConfiguration?
    private var context: (any SourceTaskContext)?

    func start(_ configuration: ConfigValues, context: any SourceTaskContext) async throws {
        self.settings = try HeartbeatConfiguration(configuration)
        self.context = context
    }

    func poll(into batch: SourceBatch) async throws {
        guard let settings, let context else {
            throw ConnectError(.illegalWorkerState, "Polling a task that was not started")
        }
        do {
            try await context.sleep(for: .seconds(settings.interval ?? 0), tolerance: .zero)
        } catch is CancellationError {
            return
        }
        let heartbeat = try Heartbeat(
            source: settings.sourceAlias, target: settings.targetAlias, timestamp: Heartbeat.now)
        batch.append(heartbeat.record)
    }
}
