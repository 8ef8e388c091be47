import ConnectAPI
import ConnectRuntime
import HTTPServer
import Testing

@testable import ConnectREST

/// What a Java worker 4.1.2 (Jetty 12.0.25) added to its answers with the same settings.
@Suite struct AnswerDecorationTests {
    private func decoration(_ settings: [String: String]) throws -> AnswerDecoration {
        let base = [
            "bootstrap.servers": "b:1", "group.id": "g", "config.storage.topic": "c", "offset.storage.topic": "o",
            "status.storage.topic": "s", "key.converter": "a.B", "value.converter": "a.B",
        ]
        return try AnswerDecoration(try WorkerConfiguration(base.merging(settings) { $1 }))
    }

    private func headers(
        _ settings: [String: String], _ method: String = "GET", _ request: HTTPHeaders = [:],
        own: HTTPHeaders = ["Content-Type": "application/json"]
    ) throws -> [String] {
        var response = HTTPResponse(status: 200, headers: own)
        let request = HTTPRequest(method: method, target: "/", path: [], headers: request)
        try self.decoration(settings).apply(to: &response, for: request)
        return response.headers.fields.map { "\($0.name): \($0.value)" }
    }

    private let some = [
        "access.control.allow.origin": "http://a.example.com,http://.*\\.b\\.com",
        "access.control.allow.methods": "GET,POST,DELETE",
    ]

    @Test(
        "Origins are patterns of which one must match, in any case; others are served without the header",
        arguments: [
            ("http://a.example.com", true), ("http://x.b.com", true), ("http://X.B.COM", true),
            ("http://evil.com", false), ("http://evil.com http://a.example.com", true),
            ("http://a.example.com.evil.com", false), ("http://a.example.com/", false),
        ])
    func origins(_ origin: String, _ isAllowed: Bool) throws {
        let found = try self.headers(self.some, "GET", ["Origin": origin])
        let allowed = isAllowed ? ["Access-Control-Allow-Origin: \(origin)"] : []
        #expect(found == ["Vary: Origin"] + allowed + ["Content-Type: application/json"])
    }

    @Test("A preflight request gets the methods, whatever it asks for") func preflight() throws {
        let asked: HTTPHeaders = ["Origin": "http://a.example.com", "Access-Control-Request-Method": "PUT"]
        let own: HTTPHeaders = ["Content-Type": "text/plain", "Allow": "HEAD,POST,GET,OPTIONS"]
        #expect(
            try self.headers(self.some, "OPTIONS", asked, own: own) == [
                "Vary: Origin", "Access-Control-Allow-Origin: http://a.example.com",
                "Access-Control-Allow-Methods: GET,POST,DELETE", "Access-Control-Allow-Headers: Content-Type",
                "Access-Control-Max-Age: 60", "Content-Type: text/plain", "Allow: HEAD,POST,GET,OPTIONS",
            ])
        let all = try self.headers(["access.control.allow.origin": "*"], "OPTIONS", asked)
        #expect(all.contains("Access-Control-Allow-Methods: HEAD,POST,GET"))
        #expect(try self.headers(self.some, "OPTIONS", ["Origin": "http://evil.com"]).count == 2)
        #expect(
            try self.headers(self.some, "OPTIONS", ["Origin": "http://a.example.com"]) == [
                "Vary: Origin", "Access-Control-Allow-Origin: http://a.example.com", "Content-Type: application/json",
            ], "without a method to ask for it is no preflight request")
    }

    @Test("Without settings nothing is added") func none() throws {
        #expect(
            try self.headers(["access.control.allow.origin": " "], "GET", ["Origin": "http://a.com"])
                == ["Content-Type: application/json"])
    }

    @Test("Rules set, add and date headers; what the API sets itself wins") func rules() throws {
        let rules =
            "add X-One:1,\"set Cache-Control:no-cache, no-store\",add X-One:2,set Content-Type: x/y,set Vary:Foo,"
            + " SET  X-Two : a b ,setDate Expires: -3600000"
        let settings = self.some.merging(["response.http.headers.config": rules]) { $1 }
        let found = try self.headers(settings, "GET", [:])
        #expect(
            found.dropLast(2) == [
                "X-One: 1", "Cache-Control: no-cache, no-store", "X-One: 2", "Vary: Foo", "X-Two: a b",
            ])
        #expect(found.last == "Content-Type: application/json")
        let date = try #require(found.dropLast().last)
        #expect(date.hasPrefix("Expires: ") && date.hasSuffix(" GMT"))
        #expect(try self.headers(settings, own: [:]).contains("Content-Type: x/y"))
    }

    @Test("An origin that is no pattern is refused with its key") func badOrigin() {
        let error = #expect(throws: ConfigError.self) {
            try self.decoration(["access.control.allow.origin": "http://(a.com"])
        }
        #expect(error?.problems.first?.name == "access.control.allow.origin")
    }
}
