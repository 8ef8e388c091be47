package import ConnectAPI
import Log

/// The plugins of this target.
package let httpConnectorPlugins: PluginList = {
    var plugins = PluginList()
    plugins.sourceConnectors = [HTTPSourceConnector.self]
    return plugins
}()

/// Every key of the HTTP source, for the reference page.
package let httpSourceDefinition = ConfigDefinition(HTTPKeys.original + HTTPKeys.more)

/// Asks a web service again and again and writes the records of its answers: castorm's HTTP source.
final class HTTPSourceConnector: SourceConnector, @unchecked Sendable {  // its calls come one after another
    static let className = "com.github.castorm.kafka.connect.http.HttpSourceConnector"
    static let version = "0.0.0.0"
    /// What the original shows; the other keys are read by the task.
    static let configuration = ConfigDefinition(HTTPKeys.connector)

    private static let log = Logger("com.github.castorm.kafka.connect.http.HttpSourceConnector")

    private var properties: ConfigValues = [:]

    init() {}

    func start(_ configuration: ConfigValues, context: any ConnectorContext) async throws {
        self.properties = configuration
        guard !HTTPValidation.isStrict(configuration) else { return }
        for problem in HTTPValidation.problems(configuration) {
            Self.log.warn(
                "The original accepts this configuration, but it can't work; http.validation=strict would refuse it",
                ["problem": problem.text(configuration)])
        }
    }

    /// One task, as several would do the same work; with several URLs as many as there are, each with some of them.
    func taskConfigurations(maxTasks: Int) async throws -> [ConfigValues] {
        let text = (self.properties[HTTPKeys.urls.name] ?? nil) ?? ""
        let urls = text.split(whereSeparator: \.isWhitespace)
        guard maxTasks > 0, !urls.isEmpty else { return maxTasks > 0 ? [self.properties] : [] }
        let count = min(maxTasks, urls.count)
        return (0..<count).map { task in
            let own = stride(from: task, to: urls.count, by: count).map { urls[$0] }.joined(separator: " ")
            return self.properties.merging([HTTPKeys.urls.name: own]) { $1 }
        }
    }

    static func makeTask() -> any SourceTask { HTTPSourceTask() }

    static func validate(_ configuration: ConfigValues, results: inout ConfigValidation) {
        for problem in HTTPValidation.refusals(configuration) where results[problem.name]?.errors.isEmpty ?? true {
            results.add(error: problem.text(configuration), to: problem.name)
        }
    }
}
