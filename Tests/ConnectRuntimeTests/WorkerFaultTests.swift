import ConnectAPI
import JSON
import KafkaClient
import KafkaDevBroker
import KafkaWire
import Testing
import Transport

@testable import ConnectRuntime

/// Brokers and networks that fail.
@Suite(.timeLimit(.minutes(5))) struct WorkerFaultTests {
    /// The numbers that a task wrote, each once.
    private static func numbers(_ values: [String], task: Int) -> Set<Int> {
        Set(values.filter { $0.hasPrefix("\(task)-") }.compactMap { Int($0.dropFirst(2)) })
    }

    @Test("No record is lost and no offset runs ahead while requests fail and connections break")
    func flakyBroker() async throws {
        try await WorkerHarness.run { harness, cluster in
            let count = Locked(0)
            await cluster.intercept(ProduceRequest.self) { request, _ in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                if number % 7 == 3 { return .hangUp }
                if number % 7 == 5 { return .hangUpAfterEffect }
                return .proceed
            }
            try await harness.withWorker { worker in
                let herder = worker.herder
                let configuration = WorkerTests.source(["records": "3000", "batch": "20"])
                _ = try await herder.create("numbers", configuration: configuration, initialState: nil)
                while true {
                    // One task may have committed when the other has not: go by the names of their partitions.
                    let committed = try await herder.offsets(of: "numbers")
                    let values = try await harness.records("numbers").compactMap(\.value)
                    var finished = 0
                    for pair in committed {
                        let task = try #require(pair.partition["id"]?.stringValue.flatMap(Int.init))
                        let offset = try #require(pair.offset["at"]?.int64Value)
                        #expect(Self.numbers(values, task: task).isSuperset(of: 0..<Int(offset)))
                        if offset == 3000 { finished += 1 }
                    }
                    if finished == 2 { break }
                }
            }
            let values = try await harness.records("numbers").compactMap(\.value)
            for task in 0...1 { #expect(Self.numbers(values, task: task) == Set(0..<3000)) }
        }
    }

    @Test("A worker lives through a restart of its broker")
    func brokerRestart() async throws {
        try await WorkerHarness.run { harness, cluster in
            try await harness.withWorker(8083, ["heartbeat.interval.ms": "100"]) { worker in
                let herder = worker.herder
                let configuration = WorkerTests.source(["records": "1000000", "pause": "1"])
                _ = try await herder.create("numbers", configuration: configuration, initialState: nil)
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                try await cluster.stopBroker(1)
                try await Task.sleep(for: .milliseconds(500))
                try await cluster.startBroker(1)
                let before = worker.figures[TaskID("numbers", 0)].acknowledged
                try await eventually { worker.figures[TaskID("numbers", 0)].acknowledged > before + 20 }
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                let other = WorkerTests.source(["name": "other", "topic": "other"])
                _ = try await herder.create("other", configuration: other, initialState: nil)
                try await eventually { try await herder.positions(of: "other") == [100, 100] }
            }
        }
    }

    @Test(
        "A record in the middle that is too large fails the task, and what came before it is committed",
        arguments: ["1000", nil])
    func tooLargeInTheMiddle(requestSize: String?) async throws {
        try await WorkerHarness.run { harness, _ in
            try await WorkerTopicTests.withAdmin(harness) { admin in
                // refused by the broker, unless the producer does that first
                var topic = NewTopic("numbers", partitions: 2)
                topic.configs = ["max.message.bytes": "1000"]
                _ = try await admin.createTopics([topic])["numbers"]?.get()
            }
            try await harness.withWorker { worker in
                let herder = worker.herder
                var configuration = ["count": "1", "batch": "20", "records": "60", "large": "33"]
                configuration["producer.override.max.request.size"] = requestSize
                _ = try await herder.create(
                    "numbers", configuration: WorkerTests.source(configuration), initialState: nil)
                try await eventually { herder.states(of: "numbers") == [.failed] }
                #expect(try await herder.positions(of: "numbers") == [33])
                let count = try await harness.records("numbers").count
                #expect(requestSize == nil ? count >= 33 : count == 33)  // the producer takes nothing behind it
            }
        }
    }

    @Test("A first record that is too large fails the task, and nothing is committed")
    func tooLarge() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                _ = try await herder.create(
                    "numbers",
                    configuration: WorkerTests.source([
                        "count": "1", "producer.override.max.request.size": "10",
                    ]), initialState: nil)
                try await eventually { herder.states(of: "numbers") == [.failed] }
                let trace = try #require(try herder.taskStatus(TaskID("numbers", 0)).trace)
                #expect(trace.contains("Unrecoverable exception from producer send callback"), "\(trace)")
                #expect(try await herder.positions(of: "numbers").isEmpty)
            }
        }
    }
}

