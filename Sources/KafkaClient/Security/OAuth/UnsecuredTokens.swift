import Glibc
import JSON
import Log

/// Tokens that nobody has signed, for brokers that are set up to believe them: for trials, as in Java.
struct UnsecuredTokens: BearerTokenSource {
    private let claims: [(String, JSONValue)]
    private let lifetime: Double

    /// Reads the options `unsecuredLogin…` of the login module; nil if there are none.
    init?(_ jaas: JAASConfiguration) throws(KafkaError) {
        let prefix = "unsecuredLogin"
        guard jaas.names.contains(where: { $0.hasPrefix(prefix) }) else { return nil }
        func failure(_ name: String, _ words: String) -> KafkaError {
            KafkaError(
                .invalidConfiguration, "reading sasl.jaas.config", detail: "sasl.jaas.config: option \(name) \(words)")
        }
        var claims: [(String, JSONValue)] = []
        var lifetime = 3600.0
        for name in jaas.names.sorted() where name.hasPrefix(prefix) {
            let value = jaas[name]?.revealed ?? ""
            func claim(_ kind: String) -> String? {
                let start = prefix + kind + "Claim_"
                return name.hasPrefix(start) ? String(name.dropFirst(start.count)) : nil
            }
            if let claim = claim("String") {
                claims.append((claim, .string(value)))
            } else if let claim = claim("Number") {
                guard let number = Double(value), number.isFinite else { throw failure(name, "is no number") }
                claims.append((claim, .double(number)))
            } else if let claim = claim("List") {
                guard let mark = value.first else { throw failure(name, "is empty: its first character separates") }
                let parts = value.dropFirst().split(separator: mark, omittingEmptySubsequences: false)
                claims.append((claim, .array(parts.map { .string(String($0)) })))
            } else if name == prefix + "LifetimeSeconds" {
                guard let seconds = Double(value), (1...1e9).contains(seconds) else {
                    throw failure(name, "is no number of seconds")
                }
                lifetime = seconds
            }
        }
        self.claims = claims
        self.lifetime = lifetime
    }

    func token() async throws(KafkaError) -> Secret {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let now = Double(time.tv_sec)
        var payload = JSONObject(self.claims)
        if payload["iat"] == nil { payload["iat"] = .double(now) }
        if payload["exp"] == nil { payload["exp"] = .double(now + self.lifetime) }
        let head = BearerToken.encode(#"{"alg":"none"}"#)
        return Secret("\(head).\(BearerToken.encode(JSONValue.object(payload).text)).")
    }
}
