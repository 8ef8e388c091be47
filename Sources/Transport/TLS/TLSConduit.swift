import Bytes
import COpenSSL
import CShims
import Glibc

/// A socket behind OpenSSL. Handshakes first, see ``TLSHandshake``, then moves bytes for its stream.
final class TLSConduit: Conduit {
    enum HandshakeStep {
        case done, needsInput, needsOutput
        case failed(TLSFailure, String)
    }

    private let ssl: OpaquePointer
    private let context: TLSContext
    private let descriptor: Int32
    private let host: String
    /// What the last reading call left for the next.
    private var pending: ConduitResult?
    private var isDrained = true
    private var hasRead = false
    private var isBroken = false
    private var hasShutDown = false
    /// Small pieces are sent together from here; allocated when first needed.
    private var staging: [UInt8] = []
    /// After a write that the socket didn't take, the same bytes have to be offered again.
    private var retry: (count: Int, isStaged: Bool)?
    /// Why the peer's certificate was not accepted, in words.
    private var refusal: (TLSFailure, String)?
    /// Reading waits until the socket takes output (a key update).
    private(set) var readNeedsOutput = false

    private static let record = 16_384

    /// - Parameter host: Whom we connect to; empty on a server's side.
    init?(_ context: TLSContext, descriptor: Int32, host: String) {
        OpenSSLErrors.clear()
        guard let ssl = SSL_new(context.pointer) else { return nil }
        self.ssl = ssl
        self.context = context
        self.descriptor = descriptor
        self.host = host.hasSuffix(".") ? String(host.dropLast()) : host
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        guard SSL_set_fd(ssl, descriptor) == 1 else { return nil }
        if context.role == .server {
            SSL_set_accept_state(ssl)
        } else {
            SSL_set_connect_state(ssl)
            guard self.expect(self.host) else { return nil }
        }
    }

    deinit { SSL_free(self.ssl) }

    /// Tells OpenSSL whom we expect at the other end, and the server whom we want (SNI).
    private func expect(_ host: String) -> Bool {
        var room = [UInt8](repeating: 0, count: 16)
        let isAddress = inet_pton(AF_INET, host, &room) == 1 || inet_pton(AF_INET6, host, &room) == 1
        // as Java does: only names with a dot, of letters, digits, hyphens and dots
        let isPlain = host.utf8.allSatisfy {
            $0 == 45 || $0 == 46 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
        }
        if !isAddress, isPlain, host.contains(".") {
            guard shims_tls_set_server_name(UnsafeMutableRawPointer(self.ssl), host) == 1 else { return false }
        }
        guard self.context.verifiesHost else { return true }
        let parameters = SSL_get0_param(self.ssl)
        return isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1
            : X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1
    }

    // MARK: - Handshake

    func handshake() -> HandshakeStep {
        OpenSSLErrors.clear()
        let code = SSL_do_handshake(self.ssl)
        let number = errno
        if code == 1 { return .done }
        switch SSL_get_error(self.ssl, code) {
        case SSL_ERROR_WANT_READ: return .needsInput
        case SSL_ERROR_WANT_WRITE: return .needsOutput
        case let error:
            let (failure, words) = self.failure(error, errno: number)
            return .failed(failure, words)
        }
    }

    /// What went wrong in the call before.
    private func failure(_ error: Int32, errno number: Int32) -> (TLSFailure, String) {
        self.isBroken = true
        let entries = OpenSSLErrors.drain()
        if let refusal = self.refusal { return refusal }
        guard error == SSL_ERROR_SSL, let first = entries.first else {
            if error == SSL_ERROR_SYSCALL, number != 0, number != ECONNRESET, number != EPIPE {
                return (.other, TransportError(errno: number, "").cause ?? "error \(number)")
            }
            return (.hungUp, "the peer ended the connection during the TLS handshake")
        }
        let words = entries.map(\.text).joined(separator: ", ")
        switch first.reason {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
            SSL_R_UNKNOWN_PROTOCOL, SSL_R_HTTPS_PROXY_REQUEST:
            return (.notTLS, "the peer doesn't speak TLS (\(words))")
        case SSL_R_UNEXPECTED_EOF_WHILE_READING:
            return (.hungUp, "the peer ended the connection during the TLS handshake")
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_SHARED_CIPHER,
            SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_NO_CIPHERS_AVAILABLE:
            return (.nothingInCommon, words)
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, SSL_R_TLSV1_ALERT_UNKNOWN_CA, SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,
            SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
            SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, SSL_R_TLSV1_ALERT_ACCESS_DENIED,
            SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return (.certificateRefused, words)
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
            return (.nothingInCommon, words)
        default: return (.other, words)
        }
    }

