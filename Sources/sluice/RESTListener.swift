import ConnectREST
import ConnectRuntime
import Glibc
import HTTPServer
import Log
import Transport

/// Where the REST API can be reached.
struct RESTAddress: Sendable {
    /// The listener's address, with the port that it got.
    var endpoint: Endpoint
    /// As other workers are told: `http://host:port/`.
    var advertisedURL: String
}

/// The HTTP server of the REST API. Opened before there is a herder; until then every path is unknown, as on Java.
final class RESTListener: Sendable {
    private let server: HTTPServer
    private let service: Locked<RESTService?>

    init(on loop: EventLoop) {
        let service = Locked<RESTService?>(nil)
        self.service = service
        self.server = HTTPServer(
            on: loop, log: Logger("org.apache.kafka.connect.runtime.rest.RestServer"),
            failurePage: { RESTService.failurePage(status: $0, reason: $1) },
            handler: { request in
                guard let service = service.withLock({ $0 }) else {
                    return RESTService.answerWhileStarting(request.path)
                        ?? RESTService.failurePage(status: 404, reason: "HTTP 404 Not Found")
                }
                return await service.handle(request)
            })
    }

    /// Opens the configured listeners.
    func listen(_ configuration: WorkerConfiguration) async throws -> RESTAddress {
        let addresses = try RESTAddresses(configuration)
        var first: Endpoint?
        var ports: [RESTAddresses.Listener: UInt16] = [:]
        for listener in addresses.listeners {
            guard listener.scheme == .http else {
                throw UsageError("listener 'https://\(listener.host):\(listener.port)': only http is served yet")
            }
            let bound = try await self.server.listen(at: Endpoint(host: listener.host, port: Int(listener.port)))
            ports[listener] = UInt16(clamping: bound.port)
            if first == nil { first = Endpoint(host: listener.host, port: bound.port) }
        }
        guard let first else { throw UsageError("'listeners' is empty") }
        let url = addresses.advertisedURL(localHost: Self.hostAddress()) { ports[$0] ?? 0 }
        return RESTAddress(endpoint: first, advertisedURL: url)
    }

    /// Answers from `herder` from now on.
    func serve(_ herder: any Herder) { self.service.withLock { $0 = RESTService(herder: herder) } }

    func run() async { await self.server.run() }
    func stop() async { await self.server.stop() }

    /// The address of this machine under its own name, as the JVM's `getLocalHost` finds it; else loopback.
    private static func hostAddress() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "127.0.0.1" }
        var hints = addrinfo()
        hints.ai_family = AF_INET
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &found) == 0, let found else { return "127.0.0.1" }
        defer { freeaddrinfo(found) }
        var host = [CChar](repeating: 0, count: 256)
        let code = getnameinfo(
            found.pointee.ai_addr, found.pointee.ai_addrlen, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        return code == 0
            ? String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "127.0.0.1"
    }
}
