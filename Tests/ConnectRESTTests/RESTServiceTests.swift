import Bytes
import HTTPServer
import JSON
import Log
import Synchronization
import Testing

@testable import ConnectREST

/// Cases and answers as a Java worker 4.1.2 gave them, but for the status of a client's own mistakes.
@Suite struct RESTServiceTests {
    let herder = FakeHerder()

    func ask(
        _ method: String, _ target: String, body: String? = nil, headers: HTTPHeaders? = nil
    ) async throws -> (status: Int, body: String, headers: HTTPHeaders) {
        let (path, query) = try HTTPTarget.parse(target)
        let headers = headers ?? (body == nil ? ["Host": "h:1"] : ["Host": "h:1", "Content-Type": "application/json"])
        let request = HTTPRequest(
            method: method, target: target, path: path, query: query, headers: headers,
            body: body.map { Bytes(utf8: $0) })
        let service = RESTService(herder: self.herder, loggers: LogRegistry(sinks: []))
        let response = await service.handle(request)
        var text = ""
        if case .bytes(let bytes) = response.body { text = String(decoding: bytes) }
        return (response.status, text, response.headers)
    }

    @Test(
        "Reads answer with Kafka Connect's members in its order",
        arguments: [
            ("/", #"{"version":"4.1.2","commit":"abc","kafka_cluster_id":"cluster"}"#),
            ("/connectors", #"["known"]"#), ("/connectors/", #"["known"]"#),
            ("/connectors?expand=info,status", #"{"known":{}}"#),
            (
                "/connectors?expand=status&expand=info",
                #"{"known":{"status":{"name":"known","connector":{"state":"RUNNING","worker_id":"w:8083","version":null},"tasks":[{"id":0,"state":"FAILED","worker_id":"w:8083","version":"1","trace":"boom"}],"type":"source"},"info":{"name":"known","config":{"a":null,"b":"2"},"tasks":[{"connector":"known","task":0}],"type":"source"}}}"#
            ),
            (
                "/connectors?expand=zz&expand=info",
                #"{"known":{"info":{"name":"known","config":{"a":null,"b":"2"},"tasks":[{"connector":"known","task":0}],"type":"source"}}}"#
            ),
            ("/connectors/known/config", #"{"a":null,"b":"2"}"#),
            ("/connectors/known/tasks", #"[{"id":{"connector":"known","task":0},"config":{"k":"v"}}]"#),
            ("/connectors/known/tasks/+0/status", #"{"id":0,"state":"RUNNING","worker_id":"w:8083"}"#),
            ("/connectors/known/topics", #"{"known":{"topics":["t"]}}"#),
            ("/connectors/q/topics", #"{"q":{"topics":[]}}"#),
            ("/connectors/known/offsets", #"{"offsets":[{"partition":{"p":"x"},"offset":{"o":1}}]}"#),
            ("/connector-plugins", "[]"), ("/connector-plugins?connectorsOnly=", "[]"),
            ("/connector-plugins?connectorsOnly=FALSE", #"[{"class":"a.B","type":"header_converter","version":"1"}]"#),
        ])
    func reads(_ target: String, _ expected: String) async throws {
        let answer = try await self.ask("GET", target)
        #expect(answer.status == 200)
        #expect(answer.body == expected)
        #expect(answer.headers["Content-Type"] == "application/json")
    }

    @Test(
        "Mistakes get Java's words",
        arguments: [
            ("GET", "/nope", nil, 404, "HTTP 404 Not Found"), ("POST", "/", nil, 405, "HTTP 405 Method Not Allowed"),
            ("TRACE", "/connectors", nil, 405, "HTTP 405 Method Not Allowed"),
            ("GET", "/connectors/q", nil, 404, "Connector q not found"),
            ("GET", "/connectors/q/status", nil, 404, "No status found for connector q"),
            ("GET", "/connectors/q/tasks/0/status", nil, 404, "No status found for task q-0"),
            ("GET", "/connectors/q/tasks/x/status", nil, 404, "HTTP 404 Not Found"),
            ("PUT", "/connectors/q/pause", nil, 404, "Unknown connector q"),
            ("GET", "/connector-plugins/Zz/config", nil, 404, "Unknown plugin Zz."),
            ("POST", "/connectors", #"{"name":"known","config":{}}"#, 409, "Connector known already exists"),
            (
                "POST", "/connectors", #"{"name":"a"}"#, 400,
                #"Cannot invoke "java.util.Map.get(Object)" because "connectorConfig" is null"#
            ),
            (
                "POST", "/connectors", "", 400,
                #"Cannot invoke "org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest.name()" because "createRequest" is null"#
            ),
            (
                "POST", "/connectors", #"{"name":"a","config":{},"x":1}"#, 400,
                #"Unrecognized field "x" (class org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest), not marked as ignorable (3 known properties: "config", "name", "initial_state"])"#
            ),
            (
                "POST", "/connectors", #"{"name":"a","config":{"a":[1]}}"#, 400,
                "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)"
            ),
            (
                "POST", "/connectors", #"{"name":"a","config":{},"initial_state":"zz"}"#, 400,
                "Cannot construct instance of `org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest$InitialState`, problem: No enum constant org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest.InitialState.ZZ"
            ),
            ("POST", "/connectors", #"{"name":"#, 400, "Unexpected end-of-input within/between Object entries"),
            (
                "POST", "/connectors", #"{name:1}"#, 400,
                "Unexpected character ('n' (code 110)): was expecting double-quote to start field name"
            ),
            (
                "PUT", "/connectors/q/config", #"{"name":"other"}"#, 400,
                "Connector name configuration (other) doesn't match connector name in the URL (q)"
            ),
            ("PATCH", "/connectors/q/config", "null", 404, "Connector q not found"),
            (
                "PATCH", "/connectors/q/config", "[]", 400,
                "Cannot deserialize value of type `java.util.LinkedHashMap<java.lang.String,java.lang.String>` from"
            ),
            (
                "PATCH", "/connectors/known/config", "null", 400,
                #"Cannot invoke "java.util.Map.forEach(java.util.function.BiConsumer)" because "patch" is null"#
            ),
            (
                "POST", "/connectors", "true", 400,
                "Cannot construct instance of `org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest` (although at least one Creator exists): no boolean/Boolean-argument constructor/factory method to deserialize from boolean value (true)"
            ),
            (
                "PUT", "/connector-plugins/Connector/config/validate", #"{"connector.class":"FileStreamSource"}"#, 400,
                "Included connector type FileStreamSource does not match request type Connector"
            ),
            ("GET", "/connectors/a/../b", nil, 404, "HTTP 404 Not Found"),
            ("GET", "/connectors/..", nil, 404, "Connector .. not found"),
            ("PUT", "/admin/loggers/x", #"{"level":" "}"#, 404, "invalid log level ' '."),
            (
                "PUT", "/connector-plugins/FileStreamSource/config/validate", #"{"connector.class":"FileStreamSink"}"#,
                400,
                "Included connector type FileStreamSink does not match request type FileStreamSource"
            ),
            (
                "PATCH", "/connectors/known/offsets", "{}", 400,
                "Partitions / offsets need to be provided for an alter offsets request"
            ),
            ("PUT", "/admin/loggers/x", "{}", 400, "Desired 'level' parameter was not specified in request."),
            ("PUT", "/admin/loggers/x", #"{"level":"zz"}"#, 404, "invalid log level 'zz'."),
            ("GET", "/admin/loggers/never.seen", nil, 404, "Logger never.seen not found."),
        ] as [(String, String, String?, Int, String)])
    func mistakes(_ method: String, _ target: String, _ body: String?, _ status: Int, _ message: String) async throws {
        let answer = try await self.ask(method, target, body: body)
        #expect(answer.status == status)
        let json = try JSONValue.parse(answer.body)
        #expect(json["error_code"] == .int(status))
        let text = try #require(json["message"]?.stringValue)
        #expect(text.hasPrefix(message), "\(text)")
    }

    @Test("A created connector answers with its location and its name in the configuration")
    func create() async throws {
        let answer = try await self.ask(
            "POST", "/connectors",
            body: #"{"name":" ta/b %zz%2F&?c ","config":{"a":1.50,"t":true,"n":null},"initial_state":"paused"}"#)
        #expect(answer.status == 201)
        #expect(answer.headers["Location"] == "http://h:1/connectors/ta/b%20%25zz%2F&%3Fc")
        let json = try JSONValue.parse(answer.body)
        #expect(json["config"] == ["a": "1.50", "name": "ta/b %zz%2F&?c", "n": nil, "t": "true"])
        #expect(self.herder.commands.withLock { $0 } == ["create ta/b %zz%2F&?c PAUSED"])
    }

    @Test("PUT answers 201 for a new connector and 200 for a known one")
    func put() async throws {
        #expect(try await self.ask("PUT", "/connectors/new/config", body: "{}").status == 201)
        #expect(try await self.ask("PUT", "/connectors/known/config", body: "{}").status == 200)
    }

    @Test("Commands answer with Kafka Connect's codes and reach the herder")
    func commands() async throws {
        for (method, target, status) in [
            ("PUT", "/connectors/known/pause", 202), ("PUT", "/connectors/known/resume", 202),
            ("PUT", "/connectors/known/stop", 204), ("POST", "/connectors/known/restart?onlyFailed=TRUE", 202),
            ("POST", "/connectors/known/restart", 204), ("POST", "/connectors/known/tasks/0/restart", 204),
            ("PUT", "/connectors/known/topics/reset", 202), ("DELETE", "/connectors/known", 204),
        ] {
            #expect(try await self.ask(method, target).status == status, "\(method) \(target)")
        }
        #expect(
            self.herder.commands.withLock { $0 } == [
                "PAUSED known", "STARTED known", "STOPPED known", "restart known false true", "restart known",
                "restart known-0", "reset known",
            ])
    }

    @Test("Media types are decided as JAX-RS does")
    func mediaTypes() async throws {
        let form: HTTPHeaders = ["Host": "h", "Content-Type": "application/x-www-form-urlencoded"]
        let refused = try await self.ask("POST", "/connectors", body: "x", headers: form)
        #expect(refused.status == 415)
        #expect(refused.headers["Content-Type"] == nil)
        let untyped = try await self.ask("POST", "/connectors", body: "{}", headers: ["Host": "h"])
        #expect(untyped.status == 415)
        #expect(untyped.headers["Content-Type"] == "application/json")
        #expect(try await self.ask("GET", "/", headers: form).status == 200)
        #expect(try await self.ask("GET", "/connectors", headers: ["Accept": ""]).status == 200)
        let any: HTTPHeaders = ["Host": "h", "Content-Type": "application/*"]
        #expect(try await self.ask("PUT", "/connectors/known/pause", headers: any).status == 202)
        #expect(try await self.ask("GET", "/connectors", headers: form).status == 415)
        // What isn't read may be anything.
        #expect(try await self.ask("PUT", "/connectors/known/pause", body: "{}", headers: ["Host": "h"]).status == 202)
        #expect(try await self.ask("GET", "/", headers: ["Accept": "text/html"]).status == 406)
        #expect(try await self.ask("GET", "/", headers: ["Accept": "text/html, */*;q=0.1"]).status == 200)
        let echoed = try await self.ask("GET", "/", headers: ["Accept": "application/json; charset=utf-8"])
        #expect(echoed.headers["Content-Type"] == "application/json;charset=utf-8")
    }

    @Test("Requests of other workers need a signature, and may have any type")
    func workers() async throws {
        #expect(try await self.ask("PUT", "/connectors/known/fence").status == 400)
        #expect(try await self.ask("GET", "/connectors/known/fence").status == 405)
        #expect(try await self.ask("POST", "/connectors/known/tasks", body: "[]").status == 400)
        let headers: HTTPHeaders = [
            "Host": "h", "X-Connect-Authorization": "YWJj", "X-Connect-Request-Signature-Algorithm": "HmacSHA256",
        ]
        #expect(try await self.ask("PUT", "/connectors/known/fence", headers: headers).status == 204)
        let body = #"[{"task.class":"a.B"},{}]"#
        #expect(try await self.ask("POST", "/connectors/known/tasks", body: body, headers: headers).status == 204)
        #expect(try await self.ask("POST", "/connectors/known/tasks", body: "{}", headers: headers).status == 400)
        #expect(try await self.ask("POST", "/connectors/known/tasks", body: "[1]", headers: headers).status == 400)
        #expect(self.herder.commands.withLock { $0 } == ["fence known 0", "submit known 2 \(body.utf8.count)"])
    }

    @Test("OPTIONS lists what a path allows")
    func options() async throws {
        let text = try await self.ask("OPTIONS", "/connectors")
        #expect(text.headers["Allow"] == "HEAD,POST,GET,OPTIONS")
        #expect(text.body == "HEAD, POST, GET, OPTIONS")
        let changes = try await self.ask("OPTIONS", "/connectors/known/offsets")
        #expect(changes.headers["Allow"] == "HEAD,DELETE,GET,OPTIONS,PATCH")
        #expect(try await self.ask("OPTIONS", "/connectors", headers: ["Accept": "application/json"]).body == "")
    }

    @Test("A UTF-16 body is read")
    func utf16() async throws {
        var bytes: [UInt8] = [0xFF, 0xFE]
        for unit in #"{"ä":"ö"}"#.utf16 { bytes += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
        #expect(try RequestBody(Bytes(bytes)).configuration() == ["ä": "ö"])
    }

    @Test("Health answers with its status")
    func health() async throws {
        let answer = try await self.ask("GET", "/health")
        #expect(answer.status == 503)
        #expect(answer.body == #"{"status":"starting","message":"Worker is still starting up."}"#)
    }

    @Test("Validation shows definition and value in Java's shape")
    func validation() async throws {
        let answer = try await self.ask("PUT", "/connector-plugins/X/config/validate", body: "{}")
        #expect(
            answer.body
                == #"{"name":"X","error_count":1,"groups":["Common"],"configs":[{"definition":{"name":"tasks.max","type":"INT","required":false,"default_value":"1","importance":"HIGH","documentation":"Tasks.","group":null,"width":"NONE","display_name":"tasks.max","dependents":[],"order":-1},"value":{"name":"tasks.max","value":"3","recommended_values":[],"errors":["bad"],"visible":true}}]}"#
        )
    }
}
