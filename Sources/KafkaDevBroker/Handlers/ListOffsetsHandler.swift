import KafkaWire

extension APIHandler {
    static let listOffsets = APIHandler(ListOffsetsRequest.self) { core, request, reply in
        var response = ListOffsetsResponse()
        response.topics = request.topics.map { topic in
            let state = core.topics[topic.name]
            return .init(
                name: topic.name,
                partitions: topic.partitions.map { wanted in
                    var answer = ListOffsetsResponse.Partition()
                    answer.index = wanted.index
                    if let partition = state?.partition(wanted.index) {
                        OffsetLookUp(partition: partition, isolation: request.isolationLevel).fill(
                            &answer, wanted, at: reply.info.broker)
                    } else {
                        answer.errorCode = .unknownTopicOrPartition
                    }
                    return answer
                })
        }
        reply.send(response)
    }
}

private struct OffsetLookUp {
    let partition: PartitionState
    let isolation: Int8

    func fill(
        _ answer: inout ListOffsetsResponse.Partition, _ wanted: ListOffsetsRequest.Partition, at broker: Int32
    ) {
        if let problem = self.partition.leadershipProblem(at: broker, epoch: wanted.currentLeaderEpoch) {
            answer.errorCode = problem
            return
        }
        let log = self.partition.log
        do {
            switch wanted.timestamp {
            case -1:  // the end
                answer.offset = self.isolation == 1 ? log.lastStableOffset : log.highWatermark
                answer.leaderEpoch = self.partition.leaderEpoch
            case -2, -4:  // the start, and the start of what isn't tiered
                answer.offset = log.startOffset
                answer.leaderEpoch = log.epoch(of: log.startOffset)
            case -5, -6: break  // nothing is tiered
            case -3: self.set(&answer, try log.newestByTimestamp())
            case ..<0: answer.errorCode = .invalidRequest
            default: self.set(&answer, try log.firstOffset(at: wanted.timestamp))
            }
        } catch {
            answer.errorCode = .corruptMessage
        }
    }

    private func set(_ answer: inout ListOffsetsResponse.Partition, _ found: PartitionLog.TimedOffset?) {
        guard let found, found.offset < self.partition.log.highWatermark else { return }
        answer.timestamp = found.timestamp
        answer.offset = found.offset
        answer.leaderEpoch = self.partition.log.epoch(of: found.offset)
    }
}
