import Bytes
import ConnectAPI
import Converters
import JSON

@testable import Datagen

/// A context that knows one offset for every partition.
struct FixedOffset: SourceTaskContext {
    var offset: SourcePosition?
    let connectorName = "datagen"
    let taskNumber = 0

    func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] {
        partitions.map { _ in self.offset }
    }
}

struct QuietConnectorContext: ConnectorContext {
    let connectorName = "datagen"
    func requestTaskReconfiguration() {}
    func raiseError(_ error: any Error) {}
}

/// A record as the golden files have it.
struct WireRecord: Equatable {
    var key: String?
    var value: String?
    var headers: [[String]]
    var offset: SourcePosition?
}

/// Runs the task of a connector, record by record.
enum DatagenRun {
    /// What is wrong with the settings, by key, as a validation tells.
    static func errors(_ others: ConfigValues) -> [String: [String]] {
        let properties = Self.quick(others)
        var validation = DatagenConnector.configuration.validate(properties)
        DatagenConnector.validate(properties, results: &validation)
        return Dictionary(
            uniqueKeysWithValues: validation.reports.filter { !$0.errors.isEmpty }.map { ($0.name, $0.errors) })
    }

    static func records(
        _ properties: ConfigValues, task: Int = 0, count: Int, offset: SourcePosition? = nil, withSchemas: Bool = false
    ) async throws -> [WireRecord] {
        let task = try await self.task(properties, number: task, offset: offset)
        let batch = SourceBatch()
        var records: [WireRecord] = []
        let (key, value) = (try Self.converter(true, withSchemas), try Self.converter(false, withSchemas))
        let header = StringConverter()
        try header.configure([:], isKey: false)
        while records.count < count {
            batch.reset()
            try await task.poll(into: batch)
            for index in batch.entries.indices.prefix(count - records.count) {
                let record = batch.record(at: index)
                records.append(
                    WireRecord(
                        key: try key.serialize(topic: "t", record.key).map { String(decoding: $0) },
                        value: try value.serialize(topic: "t", record.value).map { String(decoding: $0) },
                        headers: try record.headers.map { entry in
                            [
                                entry.key,
                                try header.serialize(topic: "t", entry.value).map { String(decoding: $0) } ?? "",
                            ]
                        }, offset: batch.sourceOffset(at: index)))
            }
        }
        return records
    }

    static func converter(_ isKey: Bool, _ withSchemas: Bool) throws -> JsonConverter {
        let converter = JsonConverter()
        try converter.configure(["schemas.enable": String(withSchemas)], isKey: isKey)
        return converter
    }

    static func task(
        _ properties: ConfigValues, number: Int = 0, offset: SourcePosition? = nil
    ) async throws -> any SourceTask {
        let connector = DatagenConnector()
        try await connector.start(properties, context: QuietConnectorContext())
        let configurations = try await connector.taskConfigurations(maxTasks: number + 1)
        let task = DatagenConnector.makeTask()
        try await task.start(configurations[number], context: FixedOffset(offset: offset))
        return task
    }

    /// Keys of a connector without a pause.
    static func quick(_ others: ConfigValues) -> ConfigValues {
        ["kafka.topic": "t", "max.interval": "0"].merging(others) { $1 }
    }
}