    /// OpenSSL doesn't accept a certificate of the peer's chain.
    func note(refused certificate: OpaquePointer?, code: Int32) {
        guard self.refusal == nil else { return }
        let words = X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "error \(code)"
        guard let certificate else { return self.refusal = (.untrusted, words) }
        let subject = X509Certificate.subject(certificate)
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            let time = X509Certificate.validUntil(certificate)
            self.refusal = (.outdated, "the certificate \(subject) expired on \(time)")
        case X509_V_ERR_CERT_NOT_YET_VALID:
            let time = X509Certificate.validFrom(certificate)
            self.refusal = (.outdated, "the certificate \(subject) is not valid before \(time)")
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            let names = X509Certificate.names(certificate)
            self.refusal = (.wrongHost, "the certificate is for \(names), not for \(self.host)")
        default:
            let issuer = X509Certificate.issuer(certificate)
            self.refusal = (
                .untrusted, "no trusted certificate vouches for \(subject), issued by \(issuer) (\(words))"
            )
        }
    }

    // MARK: - Bytes

    var hasHiddenInput: Bool {
        self.pending != nil || (!self.isDrained && SSL_has_pending(self.ssl) == 1)
    }

    func read(into space: UnsafeMutableRawBufferPointer) -> ConduitResult {
        if let pending = self.pending.take() { return pending }
        self.readNeedsOutput = false
        var total = 0
        while total < space.count, let start = space.baseAddress {
            OpenSSLErrors.clear()
            let count = SSL_read(self.ssl, start + total, Int32(clamping: space.count - total))
            let number = errno
            if count > 0 {
                total += Int(count)
                self.isDrained = false
                continue
            }
            let result = self.result(ofReading: count, errno: number)
            if case .blocked = result {
                self.isDrained = true
            } else if total > 0 {
                self.pending = result
            }
            if total == 0 { return result }
            break
        }
        self.hasRead = true
        return .moved(total)
    }

    private func result(ofReading count: Int32, errno number: Int32) -> ConduitResult {
        switch SSL_get_error(self.ssl, count) {
        case SSL_ERROR_WANT_READ: return .blocked
        case SSL_ERROR_WANT_WRITE:
            self.readNeedsOutput = true
            return .blocked
        case SSL_ERROR_ZERO_RETURN: return .ended
        case SSL_ERROR_SYSCALL where number == 0:
            self.isBroken = true
            return .ended
        case SSL_ERROR_SYSCALL:
            self.isBroken = true
            return .failed(.system(number))
        case let error:
            // a TLS 1.3 server's verdict on our certificate arrives after the handshake
            let (failure, words) = self.failure(error, errno: number)
            return .failed(.tls(self.hasRead ? .other : failure, words))
        }
    }

    func write(_ queue: inout WriteQueue) -> ConduitResult {
        let offer = self.retry ?? self.nextOffer(&queue)
        OpenSSLErrors.clear()
        let count =
            offer.isStaged
            ? self.staging.withUnsafeBytes { SSL_write(self.ssl, $0.baseAddress, Int32(offer.count)) }
            : queue.withVectors { SSL_write(self.ssl, $0[0].iov_base, Int32(clamping: offer.count)) }
        let number = errno
        if count > 0 {
            self.retry = nil
            queue.removeFirst(Int(count))
            return .moved(Int(count))
        }
        switch SSL_get_error(self.ssl, count) {
        case SSL_ERROR_WANT_WRITE:
            self.retry = offer
            return .blocked
        case SSL_ERROR_SYSCALL:
            self.isBroken = true
            return .failed(self.verdict() ?? .system(number == 0 ? EPIPE : number))
        case let error:
            let (failure, words) = self.failure(error, errno: number)
            return .failed(.tls(self.hasRead ? .other : failure, words))
        }
    }

    /// A TLS 1.3 server that doesn't take our certificate says so and closes when for us the handshake is over. Our first
    /// write may fail by then, and the reason waits to be read.
    private func verdict() -> ConduitFailure? {
        guard !self.hasRead else { return nil }
        OpenSSLErrors.clear()
        var byte: UInt8 = 0
        let count = SSL_read(self.ssl, &byte, 1)
        let number = errno
        guard count <= 0, SSL_get_error(self.ssl, count) == SSL_ERROR_SSL else { return nil }
        let (failure, words) = self.failure(SSL_ERROR_SSL, errno: number)
        return .tls(failure, words)
    }

    /// A large piece goes out from its own storage, small ones together.
    private func nextOffer(_ queue: inout WriteQueue) -> (count: Int, isStaged: Bool) {
        if self.staging.isEmpty { self.staging = [UInt8](repeating: 0, count: Self.record) }
        return queue.withVectors { vectors in
            if vectors.count == 1 || vectors[0].iov_len >= Self.record { return (vectors[0].iov_len, false) }
            return self.staging.withUnsafeMutableBytes { staging in
                var filled = 0
                for vector in vectors where filled < staging.count {
                    let count = min(vector.iov_len, staging.count - filled)
                    guard let base = vector.iov_base else { break }
                    staging[filled..<filled + count].copyBytes(from: UnsafeRawBufferPointer(start: base, count: count))
                    filled += count
                    if count < vector.iov_len { break }
                }
                return (filled, true)
            }
        }
    }

    func endWriting() {
        self.close()
        shutdown(self.descriptor, Int32(SHUT_WR))
    }

    func close() {
        guard !self.isBroken, !self.hasShutDown, SSL_is_init_finished(self.ssl) == 1 else { return }
        self.hasShutDown = true
        OpenSSLErrors.clear()
        SSL_shutdown(self.ssl)
        OpenSSLErrors.clear()
    }
}

/// Called by OpenSSL for each certificate of the peer's chain, on the thread that handshakes.
let verificationCallback: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isFine, store in
    guard isFine != 1, let store else { return isFine }
    let ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())
    if let ssl, let context = SSL_get_ex_data(OpaquePointer(ssl), 0) {
        let conduit = Unmanaged<TLSConduit>.fromOpaque(context).takeUnretainedValue()
        conduit.note(refused: X509_STORE_CTX_get_current_cert(store), code: X509_STORE_CTX_get_error(store))
    }
    return 0
}
