import Bytes
import Foundation
import Glibc
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

/// The distribution's script, for what only Java can tell.
enum KafkaTool {
    static let home = ProcessInfo.processInfo.environment["KAFKA_HOME"]
    static let comment: Comment = "needs a Kafka distribution: KAFKA_HOME isn't set"

    /// Runs `kafka ARGUMENTS…` and returns what it prints. On a thread of its own; brokers that it starts outlive it, which
    /// is why the output goes through a file.
    @discardableResult
    static func run(_ arguments: [String]) async throws -> String {
        let tool = try #require(Self.home) + "/kafka"
        let output = FileManager.default.temporaryDirectory.appendingPathComponent(
            "out-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: output) }
        let command =
            ["/bin/sh", "-c", "exec \"$0\" \"$@\" >'\(output.path)' 2>/dev/null </dev/null", tool] + arguments
        let status = await withCheckedContinuation { caller in
            Thread.detachNewThread { caller.resume(returning: Self.spawn(command)) }
        }
        #expect(status == 0, "kafka \(arguments.joined(separator: " "))")
        return try String(contentsOf: output, encoding: .utf8)
    }

    private static func spawn(_ command: [String]) -> Int32 {
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        guard posix_spawn(&pid, command[0], nil, nil, &arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return status
    }

    /// The lines that Java's console consumer prints for a whole topic of one partition.
    static func consume(_ topic: String, _ count: Int, _ bootstrap: String, _ properties: [String]) async throws
        -> [String]
    {
        let text = try await Self.run(
            [
                "tool", "console-consumer", "--bootstrap-server", bootstrap, "--topic", topic, "--from-beginning",
                "--max-messages", "\(count)", "--timeout-ms", "20000",
            ]
                + properties.flatMap { ["--property", $0] })
        return text.split(separator: "\n").map(String.init)
    }
}

@Suite(.enabled(if: RealKafka.isThere, RealKafka.comment), .timeLimit(.minutes(2)))
struct ProducerInterop {
    private func withTopic(
        _ partitions: Int32 = 1, _ properties: [String: String] = [:], configs: [String: String] = [:],
        _ body: (KafkaProducer, KafkaCluster, String, String) async throws -> Void
    ) async throws {
        let bootstrap = try RealKafka.bootstrap()
        try await EventLoop.withLoop { loop in
            try await withProducer(bootstrap, properties, on: loop) { producer, cluster in
                let name = RealKafka.uniqueName("producer")
                let admin = KafkaAdmin(cluster)
                _ = try await admin.createTopics([NewTopic(name, partitions: partitions, configs: configs)])[name]?
                    .get()
                try await body(producer, cluster, name, bootstrap)
                _ = try await admin.deleteTopics([name])
            }
        }
    }

    @Test(
        "Java reads what every codec wrote: keys, values, headers, times",
        .enabled(if: KafkaTool.home != nil, KafkaTool.comment), arguments: Compression.allCases)
    func javaReads(codec: Compression) async throws {
        try await self.withTopic(1, ["compression.type": codec.name]) { producer, _, name, bootstrap in
            let records = OutgoingRecords()
            let topic = records.topic(name)
            for number in 0..<3000 {
                records.append(
                    topic: topic, timestamp: 1_700_000_000_000 + Int64(number % 7) * 1000,
                    key: number % 5 == 0 ? nil : Bytes(utf8: "k\(number)"),
                    value: Bytes(utf8: "value \(number) " + String(repeating: "x", count: number % 90)),
                    headers: number % 3 == 0
                        ? [RecordHeader("h", Bytes(utf8: "\(number)")), RecordHeader("n", nil)] : [])
            }
            let delivery = try await producer.send(records)
            try await producer.flush()
            #expect(delivery.offsets == (0..<3000).map { Int64($0) })
            let lines = try await KafkaTool.consume(
                name, 3000, bootstrap,
                ["print.key=true", "print.headers=true", "print.timestamp=true", "print.offset=true"])
            let expected = (0..<3000).map { number in
                let headers = number % 3 == 0 ? "h:\(number),n:null" : "NO_HEADERS"
                return "CreateTime:\(1_700_000_000_000 + Int64(number % 7) * 1000)\tOffset:\(number)\t\(headers)\t"
                    + "\(number % 5 == 0 ? "null" : "k\(number)")\tvalue \(number) "
                    + String(repeating: "x", count: number % 90)
            }
            #expect(lines == expected)
        }
    }

    @Test("A topic with the broker's own time tells it with the record")
    func logAppendTime() async throws {
        try await self.withTopic(configs: ["message.timestamp.type": "LogAppendTime"]) { producer, _, name, _ in
            let delivery = try await producer.send(ProducerHarness.records([1, 2], topic: name))
            try await producer.flush()
            #expect(try delivery.result(at: 1).get().appendTime > 1_700_000_000_000)
        }
    }

    @Test("A compacted topic's refusal of a record without a key names the record")
    func invalidRecord() async throws {
        try await self.withTopic(configs: ["cleanup.policy": "compact"]) { producer, _, name, _ in
            let records = ProducerHarness.records([1], topic: name)
            let delivery = try await producer.send(records)
            try await producer.flush()
            #expect(delivery.firstFailure?.error.code == .broker(.invalidRecord))
            #expect(delivery.firstFailure?.error.detail?.contains("key") == true)
        }
    }

    @Test("Batches above the topic's limit are split")
    func splitting() async throws {
        try await self.withTopic(configs: ["max.message.bytes": "20000"]) { producer, _, name, _ in
            let delivery = try await producer.send(ProducerHarness.records(0..<500, topic: name, size: 1000))
            try await producer.flush()
            #expect(delivery.offsets == (0..<500).map { Int64($0) })
            #expect(producer.figures.batchSplits > 0)
        }
    }

    @Test("Connections that break again and again cost no record and double none")
    func brokenConnections() async throws {
        try await self.withTopic(2, ["linger.ms": "0"]) { producer, cluster, name, _ in
            try await withThrowingTaskGroup { group in
                group.addTask {
                    let breaker = LoopClock(on: cluster.loop)
                    while !Task.isCancelled {
                        try? await breaker.sleep(for: .milliseconds(20))
                        await cluster.breakConnections()
                    }
                }
                var deliveries: [Delivery] = []
                for call in 0..<600 {
                    let records = ProducerHarness.records(
                        call * 10..<call * 10 + 10, topic: name, partition: Int32(call % 2), size: 100)
                    deliveries.append(try await producer.send(records))
                    if call % 10 == 9 { await deliveries[call].wait() }
                }
                group.cancelAll()
                try await producer.flush()
                #expect(deliveries.allSatisfy { $0.firstFailure == nil })
            }
            for index in 0..<2 {
                let read = try await values(of: TopicPartition(name, Int32(index)), count: 3000, cluster)
                let sent = (0..<600).filter { $0 % 2 == index }.flatMap { call in (0..<10).map { call * 10 + $0 } }
                #expect(read.map { String($0.prefix { $0 != "." }) } == sent.map { "\($0)" })
                let end = try await KafkaAdmin(cluster).listOffsets([TopicPartition(name, Int32(index)): .latest])
                #expect(try end[TopicPartition(name, Int32(index))]?.get().offset == 3000)
            }
            #expect(producer.figures.recordRetries > 0)
        }
    }
}

extension KafkaCluster {
    /// Ends all connections, as a bad network does.
    func breakConnections() async {
        for state in self.links.values { await state.link.connection?.streamDidClose(nil) }
    }
}

@Suite(.enabled(if: KafkaTool.home != nil, KafkaTool.comment), .serialized, .timeLimit(.minutes(5)))
struct ProducerClusterInterop {
    @Test("Of three brokers one is killed and one restarts while we send: all is there, once and in order")
    func killedBroker() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "kafka-\(UInt32.random(in: 0 ... .max))")
        let port = 24_092
        try await KafkaTool.run(["up", folder.path, "--brokers", "3", "--port", "\(port)"])
        do {
            try await self.killOne(folder.path, (0..<3).map { "127.0.0.1:\(port + $0)" }.joined(separator: ","))
        } catch {
            try await KafkaTool.run(["down", folder.path])
            throw error
        }
        try await KafkaTool.run(["down", folder.path])
    }

