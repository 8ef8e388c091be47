/// Who we are.
let securityAPIs = [saslHandshake, saslAuthenticate]

private let saslHandshake = API(
    17, "SaslHandshake", versions: 0...1, flexibleFrom: nil, sentTo: .anyBroker,
    "Chooses a SASL mechanism. In version 0 its tokens follow without Kafka's framing.",
    request: [.string("mechanism", "For example SCRAM-SHA-512.")],
    response: [
        .errorCode("`unsupportedSaslMechanism`, for example."),
        .strings("mechanisms", "Those that the broker has."),
    ])

private let saslAuthenticate = API(
    36, "SaslAuthenticate", versions: 0...2, flexibleFrom: 2, sentTo: .anyBroker,
    "Carries one token of the SASL mechanism to the broker, and its answer back.",
    request: [.bytes("authBytes", "The token.")],
    response: [
        .errorCode("Why it was refused."),
        .errorMessage(ignorable: false),
        .bytes("authBytes", "The broker's token."),
        .int64(
            "sessionLifetime", since: 1, ignorable: true,
            "Milliseconds until we have to authenticate again; 0: never."),
    ])
