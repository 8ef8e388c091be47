package import Bytes
package import Log

/// What to ask of a server.
package struct HTTPRequest: Sendable {
    package var method: String
    package var url: WebURL
    package var fields: HTTPFields
    /// Nil: none at all; empty bytes are sent as a body of length 0.
    package var body: Bytes?
    /// Who we say we are. Goes to the URL's own origin only: not along with a redirect to another one.
    package var authorization: Authorization
    /// Names of further fields that no other origin may see.
    package var privateFields: [String]

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
