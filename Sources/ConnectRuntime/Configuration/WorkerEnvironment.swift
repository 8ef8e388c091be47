package import ConnectAPI

/// The configuration of a worker from `CONNECT_…` variables of the environment, by the rules of Confluent's images.
package enum WorkerEnvironment {
    package static let prefix = "CONNECT_"

    /// Variables that must be there, even if empty, in the order in which they are asked for.
    package static let required = [
        "CONNECT_BOOTSTRAP_SERVERS", "CONNECT_GROUP_ID", "CONNECT_CONFIG_STORAGE_TOPIC",
        "CONNECT_OFFSET_STORAGE_TOPIC", "CONNECT_STATUS_STORAGE_TOPIC", "CONNECT_KEY_CONVERTER",
        "CONNECT_VALUE_CONVERTER", "CONNECT_REST_ADVERTISED_HOST_NAME",
    ]

    /// Reads the configuration of a worker from the environment.
    ///
    /// - Throws: `ConfigError` that names every variable that is missing, or one whose value holds a bad escape.
    package static func properties(_ given: [String: String]) throws(ConfigError) -> [String: String] {
        var environment = given
        for (variable, source) in [("HOST_NAME", "HOST"), ("PORT", "PORT0")] {  // as Mesos starts containers
            let name = "CONNECT_REST_ADVERTISED_\(variable)"
            if (environment[name] ?? "").isEmpty, let value = environment[source], !value.isEmpty {
                environment[name] = value
            }
        }
        var needed = Self.required
        for part in ["KEY", "VALUE"]
        where environment["CONNECT_\(part)_CONVERTER"] == "io.confluent.connect.avro.AvroConverter" {
            needed.append("CONNECT_\(part)_CONVERTER_SCHEMA_REGISTRY_URL")
        }
        let missing = needed.filter { environment[$0] == nil }
        guard missing.isEmpty else {
            throw ConfigError(missing.map { .init("environment variable \"\($0)\" is not set") })
        }
        return try Self.mapped(environment)
    }

    /// All `CONNECT_` variables as properties. Variables are taken in alphabetical order, so that of two that give the
    /// same property always the same one counts.
    package static func mapped(_ environment: [String: String]) throws(ConfigError) -> [String: String] {
        var properties: [String: String] = [:]
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix(Self.prefix) {
            let entries: [(key: String, value: String)]
            do {
                entries = try JavaProperties(Self.property(for: variable) + "=" + value).entries
            } catch {
                throw ConfigError([.init("environment variable \"\(variable)\": \(error)", name: variable)])
            }
            for entry in entries { properties[entry.key] = entry.value }
        }
        return properties
    }

    /// The property that a variable sets: `_` is a dot, `__` an underscore, `___` a dash.
    ///
    /// A single underscore becomes a dot only between two other characters, and each character serves one underscore:
    /// `A_B_C` is `a.b_c`, as in the images.
    package static func property(for variable: String) -> String {
        let name = Array(variable.utf8.dropFirst(variable.hasPrefix(Self.prefix) ? Self.prefix.utf8.count : 0))
        var dotted: [UInt8] = []
        var index = 0
        while index < name.count {
            let isDot =
                index + 2 < name.count && name[index] != underscore && name[index + 1] == underscore
                && name[index + 2] != underscore
            if isDot {
                dotted += [name[index], UInt8(ascii: "."), name[index + 2]]
                index += 3
            } else {
                dotted.append(name[index])
                index += 1
            }
        }
        let dashed = Self.replace(3, by: UInt8(ascii: "-"), in: dotted)
        return String(decoding: Self.replace(2, by: underscore, in: dashed), as: UTF8.self).lowercased()
    }

    private static let underscore = UInt8(ascii: "_")

    /// Replaces `count` underscores in a row, from left to right.
    private static func replace(_ count: Int, by replacement: UInt8, in name: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < name.count {
            if index + count <= name.count, name[index..<index + count].allSatisfy({ $0 == underscore }) {
                result.append(replacement)
                index += count
            } else {
                result.append(name[index])
                index += 1
            }
        }
        return result
    }
}
