import Bytes
import HTTPServer

/// One path of the API and what answers each method.
struct Route: Sendable {
    typealias Handler = @Sendable (RESTContext) async throws(RESTError) -> HTTPResponse

    /// Parts of the path; one that begins with a colon takes any text and gives it a name.
    let pattern: [String]
    let methods: [(name: String, handler: Handler)]
    /// Whether the path is part of the admin API, which may have listeners of its own.
    var isAdmin = false
    /// The methods whose requests may say that their body is something else than JSON.
    var anyType: Set<String> = []

    init(
        _ path: String, isAdmin: Bool = false, anyType: Set<String> = [],
        _ methods: KeyValuePairs<String, Handler>
    ) {
        self.pattern = path.split(separator: "/").map(String.init)
        self.methods = methods.map { (name: $0.key, handler: $0.value) }
        self.isAdmin = isAdmin
        self.anyType = anyType
    }

    /// The named parts of `path`, nil if it is another path.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == self.pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (part, expected) in zip(path, self.pattern) {
            if expected.hasPrefix(":") {
                parameters[String(expected.dropFirst())] = part
            } else if part != expected {
                return nil
            }
        }
        return parameters
    }

    /// GET answers HEAD too, and every path answers OPTIONS.
    func handler(for method: String) -> Handler? {
        let name = method == "HEAD" ? "GET" : method
        return self.methods.first { $0.name == name }?.handler
    }

    /// Java lists them in the order of a hash set.
    private static let methodOrder = ["HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH"]

    var allowedMethods: [String] {
        var names = Set(self.methods.map(\.name)).union(["OPTIONS"])
        if names.contains("GET") { names.insert("HEAD") }
        return Self.methodOrder.filter(names.contains)
    }
}

/// A request on its way through a route.
struct RESTContext: Sendable {
    let request: HTTPRequest
    let parameters: [String: String]

    /// The request's body, for a handler that needs it: only then it must say that it is JSON.
    func body() throws(RESTError) -> RequestBody {
        let body = self.request.body
        if body?.isEmpty == false, self.request.headers["Content-Type"] == nil {
            throw RESTError(415, "HTTP 415 Unsupported Media Type")
        }
        return try RequestBody(body)
    }

    /// A named part of the path.
    func parameter(_ name: String) -> String { self.parameters[name] ?? "" }

    /// Java's `Boolean.valueOf`: only `true` in any case is true. An empty value counts as none.
    func flag(_ name: String, default fallback: Bool = false) -> Bool {
        guard let value = self.request.query(name), !value.isEmpty else { return fallback }
        return value.lowercased() == "true"
    }
}
