import KafkaWire

extension APIHandler {
    static let offsetForLeaderEpoch = APIHandler(OffsetForLeaderEpochRequest.self) { core, request, reply in
        var response = OffsetForLeaderEpochResponse()
        response.topics = request.topics.map { topic in
            .init(
                name: topic.name,
                partitions: topic.partitions.map { wanted in
                    var answer = OffsetForLeaderEpochResponse.Partition()
                    answer.index = wanted.index
                    guard let partition = core.topics[topic.name]?.partition(wanted.index) else {
                        answer.errorCode = .unknownTopicOrPartition
                        return answer
                    }
                    if let problem = partition.leadershipProblem(
                        at: reply.info.broker, epoch: wanted.currentLeaderEpoch)
                    {
                        answer.errorCode = problem
                        return answer
                    }
                    if wanted.leaderEpoch == partition.leaderEpoch {
                        (answer.leaderEpoch, answer.endOffset) = (wanted.leaderEpoch, partition.log.endOffset)
                    } else {
                        (answer.leaderEpoch, answer.endOffset) = partition.log.end(of: wanted.leaderEpoch)
                    }
                    return answer
                })
        }
        reply.send(response)
    }
}
