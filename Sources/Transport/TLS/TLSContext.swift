import Bytes
import COpenSSL
import CShims
import Glibc

/// TLS with certain ``TLSSettings``, shared by all connections that have them. Makes no connection itself.
package final class TLSContext: @unchecked Sendable {  // OpenSSL locks what changes in a context after `init`
    package enum Role: Sendable { case client, server }

    let pointer: OpaquePointer
    let role: Role
    let verifiesHost: Bool

    /// A peer that has gone must not end the process: OpenSSL writes to sockets without MSG_NOSIGNAL.
    private static let ignoresBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

    /// - Throws: If a certificate, the key or a cipher suite can't be used, or key and certificate don't fit.
    package init(_ role: Role, _ settings: TLSSettings) throws(TLSSettingsError) {
        Self.ignoresBrokenPipes
        OpenSSLErrors.clear()
        guard let pointer = SSL_CTX_new(role == .client ? TLS_client_method() : TLS_server_method()) else {
            throw Self.failure(.library, "OpenSSL makes no TLS context")
        }
        self.pointer = pointer
        self.role = role
        self.verifiesHost = settings.verifiesHost
        shims_tls_prepare(UnsafeMutableRawPointer(pointer))
        try self.apply(settings.versions)
        try self.apply(cipherSuites: settings.cipherSuites)
        try self.trust(settings)
        if let identity = settings.identity { try self.identify(identity) }
        OpenSSLErrors.clear()
    }

    deinit { SSL_CTX_free(self.pointer) }

    private static func failure(_ part: TLSSettingsError.Part, _ words: String) -> TLSSettingsError {
        TLSSettingsError(part, OpenSSLErrors.text().map { "\(words): \($0)" } ?? words)
    }

    private func apply(_ versions: ClosedRange<TLSVersion>) throws(TLSSettingsError) {
        let context = UnsafeMutableRawPointer(self.pointer)
        guard shims_tls_limit_versions(context, versions.lowerBound.rawValue, versions.upperBound.rawValue) == 1
        else { throw Self.failure(.versions, "these TLS versions can't be used") }
    }

    private func apply(cipherSuites names: [String]) throws(TLSSettingsError) {
        guard !names.isEmpty else { return }
        var modern: [String] = []  // those of TLS 1.3 are set apart
        var older: [String] = []
        for name in names {
            guard let own = OPENSSL_cipher_name(name).map({ String(cString: $0) }), own != "(NONE)" else {
                throw TLSSettingsError(.cipherSuites, "\(name) is no cipher suite that OpenSSL knows")
            }
            if own.hasPrefix("TLS_") { modern.append(own) } else { older.append(own) }
        }
        guard SSL_CTX_set_ciphersuites(self.pointer, modern.joined(separator: ":")) == 1,
            older.isEmpty || SSL_CTX_set_cipher_list(self.pointer, older.joined(separator: ":")) == 1
        else { throw Self.failure(.cipherSuites, "these cipher suites can't be used") }
    }

    private func trust(_ settings: TLSSettings) throws(TLSSettingsError) {
        if self.role == .server {
            let mode: Int32 =
                switch settings.clientCertificates {
                case .none: SSL_VERIFY_NONE
                case .wanted: SSL_VERIFY_PEER
                case .required: SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                }
            SSL_CTX_set_verify(self.pointer, mode, verificationCallback)
        } else {
            SSL_CTX_set_verify(self.pointer, SSL_VERIFY_PEER, verificationCallback)
        }
        switch settings.trust {
        case .system: SSL_CTX_set_default_verify_paths(self.pointer)
        case .anchors(let anchors):
            let store = SSL_CTX_get_cert_store(self.pointer)
            for anchor in anchors {
                let certificate = try Self.certificate(anchor, .trust)
                defer { X509_free(certificate) }
                X509_STORE_add_cert(store, certificate)
                if self.role == .server { SSL_CTX_add_client_CA(self.pointer, certificate) }
            }
        }
        // as in Java, each certificate in the trust store is an anchor, not self-signed ones only
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(self.pointer), UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }

    private func identify(_ identity: KeyStore.Identity) throws(TLSSettingsError) {
        guard let leaf = identity.chain.first else {
            throw TLSSettingsError(.identity, "the private key has no certificate")
        }
        let key = identity.key.withUnsafeBytes { bytes in
            var start = bytes.bindMemory(to: UInt8.self).baseAddress
            return d2i_AutoPrivateKey(nil, &start, bytes.count)
        }
        guard let key else { throw Self.failure(.identity, "the private key can't be read") }
        defer { EVP_PKEY_free(key) }
        let certificate = try Self.certificate(leaf, .identity)
        defer { X509_free(certificate) }
        guard SSL_CTX_use_certificate(self.pointer, certificate) == 1 else {
            throw Self.failure(.identity, "the certificate can't be used")
        }
        guard SSL_CTX_use_PrivateKey(self.pointer, key) == 1, SSL_CTX_check_private_key(self.pointer) == 1 else {
            throw Self.failure(.identity, "the private key doesn't belong to the certificate")
        }
        for further in identity.chain.dropFirst() {
            let certificate = try Self.certificate(further, .identity)
            defer { X509_free(certificate) }
            guard
                shims_tls_add_chain_certificate(
                    UnsafeMutableRawPointer(self.pointer), UnsafeMutableRawPointer(certificate)) == 1
            else { throw Self.failure(.identity, "the chain of certificates can't be used") }
        }
    }

    private static func certificate(
        _ der: Bytes, _ part: TLSSettingsError.Part
    ) throws(TLSSettingsError) -> OpaquePointer {
        guard let certificate = X509Certificate.read(der) else {
            throw Self.failure(part, "a certificate can't be read")
        }
        return certificate
    }
}
