package import Bytes
package import Log
import Transport

/// What to ask of a server.
package struct HTTPRequest: Sendable {
    package var method: String
    package var url: WebURL
    package var fields: HTTPFields
    /// Nil: none at all; empty bytes are sent as a body of length 0.
    package var body: Bytes?
    /// Who we say we are. Goes to the URL's own origin only: not along with a redirect to another one.
    package var authorization: Authorization
    /// Names of further fields that no other origin may see. Those whose names say so are private anyway.
    package var privateFields: [String]
    /// Whether the body has secrets: it isn't sent along with a redirect to another origin.
    package var hasPrivateBody = false

    package enum Authorization: Sendable {
        case none
        /// Characters outside of Latin-1 become `?`, as Java has it.
        case basic(user: String, password: Secret)
        /// RFC 7616: the password isn't sent, but the server has to ask first.
        case digest(user: String, password: Secret)
        case bearer(Secret)
    }

    package init(
        _ method: String = "GET", _ url: WebURL, fields: HTTPFields = [:], body: Bytes? = nil,
        authorization: Authorization = .none, privateFields: [String] = []
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.authorization = authorization
        self.privateFields = privateFields
    }

    /// Takes out all that says who we are, before another server is asked.
    package mutating func removeCredentials() {
        self.authorization = .none
        for field in self.fields.fields where WebURL.isSecret(field.name) || HTTPFields.areEqual(field.name, "Cookie") {
            self.fields.remove(field.name)
        }
        for name in self.privateFields { self.fields.remove(name) }
    }

    /// What nobody may see in messages about the request.
    package var secrets: [String] {
        var secrets: [String] = []
        switch self.authorization {
        case .none: break
        case .basic(let user, let password):
            secrets += [password.revealed, Base64.encode(CurlTransfer.latin1("\(user):\(password.revealed)"))]
        case .digest(_, let password): secrets.append(password.revealed)
        case .bearer(let token): secrets.append(token.revealed)
        }
        for field in self.fields.fields where WebURL.isSecret(field.name) || HTTPFields.areEqual(field.name, "Cookie") {
            // The scheme before a token is no secret.
            secrets.append(field.value.split(separator: " ").last.map(String.init) ?? "")
            secrets.append(field.value)
        }
        for name in self.privateFields { secrets += self.fields.all(name) }
        return secrets + self.url.secrets
    }

    /// A POST of a form's fields, percent-encoded.
    package static func form(
        _ url: WebURL, _ values: [(name: String, value: String)], authorization: Authorization = .none
    ) -> HTTPRequest {
        let pairs = values.map { "\(WebURL.encodeForForm($0.name))=\(WebURL.encodeForForm($0.value))" }
        return HTTPRequest(
            "POST", url,
            fields: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
            body: Bytes(utf8: pairs.joined(separator: "&")), authorization: authorization)
    }
}

/// What a server answered.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let fields: HTTPFields
    /// Decompressed.
    package let body: Bytes
    /// Where the answer came from, after redirects.
    package let url: WebURL
}
