import Log

/// PLAIN (RFC 4616): name and password in one token. Nothing but TLS hides them.
struct PlainClient: SASLClient {
    let username: String
    let password: Secret

    func begin() -> [UInt8] {
        [0] + Array(self.username.utf8) + [0] + Array(self.password.revealed.utf8)
    }

    func receive(_ challenge: [UInt8]) -> SASLStep { .done }
}
