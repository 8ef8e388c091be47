import KafkaWire

extension APIHandler {
    static let createPartitions = APIHandler(CreatePartitionsRequest.self) { core, request, reply in
        var response = CreatePartitionsResponse()
        response.results = request.topics.map { wanted in
            var answer = CreatePartitionsResponse.Topic()
            answer.name = wanted.name
            do {
                try core.addPartitions(wanted, validateOnly: request.validateOnly)
            } catch let refusal as BatchRefusal {
                answer.errorCode = refusal.code
                answer.errorMessage = refusal.message
            } catch {
                answer.errorCode = .kafkaStorageError
                answer.errorMessage = "\(error)"
            }
            return answer
        }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func addPartitions(_ wanted: CreatePartitionsRequest.Topic, validateOnly: Bool) throws {
        guard let topic = self.topics[wanted.name] else {
            throw BatchRefusal(.unknownTopicOrPartition, "This server does not host this topic-partition.")
        }
        let old = Int32(topic.partitions.count)
        guard wanted.count > old else {
            throw BatchRefusal(
                .invalidPartitions,
                wanted.count == old
                    ? "Topic already has \(old) partition(s)."
                    : "The topic \(topic.name) currently has \(old) partition(s); \(wanted.count) would not be an increase."
            )
        }
        guard wanted.count <= Int32(TopicRequest.partitionLimit) else {
            throw BatchRefusal(
                .invalidPartitions, "This broker makes topics of up to \(TopicRequest.partitionLimit) partitions.")
        }
        var replicas = self.assignReplicas(
            partitions: old..<wanted.count, factor: topic.partitions.first?.replicas.count ?? 1)
        if let chosen = wanted.assignments {
            guard chosen.count == replicas.count,
                chosen.allSatisfy({ !$0.brokerIDs.isEmpty && $0.brokerIDs.allSatisfy { self.node($0) != nil } })
            else {
                throw BatchRefusal(
                    .invalidReplicaAssignment, "Each new partition needs an assignment to known brokers.")
            }
            replicas = chosen.map(\.brokerIDs)
        }
        guard !validateOnly else { return }
        let settings = self.settings(for: topic.configuration)
        var added: [PartitionState] = []
        for (offset, replicas) in replicas.enumerated() {
            let index = old + Int32(offset)
            self.store?.removeLeftovers(topic.name, index)
            added.append(
                try self.makePartition(topic: topic.name, index: index, replicas: replicas, settings: settings))
        }
        topic.partitions += added
        for partition in added { self.placeLeader(of: partition) }
        try self.save()
    }
}
