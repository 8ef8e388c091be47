import KafkaWire
import Testing
import Transport

@testable import KafkaClient

@Suite struct BackoffTests {
    @Test func pausesDoubleUpToTheMaximum() {
        let backoff = Backoff(initial: .milliseconds(50), maximum: .milliseconds(1000))
        #expect(
            (0...6).map { backoff.steady(after: $0) } == [50, 100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        #expect(backoff.steady(after: .max) == .seconds(1))
    }

    @Test func pausesDifferByAFifthAtMost() {
        let backoff = Backoff(initial: .milliseconds(100), maximum: .milliseconds(100))
        let delays = (0..<200).map { _ in backoff.delay(after: 3) }
        #expect(delays.allSatisfy { $0 >= .milliseconds(80) && $0 <= .milliseconds(120) })
        #expect(Set(delays).count > 1)
    }

    @Test func aMaximumBelowTheInitialPauseIsRaisedToIt() {
        #expect(Backoff(initial: .seconds(2), maximum: .seconds(1)).steady(after: 0) == .seconds(2))
    }
}

@Suite struct BrokerLinkTests {
    private let now = ContinuousClock.now
    private let backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(1))

    @Test func manyShareOneAttemptAndThenTheConnection() {
        var link = BrokerLink<String, Int>()
        guard case .connect = link.want(at: self.now) else { Issue.record(); return }
        link.begin(7, at: self.now)
        guard case .join(7) = link.want(at: self.now) else { Issue.record(); return }
        link.succeed("c", at: self.now)
        guard case .use("c") = link.want(at: self.now) else { Issue.record(); return }
    }

    @Test func failuresMakeThePausesLonger() throws {
        var link = BrokerLink<String, Int>()
        for failure in 0..<6 {
            link.begin(failure, at: self.now)
            link.fail(at: self.now, self.backoff)
            let wait = try #require(link.notBefore) - self.now
            #expect(wait >= self.backoff.steady(after: failure) * 0.79)
            guard case .wait = link.want(at: self.now) else { Issue.record(); return }
            guard case .connect = link.want(at: self.now + .seconds(2)) else { Issue.record(); return }
        }
        #expect(link.failures == 6)
        link.succeed("c", at: self.now)
        #expect(link.failures == 0)
    }

    @Test func aConnectionThatEndsAtOnceIsNotMadeAgainAtOnce() {
        var link = BrokerLink<String, Int>()
        link.begin(1, at: self.now)
        link.succeed("c", at: self.now)
        link.lose(self.backoff)
        guard case .wait = link.want(at: self.now) else { Issue.record(); return }
        guard case .connect = link.want(at: self.now + .milliseconds(121)) else { Issue.record(); return }
    }
}

@Suite struct ClusterMetadataTests {
    private func response(
        leader: Int32, epoch: Int32, id: TopicID = .zero, indexes: [Int32] = [1, 0], count: Int = 1
    ) -> MetadataResponse {
        MetadataResponse(
            brokers: [.init(nodeID: 1, host: "a", port: 9092), .init(nodeID: 2, host: "b", port: 9093)],
            clusterID: "c", controllerID: 2,
            topics: [
                .init(
                    name: "t", topicID: id,
                    partitions: indexes.map { .init(index: $0, leaderID: leader, leaderEpoch: epoch) })
            ])
    }

    @Test func anAnswerIsTakenIn() {
        var metadata = ClusterMetadata()
        metadata.merge(self.response(leader: 2, epoch: 5), isComplete: true, at: .now)
        #expect(metadata.version == 1)
        #expect(metadata.clusterID == "c")
        #expect(metadata.brokers[2]?.endpoint == Endpoint(host: "b", port: 9093))
        #expect(metadata.topics["t"]?.partitions.map(\.index) == [0, 1])
        #expect(metadata.partition(TopicPartition("t", 1))?.leader == 2)
        #expect(metadata.partition(TopicPartition("t", 2)) == nil)
        #expect(metadata.partition(TopicPartition("t", -1)) == nil)
        #expect(metadata.partition(TopicPartition("u", 0)) == nil)
    }

