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
        let expansions = Set(context.request.query.filter { $0.name == "expand" }.map(\.value))
        guard !expansions.isEmpty else { return .json(200, .array(names.map { .string($0) })) }
        var answer = JSONObject()
        for name in names {
            var parts = JSONObject()
            if expansions.contains("status") {
                // Just created or just removed: it has no status yet, or none any more.
                guard let status = try? self.herder.connectorStatus(name) else { continue }
                parts.set("status", RESTShapes.status(status))
            }
            if expansions.contains("info") {
                parts.set("info", (try? self.herder.connectorInfo(name)).map(RESTShapes.info) ?? .null)
            }
            answer.set(name, .object(parts))
        }
        return .json(200, .object(answer))
    }

    @Sendable func createConnector(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let request = try RequestBody(context.request.body).createRequest()
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
        response.headers.add("Location", "http://\(host)/connectors/" + URIEncoding.contextual(info.name))
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
        let configuration = try Self.named(try RequestBody(context.request.body).configuration(), name)
        let (info, isNew) = try await self.ask { herder throws(HerderError) in
            try await herder.put(name, configuration: configuration)
        }
        return isNew ? Self.created(info, context.request) : .json(200, RESTShapes.info(info))
    }

    @Sendable func patchConfiguration(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let body = try RequestBody(context.request.body)
        // An unknown connector is the first thing to say, before an empty body.
        _ = try await self.info(context)
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
