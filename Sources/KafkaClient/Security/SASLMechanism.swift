package import Transport

/// The ways to prove who we are. Names are exact, as in Java.
package enum SASLMechanism: Sendable, Hashable {
    case plain
    case scram(Hash)
    case oauthBearer

    package init?(_ name: String) {
        switch name {
        case "PLAIN": self = .plain
        case "SCRAM-SHA-256": self = .scram(.sha256)
        case "SCRAM-SHA-512": self = .scram(.sha512)
        case "OAUTHBEARER": self = .oauthBearer
        default: return nil
        }
    }

    package var name: String {
        switch self {
        case .plain: "PLAIN"
        case .scram(.sha512): "SCRAM-SHA-512"
        case .scram: "SCRAM-SHA-256"
        case .oauthBearer: "OAUTHBEARER"
        }
    }
}

/// One side of an exchange of tokens, without I/O: what to say first, and what to each answer.
protocol SASLClient {
    mutating func begin() throws(SASLComplaint) -> [UInt8]
    mutating func receive(_ challenge: [UInt8]) throws(SASLComplaint) -> SASLStep
}

enum SASLStep: Equatable {
    case send([UInt8])
    /// The broker has accepted us, and we the broker.
    case done
}

/// What is wrong with an exchange of tokens. Repeats no secret.
struct SASLComplaint: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
