import Bytes
import Log

/// Java's own store format, JKS, and of JCEKS the certificates. Every length is checked against what is left.
///
/// Source: observation of keytool; the layout is Java's `java.security.KeyStore` serialization, big-endian.
enum JavaKeyStore {
    private static let digestSize = 20

    static func read(_ bytes: Bytes, password: Secret?) throws(KeyStoreError) -> KeyStore {
        guard bytes.count >= 12 + Self.digestSize else { throw Self.cutOff }
        let content = bytes.prefix(bytes.count - Self.digestSize)
        // without a password Java reads certificates unchecked: they are not encrypted
        if let password {
            let expected = Self.digest(password, content)
            guard Hash.areEqual(expected, bytes.dropFirst(content.count).array) else {
                throw KeyStoreError(.wrongPassword, "the password is wrong, or the file was changed")
            }
        }
        var reader = Reader(content)
        let isJCEKS = try reader.int32() == 0xcece_cece
        let version = try reader.int32()
        guard version == 1 || version == 2 else {
            throw KeyStoreError(.unsupported, "the store's version \(version) is unknown")
        }
        let count = try reader.int32()
        var store = KeyStore()
        for _ in 0..<count {  // each entry takes bytes, so the file's size bounds this
            let tag = try reader.int32()
            let alias = try reader.text()
            try reader.skip(8)  // when it was made
            switch tag {
            case 1:
                let locked = try reader.piece()
                let length = try reader.int32()
                var chain: [Bytes] = []
                for _ in 0..<length { chain.append(try reader.certificate(version)) }
                let open = { (own: Secret?) throws(KeyStoreError) in
                    try Self.openKey(locked, own ?? password, isJCEKS: isJCEKS)
                }
                store.entries.append(.init(alias: alias, chain: chain, open: open))
            case 2: store.trusted.append(try reader.certificate(version))
            case 3: throw KeyStoreError(.unsupported, "the store holds a secret key, \(alias)")
            default: throw KeyStoreError(.damaged, "the entry \(alias) is of an unknown kind")
            }
        }
        return store
    }

    private static let cutOff = KeyStoreError(.damaged, "the file is cut off or damaged")

    /// What guards the file: SHA-1 of the password, a whitener and the file.
    private static func digest(_ password: Secret, _ content: Bytes) -> [UInt8] {
        Hash.sha1.digest([Self.utf16(password), Array("Mighty Aphrodite".utf8), content.array])
    }

    private static func utf16(_ password: Secret) -> [UInt8] {
        password.revealed.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    }

    /// Takes the lock off a private key: a key stream of SHA-1 over password and the round before.
    private static func openKey(_ locked: Bytes, _ password: Secret?, isJCEKS: Bool) throws(KeyStoreError) -> Bytes {
        guard let password else { throw KeyStoreError(.noPassword, "the private key needs a password") }
        guard let (algorithm, data) = EncryptedKey.split(locked) else { throw Self.cutOff }
        guard algorithm == Self.keyProtector, !isJCEKS else {
            throw KeyStoreError(
                .unsupported, "the private key is locked in a way that only Java reads: convert the store to PKCS12")
        }
        guard data.count > 2 * Self.digestSize else { throw Self.cutOff }
        let secret = Self.utf16(password)
        var round = data.prefix(Self.digestSize).array
        var plain: [UInt8] = []
        let body = data[Self.digestSize..<data.count - Self.digestSize]
        plain.reserveCapacity(body.count)
        for index in 0..<body.count {
            if index % Self.digestSize == 0 { round = Hash.sha1.digest([secret, round]) }
            plain.append(body[index] ^ round[index % Self.digestSize])
        }
        let check = data.dropFirst(data.count - Self.digestSize).array
        guard Hash.areEqual(Hash.sha1.digest([secret, plain]), check) else {
            throw KeyStoreError(.wrongKeyPassword, "the private key's password is wrong")
        }
        return Bytes(plain)
    }

    /// 1.3.6.1.4.1.42.2.17.1.1
    private static let keyProtector: [UInt8] = [0x2b, 6, 1, 4, 1, 0x2a, 2, 0x11, 1, 1]

    private struct Reader {
        private let bytes: Bytes
        private var next = 0

        init(_ bytes: Bytes) { self.bytes = bytes }

        private mutating func take(_ count: Int) throws(KeyStoreError) -> Bytes {
            guard count >= 0, count <= self.bytes.count - self.next else { throw JavaKeyStore.cutOff }
            defer { self.next += count }
            return self.bytes[self.next..<self.next + count]
        }

        mutating func skip(_ count: Int) throws(KeyStoreError) { _ = try self.take(count) }

        mutating func int32() throws(KeyStoreError) -> Int {
            let bytes = try self.take(4)
            return (0..<4).reduce(0) { $0 << 8 | Int(bytes[$1]) }
        }

        /// Bytes behind their 32-bit length.
        mutating func piece() throws(KeyStoreError) -> Bytes { try self.take(try self.int32()) }

        /// Java's "modified UTF-8", good enough for names that people read.
        mutating func text() throws(KeyStoreError) -> String {
            let length = try self.take(2)
            return String(decoding: try self.take(Int(length[0]) << 8 | Int(length[1])))
        }

        mutating func certificate(_ version: Int) throws(KeyStoreError) -> Bytes {
            if version == 2 {
                let type = try self.text()
                guard type == "X.509" else {
                    throw KeyStoreError(.unsupported, "the store holds a certificate of type \(type)")
                }
            }
            return try self.piece()
        }
    }
}
