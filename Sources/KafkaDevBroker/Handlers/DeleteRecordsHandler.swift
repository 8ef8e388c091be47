import KafkaWire

extension APIHandler {
    static let deleteRecords = APIHandler(DeleteRecordsRequest.self) { core, request, reply in
        var response = DeleteRecordsResponse()
        response.topics = request.topics.map { topic in
            .init(
                name: topic.name,
                partitions: topic.partitions.map { wanted in
                    let partition = core.topics[topic.name]?.partition(wanted.index)
                    let (code, start) = core.deleteRecords(
                        of: partition, before: wanted.offset, broker: reply.info.broker)
                    return .init(index: wanted.index, lowWatermark: start, errorCode: code)
                })
        }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func deleteRecords(
        of partition: PartitionState?, before offset: Int64, broker: Int32
    ) -> (ErrorCode, Int64) {
        guard let partition else { return (.unknownTopicOrPartition, -1) }
        guard partition.leader == broker else { return (.notLeaderOrFollower, -1) }
        guard partition.log.settings.isDeleted else { return (.policyViolation, -1) }
        do {
            let end = offset == -1 ? partition.log.highWatermark : offset
            guard try partition.log.deleteRecords(before: end, now: self.now) else { return (.offsetOutOfRange, -1) }
            return (.none, partition.log.startOffset)
        } catch {
            return (.kafkaStorageError, -1)
        }
    }
}
