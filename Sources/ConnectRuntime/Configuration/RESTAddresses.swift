package import ConnectAPI
import JavaLang

/// Where the REST API listens, and what other workers are told: `listeners`, `admin.listeners`, `rest.advertised.`.
package struct RESTAddresses: Sendable {
    package enum Scheme: String, Sendable { case http, https }

    package struct Listener: Sendable, Hashable {
        package let scheme: Scheme
        /// Empty: all interfaces.
        package let host: String
        /// 0: a free one.
        package let port: UInt16

        /// Reads `scheme://host:port`, where an IPv6 address may stand in brackets and the host may be missing.
        package init(_ text: String) throws(ConfigError) {
            guard let mark = text.utf8.firstRange(of: "://".utf8), let colon = text.lastIndex(of: ":"),
                colon >= mark.upperBound, let port = UInt16(text[text.index(after: colon)...])
            else {
                throw ConfigError("Listener doesn't have the right format (protocol://hostname:port): \(text)")
            }
            guard let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased()) else {
                throw ConfigError("Listener protocol must be either \"http\" or \"https\": \(text)")
            }
            var host = text[mark.upperBound..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard host.utf8.allSatisfy(Self.mayStandInHost) else {
                throw ConfigError("Listener doesn't have the right format (protocol://hostname:port): \(text)")
            }
            self.scheme = scheme
            self.host = String(host)
            self.port = port
        }

        private static func mayStandInHost(_ byte: UInt8) -> Bool {
            let scalar = Unicode.Scalar(byte)
            return scalar.isWordCharacter || "-%.:".unicodeScalars.contains(scalar)
        }
    }

    package let listeners: [Listener]
    /// Nothing: `/admin` is served where the rest is; empty: not at all.
    package let adminListeners: [Listener]?
    private let advertisedScheme: Scheme
    private let advertisedHost: String?
    private let advertisedPort: Int?

    /// - Throws: `ConfigError` for a listener that isn't one.
    package init(_ worker: WorkerConfiguration) throws(ConfigError) {
        self.listeners = try Self.parse(worker[WorkerKeys.listeners])
        if let admin = worker[WorkerKeys.adminListeners] {
            self.adminListeners = try Self.parse(admin)
        } else {
            self.adminListeners = nil
        }
        if let name = worker[WorkerKeys.advertisedListener], !name.isEmpty {
            guard let scheme = Scheme(rawValue: name.lowercased()) else {
                throw ConfigError(WorkerKeys.advertisedListener.name, .string(name), "must be http or https")
            }
            self.advertisedScheme = scheme
        } else {
            self.advertisedScheme = self.listeners.contains { $0.scheme == .http } ? .http : .https
        }
        let host = worker[WorkerKeys.advertisedHost]
        self.advertisedHost = host?.isEmpty == true ? nil : host
        self.advertisedPort = worker[WorkerKeys.advertisedPort]
    }

    private static func parse(_ texts: [String]) throws(ConfigError) -> [Listener] {
        var listeners: [Listener] = []
        for text in texts { listeners.append(try Listener(text)) }
        return listeners
    }

    /// The address that other workers are told, as a URL with a slash at its end.
    ///
    /// - Parameters:
    ///   - localHost: What to tell if neither an advertised host nor a listener's host is configured.
    ///   - boundPort: The port that a listener got, asked for one that is configured as 0.
    package func advertisedURL(localHost: String, boundPort: (Listener) -> UInt16) -> String {
        let listener = self.listeners.first { $0.scheme == self.advertisedScheme } ?? self.listeners.first
        let bindHost = listener?.host ?? ""
        let host = self.advertisedHost ?? (bindHost.isEmpty ? localHost : bindHost)
        let port = self.advertisedPort ?? Int(listener.map { $0.port > 0 ? $0.port : boundPort($0) } ?? 0)
        return "\(self.advertisedScheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
    }
}

extension WorkerConfiguration {
    /// TLS settings of the REST API's listeners: those under `listeners.https.` if there are any, else the worker's own.
    package func listenerTLSProperties(isAdmin: Bool = false) -> [String: String] {
        let own = self.properties(withPrefix: isAdmin ? "admin.listeners.https." : "listeners.https.")
        return own.isEmpty ? self.properties.filter { $0.key.hasPrefix("ssl.") } : own
    }
}
