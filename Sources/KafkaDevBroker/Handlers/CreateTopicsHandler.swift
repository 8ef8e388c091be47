import KafkaWire

extension APIHandler {
    static let createTopics = APIHandler(CreateTopicsRequest.self) { core, request, reply in
        var counts: [String: Int] = [:]
        for topic in request.topics { counts[topic.name, default: 0] += 1 }
        var response = CreateTopicsResponse()
        response.topics = request.topics.map { topic in
            core.create(
                topic, isRepeated: counts[topic.name, default: 0] > 1, validateOnly: request.validateOnly,
                version: reply.version)
        }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func create(
        _ wanted: CreateTopicsRequest.Topic, isRepeated: Bool, validateOnly: Bool, version: Int16
    ) -> CreateTopicsResponse.Topic {
        var answer = CreateTopicsResponse.Topic()
        answer.name = wanted.name
        do {
            if isRepeated { throw BatchRefusal(.invalidRequest, "Found multiple entries for this topic.") }
            let (replicas, configuration) = try self.plan(
                TopicRequest(
                    name: wanted.name, partitions: wanted.partitionCount, replicationFactor: wanted.replicationFactor,
                    assignments: wanted.assignments.map { ($0.partitionIndex, $0.brokerIDs) },
                    configuration: wanted.configs.map { ($0.name, $0.value) }))
            if !validateOnly {
                let topic = try self.createTopic(wanted.name, replicas: replicas, configuration: configuration)
                if version >= 7 { answer.topicID = topic.id }
            }
            if version >= 5 {
                answer.partitionCount = Int32(replicas.count)
                answer.replicationFactor = Int16(replicas.first?.count ?? 0)
                answer.configs = self.effectiveTopicConfig(configuration).map {
                    .init(name: $0.key.name, value: $0.value, source: $0.source.rawValue)
                }
            }
        } catch let refusal as BatchRefusal {
            answer.errorCode = refusal.code
            answer.errorMessage = refusal.message
        } catch {
            answer.errorCode = .kafkaStorageError
            answer.errorMessage = "\(error)"
        }
        return answer
    }
}
