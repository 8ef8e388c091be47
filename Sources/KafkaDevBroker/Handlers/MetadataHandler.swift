import KafkaWire

extension APIHandler {
    static let metadata = APIHandler(MetadataRequest.self) { core, request, reply in
        reply.send(MetadataAnswer(core: core, version: reply.version).response(to: request))
    }
}

/// Bits of what a client may do; without an authorizer that is everything.
enum AuthorizedOperations {
    static let cluster: Int32 = 0x1fa0
    static let topic: Int32 = 0x0df8
    static let group: Int32 = 0x0148
}

private struct MetadataAnswer {
    let core: ClusterCore
    let version: Int16

    func response(to request: MetadataRequest) -> MetadataResponse {
        var response = MetadataResponse()
        response.brokers = self.core.runningNodes.map {
            .init(nodeID: $0.id, host: $0.host, port: Int32($0.port))
        }
        response.clusterID = self.core.clusterID
        response.controllerID = self.core.controllerID
        if request.includeClusterAuthorizedOperations && (8...10).contains(self.version) {
            response.clusterAuthorizedOperations = AuthorizedOperations.cluster
        }
        if let wanted = request.topics, self.version > 0 || !wanted.isEmpty {
            response.topics = wanted.map { self.topic($0, creates: request.allowAutoTopicCreation) }
        } else {
            response.topics = self.core.topics.values.sorted { $0.name < $1.name }.map { self.describe($0) }
        }
        if request.includeTopicAuthorizedOperations {
            for index in response.topics.indices where response.topics[index].errorCode == .none {
                response.topics[index].topicAuthorizedOperations = AuthorizedOperations.topic
            }
        }
        return response
    }

    private func topic(_ wanted: MetadataRequest.Topic, creates: Bool) -> MetadataResponse.Topic {
        if let topic = self.core.topic(named: wanted.name, id: wanted.topicID) { return self.describe(topic) }
        var answer = MetadataResponse.Topic()
        guard wanted.topicID == .zero else {
            answer.topicID = wanted.topicID
            answer.name = self.version >= 12 ? nil : ""
            answer.errorCode = .unknownTopicID
            return answer
        }
        let name = wanted.name ?? ""
        answer.name = name
        answer.isInternal = TopicName.internalNames.contains(name)
        answer.errorCode = .unknownTopicOrPartition
        if TopicName.problem(with: name) != nil {
            answer.errorCode = .invalidTopic
        } else if creates, self.core.properties.flag("auto.create.topics.enable") {
            switch self.core.autoCreate(name) {
            case .success(let topic): return self.describe(topic)
            case .failure(let refusal): answer.errorCode = refusal.code
            }
        }
        return answer
    }

    private func describe(_ topic: TopicState) -> MetadataResponse.Topic {
        var answer = MetadataResponse.Topic()
        answer.name = topic.name
        answer.topicID = topic.id
        answer.isInternal = topic.isInternal
        answer.partitions = topic.partitions.map { partition in
            .init(
                errorCode: partition.leader < 0 ? .leaderNotAvailable : .none, index: partition.index,
                leaderID: partition.leader, leaderEpoch: partition.leaderEpoch, replicas: partition.replicas,
                inSyncReplicas: partition.isr, offlineReplicas: partition.offlineReplicas)
        }
        return answer
    }
}
