import KafkaWire

/// What has a configuration.
package enum ConfigResource: Sendable, Hashable {
    case topic(String)
    /// A broker by its id; an empty id stands for the defaults of all brokers.
    case broker(String)

    var type: Int8 {
        switch self {
        case .topic: 2
        case .broker: 4
        }
    }

    var name: String {
        switch self {
        case .topic(let name), .broker(let name): name
        }
    }

    init?(type: Int8, name: String) {
        switch type {
        case 2: self = .topic(name)
        case 4: self = .broker(name)
        default: return nil
        }
    }
}

/// One setting of a resource.
package struct ConfigEntry: Sendable, Hashable {
    package var name: String
    /// Nil if it has none or is a secret.
    package var value: String?
    package var isReadOnly: Bool
    package var isSensitive: Bool
    /// 1: the topic, 2: the broker dynamically, 3: all brokers dynamically, 4: the broker's file, 5: default.
    package var source: Int8

    /// Whether nobody has set it.
    package var isDefault: Bool { self.source == 5 }
}

/// A change of one setting.
package enum ConfigChange: Sendable, Hashable {
    case set(String, String)
    case delete(String)
    /// Adds to a list.
    case append(String, String)
    /// Takes out of a list.
    case subtract(String, String)
}

extension KafkaAdmin {
    /// The settings of resources.
    ///
    /// - Parameter keys: The settings asked for; nil: all.
    package func describeConfigs(
        _ resources: [ConfigResource], keys: [String]? = nil
    ) async throws(KafkaError) -> [ConfigResource: Result<[ConfigEntry], KafkaError>] {
        var answers: [ConfigResource: Result<[ConfigEntry], KafkaError>] = [:]
        // a broker's own settings are known to that broker alone
        for (target, resources) in Dictionary(grouping: resources, by: Self.target) {
            let request = DescribeConfigsRequest(
                resources: resources.map { .init(resourceType: $0.type, resourceName: $0.name, keys: keys) })
            for result in try await self.cluster.send(request, to: target).results {
                guard let resource = ConfigResource(type: result.resourceType, name: result.resourceName) else {
                    continue
                }
                let entries = result.configs.map {
                    ConfigEntry(
                        name: $0.name, value: $0.value, isReadOnly: $0.isReadOnly, isSensitive: $0.isSensitive,
                        source: $0.source)
                }
                answers[resource] = Self.answer(
                    result.errorCode, result.errorMessage, "describing the configuration of \(resource)", entries)
            }
        }
        return answers
    }

    /// Changes single settings and leaves the others alone (brokers since 2.3).
    package func incrementalAlterConfigs(
        _ changes: [ConfigResource: [ConfigChange]], validateOnly: Bool = false
    ) async throws(KafkaError) -> [ConfigResource: Result<Void, KafkaError>] {
        var answers: [ConfigResource: Result<Void, KafkaError>] = [:]
        for (target, resources) in Dictionary(grouping: changes.keys, by: Self.target) {
            let request = IncrementalAlterConfigsRequest(
                resources: resources.map {
                    .init(
                        resourceType: $0.type, resourceName: $0.name,
                        configs: (changes[$0] ?? []).map { Self.config($0) })
                },
                validateOnly: validateOnly)
            let response =
                target == .any
                ? try await self.askController(request) { $0.responses.map(\.errorCode) }
                : try await self.cluster.send(request, to: target)
            for result in response.responses {
                guard let resource = ConfigResource(type: result.resourceType, name: result.resourceName) else {
                    continue
                }
                answers[resource] = Self.answer(
                    result.errorCode, result.errorMessage, "changing the configuration of \(resource)", ())
            }
        }
        return answers
    }

    private static func target(of resource: ConfigResource) -> BrokerTarget {
        if case .broker(let name) = resource, let id = Int32(name) { .broker(id) } else { .any }
    }

    private static func config(_ change: ConfigChange) -> IncrementalAlterConfigsRequest.Config {
        switch change {
        case .set(let name, let value): .init(name: name, operation: 0, value: value)
        case .delete(let name): .init(name: name, operation: 1, value: nil)
        case .append(let name, let value): .init(name: name, operation: 2, value: value)
        case .subtract(let name, let value): .init(name: name, operation: 3, value: value)
        }
    }
}
