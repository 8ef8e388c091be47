package import HTTPServer
package import Log
import Transport

/// Asks for a name and a password before anything of the API is served: Kafka's `BasicAuthSecurityRestExtension`.
package struct BasicAuthentication: Sendable {
    /// By name; if there is nobody, everybody may come in, as in Java.
    private let users: [String: Secret]

    package init(users: [String: Secret]) { self.users = users }

    /// The answer to a request that may not come in; nil if it may.
    package func refusal(of request: HTTPRequest) -> HTTPResponse? {
        if self.users.isEmpty || Self.isExempt(request) { return nil }
        if let header = request.headers["Authorization"], self.accepts(header) { return nil }
        // no JSON, whatever Java calls it
        let type = request.method == "OPTIONS" ? "text/plain" : MediaType.json
        return HTTPResponse(status: 401, contentType: type, "User cannot access the resource.")
    }

    /// Requests between workers are signed instead; probes of ours tell nothing.
    private static func isExempt(_ request: HTTPRequest) -> Bool {
        let path = request.path
        if path.count == 3, path[0] == "connectors" {
            return (request.method == "POST" && path[2] == "tasks") || (request.method == "PUT" && path[2] == "fence")
        }
        return path == ["health", "live"] || path == ["health", "ready"]
    }

    private func accepts(_ header: String) -> Bool {
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "basic", let bytes = Base64.decode(words[1]) else {
            return false
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
            let password = self.users[String(text[..<colon])]
        else { return false }
        return Hash.areEqual(Array(text[text.index(after: colon)...].utf8), Array(password.revealed.utf8))
    }
}
