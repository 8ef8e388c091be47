import ConnectAPI
import ConnectREST
import ConnectRuntime
import Glibc
import HTTPServer
import KafkaClient
import Log
import Transport

/// Where the REST API can be reached.
struct RESTAddress: Sendable {
    /// The listener's address, with the port that it got.
    var endpoint: Endpoint
    /// As other workers are told: `http://host:port/`.
    var advertisedURL: String
}

/// The HTTP server of the REST API, and that of `/admin` where it has listeners of its own. Opened before there is a
/// herder; until then every path is unknown, as on Java.
final class RESTListener: Sendable {
    private let loop: EventLoop
    private let services = Locked<Services>(Services())
    private let servers = Locked<[HTTPServer]>([])

    private struct Services {
        var part = RESTService.Part.all
        var main: RESTService?
        var admin: RESTService?
    }

    /// Who may use it; nil: everybody.
    private let authentication: BasicAuthentication?

    init(on loop: EventLoop, authentication: BasicAuthentication? = nil) {
        self.loop = loop
        self.authentication = authentication
    }

    /// Opens the configured listeners.
    ///
    /// - Throws: `StartFailure` for what the configuration doesn't allow; `TransportError` for a port that is taken.
    func listen(_ configuration: WorkerConfiguration) async throws -> RESTAddress {
        let addresses = try RESTAddresses(configuration)
        guard !addresses.listeners.isEmpty else { throw StartFailure(.configuration, "listeners names none") }
        self.services.withLock { $0.part = addresses.adminListeners == nil ? .all : .withoutAdmin }
        let decoration: AnswerDecoration
        do throws(ConfigError) {
            decoration = try AnswerDecoration(configuration)
        } catch {
            throw StartFailure(.configuration, "\(error)")
        }
        let main = self.server { request in
            let service = self.services.withLock { $0.main }
            var answer: HTTPResponse
            if service != nil, let refusal = self.authentication?.refusal(of: request) {
                answer = refusal
            } else {
                answer = await self.answer(request, service)
            }
            decoration.apply(to: &answer, for: request)
            return answer
        }
        let bound = try await Self.open(addresses.listeners, on: main, configuration)
        let admin = addresses.adminListeners ?? []
        if !admin.isEmpty {
            let server = self.server { await self.answer($0, self.services.withLock { $0.admin }) }
            _ = try await Self.open(admin, on: server, configuration, isAdmin: true)
        }
        let url = addresses.advertisedURL(localHost: Self.hostAddress()) { listener in
            UInt16(clamping: bound.first { $0.0 == listener }?.1.port ?? 0)
        }
        let first = bound[0]
        return RESTAddress(endpoint: Endpoint(host: first.0.host, port: first.1.port), advertisedURL: url)
    }

    private func server(_ handler: @escaping HTTPServer.Handler) -> HTTPServer {
        let server = HTTPServer(
            on: self.loop, log: Logger("org.apache.kafka.connect.runtime.rest.RestServer"),
            failurePage: { RESTService.failurePage(status: $0, reason: $1) }, handler: handler)
        self.servers.withLock { $0.append(server) }
        return server
    }

    private func answer(_ request: HTTPRequest, _ service: RESTService?) async -> HTTPResponse {
        guard let service else {
            return RESTService.answerWhileStarting(request.path)
                ?? RESTService.failurePage(status: 404, reason: "HTTP 404 Not Found")
        }
        return await service.handle(request)
    }

    private static func open(
        _ listeners: [RESTAddresses.Listener], on server: HTTPServer, _ configuration: WorkerConfiguration,
        isAdmin: Bool = false
    ) async throws -> [(RESTAddresses.Listener, Endpoint)] {
        var bound: [(RESTAddresses.Listener, Endpoint)] = []
        var context: TLSContext?
        for listener in listeners {
            if listener.scheme == .https, context == nil { context = try Self.tls(configuration, isAdmin: isAdmin) }
            let endpoint = Endpoint(host: listener.host, port: Int(listener.port))
            let tls = listener.scheme == .https ? context : nil
            bound.append((listener, try await server.listen(at: endpoint, tls: tls)))
        }
        return bound
    }

    private static func tls(_ configuration: WorkerConfiguration, isAdmin: Bool) throws(StartFailure) -> TLSContext {
        let prefix = isAdmin ? "admin.listeners.https." : "listeners.https."
        let isPrefixed = !configuration.properties(withPrefix: prefix).isEmpty
        do throws(KafkaError) {
            return try ServerTLS.context(
                configuration.listenerTLSProperties(isAdmin: isAdmin), prefix: isPrefixed ? prefix : "")
        } catch {
            let key = isAdmin ? "admin.listeners" : "listeners"
            throw StartFailure(.configuration, "\(key): \(error.detail ?? "\(error)")")
        }
    }

    /// Answers from `herder` from now on.
    func serve(_ herder: any Herder) {
        self.services.withLock { services in
            services.main = RESTService(herder: herder, part: services.part)
            services.admin = RESTService(herder: herder, part: .adminOnly)
        }
    }

    func run() async {
        let servers = self.servers.withLock { $0 }
        await withDiscardingTaskGroup { group in
            for server in servers { group.addTask { await server.run() } }
        }
    }

    func stop() async {
        for server in self.servers.withLock({ $0 }) { await server.stop() }
    }

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
