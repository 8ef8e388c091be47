package import Bytes

/// An answer. `Content-Length`, `Date` and `Connection` are the server's business.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        case none
        case bytes(Bytes)
        /// Written piece by piece while the client reads; ends when the closure returns, and the connection is
        /// cut off without an end mark if it throws, so that the client can tell.
        case stream(@Sendable (any HTTPBodyWriter) async throws -> Void)
    }

    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int, headers: HTTPHeaders = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(status: Int, contentType: String, _ text: String) {
        self.init(status: status, headers: ["Content-Type": contentType], body: .bytes(Bytes(utf8: text)))
    }

    /// The words that go with a status code.
    package static func reason(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Payload Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Entity"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status \(status)"
        }
    }
}

/// Takes the pieces of a streamed body.
package protocol HTTPBodyWriter: Sendable {
    /// Sends `piece`, and waits while the client is behind in reading.
    ///
    /// - Throws: ``HTTPClientGone`` once the client has left.
    func write(_ piece: Bytes) async throws
}

/// The client closed its connection before it had the whole answer.
package struct HTTPClientGone: Error {
    package init() {}
}
