package import Log
package import Transport

/// How a client talks to servers: the same for all of its requests.
package struct HTTPClientSettings: Sendable {
    package enum Redirects: Sendable, Hashable {
        case never
        /// To the same scheme, host and port only.
        case sameOrigin
        case always
    }

    package struct Proxy: Sendable {
        package var host: String
        package var port: Int
        /// Sent when the proxy asks for it.
        package var user: String?
        package var password: Secret?

        package init(host: String, port: Int, user: String? = nil, password: Secret? = nil) {
            self.host = host
            self.port = port
            self.user = user
            self.password = password
        }
    }

    /// For finding the address, connecting, and the TLS handshake; zero: no limit.
    package var connectTimeout: Duration = .seconds(10)
    /// Longest silence of the server while we wait for it; zero: no limit.
    package var readTimeout: Duration = .seconds(30)
    /// For one exchange, redirects not included; zero: no limit.
    package var totalTimeout: Duration = .zero
    /// Longest body of an answer, after decompression.
    package var bodyLimit = 64 << 20
    package var redirects: Redirects = .sameOrigin
    package var redirectLimit = 20
    /// Nil: none, whatever the environment says.
    package var proxy: Proxy?
    package var tls = TLSSettings()
    /// Idle connections that are kept, and for how long.
    package var idleConnections = 4
    package var idleTime: Duration = .seconds(60)
    /// Connections to one server at the same time.
    package var connectionsPerHost = 8
    package var userAgent = "sluice"

    package init() {}
}
