import ConnectRuntime
import HTTPServer
import JSON
import Log

/// A request that gets an error for an answer, in Kafka Connect's shape.
struct RESTError: Error {
    let status: Int
    let message: String
    /// What the server's framework refuses before Kafka Connect sees it has no Content-Type on Java: clients that
    /// decide on it see the same here.
    let isFramework: Bool

    init(_ status: Int, _ message: String, isFramework: Bool = false) {
        self.status = status
        self.message = message
        self.isFramework = isFramework
    }

    init(_ error: HerderError) { self.init(error.status, Redactions.shared.clean(error.message)) }

    /// The framework's own words for a status.
    static func framework(_ status: Int) -> Self {
        Self(status, "HTTP \(status) \(HTTPResponse.reason(status))", isFramework: true)
    }

    var response: HTTPResponse {
        let body: JSONValue = ["error_code": .int(self.status), "message": .string(self.message)]
        var response = HTTPResponse.json(self.status, body)
        if self.isFramework { response.headers = [:] }
        return response
    }
}

extension HTTPResponse {
    static func json(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "application/json", body.text)
    }

    /// An answer without a body.
    static func empty(_ status: Int) -> HTTPResponse { HTTPResponse(status: status) }
}
