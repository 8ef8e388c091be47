import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct RESTAddressesTests {
    private func url(_ settings: [String: String]) throws -> String {
        try RESTAddresses(WorkerConfigurationTests.worker(settings))
            .advertisedURL(localHost: "10.0.0.7") { _ in 12_345 }
    }

    @Test(
        "Other workers are told the advertised address, or what is listened on",
        arguments: [
            ([:], "http://10.0.0.7:8083/"), (["listeners": "http://a:1,https://b:2"], "http://a:1/"),
            (["listeners": "https://b:2"], "https://b:2/"), (["listeners": "HTTP://a:0"], "http://a:12345/"),
            (["listeners": "http://a:1,https://b:2", "rest.advertised.listener": "HTTPS"], "https://b:2/"),
            (["rest.advertised.host.name": "h", "rest.advertised.port": "9"], "http://h:9/"),
            (["rest.advertised.host.name": "ip-10-0-1-80.internal"], "http://ip-10-0-1-80.internal:8083/"),
            (["listeners": "http://[::1]:1"], "http://[::1]:1/"),
            (["listeners": "http://0.0.0.0:1"], "http://0.0.0.0:1/"),
        ] as [([String: String], String)])
    func advertised(settings: [String: String], url: String) throws {
        #expect(try self.url(settings) == url)
    }

    @Test(
        "What isn't a listener is refused",
        arguments: ["foo", "http://a", "http://a:b", "ftp://a:1", "http://a/b:1", "http://a:99999"])
    func bad(listener: String) {
        #expect(throws: ConfigError.self) { try self.url(["listeners": listener]) }
    }

    @Test("Admin listeners may be the same, others, or off") func admin() throws {
        #expect(try RESTAddresses(WorkerConfigurationTests.worker()).adminListeners == nil)
        let off = try RESTAddresses(WorkerConfigurationTests.worker(["admin.listeners": ""]))
        #expect(off.adminListeners == [])
        let own = try RESTAddresses(WorkerConfigurationTests.worker(["admin.listeners": "http://:9"]))
        #expect(own.adminListeners == [try RESTAddresses.Listener("http://:9")])
    }

    @Test("Listeners have TLS settings of their own or the worker's") func tls() throws {
        let worker = try WorkerConfigurationTests.worker(["ssl.keystore.location": "w"])
        #expect(worker.listenerTLSProperties() == ["ssl.keystore.location": "w"])
        let own = try WorkerConfigurationTests.worker([
            "ssl.keystore.location": "w", "listeners.https.ssl.truststore.location": "t",
        ])
        #expect(own.listenerTLSProperties() == ["ssl.truststore.location": "t"])
    }

    @Test("More aliases than anybody needs are refused") func bounded() throws {
        let validator = ConnectorValidator(
            catalog: GoldenCatalog.shared, worker: try WorkerConfigurationTests.worker())
        let error = #expect(throws: HerderError.self) {
            try validator.validate([
                "connector.class": "FileStreamSource", "transforms": String(repeating: "a,", count: 100_000),
            ])
        }
        #expect(error == .badRequest("Too many names in transforms: 100001, the limit is 1000"))
    }
}
