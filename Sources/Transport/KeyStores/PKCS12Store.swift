import Bytes
import COpenSSL
import Log

/// PKCS12 stores, read bag by bag: OpenSSL's own `PKCS12_parse` doesn't say which certificates Java trusts.
enum PKCS12Store {
    static func read(_ bytes: Bytes, password: Secret?) throws(KeyStoreError) -> KeyStore {
        OpenSSLErrors.clear()
        let parsed = bytes.withUnsafeBytes { bytes in
            var start = bytes.bindMemory(to: UInt8.self).baseAddress
            let first = start
            let store = d2i_PKCS12(nil, &start, bytes.count)
            return (store, first.flatMap { first in start.map { $0 - first } } ?? 0)
        }
        guard let store = parsed.0 else {
            throw Self.failure(.damaged, "the file is cut off or damaged, or neither JKS nor PKCS12")
        }
        defer { PKCS12_free(store) }
        guard parsed.1 == bytes.count else {
            throw KeyStoreError(.damaged, "there is more behind the end of the store")
        }
        return try Self.withLegacyAlgorithms { () throws(KeyStoreError) in
            try Self.verify(store, password)
            return try Self.unpack(store, password)
        }
    }

    /// Checks the code that guards the whole store with its password.
    private static func verify(_ store: OpaquePointer, _ password: Secret?) throws(KeyStoreError) {
        guard PKCS12_mac_present(store) == 1 else { return }
        var rounds: UnsafePointer<ASN1_INTEGER>?
        PKCS12_get0_mac(nil, nil, nil, &rounds, store)
        if let rounds { try EncryptedKey.checkRounds(ASN1_INTEGER_get(rounds)) }
        guard let password else {
            throw KeyStoreError(.noPassword, "a PKCS12 store can't be read without its password")
        }
        OpenSSLErrors.clear()
        let text = password.revealed
        guard PKCS12_verify_mac(store, text, Int32(text.utf8.count)) == 1 else {
            throw Self.failure(.wrongPassword, "the password is wrong, or the file is damaged")
        }
    }

    private static func unpack(_ store: OpaquePointer, _ password: Secret?) throws(KeyStoreError) -> KeyStore {
        OpenSSLErrors.clear()
        guard let safes = PKCS12_unpack_authsafes(store) else { throw Self.failure(.damaged, "the file is damaged") }
        defer { Self.free(safes) { PKCS7_free($0?.assumingMemoryBound(to: PKCS7.self)) } }
        var content = Content()
        for index in 0..<OPENSSL_sk_num(safes) {
            guard let safe = OPENSSL_sk_value(safes, index)?.assumingMemoryBound(to: PKCS7.self) else { continue }
            guard let bags = try Self.bags(of: safe, password) else { continue }
            defer { Self.free(bags) { PKCS12_SAFEBAG_free($0.map { OpaquePointer($0) }) } }
            try content.add(bags, password, depth: 0)
        }
        return content.store
    }

    private static func bags(
        of safe: UnsafeMutablePointer<PKCS7>, _ password: Secret?
    ) throws(KeyStoreError) -> OpaquePointer? {
        OpenSSLErrors.clear()
        switch OBJ_obj2nid(safe.pointee.type) {
        case NID_pkcs7_data:
            guard let bags = PKCS12_unpack_p7data(safe) else { throw Self.failure(.damaged, "the file is damaged") }
            return bags
        case NID_pkcs7_encrypted:
            guard let password else {
                throw KeyStoreError(.noPassword, "the certificates are encrypted and no password is given")
            }
            try EncryptedKey.checkRounds(safe.pointee.d.encrypted?.pointee.enc_data?.pointee.algorithm)
            let text = password.revealed
            guard let bags = PKCS12_unpack_p7encdata(safe, text, Int32(text.utf8.count)) else {
                throw Self.failure(.wrongPassword, "the password is wrong, or the file is damaged")
            }
            return bags
        default: return nil
        }
    }

    static func free(_ stack: OpaquePointer, _ element: (UnsafeMutableRawPointer?) -> Void) {
        for index in 0..<OPENSSL_sk_num(stack) { element(OPENSSL_sk_value(stack, index)) }
        OPENSSL_sk_free(stack)
    }

    static func failure(_ code: KeyStoreError.Code, _ words: String) -> KeyStoreError {
        let entries = OpenSSLErrors.drain()
        if entries.contains(where: { $0.reason == ERR_R_UNSUPPORTED || $0.text == "unsupported" }) {
            return KeyStoreError(.unsupported, "its encryption is not supported by this system's OpenSSL")
        }
        return KeyStoreError(code, words)
    }

    // MARK: - Old algorithms

    /// Runs `body`, and again with OpenSSL's old algorithms (RC2-40, as keytool wrote until Java 15) if it needs them.
    /// They are loaded for the whole process then, which is why they are not from the start.
    static func withLegacyAlgorithms<Result>(
        _ body: () throws(KeyStoreError) -> Result
    ) throws(KeyStoreError) -> Result {
        do throws(KeyStoreError) {
            return try body()
        } catch {
            guard error.code == .unsupported, Self.legacyAlgorithmsAreLoaded else { throw error }
            return try body()
        }
    }

