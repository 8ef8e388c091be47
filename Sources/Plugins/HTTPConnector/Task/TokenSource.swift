import ConnectAPI
import HTTPClient
import JSON
import Log

/// Tokens of an OAuth2 server, by the client credentials grant (RFC 6749, section 4.4); each is used until shortly before
/// its time is up.
final class TokenSource {
    struct Settings: Sendable {
        let url: WebURL
        let clientID: String
        let secret: Secret
        let scope: String
        /// Whether id and secret go into the body.
        let isInBody: Bool
    }

    private let settings: Settings
    private var token: (value: Secret, until: Int64)?

    init(_ settings: Settings) { self.settings = settings }

    /// The server that was asked didn't take the token.
    func forget() { self.token = nil }

    func token(_ client: HTTPClient, now: Int64) async throws(HTTPClientError) -> Secret {
        if let token, now < token.until { return token.value }
        var values = [(name: "grant_type", value: "client_credentials")]
        if !self.settings.scope.isEmpty { values.append(("scope", self.settings.scope)) }
        var authorization = HTTPRequest.Authorization.none
        if self.settings.isInBody {
            values.append(("client_id", self.settings.clientID))
            values.append(("client_secret", self.settings.secret.revealed))
        } else {
            authorization = .basic(
                user: WebURL.encodeForForm(self.settings.clientID),
                password: Secret(WebURL.encodeForForm(self.settings.secret.revealed)))
        }
        var request = HTTPRequest.form(self.settings.url, values, authorization: authorization)
        request.hasPrivateBody = true
        let answer = try await client.send(request)
        guard answer.status == 200 else {
            // Who isn't known now won't be later; but a server that is busy may have time then.
            let isFinal = (400..<500).contains(answer.status) && answer.status != 408 && answer.status != 429
            throw HTTPClientError(
                isFinal ? .settings : .other, request,
                "the token endpoint answered \(answer.status)\(self.reason(answer))")
        }
        guard let document = try? JSONValue.parse(answer.body), let text = document["access_token"]?.stringValue,
            !text.isEmpty
        else {
            throw HTTPClientError(.other, request, "the token endpoint's answer has no access_token")
        }
        // Some servers send the number as a text.
        let expires = document["expires_in"]
        let lifetime = expires?.int64Value ?? expires?.stringValue.flatMap { Int64($0) } ?? 300
        // A tenth, or a minute, before the end: requests take their time.
        let early = min(lifetime / 10, 60)
        self.token = (Secret(text), now + max(min(lifetime, 86_400 * 365) - early, 1) * 1000)
        return Secret(text)
    }

    /// What the server says about an error (RFC 6749, section 5.2).
    private func reason(_ answer: HTTPAnswer) -> String {
        guard let document = try? JSONValue.parse(answer.body), let error = document["error"]?.stringValue else {
            return ""
        }
        let description = document["error_description"]?.stringValue.map { " (\($0.prefix(200)))" } ?? ""
        let masks = AnswerMessages(secrets: [self.settings.secret.revealed])
        return masks.masked(": \(error.prefix(100))\(description)", HTTPRequest("POST", self.settings.url))
    }
}
