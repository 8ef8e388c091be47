package import ConnectAPI
package import ConnectRuntime
package import HTTPServer
import JavaLang

/// What the configuration adds to every answer of the API: headers for browsers, and headers of the user's own.
package struct AnswerDecoration: Sendable {
    private let origins: CrossOriginPolicy?
    private let rules: ResponseHeaderRules?

    package init(_ configuration: WorkerConfiguration) throws(ConfigError) {
        do throws(JavaRegexError) {
            self.origins = try CrossOriginPolicy(configuration)
        } catch {
            let key = WorkerKeys.allowedOrigin
            throw ConfigError(key.name, .string(configuration[key]), "no regular expression: \(error.reason)")
        }
        self.rules = ResponseHeaderRules(configuration)
    }

    /// As with Jetty's handlers around the application: first come the headers for browsers, then the user's, and what
    /// the API sets itself wins over both.
    package func apply(to response: inout HTTPResponse, for request: HTTPRequest) {
        guard self.origins != nil || self.rules != nil else { return }
        var headers: HTTPHeaders = [:]
        self.origins?.apply(to: &headers, for: request)
        self.rules?.apply(to: &headers)
        let own = response.headers
        for (name, _) in own.fields { headers.remove(name) }
        for (name, value) in own.fields { headers.add(name, value) }
        response.headers = headers
    }
}
