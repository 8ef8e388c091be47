package import ConnectAPI
import Log

/// The plugins of this target.
package let datagenPlugins: PluginList = {
    var plugins = PluginList()
    plugins.sourceConnectors = [DatagenConnector.self]
    return plugins
}()

/// Writes made-up records: of a quickstart, or of any Avro schema with annotations.
final class DatagenConnector: SourceConnector, @unchecked Sendable {  // its calls come one after another
    static let className = "io.confluent.kafka.connect.datagen.DatagenConnector"
    static let version = "0.6.0"
    static let configuration = DatagenConfiguration.definition

    static let log = Logger("io.confluent.kafka.connect.datagen.DatagenConnector")

    private var properties: ConfigValues = [:]

    init() {}

    func start(_ configuration: ConfigValues, context: any ConnectorContext) async throws {
        do throws(ConnectError) {
            _ = try DatagenConfiguration(configuration)
        } catch {
            throw ConnectError(
                .config,
                "Invalid value \(error) for configuration Datagen connector"
                    + " could not start because of an error in the configuration: ")
        }
        self.properties = configuration
    }

    func taskConfigurations(maxTasks: Int) async throws -> [ConfigValues] {
        (0..<max(maxTasks, 0)).map { number in
            var task = self.properties
            task[DatagenConfiguration.taskNumberName] = String(number)
            return task
        }
    }

    static func makeTask() -> any SourceTask { DatagenTask() }

    static func validate(_ configuration: ConfigValues, results: inout ConfigValidation) {
        typealias Keys = DatagenConfiguration
        func text(_ name: String) -> String {
            if case .string(let text) = results[name]?.value { text } else { "" }
        }
        var sources: [(name: String, source: SchemaSource)] = []
        for name in Keys.sourceNames where !text(name).isEmpty {
            switch name {
            case Keys.schemaStringKey.name: sources.append((name, .text(text(name))))
            case Keys.schemaFilenameKey.name: sources.append((name, .file(text(name))))
            default: sources.append((name, .quickstart(text(name))))
            }
        }
        var loaded: (type: AvroType, keyField: String?)?
        for (name, source) in sources {
            do throws(ConnectError) {
                loaded = try source.load()
            } catch {
                results.add(error: error.message, to: name)
                // The answer has the original's words, which don't say what is wrong with a schema.
                if let cause = error.cause {
                    Self.log.warn("The schema can't be read", ["key": name, "reason": "\(cause)"])
                }
            }
        }
        let isSound = !results.hasErrors
        if sources.count != 1 {
            let error = "Must set exactly one of " + Keys.sourceNames.joined(separator: ", ")
            for name in sources.isEmpty ? Keys.sourceNames : sources.map(\.name) {
                results.add(error: error, to: name)
            }
        }
        if results[ExtraKeys.rate.name]?.value != nil, results[ExtraKeys.interval.name]?.value != nil {
            results.add(error: Keys.twoPaces, to: ExtraKeys.rate.name)
        }
        guard sources.count == 1, isSound, let loaded else { return }
        let keyField = text(Keys.keyFieldKey.name)
        if !keyField.isEmpty, !loaded.type.fields.contains(where: { $0.name == keyField }) {
            results.add(
                error: "The schema does not contain the field provided in 'schema.keyfield'",
                to: Keys.keyFieldKey.name)
        }
        // Not parsed anew: the values are sound.
        guard let configuration = try? DatagenConfiguration(configuration),
            let problem = configuration.extras.problem(with: loaded.type)
        else { return }
        results.add(error: problem.error, to: problem.key)
    }
}
