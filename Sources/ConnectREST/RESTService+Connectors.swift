import ConnectAPI
import ConnectRuntime
import HTTPServer
import JSON

extension RESTService {
    @Sendable func root(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let identity = self.herder.identity
        return .json(
            200,
            [
                "version": .string(identity.version), "commit": .string(identity.commit),
                "kafka_cluster_id": .string(identity.kafkaClusterID),
            ])
    }

    @Sendable func health(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let health = await self.herder.health()
        let status =
            switch health.status {
            case .healthy: 200
            case .starting: 503
            case .unhealthy: 500
            }
        return .json(status, ["status": .string(health.status.rawValue), "message": .string(health.message)])
    }

    @Sendable func listConnectors(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let names = self.herder.connectorNames()
        let expansions = context.request.query.filter { $0.name == "expand" }.map(\.value)
        guard !expansions.isEmpty else { return .json(200, .array(names.map { .string($0) })) }
        var answer = JSONObject()
        for name in names {
            // Just created or just removed: it has no status yet, or none any more.
            if let parts = self.expand(name, expansions) { answer.set(name, .object(parts)) }
        }
        return .json(200, .object(answer))
    }

    /// What was asked for about a connector, in that order; nil if a status was and there is none.
    private func expand(_ name: String, _ expansions: [String]) -> JSONObject? {
        var parts = JSONObject()
        for expansion in expansions where parts[expansion] == nil {
            switch expansion {
            case "status":
                guard let status = try? self.herder.connectorStatus(name) else { return nil }
                parts.set("status", RESTShapes.status(status))
            case "info": parts.set("info", (try? self.herder.connectorInfo(name)).map(RESTShapes.info) ?? .null)
            default: continue
            }
        }
        return parts
    }

    @Sendable func createConnector(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let request = try context.body().createRequest()
        let name = request.name.trimmed
        let configuration = try Self.named(request.configuration, name)
        let state: TargetState? =
            switch request.initialState {
            case "RUNNING": .started
            case "PAUSED": .paused
            case "STOPPED": .stopped
            default: nil
            }
        let info = try await self.ask { herder throws(HerderError) in
            try await herder.create(name, configuration: configuration, initialState: state)
        }
        return Self.created(info, context.request)
    }

    /// The configuration with its `name`, which must not be another one.
    private static func named(_ configuration: ConfigValues, _ name: String) throws(RESTError) -> ConfigValues {
        var configuration = configuration
        if let given = configuration["name"] ?? nil {
            guard given == name else {
                throw RESTError(
                    400,
                    "Connector name configuration (\(given)) doesn't match connector name in the URL (\(name))")
            }
        }
        configuration["name"] = name
        return configuration
    }

    private static func created(_ info: ConnectorInfo, _ request: HTTPRequest) -> HTTPResponse {
        var response = HTTPResponse.json(201, RESTShapes.info(info))
        let host = request.headers["Host"] ?? "localhost"
        // A slash at the name's beginning joins the path's own, as JAX-RS does it.
        let name = info.name.hasPrefix("/") ? String(info.name.dropFirst()) : info.name
        response.headers.add("Location", "http://\(host)/connectors/" + URIEncoding.contextual(name))
        return response
    }

    @Sendable func connector(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        .json(200, RESTShapes.info(try await self.info(context)))
    }

    @Sendable func configuration(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        .json(200, RESTShapes.configuration(try await self.info(context).configuration))
    }

    private func info(_ context: RESTContext) async throws(RESTError) -> ConnectorInfo {
        let name = context.parameter("connector")
        return try await self.ask { herder throws(HerderError) in try herder.connectorInfo(name) }
    }

    @Sendable func putConfiguration(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let configuration = try Self.named(try context.body().configuration(), name)
        let (info, isNew) = try await self.ask { herder throws(HerderError) in
            try await herder.put(name, configuration: configuration)
        }
        return isNew ? Self.created(info, context.request) : .json(200, RESTShapes.info(info))
    }

    @Sendable func patchConfiguration(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let body = try context.body()
        // An unknown connector is the first thing to say before a missing body, but not before one of the wrong shape.
        if body.isNull {
            _ = try await self.info(context)
            throw RequestBody.null("java.util.Map.forEach(java.util.function.BiConsumer)", "patch")
        }
        let changes = try body.configuration()
        let info = try await self.ask { herder throws(HerderError) in try await herder.patch(name, changes: changes) }
        return .json(200, RESTShapes.info(info))
    }

    @Sendable func deleteConnector(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        try await self.ask { herder throws(HerderError) in try await herder.delete(name) }
        return .empty(204)
    }

    @Sendable func status(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let status = try await self.ask { herder throws(HerderError) in try herder.connectorStatus(name) }
        return .json(200, RESTShapes.status(status))
    }

    @Sendable func restart(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let request = RestartRequest(
            connector: context.parameter("connector"), includesTasks: context.flag("includeTasks"),
            onlyFailed: context.flag("onlyFailed"))
        guard request.includesTasks || request.onlyFailed else {
            try await self.ask { herder throws(HerderError) in try await herder.restartConnector(request.connector) }
            return .empty(204)
        }
        let status = try await self.ask { herder throws(HerderError) in try await herder.restart(request) }
        return .json(202, RESTShapes.status(status))
    }

    @Sendable func pause(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        try await self.setState(.paused, context)
        return .empty(202)
    }

    @Sendable func resume(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        try await self.setState(.started, context)
        return .empty(202)
    }

    @Sendable func stop(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        try await self.setState(.stopped, context)
        return .empty(204)
    }

    private func setState(_ state: TargetState, _ context: RESTContext) async throws(RESTError) {
        let name = context.parameter("connector")
        try await self.ask { herder throws(HerderError) in try await herder.setTargetState(state, of: name) }
    }
}

extension String {
    /// Without the blanks and controls at its ends, as Java's `trim()`.
    var trimmed: String {
        var rest = self.unicodeScalars[...]
        while let first = rest.first, first.value <= 0x20 { rest.removeFirst() }
        while let last = rest.last, last.value <= 0x20 { rest.removeLast() }
        return String(rest)
    }
}
