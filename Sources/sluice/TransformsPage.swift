import ConnectAPI

/// The reference page of transforms and predicates, from their definitions.
enum TransformsPage {
    static func text(_ plugins: PluginList) -> String {
        var text = Self.introduction
        text += "## Transforms\n\n" + Self.sections(plugins.transforms)
        text += "## Predicates\n\n" + Self.sections(plugins.predicates)
        return text
    }

    /// One section for each; those that are there for keys and for values share one.
    private static func sections(_ types: [any Plugin.Type]) -> String {
        var text = ""
        var seen: Set<String> = []
        for type in types {
            let base = String(type.className.prefix { $0 != "$" })
            guard seen.insert(base).inserted else { continue }
            let names = types.map { $0.className }.filter { $0 == base || $0.hasPrefix(base + "$") }
            let simple = base.split(separator: ".").last.map { String($0) } ?? base
            let classes = "Class: " + names.map { "`\($0)`" }.joined(separator: " or ") + "\n"
            var section = type.configuration.markdown(title: simple, level: 3)
            if let end = section.firstIndex(of: "\n") {
                section.insert(contentsOf: "\n" + classes, at: section.index(after: end))
            }
            text += section + "\n"
        }
        return text
    }

    private static let introduction = """
        # Transforms and predicates

        <!-- Written by `sluice docs`; edit the plugins' definitions instead. -->

        A connector names its transforms under `transforms`; each record goes through them in this order, before it is converted. A
        predicate decides which records a transform is applied to:

        ```json
        {
          "name": "orders", "connector.class": "Datagen", "kafka.topic": "orders", "quickstart": "orders",
          "transforms": "key,when,small",
          "transforms.key.type": "org.apache.kafka.connect.transforms.ValueToKey",
          "transforms.key.fields": "orderid",
          "transforms.when.type": "org.apache.kafka.connect.transforms.InsertField$Value",
          "transforms.when.static.field": "origin",
          "transforms.when.static.value": "demo",
          "transforms.small.type": "org.apache.kafka.connect.transforms.Filter",
          "transforms.small.predicate": "none",
          "predicates": "none",
          "predicates.none.type": "org.apache.kafka.connect.transforms.predicates.RecordIsTombstone"
        }
        ```

        Every transform takes, besides its own keys, `predicate` (an alias from `predicates`) and `negate` (`true`: apply it to the records
        that the predicate does not hold for). A record that a transform drops is not written, but its source offset counts as done.

        A transform with `$Key` and `$Value` is given by its full class name, as in Kafka Connect.

        What happens to a record that a transform or converter fails on is up to the connector's `errors.` keys, see
        [operations.md](operations.md#records-that-fail).


        """
}
