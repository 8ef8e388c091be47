import ConnectAPI
import Glibc

/// The folders and files that `allowed.paths` opens to a provider; everything if it isn't set.
struct AllowedPaths: Sendable {
    private let allowed: [[Substring]]?

    /// - Throws: For an entry that isn't absolute or doesn't exist.
    init(_ parameters: [String: String]) throws(ConfigError) {
        guard let list = parameters["allowed.paths"], !list.trimmingBlanks.isEmpty else {
            self.allowed = nil
            return
        }
        var allowed: [[Substring]] = []
        for entry in list.split(separator: ",", omittingEmptySubsequences: false).map({ $0.trimmingBlanks }) {
            guard entry.hasPrefix("/") else { throw ConfigError("Path \(entry) is not absolute") }
            guard access(entry, F_OK) == 0 else { throw ConfigError("Path \(entry) does not exist") }
            allowed.append(Self.components(entry))
        }
        self.allowed = allowed
    }

    /// Whether `path` may be read. `..` is taken out first, so that nobody climbs out with it.
    func permits(_ path: String) -> Bool {
        guard let allowed else { return true }
        guard path.hasPrefix("/") else { return false }
        let components = Self.components(path)
        return allowed.contains { components.starts(with: $0) }
    }

    private static func components(_ path: String) -> [Substring] {
        var result: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = result.popLast() } else { result.append(part) }
        }
        return result
    }
}
