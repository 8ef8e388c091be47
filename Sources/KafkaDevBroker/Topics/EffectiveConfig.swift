/// Where a value in force comes from, with its number in DescribeConfigs.
enum ConfigSource: Int8 {
    case topic = 1
    case broker = 4
    case kafka = 5
}

/// One key with the value in force.
struct EffectiveConfig {
    struct Synonym {
        var name: String
        var value: String
        var source: ConfigSource
    }

    let key: ConfigKey
    let value: String
    let source: ConfigSource
    /// All values that are set, the one in force first.
    let synonyms: [Synonym]
}

extension ClusterCore {
    /// The values in force of a topic that has `own` set.
    func effectiveTopicConfig(_ own: [String: String]) -> [EffectiveConfig] {
        TopicConfigKeys.all.map { key in
            var synonyms: [EffectiveConfig.Synonym] = []
            if let value = own[key.name] { synonyms.append(.init(name: key.name, value: value, source: .topic)) }
            if let synonym = key.synonym {
                if let value = self.properties.own[synonym] {
                    synonyms.append(.init(name: synonym, value: value, source: .broker))
                }
                synonyms.append(.init(name: synonym, value: key.defaultValue, source: .kafka))
            }
            return EffectiveConfig(
                key: key, value: synonyms.first?.value ?? key.defaultValue, source: synonyms.first?.source ?? .kafka,
                synonyms: synonyms)
        }
    }

    /// The values in force of the brokers.
    func effectiveBrokerConfig() -> [EffectiveConfig] {
        BrokerConfigKeys.all.map { key in
            let own = self.properties.own[key.name]
            var synonyms = [EffectiveConfig.Synonym(name: key.name, value: key.defaultValue, source: .kafka)]
            if let own { synonyms.insert(.init(name: key.name, value: own, source: .broker), at: 0) }
            return EffectiveConfig(
                key: key, value: own ?? key.defaultValue, source: own == nil ? .kafka : .broker, synonyms: synonyms)
        }
    }
}
