package import ConnectAPI
import Log

/// Values from files of properties: the path is a file, the key one of its properties.
package struct FileConfigProvider: ConfigProvider {
    package static let className = "org.apache.kafka.common.config.provider.FileConfigProvider"
    private static let log = Logger(className)
    private let paths: AllowedPaths
    private let timeToLive: Duration?

    package init(_ parameters: [String: String]) throws(ConfigError) {
        self.paths = try AllowedPaths(parameters)
        self.timeToLive = try Self.timeToLive(parameters)
    }

    package func values(at path: String, of keys: Set<String>) throws(ConfigError) -> ProvidedValues {
        guard !path.isEmpty else { return ProvidedValues() }
        guard self.paths.permits(path) else {
            Self.log.warn("The path is not allowed to be accessed", ["path": path])
            return ProvidedValues()
        }
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(path, limit: JavaProperties.sizeLimit)
        } catch {
            throw ConfigError("Could not read properties from file \(path): \(error.message)")
        }
        let properties: [String: String]
        do {
            properties = try JavaProperties(bytes).dictionary
        } catch {
            throw ConfigError("Could not read properties from file \(path): \(error)")
        }
        return ProvidedValues(properties.filter { keys.contains($0.key) }, timeToLive: self.timeToLive)
    }
}
