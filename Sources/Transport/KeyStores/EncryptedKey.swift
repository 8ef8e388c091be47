import Bytes
import COpenSSL
import Log

/// PKCS#8 private keys behind a password.
enum EncryptedKey {
    /// What an encryption may cost: Java's own limit for rounds. A hostile file must not keep us busy for hours.
    private static let mostRounds = 5_000_000

    /// The algorithm's object identifier (its content bytes) and the encrypted data; nil if the bytes are none of this.
    static func split(_ der: Bytes) -> (algorithm: [UInt8], data: Bytes)? {
        guard let signature = Self.parse(der) else { return nil }
        defer { X509_SIG_free(signature) }
        var algorithm: UnsafePointer<X509_ALGOR>?
        var data: UnsafePointer<ASN1_OCTET_STRING>?
        X509_SIG_get0(signature, &algorithm, &data)
        guard let identifier = algorithm?.pointee.algorithm, let data else { return nil }
        let count = OBJ_length(identifier)
        guard let start = OBJ_get0_data(identifier) else { return nil }
        let name = [UInt8](UnsafeBufferPointer(start: start, count: count))
        guard let bytes = ASN1_STRING_get0_data(data) else { return nil }
        return (name, Bytes(copying: RawSpan(_unsafeStart: bytes, byteCount: Int(ASN1_STRING_length(data)))))
    }

    private static func parse(_ der: Bytes) -> OpaquePointer? {
        OpenSSLErrors.clear()
        return der.withUnsafeBytes { bytes in
            var start = bytes.bindMemory(to: UInt8.self).baseAddress
            return d2i_X509_SIG(nil, &start, bytes.count)
        }
    }

    /// Decrypts EncryptedPrivateKeyInfo to PrivateKeyInfo.
    static func open(_ der: Bytes, _ password: Secret) throws(KeyStoreError) -> Bytes {
        guard let signature = Self.parse(der) else {
            throw KeyStoreError(.damaged, "the encrypted private key can't be read")
        }
        defer { X509_SIG_free(signature) }
        return try Self.open(signature, password)
    }

    static func open(_ signature: OpaquePointer, _ password: Secret) throws(KeyStoreError) -> Bytes {
        var algorithm: UnsafePointer<X509_ALGOR>?
        X509_SIG_get0(signature, &algorithm, nil)
        try Self.checkRounds(algorithm)
        return try PKCS12Store.withLegacyAlgorithms { () throws(KeyStoreError) in
            OpenSSLErrors.clear()
            let text = password.revealed
            guard let information = PKCS8_decrypt(signature, text, Int32(text.utf8.count)) else {
                throw PKCS12Store.failure(.wrongKeyPassword, "the private key's password is wrong")
            }
            defer { PKCS8_PRIV_KEY_INFO_free(information) }
            guard let der = Self.der(information) else {
                throw KeyStoreError(.wrongKeyPassword, "the private key's password is wrong")
            }
            return der
        }
    }

    static func der(_ information: OpaquePointer) -> Bytes? {
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = i2d_PKCS8_PRIV_KEY_INFO(information, &buffer)
        guard count > 0, let buffer else { return nil }
        defer { CRYPTO_free(buffer, #fileID, 0) }
        return Bytes(copying: RawSpan(_unsafeStart: buffer, byteCount: Int(count)))
    }

    /// Refuses an algorithm whose parameters name a number beyond what rounds may be.
    static func checkRounds(_ algorithm: UnsafePointer<X509_ALGOR>?) throws(KeyStoreError) {
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_ALGOR(algorithm, &buffer)
        guard count > 0, let buffer else { throw KeyStoreError(.damaged, "an encryption's parameters can't be read") }
        defer { CRYPTO_free(buffer, #fileID, 0) }
        let der = [UInt8](UnsafeBufferPointer(start: buffer, count: Int(count)))
        guard Self.numbersAreBounded(der[...], depth: 0) else {
            throw KeyStoreError(.unsupported, "its encryption has more than \(Self.mostRounds) rounds")
        }
    }

    static func checkRounds(_ rounds: Int) throws(KeyStoreError) {
        guard rounds >= 0, rounds <= Self.mostRounds else {
            throw KeyStoreError(.unsupported, "its check has more than \(Self.mostRounds) rounds")
        }
    }

    /// Walks DER and looks at each INTEGER.
    private static func numbersAreBounded(_ der: ArraySlice<UInt8>, depth: Int) -> Bool {
        var rest = der
        guard depth < 16 else { return false }
        while let tag = rest.popFirst() {
            guard let first = rest.popFirst() else { return false }
            var length = Int(first)
            if first >= 0x80 {
                guard first >= 0x81, first <= 0x84 else { return false }
                length = 0
                for _ in 0..<Int(first & 0x7f) {
                    guard let byte = rest.popFirst() else { return false }
                    length = length << 8 | Int(byte)
                }
            }
            guard length <= rest.count else { return false }
            let content = rest.prefix(length)
            rest = rest.dropFirst(length)
            if tag & 0x20 != 0 {
                guard Self.numbersAreBounded(content, depth: depth + 1) else { return false }
            } else if tag == 2 {
                let digits = content.drop { $0 == 0 }
                guard digits.count <= 4, digits.reduce(0, { $0 << 8 | Int($1) }) <= Self.mostRounds else {
                    return false
                }
            }
        }
        return true
    }
}
