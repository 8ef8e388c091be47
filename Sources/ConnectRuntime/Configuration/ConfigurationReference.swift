import ConnectAPI

/// The reference of all configuration keys, generated from their definitions.
package enum ConfigurationReference {
    /// The page for `docs/configuration.md`. Plugins have theirs elsewhere.
    package static func markdown() -> String {
        var page = """
            # Configuration

            <!-- Written by `sluice docs`; edit the definitions of the keys instead. -->

            A worker reads a `.properties` file, or `CONNECT_…` variables of the environment; a connector's settings come
            through the REST API. Every key has the name, type, default and valid values that it has in Apache Kafka 4.1.
            Blanks around values don't count; a list has commas between its entries. Unknown keys of a worker are named once
            in its log and ignored. Keys of single connectors and converters are in [connectors.md](connectors.md).


            """
        page += WorkerKeys.definition.markdown(title: "Worker")
        page += "\n" + Self.prefixes
        page += "\n" + ConnectorKeys.common.markdown(title: "Every connector")
        page += "\n" + Self.added(to: ConnectorKeys.source).markdown(title: "Source connectors")
        page += "\n" + Self.added(to: ConnectorKeys.sink).markdown(title: "Sink connectors")
        page += "\n" + Self.topicCreation
        page += "\n" + ProducerKeys.definition.markdown(title: "Kafka producer")
        page += "\n" + ConsumerKeys.definition.markdown(title: "Kafka consumer")
        page += "\n" + AdminKeys.definition.markdown(title: "Kafka admin client")
        return page
    }

    private static let prefixes = """
        ### Prefixes

        | Prefix | Where | Meaning |
        | --- | --- | --- |
        | `producer.` | worker | settings of the producers of source tasks and of dead letters |
        | `consumer.` | worker | settings of the consumers of sink tasks |
        | `admin.` | worker | settings of connectors' admin clients, over those without a prefix |
        | `config.storage.`, `offset.storage.`, `status.storage.` | worker | further settings of the worker's topics |
        | `key.converter.`, `value.converter.`, `header.converter.` | both | settings of the converter named beside them |
        | `listeners.https.`, `admin.listeners.https.` | worker | TLS of the REST API, instead of the keys without a prefix |
        | `config.providers.<name>.` | worker | class and parameters of a configuration provider |
        | `producer.override.`, `consumer.override.`, `admin.override.` | connector | settings of the connector's own clients, as far as the worker's policy allows |
        | `transforms.<alias>.`, `predicates.<alias>.` | connector | settings of a transformation or predicate |

        Security settings without a prefix hold for the worker's own clients and for connectors' admin clients. Producers
        and consumers of connectors need theirs under `producer.` and `consumer.`, as in Kafka Connect.

        Producers of source tasks begin with `acks=all`, `enable.idempotence=false`,
        `max.in.flight.requests.per.connection=1`, `delivery.timeout.ms=2147483647` and
        `max.block.ms=9223372036854775807`; consumers of sink tasks with `enable.auto.commit=false`,
        `auto.offset.reset=earliest` and the group `connect-<connector>`.

        """

    private static var topicCreation: String {
        let keys = TopicCreation.Keys(group: "<group>", partitions: nil, replicationFactor: nil).definition
        let plain = ConfigDefinition(
            keys.keys.map { key -> ConfigKeyDefinition in
                var plain = key
                plain.group = nil
                return plain
            })
        return plain.markdown(title: "Groups of topics", level: 3) + """

            `partitions` and `replication.factor` are required in the group `default`, which takes every topic that no other
            group takes; its patterns are fixed. Any other key of a group is a setting of its topics, such as
            `topic.creation.<group>.cleanup.policy`.

            """
    }

    /// The keys that sources or sinks have besides those of all connectors.
    private static func added(to definition: ConfigDefinition) -> ConfigDefinition {
        ConfigDefinition(definition.keys.filter { ConnectorKeys.common[$0.name] == nil })
    }
}
