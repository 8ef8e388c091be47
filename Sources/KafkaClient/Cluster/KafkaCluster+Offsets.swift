import KafkaWire

/// Which records a reader sees.
package enum IsolationLevel: Int8, Sendable {
    /// All of them.
    case readUncommitted = 0
    /// Those of open and of aborted transactions not.
    case readCommitted = 1
}

/// Which offset of a partition is asked for.
package enum OffsetSpec: Sendable, Hashable {
    /// The first that is still there.
    case earliest
    /// The one behind the last; with `readCommitted` the one behind the last that such a reader may see.
    case latest
    /// That of the record with the latest time (brokers since 3.0).
    case maxTimestamp
    /// The first at or after a time, in milliseconds since 1970.
    case at(Int64)

    var timestamp: Int64 {
        switch self {
        case .latest: -1
        case .earliest: -2
        case .maxTimestamp: -3
        case .at(let time): time
        }
    }
}

/// An answer to an ``OffsetSpec``.
package struct ListedOffset: Sendable, Hashable {
    /// -1: no record is that late.
    package var offset: Int64
    /// The record's time; -1 for the ends of the log.
    package var timestamp: Int64
    /// -1: not known.
    package var leaderEpoch: Int32
}

extension KafkaCluster {
    /// Asks the leaders of partitions for offsets, again where leaders have moved, until `deadline`.
    ///
    /// - Returns: One answer for each partition asked for.
    /// - Throws: What concerns the cluster as a whole; what concerns one partition is in its answer.
    package func listOffsets(
        _ specs: [TopicPartition: OffsetSpec], isolation: IsolationLevel = .readUncommitted,
        deadline: ContinuousClock.Instant? = nil
    ) async throws(KafkaError) -> [TopicPartition: Result<ListedOffset, KafkaError>] {
        let operation = "asking for offsets"
        let answers = try await self.askLeaders(of: specs, deadline: deadline) {
            (specs, target) async throws(KafkaError) in
            let topics = Dictionary(grouping: specs) { $0.key.topic }
            let request = ListOffsetsRequest(
                isolationLevel: isolation.rawValue,
                topics: topics.map { topic, specs in
                    .init(
                        name: topic,
                        partitions: specs.map { .init(index: $0.key.partition, timestamp: $0.value.timestamp) })
                })
            let response = try await self.connection(to: target).send(request)
            var answers: [TopicPartition: Result<ListedOffset, KafkaError>] = [:]
            for topic in response.topics {
                for answer in topic.partitions {
                    let partition = TopicPartition(topic.name, answer.index)
                    answers[partition] =
                        answer.errorCode == .none
                        ? .success(
                            ListedOffset(
                                offset: answer.offset, timestamp: answer.timestamp, leaderEpoch: answer.leaderEpoch))
                        : .failure(
                            KafkaError(.broker(answer.errorCode), "\(operation) of \(partition)")
                                .namingRight("Read", on: "topics: [\(topic.name)]", self.configuration))
                }
            }
            return answers
        }
        return answers
    }

    /// Sends each partition's leader what is asked of it, all leaders at once, and asks again, where an answer is a
    /// retriable error, until `deadline`.
    func askLeaders<Question: Sendable, Answer: Sendable>(
        of questions: [TopicPartition: Question], deadline: ContinuousClock.Instant?,
        _ ask:
            @escaping @Sendable ([TopicPartition: Question], BrokerTarget) async throws(KafkaError)
            -> [TopicPartition: Result<Answer, KafkaError>]
    ) async throws(KafkaError) -> [TopicPartition: Result<Answer, KafkaError>] {
        let deadline = deadline ?? .now + self.configuration.defaultAPITimeout
        var open = questions
        var answers: [TopicPartition: Result<Answer, KafkaError>] = [:]
        var failures = 0
        while !open.isEmpty {
            for (partition, answer) in try await self.askLeadersOnce(of: open, ask) {
                answers[partition] = answer
            }
            for partition in open.keys {
                if case .failure(let error) = answers[partition], error.isRetriable { continue }
                open[partition] = nil
            }
            let pause = self.configuration.retryBackoff.delay(after: failures)
            guard !open.isEmpty, ContinuousClock.now + pause < deadline else { break }
            failures += 1
            self.noteStaleMetadata()
            try await self.pause(pause)
        }
        return answers
    }

    private func askLeadersOnce<Question: Sendable, Answer: Sendable>(
        of questions: [TopicPartition: Question],
        _ ask:
            @escaping @Sendable ([TopicPartition: Question], BrokerTarget) async throws(KafkaError)
            -> [TopicPartition: Result<Answer, KafkaError>]
    ) async throws(KafkaError) -> [TopicPartition: Result<Answer, KafkaError>] {
        var answers: [TopicPartition: Result<Answer, KafkaError>] = [:]
        var byLeader: [Int32: [TopicPartition: Question]] = [:]
        do throws(KafkaError) {
            _ = try await self.metadata(of: Set(questions.keys.map(\.topic)))
        } catch {
            guard error.isRetriable else { throw error }
            return questions.mapValues { _ in .failure(error) }
        }
        for (partition, question) in questions {
            switch self.knownLeader(of: partition) {
            case .success(let leader): byLeader[leader, default: [:]][partition] = question
            case .failure(let error): answers[partition] = .failure(error)
            }
        }
        await withTaskGroup(of: [TopicPartition: Result<Answer, KafkaError>].self) { group in
            for (leader, questions) in byLeader {
                group.addTask {
                    do throws(KafkaError) {
                        let answers = try await ask(questions, .broker(leader))
                        let missing = KafkaError(.malformedFrame, "asking broker \(leader)", detail: "no answer for it")
                        return questions.reduce(into: [:]) { $0[$1.key] = answers[$1.key] ?? .failure(missing) }
                    } catch {
                        return questions.mapValues { _ in .failure(error) }
                    }
                }
            }
            for await part in group { answers.merge(part) { $1 } }
        }
        return answers
    }

    /// The leader as the metadata at hand has it.
    func knownLeader(of partition: TopicPartition) -> Result<Int32, KafkaError> {
        let metadata = self.snapshot
        let topicCode = metadata.topics[partition.topic]?.errorCode ?? .unknownTopicOrPartition
        guard topicCode == .none, let known = metadata.partition(partition) else {
            let code = topicCode == .none ? ErrorCode.unknownTopicOrPartition : topicCode
            return .failure(
                KafkaError(.broker(code), "looking for the leader of \(partition)")
                    .namingRight("Read or Write", on: "topics: [\(partition.topic)]", self.configuration))
        }
        guard known.leader >= 0 else {
            return .failure(KafkaError(.broker(.leaderNotAvailable), "looking for the leader of \(partition)"))
        }
        return .success(known.leader)
    }
}