    @Test func anOlderEpochDoesNotReplaceALeaderUnlessTheTopicIsNew() {
        var metadata = ClusterMetadata()
        metadata.merge(self.response(leader: 2, epoch: 5), isComplete: true, at: .now)
        metadata.merge(self.response(leader: 1, epoch: 4), isComplete: true, at: .now)
        #expect(metadata.partition(TopicPartition("t", 0))?.leader == 2)
        metadata.merge(self.response(leader: 1, epoch: 0, id: TopicID(high: 1, low: 1)), isComplete: true, at: .now)
        #expect(metadata.partition(TopicPartition("t", 0))?.leader == 1)
    }

    @Test func aLeaderToldInAnAnswerCountsIfItIsLater() {
        var metadata = ClusterMetadata()
        metadata.merge(self.response(leader: 2, epoch: 5), isComplete: true, at: .now)
        metadata.setLeader(1, epoch: 5, of: TopicPartition("t", 0))
        #expect(metadata.partition(TopicPartition("t", 0))?.leader == 2)
        metadata.setLeader(1, epoch: 6, of: TopicPartition("t", 0))
        #expect(metadata.partition(TopicPartition("t", 0))?.leader == 1)
        metadata.setLeader(1, epoch: 9, of: TopicPartition("t", 99))
    }

    @Test(arguments: [[Int32](), [3, 4], [0, .max], [-1, 0], [.min], [0, 0, 2]])
    func impossibleNumbersDoNoHarm(indexes: [Int32]) {
        var metadata = ClusterMetadata()
        metadata.merge(self.response(leader: 1, epoch: 1, indexes: indexes), isComplete: true, at: .now)
        #expect(metadata.topics["t"]?.partitions.count ?? 0 <= indexes.count)
        #expect(
            metadata.topics["t"]?.partitions.enumerated().allSatisfy { $0.element.index == Int32($0.offset) } == true)
    }
}

@Suite struct ClientConfigurationTests {
    @Test func defaultsAreKafkas() throws {
        let configuration = try ClientConfiguration(["bootstrap.servers": " a:1 , b:2"])
        #expect(configuration.bootstrapServers == [Endpoint(host: "a", port: 1), Endpoint(host: "b", port: 2)])
        #expect(configuration.requestTimeout == .seconds(30))
        #expect(configuration.defaultAPITimeout == .seconds(60))
        #expect(configuration.retryBackoff == Backoff(initial: .milliseconds(100), maximum: .seconds(1)))
        #expect(configuration.reconnectBackoff == Backoff(initial: .milliseconds(50), maximum: .seconds(1)))
        #expect(configuration.metadataMaxAge == .seconds(300))
        #expect(configuration.connectionsMaxIdle == .seconds(540))
    }

    @Test(arguments: [
        ([:], "No resolvable bootstrap urls given in bootstrap.servers"),
        (["bootstrap.servers": "a"], "Invalid url in bootstrap.servers: a"),
        (["bootstrap.servers": "a:1,b:x"], "Invalid url in bootstrap.servers: b:x"),
        (
            ["bootstrap.servers": "a:1", "request.timeout.ms": "x"],
            "Invalid value x for configuration request.timeout.ms: Not a number of type LONG"
        ),
        (
            ["bootstrap.servers": "a:1", "retry.backoff.ms": "-1"],
            "Invalid value -1 for configuration retry.backoff.ms: Value must be at least 0"
        ),
    ])
    func mistakesAreToldInKafkasWords(properties: [String: String], complaint: String) {
        let error = #expect(throws: KafkaError.self) { try ClientConfiguration(properties) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.detail?.hasPrefix(complaint) == true, "\(error?.detail ?? "")")
    }
}

@Suite(.timeLimit(.minutes(5))) struct PromiseTests {
    @Test func everyWaiterGetsTheValue() async throws {
        let promise = Promise<Int>("waiting")
        try await withThrowingTaskGroup { group in
            for _ in 0..<10 { group.addTask { try await promise.wait() } }
            promise.fulfil(.success(7))
            promise.fulfil(.success(8))
            for try await value in group { #expect(value == 7) }
        }
        #expect(try await promise.wait() == 7)
    }

    @Test func aCancelledWaiterLeavesAndTheOthersStay() async throws {
        let promise = Promise<Int>("waiting")
        let stays = Task { try await promise.wait() }
        let leaves = Task { try await promise.wait() }
        leaves.cancel()
        let error = await #expect(throws: KafkaError.self) { try await leaves.value }
        #expect(error?.code == .cancelled)
        promise.fulfil(.success(1))
        #expect(try await stays.value == 1)
    }
}
