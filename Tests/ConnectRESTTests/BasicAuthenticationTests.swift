import HTTPServer
import Log
import Testing

@testable import ConnectREST

/// What a Java worker 4.1.2 with its BasicAuthSecurityRestExtension lets in.
@Suite struct BasicAuthenticationTests {
    private let users = BasicAuthentication(users: ["admin": Secret("s3cret"), "other": Secret("a:b"), "": Secret("x")])

    private func status(_ header: String?, _ method: String = "GET", _ path: [String] = ["connectors"]) -> Int? {
        let headers: HTTPHeaders = header.map { ["Authorization": $0] } ?? [:]
        return self.users.refusal(of: HTTPRequest(method: method, target: "/", path: path, headers: headers))?.status
    }

    @Test(
        "Name and password must be right",
        arguments: [
            ("Basic YWRtaW46czNjcmV0", true), ("basic YWRtaW46czNjcmV0", true), ("Basic b3RoZXI6YTpi", true),
            ("Basic YWRtaW46d3Jvbmc=", false), ("Basic bm9ib2R5Ong=", false), ("Basic OnM=", false),
            ("Basic Ong=", false), ("Basic YWRtaW4=", false), ("Basic !!!", false), ("Basic", false),
            ("Bearer YWRtaW46czNjcmV0", false), ("", false),
        ])
    func credentials(header: String, isFine: Bool) {
        #expect(self.status(header) == (isFine ? nil : 401))
    }

    @Test("Nothing is open without, but what is signed otherwise and our probes") func exemptions() {
        #expect(self.status(nil) == 401)
        #expect(self.status(nil, "GET", []) == 401)
        #expect(self.status(nil, "GET", ["health"]) == 401)
        #expect(self.status(nil, "GET", ["admin", "loggers"]) == 401)
        #expect(self.status(nil, "GET", ["connectors", "c", "tasks"]) == 401)
        #expect(self.status(nil, "POST", ["connectors", "c", "restart"]) == 401)
        #expect(self.status(nil, "POST", ["connectors", "c", "tasks"]) == nil)
        #expect(self.status(nil, "PUT", ["connectors", "c", "fence"]) == nil)
        #expect(self.status(nil, "GET", ["health", "live"]) == nil)
    }

    @Test("The refusal looks as Java's") func refusal() {
        let refusal = self.users.refusal(of: HTTPRequest(method: "GET", target: "/", path: []))
        #expect(refusal?.headers["Content-Type"] == "application/json")
        #expect(refusal?.headers["WWW-Authenticate"] == nil)
        let options = self.users.refusal(of: HTTPRequest(method: "OPTIONS", target: "/", path: []))
        #expect(options?.headers["Content-Type"] == "text/plain")
    }

    @Test("Without users everybody may come in, as in Java") func nobody() {
        let open = BasicAuthentication(users: [:])
        #expect(open.refusal(of: HTTPRequest(method: "GET", target: "/", path: [])) == nil)
    }
}
