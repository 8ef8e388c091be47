import ConnectAPI

/// What the configurations of transforms and predicates have in common.
enum TransformKeys {
    static let package = "org.apache.kafka.connect.transforms."
    /// The version of Kafka Connect whose transforms these are; REST answers show it.
    static let version = "4.1.2"

    static let replaceNull = ConfigKey<Bool>(
        "replace.null.with.default", default: true,
        "Whether a field that is null and has a default in its schema is read as that default."
    )

    /// - Throws: The first problem, as Java does.
    static func parse(_ values: ConfigValues, _ definition: ConfigDefinition) throws(ConnectError) -> Configuration {
        do throws(ConfigError) {
            return try definition.parse(values)
        } catch {
            throw ConnectError(.config, error.problems.first?.message ?? error.description)
        }
    }
}

extension ConnectError {
    /// A configuration value that is wrong, in Java's words.
    static func config(_ name: String, _ value: String, _ reason: String) -> ConnectError {
        ConnectError(.config, "Invalid value \(value) for configuration \(name): \(reason)")
    }

    static func schemaBuilder(_ message: String, cause: (any Error)? = nil) -> ConnectError {
        ConnectError(.schemaBuilder, message, cause: cause)
    }

    /// What Java's own classes throw: the exception's simple name in `java.lang`.
    static func java(_ name: String, _ message: String) -> ConnectError {
        ConnectError(.other("java.lang." + name), message)
    }

    static func numberFormat(_ text: String) -> ConnectError {
        .java("NumberFormatException", "For input string: \"\(text)\"")
    }
}
