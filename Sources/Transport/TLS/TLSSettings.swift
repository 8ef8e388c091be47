package import Bytes

package enum TLSVersion: Int32, Sendable, Hashable, Comparable {
    case v12 = 0x0303
    case v13 = 0x0304

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What TLS connections are made with: whom to trust, who we are, which versions. Certificates and keys are DER; where
/// they come from is ``KeyStore``'s business.
package struct TLSSettings: Sendable {
    package enum Trust: Sendable {
        /// The system's bundle of certificate authorities.
        case system
        /// These certificates, each by itself, whether it signs others or not.
        case anchors([Bytes])
    }

    /// What a server asks of its clients.
    package enum ClientCertificates: Sendable { case none, wanted, required }

    package var trust: Trust
    package var identity: KeyStore.Identity?
    package var versions: ClosedRange<TLSVersion>
    /// IANA's names, such as `TLS_AES_256_GCM_SHA384`; empty: what OpenSSL prefers.
    package var cipherSuites: [String]
    /// Clients only: whether the peer's certificate must name the host that we connect to.
    package var verifiesHost: Bool
    /// Servers only.
    package var clientCertificates: ClientCertificates

    package init(
        trust: Trust = .system, identity: KeyStore.Identity? = nil, versions: ClosedRange<TLSVersion> = .v12 ... .v13,
        cipherSuites: [String] = [], verifiesHost: Bool = true, clientCertificates: ClientCertificates = .none
    ) {
        self.trust = trust
        self.identity = identity
        self.versions = versions
        self.cipherSuites = cipherSuites
        self.verifiesHost = verifiesHost
        self.clientCertificates = clientCertificates
    }
}

/// Settings that no TLS connection can be made with.
package struct TLSSettingsError: Error, Sendable, CustomStringConvertible {
    package enum Part: Sendable, Hashable { case trust, identity, versions, cipherSuites, library }

    package let part: Part
    package let description: String

    init(_ part: Part, _ description: String) {
        self.part = part
        self.description = description
    }
}
