package import Bytes

/// The key with which workers sign the requests that they send each other.
package struct SessionKey: Sendable, Hashable {
    package let key: Bytes
    /// Java's name of it, for example `HmacSHA256`.
    package let algorithm: String
    /// Milliseconds since 1970-01-01 UTC.
    package let created: Int64

    package init(key: Bytes, algorithm: String, created: Int64) {
        self.key = key
        self.algorithm = algorithm
        self.created = created
    }
}

extension SessionKey: CustomStringConvertible {
    package var description: String { "session key of \(self.created)" }
}
