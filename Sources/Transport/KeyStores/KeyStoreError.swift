/// Why a trust or key store can't be used. Decide on ``code``; show `description` to people, after the setting's name.
package struct KeyStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case missing, unreadable
        case wrongPassword
        /// A password is needed and none was given.
        case noPassword
        /// The store opens, the private key in it doesn't.
        case wrongKeyPassword
        case damaged
        /// A format or an encryption that we don't read.
        case unsupported
        /// The file is PEM, and was to be read as something else.
        case isPEM
        /// Nothing of what is looked for is in it.
        case empty
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
