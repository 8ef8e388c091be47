import ConnectAPI
import Testing

@testable import Datagen

@Suite struct TaskTests {
    private func task(
        _ others: ConfigValues, clock: any Clock<Duration> = ContinuousClock(), offset: SourcePosition? = nil
    ) async throws -> DatagenTask {
        let task = DatagenTask(clock: clock)
        let properties = DatagenRun.quick(["random.seed": "1", "task.id": "0"]).merging(others) { $1 }
        try await task.start(properties, context: FixedOffset(offset: offset))
        return task
    }

    private func values(_ task: DatagenTask, _ batch: SourceBatch) async throws -> [ConnectRecord] {
        batch.reset()
        try await task.poll(into: batch)
        return batch.entries.indices.map { batch.record(at: $0) }
    }

    @Test("With an interval a poll gives one record after a pause of at most so long")
    func paced() async throws {
        let clock = ManualTime()
        let task = try await self.task(["quickstart": "users", "max.interval": "200"], clock: clock)
        let batch = SourceBatch()
        for _ in 0..<100 { #expect(try await self.values(task, batch).count == 1) }
        #expect(clock.pauses.allSatisfy { $0 >= .zero && $0 < .milliseconds(200) })
        #expect(Set(clock.pauses).count > 20)
        let mean = clock.now.offset / 100
        #expect(mean > .milliseconds(60) && mean < .milliseconds(140))
    }

    @Test("Without an interval a poll gives a large batch", arguments: ["0", "-5"])
    func batches(interval: String) async throws {
        let clock = ManualTime()
        let task = try await self.task(["quickstart": "users", "max.interval": interval], clock: clock)
        #expect(try await self.values(task, SourceBatch()).count == DatagenTask.batchSize)
        #expect(clock.pauses.isEmpty)
    }

    @Test("Pace and batch size don't change the records")
    func sameStream() async throws {
        let fast = try await self.task(["quickstart": "clickstream"])
        let slow = try await self.task(["quickstart": "clickstream", "max.interval": "10"], clock: ManualTime())
        let (fastBatch, slowBatch) = (SourceBatch(), SourceBatch())
        let records = try await self.values(fast, fastBatch) + self.values(fast, fastBatch)
        for record in records.prefix(1100) { #expect(try await self.values(slow, slowBatch) == [record]) }
    }

    @Test("A cancelled pause gives no record, and no error")
    func cancelled() async throws {
        let isEmpty = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask {
                let task = DatagenTask()
                try await task.start(
                    ["kafka.topic": "t", "quickstart": "users", "task.id": "0", "max.interval": "1000000"],
                    context: FixedOffset(offset: nil))
                let batch = SourceBatch()
                try await task.poll(into: batch)
                return batch.isEmpty
            }
            return try await group.next()
        }
        #expect(isEmpty == true)
    }

    @Test("After its iterations a task fails in Java's words, again and again, and goes on when there are more")
    func iterations() async throws {
        let task = try await self.task(["quickstart": "users", "iterations": "1500"])
        let batch = SourceBatch()
        #expect(try await self.values(task, batch).count == 1000)
        #expect(try await self.values(task, batch).count == 500)
        let offset = batch.sourceOffset(at: 499)
        for _ in 0..<2 {
            let error = await #expect(throws: ConnectError.self) { try await self.values(task, batch) }
            #expect(error?.kind == .connect)
            #expect(error?.message == "Stopping connector: generated the configured 1500 number of messages")
        }
        let restarted = try await self.task(["quickstart": "users", "iterations": "1500"], offset: offset)
        await #expect(throws: ConnectError.self) { try await self.values(restarted, batch) }
        let raised = try await self.task(["quickstart": "users", "iterations": "1502"], offset: offset)
        let records = try await self.values(raised, batch)
        #expect(records.map { $0.headers[2].value.value } == [.int64(1500), .int64(1501)])
        #expect(records.map { $0.headers[0].value.value } == [.int64(1), .int64(1)])
    }

    @Test("A record holds what the Java connector's does")
    func record() async throws {
        let task = try await self.task(["quickstart": "users", "task.id": "3", "kafka.topic": "people"])
        let batch = SourceBatch()
        let record = try #require(try await self.values(task, batch).first)
        #expect(record.topic == "people")
        #expect(record.partition == nil)
        #expect(record.timestamp == nil)
        #expect(record.key.schema == .string)
        guard case .struct(let value) = record.value.value else {
            Issue.record("no struct")
            return
        }
        #expect(record.key.value == value["userid"])
        #expect(record.headers.map(\.key) == ["task.generation", "task.id", "current.iteration"])
        #expect(record.headers.map(\.value) == [0, 3, 0].map { SchemaAndValue(.int64, .int64($0)) })
        #expect(batch.sourcePartition(at: 0) == ["task.id": .int32(3)])
        #expect(
            batch.sourceOffset(at: 0)?.entries.map(\.key) == ["task.generation", "current.iteration", "random.seed"])
    }

