import KafkaWire

extension APIHandler {
    static let deleteTopics = APIHandler(DeleteTopicsRequest.self) { core, request, reply in
        var response = DeleteTopicsResponse()
        let wanted =
            reply.version >= 6
            ? request.topics : request.topicNames.map { DeleteTopicsRequest.Topic(name: $0, topicID: .zero) }
        response.responses = wanted.map { core.delete($0, version: reply.version) }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func delete(_ wanted: DeleteTopicsRequest.Topic, version: Int16) -> DeleteTopicsResponse.Topic {
        var answer = DeleteTopicsResponse.Topic()
        answer.name = wanted.name ?? (version >= 6 ? nil : "")
        if version >= 6 { answer.topicID = wanted.topicID }
        func refuse(_ code: ErrorCode, _ message: String) -> DeleteTopicsResponse.Topic {
            answer.errorCode = code
            if version >= 5 { answer.errorMessage = message }
            return answer
        }
        guard self.properties.flag("delete.topic.enable") else {
            return refuse(.topicDeletionDisabled, "Topic deletion is disabled.")
        }
        guard let topic = self.topic(named: wanted.name, id: wanted.topicID) else {
            return wanted.topicID == .zero
                ? refuse(.unknownTopicOrPartition, "This server does not host this topic-partition.")
                : refuse(.unknownTopicID, "This server does not host this topic ID.")
        }
        if version >= 6 { (answer.name, answer.topicID) = (topic.name, topic.id) }
        do {
            try self.deleteTopic(topic)
            return answer
        } catch {
            return refuse(.kafkaStorageError, "\(error)")
        }
    }
}