    private static let legacyAlgorithmsAreLoaded: Bool = {
        let legacy = OSSL_PROVIDER_load(nil, "legacy")
        let standard = OSSL_PROVIDER_load(nil, "default")  // the first explicit load ends the automatic one
        return legacy != nil && standard != nil
    }()
}

extension PKCS12Store {
    /// What has been found in a store so far.
    private struct Content {
        private var certificates: [(der: Bytes, isTrusted: Bool, keyID: [UInt8]?)] = []
        private var keys: [(name: String, keyID: [UInt8]?, open: (Secret?) throws(KeyStoreError) -> Bytes)] = []

        mutating func add(_ bags: OpaquePointer, _ password: Secret?, depth: Int) throws(KeyStoreError) {
            guard depth < 8 else { throw KeyStoreError(.damaged, "the file is nested too deeply") }
            for index in 0..<OPENSSL_sk_num(bags) {
                guard let bag = OPENSSL_sk_value(bags, index).map({ OpaquePointer($0) }) else { continue }
                let keyID = Self.attribute(bag, NID_localKeyID)
                switch PKCS12_SAFEBAG_get_nid(bag) {
                case NID_certBag:
                    guard let certificate = PKCS12_SAFEBAG_get1_cert(bag) else { continue }
                    defer { X509_free(certificate) }
                    guard let der = X509Certificate.der(certificate) else { continue }
                    self.certificates.append((der, Self.isTrusted(bag), keyID))
                case NID_pkcs8ShroudedKeyBag:
                    guard let locked = PKCS12_SAFEBAG_get0_pkcs8(bag), let copy = Self.copy(locked) else { continue }
                    let open = { (own: Secret?) throws(KeyStoreError) -> Bytes in
                        guard let password = own ?? password else {
                            throw KeyStoreError(.noPassword, "the private key needs a password")
                        }
                        return try EncryptedKey.open(copy, password)
                    }
                    self.keys.append((Self.name(bag), keyID, open))
                case NID_keyBag:
                    guard let key = PKCS12_SAFEBAG_get0_p8inf(bag), let der = EncryptedKey.der(key) else { continue }
                    self.keys.append((Self.name(bag), keyID, { (_: Secret?) throws(KeyStoreError) in der }))
                case NID_safeContentsBag:
                    if let inner = PKCS12_SAFEBAG_get0_safes(bag) { try self.add(inner, password, depth: depth + 1) }
                default: continue
                }
            }
        }

        /// Certificates without a mark of Java's count as trusted when there is no key that they could belong to.
        var store: KeyStore {
            var store = KeyStore()
            store.trusted = self.certificates.filter { $0.isTrusted || self.keys.isEmpty }.map(\.der)
            for key in self.keys {
                let own = self.certificates.filter { $0.keyID != nil && $0.keyID == key.keyID }
                var chain = own.map(\.der)
                if chain.isEmpty, self.keys.count == 1 { chain = self.certificates.prefix(1).map(\.der) }
                for other in self.certificates where !chain.isEmpty && !chain.contains(other.der) {
                    chain.append(other.der)
                }
                store.entries.append(.init(alias: key.name, chain: Self.ordered(chain), open: key.open))
            }
            return store
        }

        /// The certificates from the first one up, each followed by its issuer; others are left out.
        private static func ordered(_ certificates: [Bytes]) -> [Bytes] {
            guard let first = certificates.first else { return [] }
            var chain = [first]
            while let last = chain.last.flatMap({ X509Certificate.read($0) }), chain.count < 16 {
                defer { X509_free(last) }
                let next = certificates.first { candidate in
                    guard !chain.contains(candidate), let issuer = X509Certificate.read(candidate) else { return false }
                    defer { X509_free(issuer) }
                    return X509_check_issued(issuer, last) == X509_V_OK
                }
                guard let next else { break }
                chain.append(next)
            }
            return chain
        }

        private static func copy(_ locked: OpaquePointer) -> Bytes? {
            var buffer: UnsafeMutablePointer<UInt8>?
            let count = i2d_X509_SIG(locked, &buffer)
            guard count > 0, let buffer else { return nil }
            defer { CRYPTO_free(buffer, #fileID, 0) }
            return Bytes(copying: RawSpan(_unsafeStart: buffer, byteCount: Int(count)))
        }

        private static func name(_ bag: OpaquePointer) -> String {
            guard let name = PKCS12_get_friendlyname(bag) else { return "without a name" }
            defer { CRYPTO_free(name, #fileID, 0) }
            return String(cString: name)
        }

        private static func attribute(_ bag: OpaquePointer, _ nid: Int32) -> [UInt8]? {
            guard let value = PKCS12_SAFEBAG_get0_attr(bag, nid), value.pointee.type == V_ASN1_OCTET_STRING,
                let text = value.pointee.value.octet_string, let start = ASN1_STRING_get0_data(text)
            else { return nil }
            return [UInt8](UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(text))))
        }

        /// Whether it has the attribute by which Java marks trusted certificates.
        private static func isTrusted(_ bag: OpaquePointer) -> Bool {
            PKCS12_SAFEBAG_get0_attr(bag, Self.trustedKeyUsage) != nil
        }

        private static let trustedKeyUsage = OBJ_create(
            "2.16.840.1.113894.746875.1.1", "sluiceTrustedKeyUsage", "Oracle trusted key usage")
    }
}
