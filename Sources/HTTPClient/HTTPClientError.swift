/// An exchange with a server that didn't come to an answer. Decide on ``code``; show `description` to people: it names
/// method and URL, without what is secret in it.
package struct HTTPClientError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        case cancelled
        /// The client was closed.
        case closed
        case connectTimedOut, readTimedOut, timedOut
        case nameNotFound
        case connectionFailed
        /// The server, or its certificate, can't be trusted, or the peers couldn't agree on TLS.
        case tls
        /// The answer ended too early, or the connection broke.
        case connectionLost
        case proxy
        case bodyTooLarge
        case tooManyRedirects
        /// Damaged compression, or bytes that are no HTTP.
        case malformedAnswer
        /// Compressed in a way that nobody asked for.
        case unreadableAnswer
        /// The request itself can't be sent: a header value with a line feed, say.
        case invalidRequest
        /// Settings that can't be used: a key that doesn't match its certificate, say.
        case settings
        case other
    }

    package let code: Code
    package let method: String
    /// Without secrets.
    package let url: String
    /// What happened, in words.
    package let detail: String

    package init(_ code: Code, _ request: HTTPRequest, _ detail: String) {
        self.code = code
        self.method = request.method
        self.url = request.url.masked
        self.detail = detail
    }

    /// Whether the same request may succeed later without anybody changing anything.
    package var isRetriable: Bool {
        switch self.code {
        case .connectTimedOut, .readTimedOut, .timedOut, .nameNotFound, .connectionFailed, .tls, .connectionLost,
            .proxy, .tooManyRedirects, .malformedAnswer, .other:
            true
        case .cancelled, .closed, .bodyTooLarge, .unreadableAnswer, .invalidRequest, .settings: false
        }
    }
}

extension HTTPClientError: CustomStringConvertible {
    package var description: String { "\(self.method) \(self.url): \(self.detail)" }
}
