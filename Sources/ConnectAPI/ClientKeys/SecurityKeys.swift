/// Keys of Kafka's clients that say how to reach brokers safely. Producer, consumer, admin client, the worker itself and
/// connectors that take client settings have the same ones.
package enum SecurityKeys {
    package static let tls: [ConfigKeyDefinition] = [
        key(
            "ssl.protocol", .string, "TLSv1.3", .medium,
            "Highest TLS version to offer."),
        key(
            "ssl.provider", .string, .null, .medium,
            "Security provider of a JVM. Accepted for compatibility."),
        key(
            "ssl.cipher.suites", .list, .null, .low,
            "Cipher suites to offer; null: those that the TLS library prefers."),
        key(
            "ssl.enabled.protocols", .list, "TLSv1.2,TLSv1.3", .medium,
            "TLS versions that may be used."),
        key(
            "ssl.keystore.type", .string, "JKS", .medium,
            "Format of the key store: JKS, PKCS12 or PEM."),
        key(
            "ssl.keystore.location", .string, .null, .high,
            "File with our certificate and its key."),
        key(
            "ssl.keystore.password", .password, .null, .high,
            "Password of the key store file."),
        key(
            "ssl.key.password", .password, .null, .high,
            "Password of the private key in the key store or in ssl.keystore.key."),
        key(
            "ssl.keystore.key", .password, .null, .high,
            "Our private key itself, as PEM text."),
        key(
            "ssl.keystore.certificate.chain", .password, .null, .high,
            "Our certificate and those that vouch for it, as PEM text."),
        key(
            "ssl.truststore.certificates", .password, .null, .high,
            "Certificates to trust, as PEM text."),
        key(
            "ssl.truststore.type", .string, "JKS", .medium,
            "Format of the trust store: JKS, PKCS12 or PEM. The file's content decides when it differs."),
        key(
            "ssl.truststore.location", .string, .null, .high,
            "File with the certificates to trust."),
        key(
            "ssl.truststore.password", .password, .null, .high,
            "Password of the trust store file."),
        key(
            "ssl.keymanager.algorithm", .string, "SunX509", .low,
            "Key manager of a JVM. Accepted for compatibility."),
        key(
            "ssl.trustmanager.algorithm", .string, "PKIX", .low,
            "Trust manager of a JVM. Accepted for compatibility."),
        key(
            "ssl.endpoint.identification.algorithm", .string, "https", .low,
            "https: the peer's certificate must name the host we connect to; empty: it need not."),
        key(
            "ssl.secure.random.implementation", .string, .null, .low,
            "Random generator of a JVM. Accepted for compatibility."),
        key(
            "ssl.engine.factory.class", .class, .null, .low,
            "Java class that makes TLS engines. Accepted for compatibility."),
    ]

    package static let sasl: [ConfigKeyDefinition] = [
        key(
            "sasl.kerberos.service.name", .string, .null, .medium,
            "Kerberos name of the brokers' service."),
        key(
            "sasl.kerberos.kinit.cmd", .string, "/usr/bin/kinit", .low,
            "Command that renews Kerberos tickets."),
        key(
            "sasl.kerberos.ticket.renew.window.factor", .double, "0.8", .low,
            "Part of a ticket's life after which it is renewed."),
        key(
            "sasl.kerberos.ticket.renew.jitter", .double, "0.05", .low,
            "Random part added to that time."),
        key(
            "sasl.kerberos.min.time.before.relogin", .long, "60000", .low,
            "Shortest time between two renewals, in milliseconds."),
        key(
            "sasl.login.refresh.window.factor", .double, "0.8", .low, .between(0.5, 1.0),
            "Part of a token's life after which it is renewed."),
        key(
            "sasl.login.refresh.window.jitter", .double, "0.05", .low, .between(0.0, 0.25),
            "Random part added to that time."),
        key(
            "sasl.login.refresh.min.period.seconds", .short, "60", .low, .between(0, 900),
            "Shortest time between two renewals of a token, in seconds."),
        key(
            "sasl.login.refresh.buffer.seconds", .short, "300", .low, .between(0, 3600),
            "How long before its end a token must be renewed, in seconds."),
        key(
            "sasl.mechanism", .string, "GSSAPI", .medium,
            "How we prove who we are: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or GSSAPI."),
        key(
            "sasl.jaas.config", .password, .null, .medium,
            "Who we are, as a login module of JAAS with its options, such as username and password."),
        key(
            "sasl.client.callback.handler.class", .class, .null, .medium,
            "Java class that answers the mechanism's questions. Accepted for compatibility."),
        key(
            "sasl.login.callback.handler.class", .class, .null, .medium,
            "Class that gets the login's data: for OAUTHBEARER Kafka's OAuthBearerLoginCallbackHandler, else none."),
        key(
            "sasl.login.class", .class, .null, .medium,
            "Java class that logs in. Accepted for compatibility."),
        key(
            "sasl.login.connect.timeout.ms", .int, .null, .low,
            "How long to wait for a connection to the token endpoint."),
        key(
            "sasl.login.read.timeout.ms", .int, .null, .low,
            "How long to wait for an answer of the token endpoint."),
        key(
            "sasl.login.retry.backoff.max.ms", .long, "10000", .low,
            "Longest wait between two tries at the token endpoint."),
        key(
            "sasl.login.retry.backoff.ms", .long, "100", .low,
            "First wait between two tries at the token endpoint; it doubles from try to try."),
        key(
            "sasl.oauthbearer.jwt.retriever.class", .class,
            "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever", .medium,
            "Java class that gets tokens. Accepted for compatibility."),
        key(
            "sasl.oauthbearer.jwt.validator.class", .class,
            "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator", .medium,
            "Java class that checks tokens. Accepted for compatibility."),
        key(
            "sasl.oauthbearer.scope", .string, .null, .medium,
            "Scope to ask the token endpoint for."),
        key(
            "sasl.oauthbearer.client.credentials.client.id", .string, .null, .medium,
            "Client id for the token endpoint."),
        key(
            "sasl.oauthbearer.client.credentials.client.secret", .password, .null, .medium,
            "Client secret for the token endpoint."),
        key(
            "sasl.oauthbearer.assertion.algorithm", .string, "RS256", .medium, .oneOfIgnoringCase(["ES256", "RS256"]),
            "Algorithm that signs the assertion for the token endpoint."),
        key(
            "sasl.oauthbearer.assertion.claim.aud", .string, .null, .medium,
            "Audience named in the assertion."),
        key(
            "sasl.oauthbearer.assertion.claim.exp.seconds", .int, "300", .low, .between(0, 86400),
            "How long an assertion is good for, in seconds."),
        key(
            "sasl.oauthbearer.assertion.claim.iss", .string, .null, .medium,
            "Issuer named in the assertion."),
        key(
            "sasl.oauthbearer.assertion.claim.jti.include", .boolean, "false", .medium,
            "Whether each assertion gets an id of its own."),
        key(
            "sasl.oauthbearer.assertion.claim.nbf.seconds", .int, "60", .low, .between(0, 3600),
            "How far before now an assertion begins to be good, in seconds."),
        key(
            "sasl.oauthbearer.assertion.claim.sub", .string, .null, .medium,
            "Subject named in the assertion."),
        key(
            "sasl.oauthbearer.assertion.file", .string, .null, .medium,
            "File with a ready assertion."),
        key(
            "sasl.oauthbearer.assertion.private.key.file", .string, .null, .medium,
            "File with the key that signs assertions."),
        key(
            "sasl.oauthbearer.assertion.private.key.passphrase", .password, .null, .medium,
            "Password of that key."),
        key(
            "sasl.oauthbearer.assertion.template.file", .string, .null, .medium,
            "File with headers and claims to put into assertions."),
        key(
            "sasl.oauthbearer.scope.claim.name", .string, "scope", .low,
            "Claim of a token that holds its scope."),
        key(
            "sasl.oauthbearer.sub.claim.name", .string, "sub", .low,
            "Claim of a token that holds its subject."),
        key(
            "sasl.oauthbearer.token.endpoint.url", .string, .null, .medium,
            "Where tokens come from."),
        key(
            "sasl.oauthbearer.jwks.endpoint.url", .string, .null, .medium,
            "Where the keys come from with which tokens are checked."),
        key(
            "sasl.oauthbearer.jwks.endpoint.refresh.ms", .long, "3600000", .low,
            "Age at which those keys are read again."),
        key(
            "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", .long, "10000", .low,
            "Longest wait between two tries to read them."),
        key(
            "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", .long, "100", .low,
            "First wait between two tries to read them."),
        key(
            "sasl.oauthbearer.clock.skew.seconds", .int, "30", .low,
            "How far the clocks of peers may be apart, in seconds."),
        key(
            "sasl.oauthbearer.expected.audience", .list, .null, .low,
            "Audiences of which a token must name one."),
        key(
            "sasl.oauthbearer.expected.issuer", .string, .null, .low,
            "Issuer that a token must name."),
        key(
            "sasl.oauthbearer.header.urlencode", .boolean, "false", .low,
            "Whether client id and secret are percent-encoded for the token endpoint."),
    ]
}
