import Log

/// OAUTHBEARER as a broker speaks it (RFC 7628): it says what it doesn't like before it refuses.
struct BearerServer: SASLServer {
    private let owner: @Sendable (Secret) -> String?
    private var hasComplained = false

    init(_ owner: @escaping @Sendable (Secret) -> String?) { self.owner = owner }

    mutating func receive(_ token: [UInt8]) -> SASLVerdict {
        guard !self.hasComplained else { return .refused }
        if let text = String(validating: token, as: UTF8.self), let user = Self.token(in: text).flatMap(self.owner) {
            return .accepted(user: user, [])
        }
        self.hasComplained = true
        return .challenge(Array(#"{"status":"invalid_token"}"#.utf8))
    }

    private static func token(in text: String) -> Secret? {
        let fields = text.split(separator: "\u{1}", omittingEmptySubsequences: false)
        guard fields.first == "n,,", let field = fields.first(where: { $0.hasPrefix("auth=Bearer ") }) else {
            return nil
        }
        return Secret(String(field.dropFirst("auth=Bearer ".count)))
    }
}
