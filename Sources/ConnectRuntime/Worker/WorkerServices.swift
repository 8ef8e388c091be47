import ConnectAPI
import Glibc
import KafkaClient
import Log
import Transport

/// What connectors and tasks need of the worker.
struct WorkerServices: Sendable {
    let configuration: WorkerConfiguration
    let plugins: PluginRegistry
    let threads: TaskThreads
    let background: BackgroundWork
    let loop: EventLoop
    let statuses: StatusStore
    let offsets: OffsetStore
    /// Advertised `host:port`.
    let workerID: String
    /// Of the group, as this worker knows it.
    let generation = Locked<Int32>(-1)
    let figures = WorkerFigures()
    let workbenches = Workbenches()
    /// Of all producers together.
    let memory: MemoryBudget
    let metrics: WorkerMetrics

    /// Replaces references to config providers, for connectors and tasks. Reads files: not in the herder's task.
    func resolve(_ values: ConfigValues) throws(ConfigError) -> ResolvedConfiguration {
        try self.configuration.providers.resolve(values)
    }

    /// Topics that the connector's plugin has settings for.
    func plannedTopics(_ connector: ConfigValues) throws -> [PlannedTopic] {
        let name = (connector["connector.class"] ?? nil) ?? ""
        guard let type = try self.plugins.connector(name).type as? any SourceConnector.Type else { return [] }
        return try type.plannedTopics(connector)
    }

    var clock: LoopClock { LoopClock(on: self.loop) }

    func status(_ state: TaskStatus.State, version: String? = nil, error: (any Error)? = nil) -> WorkStatus {
        WorkStatus(
            state, trace: error.map { Redactions.shared.clean(JavaTrace.text($0)) }, workerID: self.workerID,
            generation: self.generation.withLock { $0 }, version: version)
    }
}

/// Milliseconds since 1970-01-01 UTC.
enum WallClock {
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
