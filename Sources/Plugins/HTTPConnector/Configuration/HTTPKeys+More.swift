import ConnectAPI
import HTTPClient

/// What the original doesn't have.
extension HTTPKeys {
    static let validation = ConfigKey<String>(
        "http.validation", default: "original", importance: .medium,
        "strict: every key is checked when the connector is created. original: as the original, which accepts what then"
            + " ends the task; unless a key that the original doesn't have is set.")
    static let initialDelay = ConfigKey<Int64?>(
        "http.timer.initial.delay.millis", importance: .medium,
        "Before the first request. Without it, the interval is waited for as in the original; 0: ask at once.")
    static let retryCodes = ConfigKey<String>(
        "http.retry.codes", default: "", importance: .medium,
        "Statuses after which the same request is sent again, such as 408,429,500..599. Retry-After is heeded.")
    static let retryAttempts = ConfigKey<Int>(
        "http.retry.max.attempts", default: -1, in: (-1)..., importance: .medium,
        "Failures in a row after which the task ends as FAILED. -1: it goes on trying, as the original does.")
    static let retryBackoff = ConfigKey<Int64>(
        "http.retry.backoff.initial.millis", default: 1000, in: 1..., importance: .low,
        "Wait before the first repetition, the interval at most; doubled with each further one, give or take a fifth.")
    static let retryBackoffLimit = ConfigKey<Int64>(
        "http.retry.backoff.max.millis", default: 60_000, in: 1..., importance: .low,
        "Longest wait before a repetition, also if the server asks for more by Retry-After.")
    static let totalTimeout = ConfigKey<Int64>(
        "http.client.total.timeout.millis", default: 0, in: 0..., importance: .medium,
        "For one request with its answer. 0: no limit.")
    static let bodyLimit = ConfigKey<Int>(
        "http.response.max.bytes", default: 67_108_864, in: 1..., importance: .medium,
        "Largest answer, decompressed. A larger one ends the task.")
    static let redirects = ConfigKey<String>(
        "http.client.redirects", default: "always", importance: .medium,
        "always: Authorization and API key aren't sent to another server; same-origin: to the same server only; never.")
    static let truststore = ConfigKey<String>(
        "http.client.truststore", default: "", importance: .medium,
        "File with certificates to trust instead of the system's: JKS, PKCS12 or PEM.")
    static let truststorePassword = ConfigKey<Password>(
        "http.client.truststore.password", default: Password(""), importance: .medium, "Its password.")
    static let hostVerification = ConfigKey<Bool>(
        "http.client.tls.verify.host", default: true, importance: .low,
        "Whether the certificate must have the server's name.")

    static let more: [any ConfigKeyProtocol] = [
        validation, initialDelay, retryCodes, retryAttempts, retryBackoff, retryBackoffLimit, totalTimeout, bodyLimit,
        redirects, truststore, truststorePassword, hostVerification,
    ]
}

extension HTTPKeys {
    /// Why a URL can't be asked; nil if it can.
    static func problem(withURL text: String) -> String? {
        WebURL(text) == nil
            ? "Invalid value \(text) for configuration \(self.url.name): not an absolute http or https URL" : nil
    }
}
