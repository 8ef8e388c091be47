import KafkaWire

extension APIHandler {
    static let offsetFetch = APIHandler(OffsetFetchRequest.self) { core, request, reply in
        let answer = OffsetFetchAnswer(core: core, broker: reply.info.broker, version: reply.version)
        var response = OffsetFetchResponse()
        if reply.version >= 8 {
            response.groups = request.groups.map { answer.group($0) }
        } else {
            answer.fill(&response, request)
        }
        reply.send(response)
    }
}

private struct OffsetFetchAnswer {
    let core: ClusterCore
    let broker: Int32
    let version: Int16

    private func problem(_ group: String) -> ErrorCode? {
        group.isEmpty ? .invalidGroupID : self.core.coordinatorProblem(group, at: self.broker)
    }

    /// A group's committed offsets by topic, sorted.
    private func all(of group: String) -> [(topic: String, partitions: [Int32])] {
        let byTopic = Dictionary(grouping: (self.core.groups.offsets[group] ?? [:]).keys, by: \.topic)
        return byTopic.sorted { $0.key < $1.key }.map { ($0.key, $0.value.map(\.partition).sorted()) }
    }

    private func offset(_ topic: String, _ partition: Int32, of group: String) -> CommittedOffset {
        self.core.groups.offsets[group]?[PartitionName(topic: topic, partition: partition)]
            ?? CommittedOffset(offset: -1, leaderEpoch: -1, metadata: "", committedAt: 0)
    }

    func fill(_ response: inout OffsetFetchResponse, _ request: OffsetFetchRequest) {
        if let problem = self.problem(request.groupID) {
            response.errorCode = problem
            if self.version < 2 {
                response.errorCode = .none
                response.topics = (request.topics ?? []).map { topic in
                    .init(
                        name: topic.name,
                        partitions: topic.partitions.map {
                            .init(index: $0, committedOffset: -1, metadata: "", errorCode: problem)
                        })
                }
            }
            return
        }
        let wanted = request.topics.map { $0.map { ($0.name, $0.partitions) } } ?? self.all(of: request.groupID)
        response.topics = wanted.map { name, partitions in
            .init(
                name: name,
                partitions: partitions.map { partition in
                    let offset = self.offset(name, partition, of: request.groupID)
                    return .init(
                        index: partition, committedOffset: offset.offset, committedLeaderEpoch: offset.leaderEpoch,
                        metadata: offset.metadata)
                })
        }
    }

    func group(_ wanted: OffsetFetchRequest.Group) -> OffsetFetchResponse.Group {
        var answer = OffsetFetchResponse.Group()
        answer.groupID = wanted.groupID
        if let problem = self.problem(wanted.groupID) {
            answer.errorCode = problem
            return answer
        }
        guard let topics = wanted.topics else {
            answer.topics = self.all(of: wanted.groupID).map { name, partitions in
                self.topic(name, id: self.core.topics[name]?.id ?? .zero, partitions, of: wanted.groupID)
            }
            if self.version >= 10 { answer.topics.removeAll { $0.topicID == .zero } }
            return answer
        }
        answer.topics = topics.map { topic in
            guard self.version >= 10 else {
                return self.topic(topic.name, id: .zero, topic.partitions, of: wanted.groupID)
            }
            guard let known = self.core.topic(named: nil, id: topic.topicID) else {
                return .init(
                    topicID: topic.topicID,
                    partitions: topic.partitions.map {
                        .init(index: $0, committedOffset: -1, metadata: "", errorCode: .unknownTopicID)
                    })
            }
            return self.topic(known.name, id: known.id, topic.partitions, of: wanted.groupID)
        }
        return answer
    }

    private func topic(
        _ name: String, id: TopicID, _ partitions: [Int32], of group: String
    ) -> OffsetFetchResponse.GroupTopic {
        .init(
            name: self.version >= 10 ? "" : name, topicID: self.version >= 10 ? id : .zero,
            partitions: partitions.map { partition in
                let offset = self.offset(name, partition, of: group)
                return .init(
                    index: partition, committedOffset: offset.offset, committedLeaderEpoch: offset.leaderEpoch,
                    metadata: offset.metadata)
            })
    }
}
