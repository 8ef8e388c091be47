package import ConnectAPI
package import JSON

/// A connector's or task's configuration as it stands in the config topic: unresolved, in the order written.
package struct ConfigMap: Sendable, Hashable {
    /// Texts and nulls; a record that somebody else wrote may hold anything.
    package let object: JSONObject

    package init(_ object: JSONObject) { self.object = object }

    /// In the order given, later values of a key in the place of the earlier one.
    package init(_ members: some Sequence<(String, String?)>) {
        self.object = JSONObject(members.map { ($0.0, JSONValue.optional($0.1)) })
    }

    /// In the order of a Java `HashMap` that was copied from another map with these keys.
    package init(unordered values: ConfigValues) {
        let members = values.sorted { JavaOrder.precedes($0.key, $1.key) }
        var capacity = 1
        while capacity * 3 < members.count * 4 + 3 { capacity *= 2 }
        let order = JavaHash.mapOrder(of: members.map(\.key), capacity: capacity)
        self.init(order.map { (members[$0].key, members[$0].value) })
    }

    package var count: Int { self.object.count }
    package var keys: [String] { self.object.names }

    /// The text of `key`; nil if it isn't there or null.
    package subscript(key: String) -> String? { self.object[key].flatMap(Self.text) }

    /// As plugins get it.
    package var values: ConfigValues {
        Dictionary(self.object.members.map { ($0.name, Self.text($0.value)) }, uniquingKeysWith: { _, last in last })
    }

    /// The same with one more key at the end, or with another value in its place.
    package func setting(_ key: String, _ value: String?) -> ConfigMap {
        var object = self.object
        object.set(key, .optional(value))
        return ConfigMap(object)
    }

    package func removing(_ key: String) -> ConfigMap {
        var object = self.object
        object.remove(key)
        return ConfigMap(object)
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text
        case .number(let number): number.javaText
        case .bool(let value): value ? "true" : "false"
        case .array, .object: value.text
        }
    }
}
