package import ConnectAPI
import Glibc
import JavaLang

/// Values from the worker's environment; references have no path: `${env:NAME}` or `${env::NAME}`.
package struct EnvVarConfigProvider: ConfigProvider {
    package static let className = "org.apache.kafka.common.config.provider.EnvVarConfigProvider"
    private let pattern: JavaRegex?

    package init(_ parameters: [String: String]) throws(ConfigError) {
        guard let pattern = parameters["allowlist.pattern"] else {
            self.pattern = nil
            return
        }
        do {
            self.pattern = try JavaRegex(pattern)
        } catch {
            throw ConfigError("Invalid value \(pattern) for configuration allowlist.pattern: \(error)")
        }
    }

    package func values(at path: String, of keys: Set<String>) throws(ConfigError) -> ProvidedValues {
        guard path.isEmpty else {
            throw ConfigError("Path is not supported for EnvVarConfigProvider, invalid value '\(path)'")
        }
        var values: [String: String] = [:]
        for key in keys {
            if let pattern, (try? pattern.matches(key)) != true { continue }
            if let value = getenv(key) { values[key] = String(cString: value) }
        }
        return ProvidedValues(values)
    }
}
