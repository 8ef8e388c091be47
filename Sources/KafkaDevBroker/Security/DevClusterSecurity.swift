package import Log
package import Transport

/// What the listeners of a ``DevCluster`` ask of clients.
package struct DevClusterSecurity: Sendable {
    /// Nil: connections are plain.
    package var tls: TLSContext?
    /// Names and passwords; empty: nobody is asked.
    package var users: [String: Secret]
    /// Whose a bearer token is, nil if it isn't good; with it, clients may choose OAUTHBEARER.
    package var bearer: (@Sendable (_ token: Secret) -> String?)?
    /// Those of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and OAUTHBEARER that clients may choose.
    package var mechanisms: [String]
    /// How long a client may go on before it has to say again who it is, like `connections.max.reauth.ms`.
    package var sessionLifetime: Duration?

    package init(
        tls: TLSContext? = nil, users: [String: Secret] = [:],
        mechanisms: [String] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], sessionLifetime: Duration? = nil,
        bearer: (@Sendable (_ token: Secret) -> String?)? = nil
    ) {
        self.tls = tls
        self.users = users
        self.mechanisms = bearer == nil ? mechanisms : mechanisms + ["OAUTHBEARER"]
        self.bearer = bearer
        self.sessionLifetime = sessionLifetime
    }
}
