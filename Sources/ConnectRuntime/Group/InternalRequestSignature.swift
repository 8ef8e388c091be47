package import Bytes
import CShims

/// A request of another worker, with what shows that it is one.
package struct SignedRequest: Sendable {
    package var body: Bytes
    /// The headers' values; nil if they are missing.
    package var signature: String?
    package var algorithm: String?

    package init(body: Bytes, signature: String?, algorithm: String?) {
        self.body = body
        self.signature = signature
        self.algorithm = algorithm
    }
}

/// The signature that workers put on requests which only workers may send each other.
package struct InternalRequestSignature: Sendable {
    package static let signatureHeader = "X-Connect-Authorization"
    package static let algorithmHeader = "X-Connect-Request-Signature-Algorithm"

    /// Java's name, for example `HmacSHA256`.
    package let algorithm: String
    package let signature: Bytes

    /// Signs `body`; empty stands for none.
    ///
    /// - Returns: nil if the algorithm isn't known here.
    package init?(signing body: Bytes, key: SessionKey, algorithm: String) {
        guard let signature = Self.mac(body, key: key.key, algorithm: algorithm) else { return nil }
        self.algorithm = algorithm
        self.signature = signature
    }

    /// The values of the two headers.
    package var headers: [(name: String, value: String)] {
        [(Self.signatureHeader, Base64.encode(self.signature)), (Self.algorithmHeader, self.algorithm)]
    }

    /// Checks the headers of a request that came in.
    ///
    /// - Parameters:
    ///   - key: nil if the config topic has told none yet.
    ///   - allowed: `inter.worker.verification.algorithms`.
    /// - Throws: The answer for the sender, in Java's words.
    package static func verify(
        body: Bytes, signature: String?, algorithm: String?, key: SessionKey?, allowed: [String]
    ) throws(HerderError) {
        guard let signature, let algorithm else {
            throw .badRequest("Internal request missing required signature")
        }
        guard allowed.contains(algorithm) else {
            throw .badRequest(
                "This worker does not support the '\(algorithm)' key signing algorithm used by other workers. "
                    + "This worker is currently configured to use: [\(allowed.joined(separator: ", "))]. "
                    + "Check that all workers' configuration files permit the same set of signature algorithms, "
                    + "and correct any misconfigured worker and restart it.")
        }
        guard let key else {
            throw HerderError(
                503,
                "This worker is still starting up and has not been able to read a session key from the config topic yet"
            )
        }
        guard let given = Base64.decode(signature), let right = self.mac(body, key: key.key, algorithm: algorithm)
        else {
            throw .badRequest("Internal request has a signature that can't be read")
        }
        guard self.isEqual(given, right) else {
            throw HerderError(403, "Internal request contained invalid signature.")
        }
    }

    /// The same for a request as a whole.
    package static func verify(
        _ request: SignedRequest, key: SessionKey?, allowed: [String]
    ) throws(HerderError) {
        try self.verify(
            body: request.body, signature: request.signature, algorithm: request.algorithm, key: key, allowed: allowed)
    }

    /// Whether a session key may be of this algorithm.
    package static func isKnown(_ algorithm: String) -> Bool { self.digest(algorithm) != nil }

    /// Bytes of a key as Java's generators make them by default: as many as the digest's blocks have.
    package static func keyLength(_ algorithm: String) -> Int {
        switch self.digest(algorithm) {
        case "SHA384": 48
        case "SHA512", "MD5", "SHA1": 64
        default: 32
        }
    }

    private static func digest(_ algorithm: String) -> String? {
        guard let name = algorithm.uppercased().dropping(prefix: "HMAC") else { return nil }
        return ["SHA256", "SHA1", "SHA224", "SHA384", "SHA512", "MD5"].contains(name) ? name : nil
    }

    private static func mac(_ body: Bytes, key: Bytes, algorithm: String) -> Bytes? {
        guard let digest = self.digest(algorithm) else { return nil }
        var result = [UInt8](repeating: 0, count: 64)
        let count = body.withUnsafeBytes { body in
            key.withUnsafeBytes { key in
                shims_hmac(digest, key.baseAddress, key.count, body.baseAddress, body.count, &result)
            }
        }
        return count == 0 ? nil : Bytes(result.prefix(count))
    }

    /// Takes as long for a wrong signature as for a right one.
    private static func isEqual(_ left: Bytes, _ right: Bytes) -> Bool {
        guard left.count == right.count else { return false }
        return (0..<left.count).reduce(UInt8(0)) { $0 | (left[$1] ^ right[$1]) } == 0
    }
}
