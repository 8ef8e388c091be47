import Bytes
import ConnectAPI
import Testing

@testable import Mirror

@Suite struct MirrorHeartbeatTests {
    private struct Context: SourceTaskContext, ConnectorContext {
        let connectorName = "heartbeats"
        let taskNumber = 0
        func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] { partitions.map { _ in nil } }
        func sleep(for duration: Duration, tolerance: Duration) async throws { try Task.checkCancellation() }
        func requestTaskReconfiguration() {}
        func raiseError(_ error: any Error) {}
    }

    private static let properties: ConfigValues = ["source.cluster.alias": "src", "target.cluster.alias": "tgt"]

    @Test("A heartbeat has the bytes of Java's")
    func bytes() throws {
        let heartbeat = try Heartbeat(source: "src", target: "tgt", timestamp: 1_795_639_557_408)
        #expect(heartbeat.key.array == [0, 3, 0x73, 0x72, 0x63, 0, 3, 0x74, 0x67, 0x74])
        #expect(heartbeat.value.array == [0, 0, 0, 0, 1, 0xA2, 0x14, 0x75, 0x3D, 0x20])
    }

    @Test("Aliases may be of any letters, up to the length that the format holds")
    func aliases() throws {
        #expect(try Heartbeat(source: "é", target: "", timestamp: 0).key.array == [0, 2, 0xC3, 0xA9, 0, 0])
        let long = String(repeating: "a", count: 32_768)
        let error = #expect(throws: ConnectError.self) { try Heartbeat(source: long, target: "", timestamp: 0) }
        #expect(error?.kind == .config)
    }

    @Test("A poll gives one record, as MirrorMaker's task does")
    func poll() async throws {
        let task = MirrorHeartbeatConnector.makeTask()
        try await task.start(Self.properties, context: Context())
        let batch = SourceBatch()
        try await task.poll(into: batch)
        #expect(batch.count == 1)
        let record = batch.record(at: 0)
        #expect(record.topic == "heartbeats" && record.partition == 0 && record.headers.isEmpty)
        #expect(record.key.schema == .bytes && record.value.schema == .bytes)
        let time = try #require(record.timestamp)
        #expect(record.value.value == .bytes(try Heartbeat(source: "src", target: "tgt", timestamp: time).value))
        #expect(batch.sourcePartition(at: 0) == ["sourceClusterAlias": "src", "targetClusterAlias": "tgt"])
        #expect(batch.sourceOffset(at: 0) == ["offset": .int64(0)])
    }

    @Test("A stop during the pause gives no record, and no error")
    func cancelled() async throws {
        let isEmpty = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask {
                let task = MirrorHeartbeatConnector.makeTask()
                try await task.start(Self.properties, context: Context())
                let batch = SourceBatch()
                try await task.poll(into: batch)
                return batch.isEmpty
            }
            return try await group.next()
        }
        #expect(isEmpty == true)
    }

    @Test(
        "There is one task, or none where there are to be no heartbeats",
        arguments: [
            ([:], 1), (["emit.heartbeats.enabled": "false"], 0), (["emit.heartbeats.interval.seconds": "-1"], 0),
        ] as [(ConfigValues, Int)])
    func tasks(others: ConfigValues, count: Int) async throws {
        let connector = MirrorHeartbeatConnector()
        let properties = Self.properties.merging(others) { $1 }
        try await connector.start(properties, context: Context())
        let tasks = try await connector.taskConfigurations(maxTasks: 10)
        #expect(tasks == Array(repeating: properties, count: count))
    }

    @Test("The topic is compacted, with one partition and the replicas asked for")
    func topic() throws {
        let properties = Self.properties.merging(["heartbeats.topic.replication.factor": "1"]) { $1 }
        #expect(
            try MirrorHeartbeatConnector.plannedTopics(properties) == [
                PlannedTopic(
                    "heartbeats", partitions: 1, replicationFactor: 1, settings: ["cleanup.policy": "compact"])
            ])
    }

    @Test("The source cluster must be named")
    func configuration() async {
        let error = await #expect(throws: ConnectError.self) {
            try await MirrorHeartbeatConnector().start([:], context: Context())
        }
        #expect(
            error?.message
                == "Missing required configuration \"source.cluster.alias\" which has no default value.")
    }

    @Test("A replication policy that we don't have is refused")
    func policy() {
        var results = MirrorHeartbeatConnector.configuration.validate(["replication.policy.class": "foo.Bar"])
        MirrorHeartbeatConnector.validate([:], results: &results)
        #expect(
            results["replication.policy.class"]?.errors == [
                "Invalid value foo.Bar for configuration replication.policy.class: Class foo.Bar could not be found."
            ])
    }

    @Test("Offsets are checked in Java's words")
    func offsets() throws {
        let good: SourcePosition = ["sourceClusterAlias": "src", "targetClusterAlias": "t"]
        func problem(_ partition: SourcePosition?, _ offset: SourcePosition?) -> String? {
            do {
                #expect(try MirrorHeartbeatConnector.checkOffsets([(partition, offset)], configuration: [:]))
                return nil
            } catch {
                return (error as? ConnectError)?.message
            }
        }
        #expect(problem(good, ["offset": .int64(0)]) == nil)
        #expect(problem(["foo": "x"], nil) == nil)
        #expect(problem(nil, ["offset": .int64(0)]) == "Source partitions may not be null")
        #expect(
            problem(["sourceClusterAlias": "src"], ["offset": .int64(0)])
                == "Source partition {sourceClusterAlias=src} is missing the 'targetClusterAlias' key, which is required"
        )
        #expect(
            problem(["sourceClusterAlias": "src", "targetClusterAlias": .int64(5)], ["offset": .int64(0)])
                == "Source partition {sourceClusterAlias=src, targetClusterAlias=5} has an invalid value 5 for the"
                + " 'targetClusterAlias' key, which must be a string")
        let subject = "for source partition {sourceClusterAlias=src, targetClusterAlias=t}"
        #expect(
            problem(good, ["x": .int64(1)])
                == "Source offset {x=1} \(subject) is missing the 'offset' key, which is required")
        #expect(
            problem(good, ["offset": "a"])
                == "Source offset {offset=a} \(subject) has an invalid value a for the 'offset' key, which must be an"
                + " integer")
        #expect(
            problem(good, ["offset": .int64(-1)])
                == "Source offset {offset=-1} \(subject) has an invalid value -1 for the 'offset' key; the only"
                + " accepted value is 0")
    }
}
