import Bytes
import HTTPServer
import KafkaWire
import Log
import Metrics
import Transport

/// The page that Prometheus scrapes: on its own port, from the start of the process on, with whatever there is.
final class MetricsListener: Sendable {
    private let server: HTTPServer
    private let registries: Locked<[MetricsRegistry]>
    private static let log = Logger("sluice.metrics")
    /// Shorter answers are sent as they are.
    private static let worthCompressing = 1024
    /// Longer ones too, and piece by piece: compressing megabytes would hold up everybody else on the loop, and take more
    /// time than sending them.
    private static let mostSeriesAtOnce = 20_000

    /// - Parameter own: Has what is known before there is a worker.
    init(_ own: MetricsRegistry, on loop: EventLoop) {
        let registries = Locked([own])
        self.registries = registries
        self.server = HTTPServer(
            on: loop, log: Self.log,
            failurePage: { HTTPResponse(status: $0, contentType: "text/plain", "\($0) \($1)\n") },
            handler: { Self.answer($0, registries.withLock { $0 }) })
    }

    /// - Returns: Where it listens, with the port that it got.
    func listen(at endpoint: Endpoint) async throws(TransportError) -> Endpoint {
        let bound = try await self.server.listen(at: endpoint)
        Self.log.info("Metrics are served", ["address": "\(bound)"])
        return bound
    }

    /// Shows what is in `registry` as well, from now on.
    func show(_ registry: MetricsRegistry) { self.registries.withLock { $0.append(registry) } }

    func run() async { await self.server.run() }
    func stop() async { await self.server.stop() }

    private static func answer(_ request: HTTPRequest, _ registries: [MetricsRegistry]) -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            return HTTPResponse(status: 405, headers: ["Allow": "GET, HEAD"])
        }
        if request.path == ["-", "healthy"] {
            return HTTPResponse(status: 200, body: .bytes(Bytes(utf8: "Exporter is Healthy.")))
        }
        let accept = request.headers.values(of: "Accept").joined(separator: ",")
        let format = MetricsFormat(accept: accept)
        let names = Set(request.query.filter { $0.name == "name[]" }.map(\.value))
        let text = MetricsText(MetricsSnapshot.of(registries), format, names: names)
        return Self.response(text, format, request)
    }

    private static func response(_ text: MetricsText, _ format: MetricsFormat, _ request: HTTPRequest) -> HTTPResponse {
        let encodings = request.headers.values(of: "Accept-Encoding").joined(separator: ",").lowercased()
        var headers: HTTPHeaders = ["Content-Type": format.contentType]
        guard text.count <= Self.mostSeriesAtOnce else {
            let stream: @Sendable (any HTTPBodyWriter) async throws -> Void = { writer in
                var text = text
                while let piece = text.nextPiece() { try await writer.write(piece) }
            }
            return HTTPResponse(status: 200, headers: headers, body: .stream(stream))
        }
        let body = text.bytes
        if encodings.contains("gzip"), body.count > Self.worthCompressing {
            var packed = BytesWriter(capacity: body.count / 8)
            if (try? Compressor(.gzip, level: 1).compress(body.span, into: &packed)) != nil {
                headers.add("Content-Encoding", "gzip")
                return HTTPResponse(status: 200, headers: headers, body: .bytes(packed.finish()))
            }
        }
        return HTTPResponse(status: 200, headers: headers, body: .bytes(body))
    }
}

extension MetricsSnapshot {
    /// What is in all of these.
    static func of(_ registries: [MetricsRegistry]) -> MetricsSnapshot {
        var snapshot = MetricsSnapshot()
        for registry in registries { registry.collect(into: &snapshot) }
        return snapshot
    }
}