    @Test("A task without a key field has null keys that could be text")
    func withoutKey() async throws {
        let schema = #"{"type": "record", "name": "r", "fields": [{"name": "id", "type": "long"}]}"#
        let task = try await self.task(["schema.string": schema])
        let record = try #require(try await self.values(task, SourceBatch()).first)
        #expect(record.key == SchemaAndValue(.optionalString, .null))
    }

    @Test("A key that may be null, is a record or a union keeps its schema")
    func keys() async throws {
        let schema = #"""
            {"type": "record", "name": "r", "fields": [
              {"name": "maybe", "type": ["null", "string"]},
              {"name": "part", "type": {"type": "record", "name": "p", "fields": [{"name": "x", "type": "int"}]}}
            ]}
            """#
        let maybe = try await self.values(
            try await self.task(["schema.string": schema, "schema.keyfield": "maybe"]), SourceBatch())
        #expect(maybe.allSatisfy { $0.key.schema == .optionalString })
        #expect(maybe.contains { $0.key.value.isNull })
        #expect(maybe.contains { !$0.key.value.isNull })
        let part = try await self.values(
            try await self.task(["schema.string": schema, "schema.keyfield": "part"]), SourceBatch())
        guard case .struct(let value) = part[0].value.value else {
            Issue.record("no struct")
            return
        }
        #expect(part[0].key.value == value["part"])
        #expect(part[0].key.schema?.name == "p")
    }

    @Test("A restart goes on with the same values and one generation more", arguments: Quickstart.all.map(\.name))
    func restart(quickstart: String) async throws {
        let first = try await DatagenRun.records(DatagenRun.quick(["quickstart": quickstart]), count: 30)
        for place in [0, 7, 28] {
            let restored = try await DatagenRun.records(
                DatagenRun.quick(["quickstart": quickstart, "random.seed": "77"]), count: 2, offset: first[place].offset
            )
            #expect(restored[0].key == first[place + 1].key)
            #expect(restored[0].value == first[place + 1].value)
            #expect(restored[0].headers[0] == ["task.generation", "1"])
            #expect(restored[0].headers[2] == first[place + 1].headers[2])
            #expect(restored[0].offset?["random.seed"] == first[place + 1].offset?["random.seed"])
            #expect(restored[0].offset?["task.generation"] == .int64(2))
        }
    }

    @Test(
        "Offsets that aren't ours are refused",
        arguments: [
            [:], ["task.generation": .int64(1), "current.iteration": .int64(1)],
            ["task.generation": .int64(1), "current.iteration": .int64(-1), "random.seed": .int64(1)],
            ["task.generation": "1", "current.iteration": .int64(1), "random.seed": .int64(1)],
        ] as [SourcePosition])
    func badOffset(offset: SourcePosition) async {
        await #expect(throws: ConnectError.self) { try await self.task(["quickstart": "users"], offset: offset) }
    }

    @Test("Offsets of the poll before are still known")
    func offsetsOfEarlierPoll() async throws {
        let task = try await self.task(["quickstart": "users"])
        let batch = SourceBatch()
        _ = try await self.values(task, batch)
        let token = batch.entries[999].offsetToken
        let offset = batch.sourceOffset(at: 999)
        _ = try await self.values(task, batch)
        #expect(batch.offsetOfToken?(token) == offset)
        #expect(batch.offsetOfToken?(123_456) == nil)
    }

    @Test("A union of records gives records of either kind, in the struct that stands for the union")
    func unionOfRecords() async throws {
        let schema = #"""
            [{"type": "record", "name": "A", "fields": [{"name": "a", "type": "int"}]},
             {"type": "record", "name": "n.B", "fields": [{"name": "b", "type": {"type": "long",
              "arg.properties": {"iteration": {"start": 1}}}}]}]
            """#
        let properties = DatagenRun.quick(["schema.string": schema, "random.seed": "42"])
        let values = try await DatagenRun.records(properties, count: 4).map(\.value)
        // From the Java connector.
        #expect(
            values == [
                #"{"A":null,"B":{"b":1}}"#, #"{"A":null,"B":{"b":2}}"#, #"{"A":{"a":1117972648},"B":null}"#,
                #"{"A":{"a":-285424460},"B":null}"#,
            ])
    }
}
