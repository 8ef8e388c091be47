import ConnectAPI
import Testing
import Transport

@testable import ConnectRuntime

@Suite struct MetricsAddressTests {
    private let agent = JavaOptions.MetricsAgent(host: nil, port: 8079, rules: "/opt/config.yaml")

    private func text(_ endpoint: Endpoint?) -> String? { endpoint.map { "\($0)" } }

    @Test("Without anybody asking there are no metrics")
    func nobody() throws {
        #expect(try MetricsAddress.endpoint(option: nil) == nil)
        #expect(try MetricsAddress.endpoint(option: nil, property: "") == nil)
    }

    @Test("The option comes before the agent, and that before the property")
    func order() throws {
        #expect(try self.text(MetricsAddress.endpoint(option: "0", agent: self.agent, property: "1")) == ":0")
        #expect(try self.text(MetricsAddress.endpoint(option: nil, agent: self.agent, property: "1")) == ":8079")
        #expect(try self.text(MetricsAddress.endpoint(option: nil, property: "127.0.0.1:1")) == "127.0.0.1:1")
        #expect(try self.text(MetricsAddress.endpoint(option: "[::1]:9000")) == "[::1]:9000")
        let local = JavaOptions.MetricsAgent(host: "::1", port: 80, rules: "x")
        #expect(try self.text(MetricsAddress.endpoint(option: nil, agent: local)) == "[::1]:80")
    }

    @Test(
        "What makes no sense is refused with the name of who says it",
        arguments: ["x", "70000", "host:", "8079:", "-1", "8079:8079:8079"])
    func refusals(text: String) {
        let option = #expect(throws: ConfigError.self) { try MetricsAddress.endpoint(option: text) }
        #expect(option?.description.hasPrefix("'--metrics-port'") == true)
        let property = #expect(throws: ConfigError.self) { try MetricsAddress.endpoint(option: nil, property: text) }
        #expect(property?.description.hasPrefix("sluice.metrics.port") == true)
    }
}
