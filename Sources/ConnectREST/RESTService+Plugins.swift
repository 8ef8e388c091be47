import ConnectAPI
import ConnectRuntime
import HTTPServer
import JSON

extension RESTService {
    @Sendable func plugins(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let plugins = self.herder.plugins(connectorsOnly: context.flag("connectorsOnly", default: true))
        return .json(200, .array(plugins.map(RESTShapes.plugin)))
    }

    @Sendable func pluginConfiguration(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("plugin")
        let version = context.request.query("version")
        let keys = try await self.ask { herder throws(HerderError) in
            try herder.pluginConfiguration(name, version: version)
        }
        return .json(200, .array(keys.map(RESTShapes.definition)))
    }

    @Sendable func validate(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let plugin = context.parameter("plugin")
        let configuration = try context.body().configuration()
        if let included = configuration["connector.class"] ?? nil {
            guard Self.withoutSuffix(included).hasSuffix(Self.withoutSuffix(plugin)) else {
                throw RESTError(
                    400, "Included connector type \(included) does not match request type \(plugin)")
            }
        }
        let report = try await self.ask { herder throws(HerderError) in
            try await herder.validate(plugin: plugin, configuration: configuration)
        }
        return .json(200, RESTShapes.report(report))
    }

    private static func withoutSuffix(_ name: String) -> String {
        let suffix = "Connector"
        return name.hasSuffix(suffix) && name != suffix ? String(name.dropLast(suffix.count)) : name
    }
}
