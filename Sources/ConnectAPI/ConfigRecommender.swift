/// Values to offer for a key, and whether to show it at all, given the other values.
public struct ConfigRecommender: Sendable {
    /// The values parsed so far by key; a key that couldn't be parsed is null.
    public typealias Values = [String: ConfigValue?]

    public let validValues: @Sendable (_ name: String, _ parsed: Values) -> [String]
    public let isVisible: @Sendable (_ name: String, _ parsed: Values) -> Bool

    public init(
        visible: @escaping @Sendable (_ name: String, _ parsed: Values) -> Bool = { _, _ in true },
        _ validValues: @escaping @Sendable (_ name: String, _ parsed: Values) -> [String]
    ) {
        self.validValues = validValues
        self.isVisible = visible
    }

    /// For a key that got `prefix` in front: sees names without it.
    func embedded(under prefix: String) -> Self {
        let inner = self
        return Self(visible: { inner.isVisible(strip(prefix, $0), strip(prefix, $1)) }) {
            inner.validValues(strip(prefix, $0), strip(prefix, $1))
        }
    }
}

private func strip(_ prefix: String, _ name: String) -> String {
    name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
}

private func strip(_ prefix: String, _ parsed: ConfigRecommender.Values) -> ConfigRecommender.Values {
    var result: ConfigRecommender.Values = [:]
    for (name, value) in parsed where name.hasPrefix(prefix) { result.updateValue(value, forKey: strip(prefix, name)) }
    return result
}
