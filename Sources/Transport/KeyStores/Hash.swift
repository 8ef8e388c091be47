import COpenSSL
package import Log

/// Digests, and what is built on them.
package enum Hash: Sendable, Hashable {
    case sha1, sha256, sha512

    private var algorithm: OpaquePointer? {
        switch self {
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha512: EVP_sha512()
        }
    }

    /// In bytes.
    package var size: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// Of the pieces one after another.
    package func digest(_ pieces: [[UInt8]]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: self.size)
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        EVP_DigestInit_ex(context, self.algorithm, nil)
        for piece in pieces { EVP_DigestUpdate(context, piece, piece.count) }
        EVP_DigestFinal_ex(context, &result, nil)
        return result
    }

    package func mac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: self.size)
        HMAC(self.algorithm, key, Int32(key.count), message, message.count, &result, nil)
        return result
    }

    /// PBKDF2 with this digest's HMAC, as long as the digest. Rounds cost about 0.7 µs each: bound them.
    package func stretched(_ password: Secret, salt: [UInt8], rounds: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: self.size)
        let text = password.revealed
        PKCS5_PBKDF2_HMAC(
            text, Int32(text.utf8.count), salt, Int32(salt.count), Int32(clamping: rounds), self.algorithm,
            Int32(result.count), &result)
        return result
    }

    /// Compares in a time that doesn't tell where they differ.
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// Bytes that nobody can guess.
    package static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
