import Log

/// OAUTHBEARER (RFC 7628): shows a token that somebody else has signed.
struct OAuthBearerClient: SASLClient {
    let token: Secret
    /// Further names and values for the broker.
    var extensions: [(String, String)] = []

    func begin() -> [UInt8] {
        var text = "n,,\u{1}auth=Bearer \(self.token.revealed)\u{1}"
        for (name, value) in self.extensions { text += "\(name)=\(value)\u{1}" }
        return Array("\(text)\u{1}".utf8)
    }

    /// The broker says what it doesn't like before it refuses: that has to be answered.
    func receive(_ challenge: [UInt8]) -> SASLStep { challenge.isEmpty ? .done : .send([1]) }
}
