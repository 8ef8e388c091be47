/// Media types of requests, compared as JAX-RS compares them.
enum MediaType {
    static let json = "application/json"

    /// Whether the `Content-Type` may be JSON, whatever its parameters: a wildcard may.
    static func isJSON(_ contentType: String) -> Bool { Self.matchesJSON(Self.essence(contentType)) }

    private static func matchesJSON(_ essence: String) -> Bool {
        essence == Self.json || essence == "*/*" || essence == "application/*"
    }

    /// Whether JSON is among what an `Accept` header takes; a quality of 0 is not looked at, as on Java.
    static func acceptsJSON(_ accept: String) -> Bool {
        let types = accept.split(separator: ",").map { Self.essence(String($0)) }.filter { !$0.isEmpty }
        return types.isEmpty || types.contains { Self.matchesJSON($0) || $0 == "*" }
    }

    static func acceptsText(_ accept: String) -> Bool {
        accept.split(separator: ",").map { Self.essence(String($0)) }
            .contains { $0 == "*/*" || $0 == "text/*" || $0 == "text/plain" }
    }

    /// The `Content-Type` of a JSON answer: what the client asked for if it named JSON with parameters.
    static func answer(to accept: String?) -> String {
        guard let accept, !accept.contains(","), Self.essence(accept) == Self.json, accept.contains(";") else {
            return Self.json
        }
        let parts = accept.split(separator: ";").map { $0.filter { $0 != " " } }
        return parts.filter { !$0.lowercased().hasPrefix("q=") }.joined(separator: ";")
    }

    private static func essence(_ text: String) -> String {
        text.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    }
}
