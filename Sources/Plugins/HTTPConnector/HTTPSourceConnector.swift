package import ConnectAPI

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

    private var properties: ConfigValues = [:]

    init() {}

    func start(_ configuration: ConfigValues, context: any ConnectorContext) async throws {
        self.properties = configuration
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
        guard HTTPValidation.isStrict(configuration) else { return }
        for (name, message) in HTTPValidation.problems(configuration) where results[name]?.errors.isEmpty ?? true {
            results.add(error: message, to: name)
        }
    }
}

/// Checks a whole configuration before anything runs.
enum HTTPValidation {
    /// Whether every key is checked: if the configuration says so, or has a key that the original doesn't have.
    static func isStrict(_ configuration: ConfigValues) -> Bool {
        if let mode = configuration[HTTPKeys.validation.name] ?? nil { return mode != "original" }
        return HTTPKeys.more.contains { configuration[$0.definition.name] != nil }
    }

    static func problems(_ configuration: ConfigValues) -> [(name: String, message: String)] {
        var reader = HTTPSettingsReader(configuration)
        if reader.text(HTTPKeys.validation) != "original", reader.text(HTTPKeys.validation) != "strict" {
            let message = "\(HTTPKeys.validation.name) must be strict or original"
            reader.note(HTTPKeys.validation.name, ConnectError(.config, message))
        }
        _ = HTTPSourceSettings(&reader)
        for url in (reader.text(HTTPKeys.urls)).split(whereSeparator: \.isWhitespace).dropFirst() {
            _ = reader.template(HTTPKeys.urls.name, String(url), isVerbatim: false)
        }
        var known: Set<String> = []
        var problems = reader.problems.filter { known.insert($0.name).inserted }.map { problem in
            (problem.name, problem.error.message + (problem.error.cause.map { ": \($0)" } ?? ""))
        }
        if let url = configuration[HTTPKeys.url.name] ?? nil, !url.contains("${"), !url.contains("<#"),
            !known.contains(HTTPKeys.url.name), let problem = HTTPKeys.problem(withURL: url)
        {
            problems.append((HTTPKeys.url.name, problem))
        }
        for (key, split) in [(HTTPKeys.headers, PairText.headers), (HTTPKeys.params, Self.params)] {
            guard let text = configuration[key.name] ?? nil, !text.contains("${"), !text.contains("<#") else {
                continue
            }
            do throws(ConnectError) {
                _ = try split(text)
            } catch {
                problems.append((key.name, error.message))
            }
        }
        if let time = Self.timeProblem(configuration) { problems.append((HTTPKeys.initialOffset.name, time)) }
        return problems
    }

    private static func params(_ text: String) throws(ConnectError) -> [(name: String, value: String)] {
        try PairText.split(text, at: "&", "=")
    }

    private static func timeProblem(_ configuration: ConfigValues) -> String? {
        let text = (configuration[HTTPKeys.initialOffset.name] ?? nil) ?? ""
        guard let pairs = try? PairText.split(text, at: ",", "="),
            let time = pairs.last(where: { $0.name == "timestamp" })
        else { return nil }
        do throws(ConnectError) {
            _ = try OffsetText.time(of: ["timestamp": time.value])
            return nil
        } catch {
            return "\(HTTPKeys.initialOffset.name): \(error.message); a timestamp is written like 2020-01-31T12:00:00Z"
        }
    }
}
