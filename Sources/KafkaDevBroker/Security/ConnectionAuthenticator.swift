import Bytes
import KafkaWire
import Log
import Transport

/// Stands between a connection and the broker until the client has said who it is, and again when its session ends.
struct ConnectionAuthenticator {
    enum Verdict {
        /// Nothing for us: the broker carries it out.
        case pass
        case answer(Bytes)
        case answerAndHangUp(Bytes)
        case hangUp
    }

    private enum State {
        case fresh
        case chosen(String, (any SASLServer)?)
    }

    private let security: DevClusterSecurity
    private var state = State.fresh
    private var user: String?
    private var mechanism: String?
    /// In the cluster's milliseconds; nil: no end.
    private var sessionEnd: Int64?

    /// Nil if nobody is asked.
    init?(_ security: DevClusterSecurity) {
        guard !security.users.isEmpty || security.bearer != nil else { return nil }
        self.security = security
    }

    /// - Parameter now: The cluster's milliseconds.
    mutating func take(_ frame: Bytes, now: Int64) -> Verdict {
        do throws(WireError) {
            var reader = WireReader(frame)
            let header = try RequestHeader(from: &reader)
            switch header.apiKey {
            case .apiVersions: return .pass
            case .saslHandshake:
                guard header.apiVersion == 1 else { return .hangUp }
                let request = try SaslHandshakeRequest(from: &reader, version: 1)
                let response = self.choose(request.mechanism)
                return .answer(try response.frame(version: 1, correlationID: header.correlationID))
            case .saslAuthenticate:
                guard SaslAuthenticateRequest.versions.contains(header.apiVersion) else { return .hangUp }
                let request = try SaslAuthenticateRequest(from: &reader, version: header.apiVersion)
                let response = self.authenticate(request.authBytes.array, now: now)
                let answer = try response.frame(version: header.apiVersion, correlationID: header.correlationID)
                return response.errorCode == .none ? .answer(answer) : .answerAndHangUp(answer)
            default:
                let isIn = self.user != nil && self.sessionEnd.map { now < $0 } ?? true
                return isIn ? .pass : .hangUp
            }
        } catch {
            return .hangUp
        }
    }

    private mutating func choose(_ mechanism: String) -> SaslHandshakeResponse {
        var response = SaslHandshakeResponse()
        response.mechanisms = self.security.mechanisms
        guard self.security.mechanisms.contains(mechanism), self.mechanism == nil || self.mechanism == mechanism else {
            response.errorCode = .unsupportedSaslMechanism
            return response
        }
        let users = self.security.users
        let server: (any SASLServer)? =
            switch mechanism {
            case "PLAIN": PlainServer(users: users)
            case "SCRAM-SHA-256": SCRAMServer(.sha256, users: users)
            case "SCRAM-SHA-512": SCRAMServer(.sha512, users: users)
            case "OAUTHBEARER": self.security.bearer.map(BearerServer.init)
            default: nil
            }
        self.state = .chosen(mechanism, server)
        return response
    }

    private mutating func authenticate(_ token: [UInt8], now: Int64) -> SaslAuthenticateResponse {
        guard case .chosen(let mechanism, var server?) = self.state else {
            self.state = .fresh
            return SaslAuthenticateResponse(errorCode: .illegalSaslState, errorMessage: "No mechanism was chosen")
        }
        self.state = .fresh
        switch server.receive(token) {
        case .challenge(let challenge):
            self.state = .chosen(mechanism, server)
            return SaslAuthenticateResponse(authBytes: Bytes(challenge))
        case .accepted(let user, let last) where self.user == nil || self.user == user:
            self.user = user
            self.mechanism = mechanism
            let lifetime = self.security.sessionLifetime?.milliseconds ?? 0
            self.sessionEnd = lifetime > 0 ? now + lifetime : nil
            return SaslAuthenticateResponse(authBytes: Bytes(last), sessionLifetime: lifetime)
        case .accepted, .refused:
            return SaslAuthenticateResponse(
                errorCode: .saslAuthenticationFailed,
                errorMessage: "Authentication failed during authentication due to invalid credentials with SASL "
                    + "mechanism \(mechanism)")
        }
    }
}

