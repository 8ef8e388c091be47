import Log
import Transport

/// SCRAM (RFC 5802, 7677) as Kafka speaks it: no channel binding, no preparation of names and passwords. Each side
/// proves that it knows the password without telling it.
struct SCRAMClient: SASLClient {
    private enum State {
        case fresh
        case sentFirst(bare: String)
        case sentFinal(serverSignature: [UInt8])
        case done
    }

    private let hash: Hash
    private let username: String
    private let password: Secret
    private let isToken: Bool
    private let nonce: String
    private var state = State.fresh

    /// Kafka's own least, and a most beyond which a broker could keep us busy for a second.
    static let rounds = 4096...1_000_000

    /// - Parameters:
    ///   - isToken: Whether name and password are a delegation token's id and its code.
    ///   - nonce: Printable ASCII without a comma, never the same twice.
    init(_ hash: Hash, username: String, password: Secret, isToken: Bool = false, nonce: String = Self.newNonce()) {
        self.hash = hash
        self.username = username
        self.password = password
        self.isToken = isToken
        self.nonce = nonce
    }

    /// 130 random bits.
    static func newNonce() -> String {
        let digits = Array("0123456789abcdefghijklmnopqrstuv")
        return String(Hash.randomBytes(26).map { digits[Int($0 & 31)] })
    }

    mutating func begin() -> [UInt8] {
        let name = self.username.unicodeScalars.map {
            switch $0 {
            case "=": "=3D"
            case ",": "=2C"
            default: String($0)
            }
        }
        let bare = "n=\(name.joined()),r=\(self.nonce)" + (self.isToken ? ",tokenauth=true" : "")
        self.state = .sentFirst(bare: bare)
        return Array("n,,\(bare)".utf8)
    }

    mutating func receive(_ challenge: [UInt8]) throws(SASLComplaint) -> SASLStep {
        guard let text = String(validating: challenge, as: UTF8.self) else {
            throw SASLComplaint("the broker's SCRAM message is no text")
        }
        switch self.state {
        case .sentFirst(let bare): return .send(try self.answer(text, bare))
        case .sentFinal(let signature):
            try Self.check(text, signature)
            self.state = .done
            return .done
        case .fresh, .done: throw SASLComplaint("the broker speaks out of turn")
        }
    }

    private mutating func answer(_ serverFirst: String, _ bare: String) throws(SASLComplaint) -> [UInt8] {
        let fields = Self.fields(serverFirst)
        if let error = fields["e"] { throw SASLComplaint("the broker refuses: \(error)") }
        guard fields["m"] == nil else {
            throw SASLComplaint("the broker asks for a SCRAM extension that we don't have")
        }
        guard let nonce = fields["r"], nonce.hasPrefix(self.nonce), nonce.utf8.count > self.nonce.utf8.count else {
            throw SASLComplaint("the broker's nonce doesn't extend ours")
        }
        guard let salt = fields["s"].flatMap({ Base64.decode($0) }), !salt.isEmpty, salt.count <= 4096 else {
            throw SASLComplaint("the broker's salt can't be read")
        }
        guard let rounds = fields["i"].flatMap({ Int($0) }), Self.rounds.contains(rounds) else {
            throw SASLComplaint("the broker asks for a number of rounds outside of 4096 to 1000000")
        }
        let keys = SCRAMKeys.derived(self.hash, self.password, salt: salt, rounds: rounds)
        let withoutProof = "c=biws,r=\(nonce)"
        let message = Array("\(bare),\(serverFirst),\(withoutProof)".utf8)
        self.state = .sentFinal(serverSignature: self.hash.mac(key: keys.server, message))
        return Array("\(withoutProof),p=\(Base64.encode(keys.proof(message)))".utf8)
    }

    private static func check(_ serverFinal: String, _ signature: [UInt8]) throws(SASLComplaint) {
        let fields = Self.fields(serverFinal)
        if let error = fields["e"] { throw SASLComplaint("the broker refuses: \(error)") }
        guard let theirs = fields["v"].flatMap({ Base64.decode($0) }), Hash.areEqual(theirs, signature) else {
            throw SASLComplaint("the broker doesn't know the password either: its signature is wrong")
        }
    }

    /// `a=1,b=2`; of fields named twice the first.
    private static func fields(_ text: String) -> [Substring: String] {
        var fields: [Substring: String] = [:]
        for field in text.split(separator: ",") {
            guard let equals = field.firstIndex(of: "=") else { continue }
            let name = field[..<equals]
            if fields[name] == nil { fields[name] = String(field[field.index(after: equals)...]) }
        }
        return fields
    }
}
