import KafkaWire

extension APIHandler {
    static let incrementalAlterConfigs = APIHandler(IncrementalAlterConfigsRequest.self) { core, request, reply in
        var response = IncrementalAlterConfigsResponse()
        response.responses = request.resources.map { resource in
            var answer = IncrementalAlterConfigsResponse.Resource()
            answer.resourceType = resource.resourceType
            answer.resourceName = resource.resourceName
            do {
                try core.alter(resource, validateOnly: request.validateOnly)
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
    fileprivate func alter(_ resource: IncrementalAlterConfigsRequest.Resource, validateOnly: Bool) throws {
        switch resource.resourceType {
        case ConfigResource.topic:
            guard let topic = self.topics[resource.resourceName] else {
                throw BatchRefusal(.unknownTopicOrPartition, "The topic '\(resource.resourceName)' does not exist.")
            }
            let changed = try Self.changed(topic.configuration, resource.configs, keys: TopicConfigKeys.byName)
            if let problem = TopicConfigKeys.problem(with: changed) { throw BatchRefusal(.invalidConfig, problem) }
            guard !validateOnly else { return }
            topic.configuration = changed
            self.applySettings(to: topic)
            try self.save()
        case ConfigResource.broker:
            let changed = try Self.changed(self.properties.own, resource.configs, keys: BrokerConfigKeys.byName)
            for (name, value) in changed {
                if let problem = BrokerConfigKeys.byName[name]?.problem(with: value) {
                    throw BatchRefusal(.invalidConfig, problem)
                }
            }
            guard !validateOnly else { return }
            for config in resource.configs { self.properties.set(config.name, changed[config.name]) }
            for topic in self.topics.values { self.applySettings(to: topic) }
        default:
            throw BatchRefusal(
                .invalidRequest, "This broker has no configuration of resources of type \(resource.resourceType).")
        }
    }

    private func applySettings(to topic: TopicState) {
        let settings = self.settings(for: topic.configuration)
        for partition in topic.partitions { partition.log.settings = settings }
    }

    /// The values after the operations: 0 set, 1 delete, 2 append to a list, 3 take out of a list.
    private static func changed(
        _ values: [String: String], _ operations: [IncrementalAlterConfigsRequest.Config], keys: [String: ConfigKey]
    ) throws(BatchRefusal) -> [String: String] {
        var values = values
        for operation in operations {
            guard let key = keys[operation.name] else {
                throw BatchRefusal(.invalidConfig, "Unknown topic config name: \(operation.name)")
            }
            if operation.operation == 1 {
                values[key.name] = nil
                continue
            }
            guard let value = operation.value else {
                throw BatchRefusal(.invalidRequest, "Null value not supported for : \(operation.name)")
            }
            var items = ConfigKey.items(values[key.name] ?? key.defaultValue)
            switch operation.operation {
            case 0: values[key.name] = value
            case 2, 3:
                guard key.type == .list else {
                    throw BatchRefusal(
                        .invalidConfig, "Can't append to or subtract from \(key.name), which is not a list.")
                }
                let given = ConfigKey.items(value)
                items.removeAll { given.contains($0) }
                if operation.operation == 2 { items += given }
                values[key.name] = items.joined(separator: ",")
            default:
                throw BatchRefusal(.invalidRequest, "Unknown operation type \(operation.operation)")
            }
        }
        return values
    }
}
