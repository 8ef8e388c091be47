import ConnectRuntime
import HTTPServer
import JSON
import Log

extension RESTService {
    @Sendable func listLoggers(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let loggers = self.loggers.loggers().sorted { $0.name < $1.name }
        return .json(200, .object(JSONObject(loggers.map { ($0.name, Self.state($0)) })))
    }

    @Sendable func logger(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = Self.loggerName(context)
        guard let state = self.loggers.logger(name) else { throw RESTError(404, "Logger \(name) not found.") }
        return .json(200, Self.state(state))
    }

    @Sendable func setLevel(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = Self.loggerName(context)
        let body = try context.body().levelBody()
        guard let text = body else {
            throw RESTError(400, "Desired 'level' parameter was not specified in request.")
        }
        guard !text.isEmpty else { throw RESTError(400, "Illegal null or empty Level name.") }
        guard let level = LogLevel(name: text) else {
            throw RESTError(404, "invalid log level '\(text)'.")
        }
        if context.request.query("scope")?.lowercased() == "cluster" {
            try await self.ask { herder throws(HerderError) in
                try await herder.setClusterLogLevel(text.trimmed, of: name)
            }
            return .empty(204)
        }
        return .json(200, .array(self.loggers.setLevel(level, of: name).map { .string($0) }))
    }

    private static func loggerName(_ context: RESTContext) -> String {
        let name = context.parameter("logger")
        return name.lowercased() == LogRegistry.root ? LogRegistry.root : name
    }

    private static func state(_ state: LoggerState) -> JSONValue {
        ["level": .string(state.level.name), "last_modified": state.lastModified.map { .int($0) } ?? .null]
    }
}

extension RequestBody {
    /// The `level` of a logger request, nil if the body names none.
    func levelBody() throws(RESTError) -> String? {
        guard let value, !value.isNull else {
            throw RESTError(400, "Cannot invoke \"java.util.Map.get(Object)\" because \"levelMap\" is null")
        }
        return try self.configuration()["level"] ?? nil
    }
}
