package import Log

/// What client and broker make of a password for SCRAM (RFC 5802, section 3).
package struct SCRAMKeys: Sendable {
    package let hash: Hash
    private let client: [UInt8]
    /// Signs for the server.
    package let server: [UInt8]

    package init(_ hash: Hash, saltedPassword: [UInt8]) {
        self.hash = hash
        self.client = hash.mac(key: saltedPassword, Array("Client Key".utf8))
        self.server = hash.mac(key: saltedPassword, Array("Server Key".utf8))
    }

    /// What a server keeps to check a client's proof.
    package var stored: [UInt8] { self.hash.digest([self.client]) }

    /// The client's proof for the messages exchanged.
    package func proof(_ message: [UInt8]) -> [UInt8] {
        zip(self.client, self.hash.mac(key: self.stored, message)).map { $0 ^ $1 }
    }

    /// Whether a client's proof shows that it knows the password.
    package func accepts(proof: [UInt8], _ message: [UInt8]) -> Bool {
        guard proof.count == self.hash.size else { return false }
        let key = zip(proof, self.hash.mac(key: self.stored, message)).map { $0 ^ $1 }
        return Hash.areEqual(self.hash.digest([key]), self.stored)
    }

    private struct CacheKey: Hashable {
        let hash: Hash
        let password: Secret
        let salt: [UInt8]
        let rounds: Int
    }

    private static let cache = Locked<[CacheKey: SCRAMKeys]>([:])

    /// Stretches a password: 3 ms for 4096 rounds of SHA-512, on every connection. So the latest results are kept.
    package static func derived(_ hash: Hash, _ password: Secret, salt: [UInt8], rounds: Int) -> SCRAMKeys {
        let key = CacheKey(hash: hash, password: password, salt: salt, rounds: rounds)
        if let known = Self.cache.withLock({ $0[key] }) { return known }
        let keys = SCRAMKeys(hash, saltedPassword: hash.stretched(password, salt: salt, rounds: rounds))
        Self.cache.withLock { cache in
            if cache.count >= 64 { cache.removeAll() }
            cache[key] = keys
        }
        return keys
    }
}
