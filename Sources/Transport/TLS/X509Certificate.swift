import Bytes
import COpenSSL

/// What we ask of a certificate, in words for people.
enum X509Certificate {
    /// The caller frees it; nil if it is none.
    static func read(_ der: Bytes) -> OpaquePointer? {
        der.withUnsafeBytes { bytes in
            var start = bytes.bindMemory(to: UInt8.self).baseAddress
            return d2i_X509(nil, &start, bytes.count)
        }
    }

    static func der(_ certificate: OpaquePointer) -> Bytes? {
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &buffer)
        guard count > 0, let buffer else { return nil }
        defer { CRYPTO_free(buffer, #fileID, 0) }
        return Bytes(copying: RawSpan(_unsafeStart: buffer, byteCount: Int(count)))
    }

    /// `CN=broker-1, O=Example`.
    static func subject(_ certificate: OpaquePointer) -> String {
        self.text { X509_NAME_print_ex($0, X509_get_subject_name(certificate), 0, self.readableName) }
    }

    static func issuer(_ certificate: OpaquePointer) -> String {
        self.text { X509_NAME_print_ex($0, X509_get_issuer_name(certificate), 0, self.readableName) }
    }

    /// XN_FLAG_SEP_CPLUS_SPC with ASN1_STRFLGS_ESC_CTRL, ESC_MSB and UTF8_CONVERT: one line, control characters escaped.
    private static let readableName: UInt = 2 << 16 | 2 | 4 | 0x10

    static func validFrom(_ certificate: OpaquePointer) -> String {
        self.text { ASN1_TIME_print($0, X509_get0_notBefore(certificate)) }
    }

    static func validUntil(_ certificate: OpaquePointer) -> String {
        self.text { ASN1_TIME_print($0, X509_get0_notAfter(certificate)) }
    }

    /// The hosts that it is for: `DNS:localhost, IP Address:127.0.0.1`; its subject if it has no such list.
    static func names(_ certificate: OpaquePointer) -> String {
        guard let list = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else {
            return self.subject(certificate)
        }
        let names = OpaquePointer(list)
        defer { GENERAL_NAMES_free(names) }
        let texts = (0..<min(OPENSSL_sk_num(names), 20)).map { index in
            self.text { bio in
                GENERAL_NAME_print(bio, OPENSSL_sk_value(names, index)?.assumingMemoryBound(to: GENERAL_NAME.self))
            }
        }
        return texts.joined(separator: ", ")
    }

    private static func text(_ print: (OpaquePointer?) -> Int32) -> String {
        guard let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        _ = print(bio)
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = BIO_read(bio, &buffer, Int32(buffer.count))
        return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
    }
}
