package import ConnectAPI

/// Values that one place of a provider holds.
package struct ProvidedValues: Sendable, Equatable {
    /// Only of keys that are there.
    package var values: [String: String]
    /// How long they hold; nil: for good.
    package var timeToLive: Duration?

    package init(_ values: [String: String] = [:], timeToLive: Duration? = nil) {
        self.values = values
        self.timeToLive = timeToLive
    }
}

/// Gives values that a configuration refers to as `${name:path:key}`, such as passwords.
///
/// It may read files: never call it on an event loop or in the herder's task.
package protocol ConfigProvider: Sendable {
    /// Class in Kafka, as `config.providers.<name>.class` has it.
    static var className: String { get }
    /// - Parameter parameters: What stands under `config.providers.<name>.param.`.
    init(_ parameters: [String: String]) throws(ConfigError)
    /// The values of `keys` at `path`, which is empty if the reference has none.
    func values(at path: String, of keys: Set<String>) throws(ConfigError) -> ProvidedValues
}

extension ConfigProvider {
    /// `ttl.ms`, which Kafka's own providers don't have: with it, values are looked at again that often.
    static func timeToLive(_ parameters: [String: String]) throws(ConfigError) -> Duration? {
        guard let text = parameters["ttl.ms"]?.trimmingBlanks, !text.isEmpty else { return nil }
        guard let milliseconds = Int64(text), milliseconds >= 100 else {
            throw ConfigError("Invalid value \(text) for parameter ttl.ms of a config provider: a number from 100")
        }
        return .milliseconds(milliseconds)
    }
}