/// The broker's side of an exchange of tokens, without I/O.
protocol SASLServer {
    mutating func receive(_ token: [UInt8]) -> SASLVerdict
}

enum SASLVerdict: Equatable {
    case challenge([UInt8])
    case accepted(user: String, [UInt8])
    case refused
}

struct PlainServer: SASLServer {
    let users: [String: Secret]

    func receive(_ token: [UInt8]) -> SASLVerdict {
        let parts = token.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3, let user = String(validating: parts[1], as: UTF8.self),
            let password = self.users[user], Hash.areEqual(Array(parts[2]), Array(password.revealed.utf8)),
            parts[0].isEmpty || parts[0] == parts[1]
        else { return .refused }
        return .accepted(user: user, [])
    }
}

/// SCRAM as a broker speaks it (RFC 5802), with a fresh salt for each exchange.
struct SCRAMServer: SASLServer {
    private enum State {
        case fresh
        case challenged(user: String, bare: String, first: String, nonce: String, SCRAMKeys)
        case done
    }

    private let hash: Hash
    private let users: [String: Secret]
    private let salt: [UInt8]
    private let nonce: String
    private var state = State.fresh

    /// - Parameters:
    ///   - salt: One that stays the same spares the client and us the stretching of the password; by default made of
    ///     nothing secret, which is good enough for development.
    ///   - nonce: The server's part.
    init(
        _ hash: Hash, users: [String: Secret], salt: [UInt8] = Array("sluice-dev-broker".utf8),
        nonce: String = Base64.encode(Hash.randomBytes(18))
    ) {
        self.hash = hash
        self.users = users
        self.salt = salt
        self.nonce = nonce
    }

    mutating func receive(_ token: [UInt8]) -> SASLVerdict {
        guard let text = String(validating: token, as: UTF8.self) else { return .refused }
        switch self.state {
        case .fresh: return self.challenge(text)
        case .challenged(let user, let bare, let first, let nonce, let keys):
            self.state = .done
            let fields = Self.fields(text)
            guard fields["c"] == "biws", fields["r"] == nonce, let end = text.range(ofProof: ",p="),
                let proof = fields["p"].flatMap({ Base64.decode($0) })
            else { return .refused }
            let message = Array("\(bare),\(first),\(text[..<end])".utf8)
            guard keys.accepts(proof: proof, message) else { return .refused }
            return .accepted(user: user, Array("v=\(Base64.encode(self.hash.mac(key: keys.server, message)))".utf8))
        case .done: return .refused
        }
    }

    private mutating func challenge(_ text: String) -> SASLVerdict {
        guard text.hasPrefix("n,,") else { return .refused }
        let bare = String(text.dropFirst(3))
        let fields = Self.fields(bare)
        guard let nonce = fields["r"], !nonce.isEmpty, let name = fields["n"] else { return .refused }
        let user = name.replacing("=2C", with: ",").replacing("=3D", with: "=")
        guard let password = self.users[user] else { return .refused }
        let rounds = 4096
        let keys = SCRAMKeys.derived(self.hash, password, salt: self.salt, rounds: rounds)
        let whole = nonce + self.nonce
        let first = "r=\(whole),s=\(Base64.encode(self.salt)),i=\(rounds)"
        self.state = .challenged(user: user, bare: bare, first: first, nonce: whole, keys)
        return .challenge(Array(first.utf8))
    }

    private static func fields(_ text: String) -> [Substring: String] {
        var fields: [Substring: String] = [:]
        for field in text.split(separator: ",") {
            guard let equals = field.firstIndex(of: "=") else { continue }
            fields[field[..<equals]] = String(field[field.index(after: equals)...])
        }
        return fields
    }
}

extension String {
    /// Where the last `mark` begins.
    fileprivate func range(ofProof mark: String) -> String.Index? {
        self.ranges(of: mark).last?.lowerBound
    }
}
