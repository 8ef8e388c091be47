import KafkaWire

extension APIHandler {
    static let describeTopicPartitions = APIHandler(DescribeTopicPartitionsRequest.self) { core, request, reply in
        let names = Set(request.topics.isEmpty ? Array(core.topics.keys) : request.topics.map(\.name)).sorted()
        var room = max(1, min(Int(request.responsePartitionLimit), 2000))
        var response = DescribeTopicPartitionsResponse()
        for name in names {
            if let cursor = request.cursor, name < cursor.topicName { continue }
            let first = request.cursor.map { $0.topicName == name ? max(0, Int($0.partitionIndex)) : 0 } ?? 0
            guard room > 0 else {
                response.nextCursor = .init(topicName: name, partitionIndex: Int32(first))
                break
            }
            let (answer, next) = core.describePartitions(of: name, from: first, limit: room)
            response.topics.append(answer)
            room -= answer.partitions.count
            if let next {
                response.nextCursor = .init(topicName: name, partitionIndex: next)
                break
            }
        }
        reply.send(response)
    }
}

extension ClusterCore {
    /// Up to `limit` partitions of a topic, and the number of the next one if there is one.
    fileprivate func describePartitions(
        of name: String, from first: Int, limit: Int
    ) -> (DescribeTopicPartitionsResponse.Topic, Int32?) {
        var answer = DescribeTopicPartitionsResponse.Topic()
        answer.name = name
        guard let topic = self.topics[name] else {
            answer.errorCode = TopicName.problem(with: name) == nil ? .unknownTopicOrPartition : .invalidTopic
            return (answer, nil)
        }
        answer.topicID = topic.id
        answer.isInternal = topic.isInternal
        answer.topicAuthorizedOperations = AuthorizedOperations.topic
        let shown = topic.partitions.dropFirst(first).prefix(limit)
        answer.partitions = shown.map { partition in
            .init(
                errorCode: partition.leader < 0 ? .leaderNotAvailable : .none, index: partition.index,
                leaderID: partition.leader, leaderEpoch: partition.leaderEpoch, replicas: partition.replicas,
                inSyncReplicas: partition.isr, eligibleLeaderReplicas: [], lastKnownELR: [],
                offlineReplicas: partition.offlineReplicas)
        }
        let next = first + shown.count
        return (answer, next < topic.partitions.count ? Int32(next) : nil)
    }
}
