import KafkaWire

extension APIHandler {
    static let offsetDelete = APIHandler(OffsetDeleteRequest.self) { core, request, reply in
        var response = OffsetDeleteResponse()
        let id = request.groupID
        let group = core.groups.groups[id]
        if id.isEmpty {
            response.errorCode = .invalidGroupID
        } else if let problem = core.coordinatorProblem(id, at: reply.info.broker) {
            response.errorCode = problem
        } else if !core.groups.knows(id) {
            response.errorCode = .groupIDNotFound
        } else if let group, !group.members.isEmpty, group.protocolType != "consumer" {
            response.errorCode = .nonEmptyGroup
        }
        guard response.errorCode == .none else { return reply.send(response) }
        let subscribed = group?.subscribedTopics ?? []
        var entries: [OffsetRecords.Entry] = []
        response.topics = request.topics.map { topic in
            .init(
                name: topic.name,
                partitions: topic.partitions.map { partition in
                    let name = PartitionName(topic: topic.name, partition: partition.index)
                    let code: ErrorCode =
                        if core.topics[topic.name]?.partition(partition.index) == nil {
                            .unknownTopicOrPartition
                        } else if subscribed.contains(topic.name) {
                            .groupSubscribedToTopic
                        } else {
                            .none
                        }
                    if code == .none { entries.append(OffsetRecords.Entry(group: id, partition: name)) }
                    return .init(index: partition.index, errorCode: code)
                })
        }
        for entry in entries { core.groups.removeOffset(group: id, partition: entry.partition) }
        core.saveOffsets(entries)
        reply.send(response)
    }
}
