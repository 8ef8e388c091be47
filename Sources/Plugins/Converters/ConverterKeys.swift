import ConnectAPI

/// What all converters' configurations have in common.
enum ConverterKeys {
    /// The version of Kafka Connect whose converters these are; REST answers show it.
    static let version = "4.1.2"

    /// Which part of a record the converter works on; the worker sets it.
    static let type = ConfigKey<String>(
        "converter.type", importance: .low, "What the converter is used for: key, value or header. The worker sets it."
    ).validated(by: .oneOf(["key", "value", "header"]))

    /// The parsed values of a converter's configuration, used for `type`.
    static func parse(
        _ values: ConfigValues, _ definition: ConfigDefinition, type: String
    ) throws(ConnectError) -> Configuration {
        var values = values
        values.updateValue(type, forKey: self.type.name)
        do throws(ConfigError) {
            return try definition.parse(values)
        } catch {
            throw ConnectError(.config, error.problems.first?.message ?? error.description)
        }
    }
}
