import Bytes
import JSON
import Log
import Transport

/// A token that says who we are to brokers, with what it says itself: it is theirs to verify, not ours.
struct BearerToken: Sendable {
    let text: Secret
    /// Milliseconds since 1970.
    let expiry: Int64
    let start: Int64?

    /// Names of claims, for issuers that call them otherwise.
    struct Claims: Sendable, Hashable {
        var subject = "sub"
        var scope = "scope"
    }

    /// Reads a JSON Web Token (RFC 7519) as far as Java's client does.
    ///
    /// - Throws: What is wrong with it, in words that repeat nothing of it.
    init(_ text: String, _ claims: Claims = Claims()) throws(SASLComplaint) {
        let text = Self.trimmed(text)
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw SASLComplaint("the token is empty, or has characters that no token has")
        }
        guard text.utf8.count <= Self.sizeLimit else { throw SASLComplaint("the token is too long for a broker") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Self.decode(parts[1]),
            let json = try? JSONValue.parse(Bytes(payload)), let object = json.objectValue
        else { throw SASLComplaint("the token is no JSON Web Token") }
        guard object[claims.subject]?.stringValue?.contains(where: { !$0.isWhitespace }) == true else {
            throw SASLComplaint("the token has no claim \"\(claims.subject)\" that names its subject")
        }
        guard let expiry = Self.milliseconds(object["exp"]) else {
            throw SASLComplaint("the token has no claim \"exp\", when it expires")
        }
        self.text = Secret(text)
        self.expiry = expiry
        self.start = Self.milliseconds(object["iat"])
    }

    /// Brokers take no longer ones.
    static let sizeLimit = 524_288

    private static func milliseconds(_ value: JSONValue?) -> Int64? {
        guard let seconds = value?.numberValue?.double, seconds >= 0, seconds < 1e12 else { return nil }
        return Int64(seconds * 1000)
    }

    private static func trimmed(_ text: String) -> String {
        let front = text.drop { $0.isWhitespace }
        guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(front[...last])
    }

    private static func decode(_ part: Substring) -> [UInt8]? {
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Base64.decode(text)
    }

    /// Text as it stands in a token: base64 for URLs, without padding.
    static func encode(_ text: String) -> String {
        Base64.encode(Array(text.utf8)).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// Where bearer tokens come from.
protocol BearerTokenSource: Sendable {
    /// A token that is good now.
    func token() async throws(KafkaError) -> Secret
}