    private func killOne(_ folder: String, _ bootstrap: String) async throws {
        try await EventLoop.withLoop { loop in
            try await withProducer(bootstrap, ["acks": "all"], on: loop) { producer, cluster in
                let admin = KafkaAdmin(cluster)
                _ = try await admin.createTopics([NewTopic("t", partitions: 6, replicationFactor: 3)])["t"]?.get()
                var deliveries: [Delivery] = []
                for call in 0..<3000 {
                    let records = ProducerHarness.records(
                        call * 100..<call * 100 + 100, partition: Int32(call % 6), size: 50)
                    deliveries.append(try await producer.send(records))
                    if call == 500 { try await KafkaTool.run(["broker", folder, "2", "kill"]) }
                    if call == 1500 { try await KafkaTool.run(["broker", folder, "2", "start"]) }
                    if call == 2000 { try await KafkaTool.run(["broker", folder, "3", "stop"]) }
                    if call % 50 == 49 { await deliveries[call].wait() }
                }
                try await producer.flush()
                #expect(deliveries.allSatisfy { $0.isDone && $0.firstFailure == nil })
                for index in 0..<6 {
                    let read = try await values(of: TopicPartition("t", Int32(index)), count: 50_000, cluster)
                    let sent = (0..<3000).filter { $0 % 6 == index }
                        .flatMap { call in (0..<100).map { "\(call * 100 + $0)" } }
                    #expect(read.count == 50_000)
                    #expect(read.map { String($0.prefix { $0 != "." }) } == sent)
                }
            }
        }
    }
}