/// The worker's own topics, and those of connectors.
@Suite(.timeLimit(.minutes(5))) struct WorkerTopicTests {
    static func withAdmin<Result>(
        _ harness: WorkerHarness, _ body: (KafkaAdmin) async throws -> Result
    ) async throws -> Result {
        let cluster = KafkaCluster(
            try ClientConfiguration(["bootstrap.servers": harness.bootstrap]), loop: harness.loop)
        do {
            let result = try await body(KafkaAdmin(cluster))
            await cluster.close()
            return result
        } catch {
            await cluster.close()
            throw error
        }
    }

    @Test("The three topics are created compacted, with partitions as configured and settings as given")
    func creation() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083, ["status.storage.segment.bytes": "2097152"]) { worker in
                try await eventually { worker.herder.isReady }
                try await Self.withAdmin(harness) { admin in
                    let topics = try await admin.describeTopics(["configs", "offsets", "statuses"])
                    #expect(try topics["configs"]?.get().partitions.count == 1)
                    #expect(try topics["offsets"]?.get().partitions.count == 3)
                    #expect(try topics["statuses"]?.get().partitions.count == 2)
                    let settings = try await admin.describeConfigs([.topic("statuses"), .topic("configs")])
                    let statuses = try #require(try settings[.topic("statuses")]?.get())
                    #expect(statuses.first { $0.name == "segment.bytes" }?.value == "2097152")
                    for topic in settings.values {
                        #expect(try topic.get().first { $0.name == "cleanup.policy" }?.value == "compact")
                    }
                }
            }
        }
    }

    @Test("A topic with another cleanup policy is refused", arguments: ["configs", "offsets", "statuses"])
    func wrongPolicy(topic: String) async throws {
        try await WorkerHarness.run { harness, _ in
            try await Self.withAdmin(harness) { admin in
                _ = try await admin.createTopics([
                    NewTopic(topic, partitions: 1, replicationFactor: 1, configs: ["cleanup.policy": "delete"])
                ])
            }
            let worker = try harness.worker()
            let error = await #expect(throws: ConfigError.self) { try await worker.run() }
            let text = "\(try #require(error))"
            #expect(text.hasPrefix("Topic '\(topic)' supplied via the '"))
            #expect(text.contains("but found the topic currently has 'cleanup.policy=delete'"))
        }
    }

    @Test("A config topic with more than one partition is refused")
    func partitions() async throws {
        try await WorkerHarness.run { harness, _ in
            try await Self.withAdmin(harness) { admin in
                _ = try await admin.createTopics([
                    NewTopic("configs", partitions: 3, replicationFactor: 1, configs: ["cleanup.policy": "compact"])
                ])
            }
            let worker = try harness.worker()
            let error = await #expect(throws: ConfigError.self) { try await worker.run() }
            #expect(
                error?.description
                    == "Topic 'configs' supplied via the 'config.storage.topic' property is required to have a single "
                    + "partition in order to guarantee consistency of connector configurations, but found 3 partitions."
            )
        }
    }

    @Test("A connector's topics are created with its settings, or left to the broker")
    func topicCreation() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let configuration = WorkerTests.source([
                    "topic": "wide-numbers", "topic.creation.default.partitions": "2",
                    "topic.creation.default.replication.factor": "1", "topic.creation.groups": "wide",
                    "topic.creation.wide.include": "wide-.*", "topic.creation.wide.partitions": "5",
                    "topic.creation.wide.retention.ms": "7777777",
                ])
                _ = try await worker.herder.create("numbers", configuration: configuration, initialState: nil)
                try await eventually { try await worker.herder.positions(of: "numbers") == [100, 100] }
                try await Self.withAdmin(harness) { admin in
                    let topics = try await admin.describeTopics(["wide-numbers"])
                    #expect(try topics["wide-numbers"]?.get().partitions.count == 5)
                    let settings = try await admin.describeConfigs([.topic("wide-numbers")])
                    let entries = try #require(try settings[.topic("wide-numbers")]?.get())
                    #expect(entries.first { $0.name == "retention.ms" }?.value == "7777777")
                }
            }
        }
    }

    @Test("A worker without brokers says so")
    func noBroker() async throws {
        try await EventLoop.withLoop { loop in
            // Nobody listens any more where this cluster was.
            let bootstrap = try await DevCluster.withCluster(on: loop) { await $0.bootstrap }
            let harness = WorkerHarness(loop: loop, bootstrap: bootstrap)
            let worker = try harness.worker(8083, ["default.api.timeout.ms": "300"])
            await #expect(throws: (any Error).self) { try await worker.run() }
        }
    }
}
