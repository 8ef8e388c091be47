package import ConnectAPI

/// The plugins of this target.
package let fileConnectorPlugins: PluginList = {
    var plugins = PluginList()
    plugins.sourceConnectors = [FileStreamSourceConnector.self]
    return plugins
}()

/// Reads a file, or the standard input, line by line, and goes on as the file grows.
final class FileStreamSourceConnector: SourceConnector, @unchecked Sendable {  // its calls come one after another
    static let className = "org.apache.kafka.connect.file.FileStreamSourceConnector"
    static let version = "4.1.2"
    static let configuration = FileSourceConfiguration.definition

    private var properties: ConfigValues = [:]

    init() {}

    func start(_ configuration: ConfigValues, context: any ConnectorContext) async throws {
        _ = try FileSourceConfiguration(configuration)
        self.properties = configuration
    }

    /// One task, whatever `maxTasks` is: a file is read from one place.
    func taskConfigurations(maxTasks: Int) async throws -> [ConfigValues] { [self.properties] }

    static func makeTask() -> any SourceTask { FileStreamSourceTask() }

    /// The standard input can't be read again from a position.
    static func exactlyOnceSupport(_ configuration: ConfigValues) -> ExactlyOnceSupport {
        let file = configuration[FileSourceConfiguration.fileKey.name] ?? nil
        return (file ?? "").isEmpty ? .unsupported : .supported
    }

    static func checkOffsets(
        _ offsets: [(partition: SourcePosition?, offset: SourcePosition?)], configuration: ConfigValues
    ) throws -> Bool {
        guard try FileSourceConfiguration(configuration).file != nil else {
            throw ConnectError(
                .connect,
                "Offsets cannot be modified if the 'file' configuration is unspecified. This is because stdin is used"
                    + " for input and offsets are not tracked.")
        }
        for (partition, offset) in offsets {
            guard let offset else { continue }
            try FilePosition.check(offset)
            guard let partition else { throw ConnectError(.connect, "Partition objects cannot be null") }
            guard partition[FilePosition.fileName] != nil else {
                throw ConnectError(.connect, "Partition objects should contain the key 'filename'")
            }
        }
        return true
    }
}

/// The connector's configuration keys, and what they say once parsed.
struct FileSourceConfiguration {
    static let fileKey = ConfigKey<String?>(
        "file", importance: .high, "File to read. Without it the standard input is read.")
    static let topicKey = ConfigKey<String>("topic", importance: .high, "Topic that the lines are written to.")
        .validated(by: .nonEmptyString)
    static let batchSizeKey = ConfigKey<Int>(
        "batch.size", default: 2000, importance: .low, "Most lines that are handed on at once.")

    static let definition = ConfigDefinition(fileKey, topicKey, batchSizeKey)

    /// nil: the standard input.
    let file: String?
    let topic: String
    let batchSize: Int

    init(_ properties: ConfigValues) throws(ConnectError) {
        do throws(ConfigError) {
            let values = try Self.definition.parse(properties)
            self.file = values[Self.fileKey].flatMap { $0.isEmpty ? nil : $0 }
            self.topic = values[Self.topicKey]
            self.batchSize = values[Self.batchSizeKey]
        } catch {
            throw ConnectError(.config, error.description)
        }
    }
}

/// Source partitions and offsets of files.
enum FilePosition {
    static let fileName = "filename"
    static let position = "position"

    static func partition(_ file: String?) -> SourcePosition { [fileName: file.map(Value.string) ?? .null] }

    /// Checks an offset that a user gave.
    static func check(_ offset: SourcePosition) throws(ConnectError) {
        guard let value = offset[self.position] else {
            throw ConnectError(.connect, "Offset objects should either be null or contain the key 'position'")
        }
        guard case .int64(let position) = value else {
            throw ConnectError(
                .connect, "The value for the 'position' key in the offset is expected to be a Long value")
        }
        guard position >= 0 else {
            throw ConnectError(
                .connect, "The value for the 'position' key in the offset should be a non-negative value")
        }
    }

    /// Where to go on from a stored offset.
    static func start(_ offset: SourcePosition?) throws(ConnectError) -> Int64 {
        switch offset?[self.position] {
        case nil, .null: return 0
        case .int64(let position): return max(position, 0)
        default: throw ConnectError(.connect, "Offset position is the incorrect type")
        }
    }
}
