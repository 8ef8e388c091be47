/// Why a TLS connection could not be made, as far as it decides on what to mend.
package enum TLSFailure: Sendable, Hashable {
    /// No trusted certificate vouches for the peer's.
    case untrusted
    /// A certificate of the chain has expired or is not valid yet.
    case outdated
    /// The peer's certificate doesn't name the host.
    case wrongHost
    /// The peer's bytes are not TLS.
    case notTLS
    /// The peer hung up instead of shaking hands.
    case hungUp
    /// No TLS version or cipher suite in common.
    case nothingInCommon
    /// The peer wants a certificate from us, or another one.
    case certificateRefused
    case other
}
