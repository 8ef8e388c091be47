import HTTPServer

/// One path of the API and what answers each method.
struct Route: Sendable {
    typealias Handler = @Sendable (RESTContext) async throws(RESTError) -> HTTPResponse

    /// Parts of the path; one that begins with a colon takes any text and gives it a name.
    let pattern: [String]
    /// In the order in which OPTIONS lists them.
    let methods: [(name: String, handler: Handler)]
    /// Whether the path is part of the admin API, which may have listeners of its own.
    var isAdmin = false

    init(_ path: String, isAdmin: Bool = false, _ methods: KeyValuePairs<String, Handler>) {
        self.pattern = path.split(separator: "/").map(String.init)
        self.methods = methods.map { (name: $0.key, handler: $0.value) }
        self.isAdmin = isAdmin
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

    var allowedMethods: [String] {
        let names = self.methods.map(\.name)
        return (names.contains("GET") ? ["HEAD"] : []) + names + ["OPTIONS"]
    }
}

/// A request on its way through a route.
struct RESTContext: Sendable {
    let request: HTTPRequest
    let parameters: [String: String]

    /// A named part of the path.
    func parameter(_ name: String) -> String { self.parameters[name] ?? "" }

    /// Java's `Boolean.valueOf`: only `true` in any case is true.
    func flag(_ name: String, default fallback: Bool = false) -> Bool {
        self.request.query(name).map { $0.lowercased() == "true" } ?? fallback
    }
}
