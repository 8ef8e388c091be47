package import ConnectAPI
import Glibc
import Log
import Transport

/// Values from files of their own, as Kubernetes mounts secrets: the path is a folder, the key a file in it, the value
/// all that the file holds.
package struct DirectoryConfigProvider: ConfigProvider {
    package static let className = "org.apache.kafka.common.config.provider.DirectoryConfigProvider"
    /// Longest value.
    private static let sizeLimit = 1_048_576
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
        guard SmallFile.kind(of: path) == S_IFDIR else {
            Self.log.warn("The path is not a directory", ["path": path])
            return ProvidedValues()
        }
        guard access(path, R_OK | X_OK) == 0 else {
            throw ConfigError("Could not list directory \(path): \(FileProblem.words(path, errno))")
        }
        var values: [String: String] = [:]
        for key in keys where !key.isEmpty && !key.utf8.contains(UInt8(ascii: "/")) {
            let file = "\(path)/\(key)"
            guard SmallFile.kind(of: file) == S_IFREG else { continue }
            do {
                values[key] = String(decoding: try SmallFile.read(file, limit: Self.sizeLimit), as: UTF8.self)
            } catch {
                throw ConfigError("Could not read file \(file) for property \(key): \(error.message)")
            }
        }
        return ProvidedValues(values, timeToLive: self.timeToLive)
    }
}
