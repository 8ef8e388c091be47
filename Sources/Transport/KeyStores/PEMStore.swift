package import Bytes
package import Log

/// Certificates and keys as text. Tolerant as Java is: words between the blocks, headers in them, blanks in the base64.
package enum PEMStore {
    private struct Block {
        let label: Substring
        let body: Substring
    }

    static func read(_ text: [UInt8]) throws(KeyStoreError) -> KeyStore {
        let blocks = try Self.blocks(String(decoding: text, as: UTF8.self))
        var store = KeyStore()
        var certificates: [Bytes] = []
        for block in blocks where block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE" {
            certificates.append(try Self.der(block))
        }
        let keys = blocks.filter { $0.label.contains("PRIVATE KEY") }
        guard let key = keys.first else {
            guard !certificates.isEmpty else { throw KeyStoreError(.empty, "there is no certificate in the PEM text") }
            store.trusted = certificates
            return store
        }
        guard keys.count == 1 else { throw KeyStoreError(.unsupported, "there are several private keys in it") }
        let open = try Self.opener(key)
        store.entries = [.init(alias: "pem", chain: certificates, open: open)]
        return store
    }

    /// All certificates in a text of PEM blocks.
    package static func certificates(_ text: Secret) throws(KeyStoreError) -> [Bytes] {
        let store = try Self.read(Array(text.revealed.utf8))
        return store.trusted + store.entries.flatMap(\.chain)
    }

    /// A private key and its certificates, each a text of PEM blocks.
    package static func identity(
        key: Secret, chain: Secret, keyPassword: Secret?
    ) throws(KeyStoreError) -> KeyStore.Identity {
        let both = Array(key.revealed.utf8) + Array("\n".utf8) + Array(chain.revealed.utf8)
        return try Self.read(both).identity(keyPassword: keyPassword)
    }

    private static func opener(_ block: Block) throws(KeyStoreError) -> (Secret?) throws(KeyStoreError) -> Bytes {
        if block.body.contains("Proc-Type:") {
            throw KeyStoreError(
                .unsupported, "the private key is encrypted in OpenSSL's old form: convert it by openssl pkcs8 -topk8")
        }
        let der = try Self.der(block)
        guard block.label == "ENCRYPTED PRIVATE KEY" else { return { (_: Secret?) throws(KeyStoreError) in der } }
        return { (password: Secret?) throws(KeyStoreError) in
            guard let password else { throw KeyStoreError(.noPassword, "the private key is encrypted") }
            return try EncryptedKey.open(der, password)
        }
    }

    private static func blocks(_ text: String) throws(KeyStoreError) -> [Block] {
        var blocks: [Block] = []
        var rest = text[...]
        while let begin = rest.firstRange(of: "-----BEGIN ") {
            let after = rest[begin.upperBound...]
            guard let dashes = after.firstRange(of: "-----") else { break }
            let label = after[..<dashes.lowerBound]
            let body = after[dashes.upperBound...]
            guard let end = body.firstRange(of: "-----END \(label)-----") else {
                throw KeyStoreError(.damaged, "a PEM block has a beginning and no end")
            }
            blocks.append(Block(label: label, body: body[..<end.lowerBound]))
            rest = body[end.upperBound...]
        }
        guard !blocks.isEmpty else { throw KeyStoreError(.damaged, "there is no PEM block in it") }
        return blocks
    }

    private static func der(_ block: Block) throws(KeyStoreError) -> Bytes {
        var bits: UInt32 = 0
        var count = 0
        var writer = BytesWriter(capacity: block.body.utf8.count)
        let lines = block.body.split { $0.isNewline }.filter { !$0.contains(":") }
        for character in lines.joined() where !character.isWhitespace && character != "=" {
            guard let value = character.asciiValue.flatMap(Self.value) else {
                throw KeyStoreError(.damaged, "a PEM block holds what is not base64")
            }
            bits = bits << 6 | value
            count += 1
            if count % 4 == 0 {
                for shift in [16, 8, 0] as [UInt32] { writer.append(UInt8(truncatingIfNeeded: bits >> shift)) }
            }
        }
        switch count % 4 {
        case 2: writer.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3:
            writer.append(UInt8(truncatingIfNeeded: bits >> 10))
            writer.append(UInt8(truncatingIfNeeded: bits >> 2))
        case 1: throw KeyStoreError(.damaged, "a PEM block is cut off")
        default: break
        }
        return writer.finish()
    }

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case 65...90: UInt32(character) - 65
        case 97...122: UInt32(character) - 71
        case 48...57: UInt32(character) + 4
        case 43: 62
        case 47: 63
        default: nil
        }
    }
}
