import Bytes
import KafkaWire

extension APIHandler {
    static let produce = APIHandler(ProduceRequest.self) { core, request, reply in
        let answer = ProduceAnswer(core: core, request: request, info: reply.info)
        let response = answer.carryOut()
        guard request.acks == 0 else { return reply.send(response) }
        // Nobody waits for an answer; closing the connection is the only way to tell the client of an error.
        let failed = response.topics.contains { $0.partitions.contains { $0.errorCode != .none } }
        failed ? reply.hangUp() : reply.sendNothing()
    }
}

private struct ProduceAnswer {
    let core: ClusterCore
    let request: ProduceRequest
    let info: RequestInfo

    func carryOut() -> ProduceResponse {
        var response = ProduceResponse()
        response.topics = self.request.topics.map { topic in
            let state = self.core.topic(
                named: self.info.version < 13 ? topic.name : nil, id: self.info.version < 13 ? .zero : topic.topicID)
            return .init(
                name: topic.name, topicID: topic.topicID,
                partitions: topic.partitions.map { self.append($0, to: state) })
        }
        let moved = response.topics.contains { $0.partitions.contains { $0.errorCode == .notLeaderOrFollower } }
        if moved && self.info.version >= 10 {
            response.nodeEndpoints = self.core.runningNodes.map {
                .init(nodeID: $0.id, host: $0.host, port: Int32($0.port))
            }
        }
        return response
    }

    private func append(_ produced: ProduceRequest.Partition, to topic: TopicState?) -> ProduceResponse.Partition {
        var answer = ProduceResponse.Partition()
        answer.index = produced.index
        answer.baseOffset = -1
        guard let topic, let partition = topic.partition(produced.index) else {
            answer.errorCode = topic == nil && self.info.version >= 13 ? .unknownTopicID : .unknownTopicOrPartition
            return answer
        }
        do {
            try self.check(topic, partition)
            try self.checkCompression(of: produced)
            let log = partition.log
            let segments = log.segments.count
            let appended = try log.append(
                produced.records ?? Bytes(), leaderEpoch: partition.leaderEpoch, now: self.core.now)
            answer.baseOffset = appended.baseOffset
            answer.logAppendTime = appended.logAppendTime
            if !appended.isDuplicate {
                self.core.didAppend(
                    produced.records?.count ?? 0, to: partition, rolled: log.segments.count != segments)
            }
            answer.logStartOffset = log.startOffset
        } catch {
            answer.errorCode = error.code
            if self.info.version >= 8 { answer.errorMessage = error.message }
            if error.code == .notLeaderOrFollower && self.info.version >= 10 {
                answer.currentLeader = .init(leaderID: partition.leader, leaderEpoch: partition.leaderEpoch)
            }
        }
        return answer
    }

    /// Consumers that old could not read it.
    private func checkCompression(of produced: ProduceRequest.Partition) throws(BatchRefusal) {
        guard self.info.version < 7, let records = produced.records, let header = BatchHeader(records.span),
            header.compressionID == 4
        else { return }
        throw BatchRefusal(
            .unsupportedCompressionType,
            "Produce requests with version \(self.info.version) are not allowed to use ZStandard compression")
    }

    private func check(_ topic: TopicState, _ partition: PartitionState) throws(BatchRefusal) {
        guard (-1...1).contains(self.request.acks) else {
            throw BatchRefusal(.invalidRequiredAcks, "acks must be -1, 0 or 1, not \(self.request.acks).")
        }
        guard self.request.transactionalID == nil else {
            throw BatchRefusal(.invalidTxnState, "This broker has no transactions.")
        }
        guard !topic.isInternal else {
            throw BatchRefusal(.invalidTopic, "Clients may not write to the internal topic \(topic.name).")
        }
        guard partition.leader == self.info.broker else {
            throw BatchRefusal(.notLeaderOrFollower, "Broker \(partition.leader) is the leader of the partition.")
        }
        guard self.request.acks != -1 || partition.isr.count >= partition.log.settings.minInsyncReplicas else {
            throw BatchRefusal(
                .notEnoughReplicas,
                "\(partition.isr.count) replicas are in sync, min.insync.replicas is "
                    + "\(partition.log.settings.minInsyncReplicas).")
        }
    }
}
