package import Bytes
package import KafkaClient
import Log
import Transport

/// The config topic: what it says, and how it is changed.
package final class ConfigStore: Sendable {
    private struct Shared {
        var state = ConfigState()
        var isStarted = false
    }

    private let log: any InternalLog
    private let shared = Locked(Shared())
    private let onEvent: @Sendable (ConfigEvent) -> Void
    private static let logger = Logger("org.apache.kafka.connect.storage.KafkaConfigBackingStore")

    /// - Parameters:
    ///   - makeLog: Makes the topic's log from a function that takes up the records it reads.
    ///   - onEvent: Told of changes once ``start()`` was called; must not wait.
    package init(
        _ makeLog: (@escaping @Sendable (_ key: Bytes?, _ value: Bytes?, _ offset: Int64) -> Void) -> any InternalLog,
        onEvent: @escaping @Sendable (ConfigEvent) -> Void
    ) {
        let shared = self.shared
        self.onEvent = onEvent
        self.log = makeLog { key, value, offset in
            Self.take(key, value, offset, shared, onEvent)
        }
    }

    private static func take(
        _ key: Bytes?, _ value: Bytes?, _ offset: Int64, _ shared: Locked<Shared>, _ onEvent: (ConfigEvent) -> Void
    ) {
        guard let key else { return self.logger.error("Record of the config topic without a key", ["offset": offset]) }
        let text = String(decoding: key)
        let (outcome, isStarted) = shared.withLock { shared in
            (shared.state.apply(key: text, value: value, offset: offset), shared.isStarted)
        }
        switch outcome {
        case .event(let event): if isStarted { onEvent(event) }
        case .nothing: break
        case .dropped(let reason):
            self.logger.error(
                "Record of the config topic passed over", ["key": text, "offset": offset, "reason": reason])
        }
    }

    /// What the topic says, as far as it was read.
    package var snapshot: ConfigState { self.shared.withLock { $0.state } }

    /// Reads the topic to its end; from then on changes are told. Restarts and logger levels from before are not.
    package func start() async throws(KafkaError) {
        try await self.log.readToEnd()
        self.shared.withLock { $0.isStarted = true }
    }

    /// Reads what is new.
    package func refresh() async throws(KafkaError) { try await self.log.readToEnd() }

    /// Writes records in order; with `readBack`, what they change is in ``snapshot`` afterwards.
    package func write(_ records: [ConfigRecord], readBack: Bool = true) async throws(KafkaError) {
        try await self.log.append(
            records.map { InternalRecord(key: Bytes(utf8: $0.key), value: $0.value) })
        if readBack { try await self.log.readToEnd() }
    }

    /// Writes a round of task configurations, which becomes visible as a whole.
    package func writeTasks(of connector: String, _ configurations: [ConfigMap]) async throws(KafkaError) {
        try await self.log.readToEnd()
        let tasks = configurations.enumerated().map { number, configuration in
            ConfigRecord.task(TaskID(connector, Int32(number)), configuration)
        }
        if !tasks.isEmpty { try await self.write(tasks) }
        try await self.write([.commit(connector, tasks: tasks.count)])
    }
}
