import Bytes
package import ConnectRuntime
package import HTTPServer
import JSON
package import Log

/// Kafka Connect's REST API: turns requests into questions to a ``Herder`` and its answers into JSON.
package struct RESTService: Sendable {
    /// Which part of the API a listener serves.
    package enum Part: Sendable { case all, withoutAdmin, adminOnly }

    let herder: any Herder
    let loggers: LogRegistry
    private let part: Part
    private var routes: [Route] = []
    private let log = Logger("org.apache.kafka.connect.runtime.rest.RestServer")

    package init(herder: any Herder, loggers: LogRegistry = .shared, part: Part = .all) {
        self.herder = herder
        self.loggers = loggers
        self.part = part
        self.routes = self.makeRoutes()
    }

    /// The answer to what the HTTP server refuses by itself.
    package static func failurePage(status: Int, reason: String) -> HTTPResponse {
        RESTError(status, reason).response
    }

    package func handle(_ request: HTTPRequest) async -> HTTPResponse {
        var response: HTTPResponse
        do throws(RESTError) {
            response = try await self.answer(request)
        } catch {
            response = error.response
        }
        self.note(request, response.status)
        if response.status < 400, case .bytes = response.body, response.headers["Content-Type"] == MediaType.json {
            let type = MediaType.answer(to: request.headers["Accept"])
            if type != MediaType.json { response.headers = Self.replacingType(of: response.headers, with: type) }
        }
        return response
    }

    private static func replacingType(of headers: HTTPHeaders, with type: String) -> HTTPHeaders {
        var changed: HTTPHeaders = ["Content-Type": type]
        for (name, value) in headers.fields where name != "Content-Type" { changed.add(name, value) }
        return changed
    }

    /// Changes and errors are worth a line each; reads come from dashboards and probes all day.
    private func note(_ request: HTTPRequest, _ status: Int) {
        let fields: LogFields = [
            "method": request.method, "target": request.target, "status": status,
            "client": request.remoteAddress,
        ]
        if request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS" {
            self.log.debug("Request answered", fields)
        } else {
            self.log.info("Request answered", fields)
        }
    }

    private func answer(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse {
        guard let (route, parameters) = self.route(request.path) else { throw .framework(404) }
        if request.method == "OPTIONS" { return Self.options(of: route, request) }
        guard let handler = route.handler(for: request.method) else { throw .framework(405) }
        try Self.checkMediaTypes(request, route)
        return try await handler(RESTContext(request: request, parameters: parameters))
    }

    private func route(_ path: [String]) -> (Route, [String: String])? {
        for route in self.routes {
            switch self.part {
            case .all: break
            case .withoutAdmin: if route.isAdmin { continue }
            case .adminOnly: if !route.isAdmin { continue }
            }
            if let parameters = route.match(path) { return (route, parameters) }
        }
        return nil
    }

    private static func options(of route: Route, _ request: HTTPRequest) -> HTTPResponse {
        let methods = route.allowedMethods
        let headers: HTTPHeaders = ["Allow": methods.joined(separator: ",")]
        let wantsText = request.headers["Accept"].map(MediaType.acceptsText) ?? true
        guard wantsText else {
            var response = HTTPResponse(status: 200, headers: headers)
            response.headers.add("Content-Type", MediaType.json)
            return response
        }
        var response = HTTPResponse(status: 200, contentType: "text/plain", methods.joined(separator: ", "))
        response.headers.add("Allow", methods.joined(separator: ","))
        return response
    }

    private static func checkMediaTypes(_ request: HTTPRequest, _ route: Route) throws(RESTError) {
        if !route.anyType.contains(request.method), let type = request.headers["Content-Type"], !MediaType.isJSON(type)
        {
            throw .framework(415)
        }
        if let accept = request.headers["Accept"], !MediaType.acceptsJSON(accept) { throw .framework(406) }
    }

    /// Calls the herder, whose refusals are errors of ours.
    func ask<Answer>(
        _ question: (any Herder) async throws(HerderError) -> Answer
    ) async throws(RESTError) -> Answer {
        do throws(HerderError) {
            return try await question(self.herder)
        } catch {
            throw RESTError(error)
        }
    }
}
