import KafkaWire

extension APIHandler {
    static let describeProducers = APIHandler(DescribeProducersRequest.self) { core, request, reply in
        var response = DescribeProducersResponse()
        response.topics = request.topics.map { topic in
            .init(
                name: topic.name,
                partitions: topic.partitions.map { index in
                    var answer = DescribeProducersResponse.Partition()
                    answer.index = index
                    guard let partition = core.topics[topic.name]?.partition(index) else {
                        answer.errorCode = .unknownTopicOrPartition
                        return answer
                    }
                    guard partition.leader == reply.info.broker else {
                        answer.errorCode = .notLeaderOrFollower
                        return answer
                    }
                    answer.activeProducers = partition.log.producers.producers.sorted { $0.key < $1.key }.map {
                        .init(
                            producerID: $0.key, producerEpoch: Int32($0.value.epoch),
                            lastSequence: $0.value.batches.last?.lastSequence ?? -1, lastTimestamp: $0.value.seen,
                            coordinatorEpoch: -1, currentTxnStartOffset: -1)
                    }
                    return answer
                })
        }
        reply.send(response)
    }
}
