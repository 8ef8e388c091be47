import ConnectRuntime
import HTTPServer
import JavaLang

/// Which pages of other origins a browser lets use the API: `access.control.allow.origin` and `….methods`.
///
/// As in Kafka Connect, a request from elsewhere is served all the same; what the browser shows of the answer is decided
/// by its headers. Preflight requests reach the API too, whose answer to OPTIONS gets the headers.
struct CrossOriginPolicy: Sendable {
    /// Nil: every origin.
    private let origins: [JavaRegex]?
    private let methods: String

    /// - Returns: Nil if no origin is allowed.
    /// - Throws: For an origin that is no regular expression.
    init?(_ configuration: WorkerConfiguration) throws(JavaRegexError) {
        let origins = Self.parts(configuration[WorkerKeys.allowedOrigin])
        guard !origins.isEmpty else { return nil }
        if origins.contains("*") {
            self.origins = nil
        } else {
            var patterns: [JavaRegex] = []
            for origin in origins { patterns.append(try JavaRegex("(?i)" + origin)) }
            self.origins = patterns
        }
        let methods = Self.parts(configuration[WorkerKeys.allowedMethods])
        self.methods = methods.isEmpty ? "HEAD,POST,GET" : methods.joined(separator: ",")
    }

    private static func parts(_ text: String) -> [String] {
        guard !text.allSatisfy(\.isWhitespace) else { return [] }
        return text.split(separator: ",").map(String.init)
    }

    func apply(to headers: inout HTTPHeaders, for request: HTTPRequest) {
        headers.add("Vary", "Origin")
        guard let origin = request.headers["Origin"], self.allows(origin) else { return }
        headers.set("Access-Control-Allow-Origin", origin)
        guard request.method == "OPTIONS", request.headers["Access-Control-Request-Method"] != nil else { return }
        headers.set("Access-Control-Allow-Methods", self.methods)
        headers.set("Access-Control-Allow-Headers", "Content-Type")
        headers.set("Access-Control-Max-Age", "60")
    }

    private func allows(_ header: String) -> Bool {
        guard let origins else { return true }
        for origin in header.split(separator: " ") {
            // what takes too many steps to say is not allowed
            if origins.contains(where: { (try? $0.matches(String(origin))) == true }) { return true }
        }
        return false
    }
}
