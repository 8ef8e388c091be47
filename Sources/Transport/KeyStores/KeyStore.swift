package import Bytes
import Glibc
package import Log

/// What is in a trust or key store: certificates to trust, and private keys with their certificates. All of it is DER.
package struct KeyStore {
    /// A private key and the certificates that say whose it is, its own first.
    package struct Identity: Sendable {
        package let alias: String
        /// Unencrypted PKCS#8.
        package let key: Bytes
        package let chain: [Bytes]
    }

    /// A private key that is still locked.
    struct Entry {
        let alias: String
        let chain: [Bytes]
        /// Opens the key; the password is the key's own or, by default, the store's.
        let open: (Secret?) throws(KeyStoreError) -> Bytes
    }

    /// Certificates that stand for themselves, in the order of the file.
    var trusted: [Bytes] = []
    var entries: [Entry] = []

    /// The certificates to trust: those stored as such, and of each private key its own one, as in Java.
    package var anchors: [Bytes] { self.trusted + self.entries.compactMap(\.chain.first) }

    /// The first private key.
    ///
    /// - Parameter keyPassword: Nil: it is locked by the store's password, or not at all.
    package func identity(keyPassword: Secret?) throws(KeyStoreError) -> Identity {
        guard let entry = self.entries.first else {
            throw KeyStoreError(.empty, "there is no private key in it, only certificates")
        }
        guard !entry.chain.isEmpty else {
            throw KeyStoreError(.empty, "the private key \(entry.alias) has no certificate")
        }
        return Identity(alias: entry.alias, key: try entry.open(keyPassword), chain: entry.chain)
    }
}

extension KeyStore: @unchecked Sendable {}  // the closures capture values that nobody changes

extension KeyStore {
    package enum Format: Sendable, Hashable {
        /// JKS, JCEKS or PKCS12, by the file's content: the name and the type given are often wrong.
        case binary
        case pem
    }

    /// Files above this are none of ours.
    private static let sizeLimit = 16 << 20

    /// Reads a store's file.
    ///
    /// - Parameter password: Nil: what can be read without is read, unchecked.
    package static func load(
        path: String, format: Format, password: Secret?
    ) throws(KeyStoreError) -> KeyStore {
        let bytes = try Self.read(path)
        switch format {
        case .pem: return try PEMStore.read(bytes.array)
        case .binary: return try Self.read(bytes, password: password)
        }
    }

    /// Reads a store in whichever format it is.
    static func read(_ bytes: Bytes, password: Secret?) throws(KeyStoreError) -> KeyStore {
        guard bytes.count >= 4 else { throw KeyStoreError(.damaged, "the file has \(bytes.count) bytes only") }
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0xfe, 0xed, 0xfe, 0xed), (0xce, 0xce, 0xce, 0xce):
            return try JavaKeyStore.read(bytes, password: password)
        case (0x30, _, _, _): return try PKCS12Store.read(bytes, password: password)
        default:
            let text = String(decoding: bytes.prefix(65_536))
            if text.contains("-----BEGIN ") {
                throw KeyStoreError(.isPEM, "the file is PEM")
            }
            throw KeyStoreError(.damaged, "the file is neither JKS nor PKCS12 nor PEM")
        }
    }

    private static func read(_ path: String) throws(KeyStoreError) -> Bytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let number = errno
            throw KeyStoreError(
                number == ENOENT ? .missing : .unreadable, "\(path): \(FileProblem.words(path, number))")
        }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw KeyStoreError(.unreadable, "\(path) is not a file")
        }
        guard information.st_size > 0 else { throw KeyStoreError(.damaged, "\(path) is empty") }
        guard information.st_size <= Self.sizeLimit else {
            throw KeyStoreError(.unreadable, "\(path) is too large for a key store")
        }
        var writer = BytesWriter(capacity: Int(information.st_size))
        var failure: Int32?
        while failure == nil, writer.count <= Self.sizeLimit {
            let before = writer.count
            writer.withSpace(65_536) { space in
                let count = Glibc.read(descriptor, space, 65_536)
                if count < 0 { failure = errno }
                return max(count, 0)
            }
            if writer.count == before { break }
        }
        if let failure {
            throw KeyStoreError(.unreadable, "\(path): \(FileProblem.words(path, failure))")
        }
        return writer.finish()
    }
}
