import KafkaWire

/// Numbers of the kinds of resources in requests about configurations.
enum ConfigResource {
    static let topic: Int8 = 2
    static let broker: Int8 = 4
}

extension APIHandler {
    static let describeConfigs = APIHandler(DescribeConfigsRequest.self) { core, request, reply in
        var response = DescribeConfigsResponse()
        response.results = request.resources.map { core.describeConfig($0, request, version: reply.version) }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func describeConfig(
        _ resource: DescribeConfigsRequest.Resource, _ request: DescribeConfigsRequest, version: Int16
    ) -> DescribeConfigsResponse.Result {
        var answer = DescribeConfigsResponse.Result()
        answer.resourceType = resource.resourceType
        answer.resourceName = resource.resourceName
        let values: [EffectiveConfig]
        switch resource.resourceType {
        case ConfigResource.topic:
            if let problem = TopicName.problem(with: resource.resourceName) {
                answer.errorCode = .invalidTopic
                answer.errorMessage = problem.shortened
                return answer
            }
            guard let topic = self.topics[resource.resourceName] else {
                answer.errorCode = .unknownTopicOrPartition
                return answer
            }
            values = self.effectiveTopicConfig(topic.configuration)
        case ConfigResource.broker:
            if !resource.resourceName.isEmpty, Int32(resource.resourceName).flatMap({ self.node($0) }) == nil {
                answer.errorCode = .invalidRequest
                answer.errorMessage = "There is no broker \(resource.resourceName).".shortened
                return answer
            }
            values = self.effectiveBrokerConfig()
        default:
            answer.errorCode = .invalidRequest
            answer.errorMessage = "This broker has no configuration of resources of type \(resource.resourceType)."
            return answer
        }
        let wanted = resource.keys.map { Set($0) }
        answer.configs = values.filter { wanted?.contains($0.key.name) ?? true }.map {
            Self.config($0, request, version: version)
        }
        return answer
    }

    private static func config(
        _ value: EffectiveConfig, _ request: DescribeConfigsRequest, version: Int16
    ) -> DescribeConfigsResponse.Config {
        var config = DescribeConfigsResponse.Config()
        config.name = value.key.name
        config.value = value.value
        config.source = value.source.rawValue
        if request.includeSynonyms {
            config.synonyms = value.synonyms.map { .init(name: $0.name, value: $0.value, source: $0.source.rawValue) }
        }
        if version >= 3 {
            config.configType = value.key.type.rawValue
            if request.includeDocumentation { config.documentation = value.key.documentation }
        }
        return config
    }
}
