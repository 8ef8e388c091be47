import KafkaWire
import Testing

@testable import KafkaClient

@Suite(.enabled(if: RealKafka.isThere, RealKafka.comment), .timeLimit(.minutes(5)))
struct AdminInterop {
    private func withTopic(
        _ partitions: Int32 = 2, configs: [String: String] = [:],
        _ body: (KafkaAdmin, String) async throws -> Void
    ) async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let admin = KafkaAdmin(cluster)
            let name = RealKafka.uniqueName("admin")
            let created = try await admin.createTopics([NewTopic(name, partitions: partitions, configs: configs)])
            #expect(try created[name]?.get().partitions == partitions)
            try await body(admin, name)
            try await admin.deleteTopics([name])[name]?.get()
        }
    }

    @Test func aTopicIsCreatedDescribedListedGrownAndDeleted() async throws {
        try await self.withTopic { admin, name in
            try await admin.createPartitions([name: 5])[name]?.get()
            // brokers learn of it one after another
            let topic = try await admin.cluster.retrying(until: .now + .seconds(20)) { () async throws(KafkaError) in
                let topic = try await admin.describeTopics([name])[name]?.get()
                guard topic?.partitions.count == 5 else { throw KafkaError(.timedOut, "waiting") }
                return topic
            }
            #expect(topic?.partitions.allSatisfy { $0.leader >= 0 } == true)
            #expect(topic?.id != .zero)
            #expect(try await admin.listTopics().contains { $0.name == name })
        }
    }

    @Test func mistakesComeBackPerTopicInTheBrokersWords() async throws {
        try await self.withTopic { admin, name in
            let answers = try await admin.createTopics([
                NewTopic(name), NewTopic("bad name!"), NewTopic("x", configs: ["cleanup.policy": "nonsense"]),
            ])
            func failure(_ name: String) -> KafkaError? {
                if case .failure(let error) = answers[name] { error } else { nil }
            }
            #expect(failure(name)?.code == .broker(.topicAlreadyExists))
            #expect(failure(name)?.detail == "Topic '\(name)' already exists.")
            #expect(failure("bad name!")?.code == .broker(.invalidTopic))
            #expect(failure("x")?.code == .broker(.invalidConfig))
            let missing = try await admin.describeTopics(["no-such-topic"])["no-such-topic"]
            guard case .failure(let error) = missing else { Issue.record(); return }
            #expect(error.code == .broker(.unknownTopicOrPartition))
        }
    }

    @Test func configurationsAreReadAndChanged() async throws {
        try await self.withTopic(1, configs: ["cleanup.policy": "compact"]) { admin, name in
            func value(_ key: String) async throws -> ConfigEntry? {
                // brokers learn of a new topic one after another
                try await admin.cluster.retrying(until: .now + .seconds(20)) { () async throws(KafkaError) in
                    try await admin.describeConfigs([.topic(name)], keys: [key])[.topic(name)]?.get().first
                }
            }
            #expect(try await value("cleanup.policy")?.value == "compact")
            #expect(try await value("retention.ms")?.isDefault == true)
            try await admin.incrementalAlterConfigs([.topic(name): [.append("cleanup.policy", "delete")]])[
                .topic(name)]?.get()
            try await admin.cluster.retrying(until: .now + .seconds(20)) { () async throws(KafkaError) in
                let answer = try await admin.describeConfigs([.topic(name)], keys: ["cleanup.policy"])
                let value = try answer[.topic(name)]?.get().first?.value
                if value != "compact,delete" { throw KafkaError(.timedOut, "waiting") }
            }
            let broker = try #require(admin.cluster.snapshot.brokers.keys.first)
            let settings = try await admin.describeConfigs([.broker("\(broker)")])[.broker("\(broker)")]?.get()
            #expect(settings?.contains { $0.name == "log.dirs" } == true)
        }
    }

    @Test func offsetsAreListedAndRecordsDeleted() async throws {
        try await self.withTopic(1) { admin, name in
            let partition = TopicPartition(name, 0)
            try await admin.cluster.produce((0..<10).map { "v\($0)" }, to: partition)
            func offset(_ spec: OffsetSpec) async throws -> Int64? {
                try await admin.listOffsets([partition: spec])[partition]?.get().offset
            }
            #expect(try await offset(.earliest) == 0)
            #expect(try await offset(.latest) == 10)
            #expect(try await offset(.maxTimestamp) ?? -1 >= 0)
            #expect(try await offset(.at(1_600_000_000_000)) == 0)
            #expect(try await offset(.at(1_800_000_000_000)) == -1)
            #expect(try await admin.deleteRecords(before: [partition: 4])[partition]?.get() == 4)
            #expect(try await offset(.earliest) == 4)
            let missing = TopicPartition(name, 7)
            let answer = try await admin.cluster.listOffsets(
                [missing: .latest], deadline: .now + .milliseconds(300))[missing]
            guard case .failure(let error) = answer else { Issue.record(); return }
            #expect(error.code == .broker(.unknownTopicOrPartition))
        }
    }

    @Test func theClusterHasAnId() async throws {
        try await withCluster(RealKafka.configuration()) { cluster in
            let admin = KafkaAdmin(cluster)
            let (id, cluster) = (try await admin.clusterID(), try await admin.describeCluster())
            #expect(id?.isEmpty == false)
            #expect(cluster.clusterID == id)
            #expect(!cluster.brokers.isEmpty)
        }
    }
}
