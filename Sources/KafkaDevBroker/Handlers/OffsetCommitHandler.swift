import KafkaWire

extension APIHandler {
    static let offsetCommit = APIHandler(OffsetCommitRequest.self) { core, request, reply in
        let problem =
            core.coordinatorProblem(request.groupID, at: reply.info.broker)
            ?? core.withGroups {
                $0.commitProblem(
                    request.groupID, memberID: request.memberID, instanceID: request.groupInstanceID,
                    generation: request.generationID, now: core.now)
            }
        var response = OffsetCommitResponse()
        var entries: [OffsetRecords.Entry] = []
        response.topics = request.topics.map { topic in
            let state = reply.version >= 10 ? core.topic(named: nil, id: topic.topicID) : core.topics[topic.name]
            return .init(
                name: topic.name, topicID: topic.topicID,
                partitions: topic.partitions.map { partition in
                    let code = problem ?? core.commitProblem(partition, of: state, version: reply.version)
                    if code == nil, let state {
                        entries.append(core.commit(partition, of: state, group: request.groupID))
                    }
                    return .init(index: partition.index, errorCode: code ?? .none)
                })
        }
        guard core.saveOffsets(entries) else {
            for topic in response.topics.indices {
                for partition in response.topics[topic].partitions.indices {
                    response.topics[topic].partitions[partition].errorCode = .coordinatorNotAvailable
                }
            }
            return reply.send(response)
        }
        for entry in entries {
            if let offset = entry.offset {
                core.groups.store(offset, group: entry.group, partition: entry.partition)
            }
        }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func commitProblem(
        _ partition: OffsetCommitRequest.Partition, of topic: TopicState?, version: Int16
    ) -> ErrorCode? {
        guard let topic, topic.partition(partition.index) != nil else {
            return topic == nil && version >= 10 ? .unknownTopicID : .unknownTopicOrPartition
        }
        let limit = self.groups.settings.offsetMetadataMax
        return (partition.committedMetadata ?? "").utf8.count > limit ? .offsetMetadataTooLarge : nil
    }

    fileprivate func commit(
        _ partition: OffsetCommitRequest.Partition, of topic: TopicState, group: String
    ) -> OffsetRecords.Entry {
        OffsetRecords.Entry(
            group: group, partition: PartitionName(topic: topic.name, partition: partition.index),
            offset: CommittedOffset(
                offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
                metadata: partition.committedMetadata ?? "", committedAt: self.now))
    }
}
