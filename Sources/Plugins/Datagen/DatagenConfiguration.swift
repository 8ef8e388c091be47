import ConnectAPI

/// The connector's configuration keys, and what they say once parsed.
struct DatagenConfiguration {
    static let topicKey = ConfigKey<String>(
        "kafka.topic", importance: .high,
        "Topic that every record is written to; or several with weights, such as orders:9,refunds:1.",
        check: TopicChoice.problem)
    static let intervalKey = ConfigKey<Int64>(
        "max.interval", default: 500, importance: .high,
        "Longest pause before a record, in milliseconds; the pauses are random and half as long on average."
            + " 0 or less: no pause.")
    static let iterationsKey = ConfigKey<Int>(
        "iterations", default: -1, importance: .high,
        "Records that each task writes before it ends. Less than 1: no end.")
    static let schemaStringKey = ConfigKey<String?>(
        "schema.string", default: "", importance: .high, "Avro schema of the records, as JSON.")
    static let schemaFilenameKey = ConfigKey<String?>(
        "schema.filename", default: "", importance: .high,
        "File with the Avro schema of the records, or the name of a quickstart's schema file.")
    static let keyFieldKey = ConfigKey<String?>(
        "schema.keyfield", default: "", importance: .high, "Field that is the key of a record as well.")
    static let quickstartKey = ConfigKey<String?>(
        "quickstart", default: "", importance: .high, "Name of the quickstart whose records to write.")
    static let seedKey = ConfigKey<Int64?>(
        "random.seed", default: .some(nil), importance: .low,
        "Seed of the random numbers: the same seed gives the same records. Each task has records of its own.")

    static let definition = ConfigDefinition(
        [
            topicKey, intervalKey, iterationsKey, schemaStringKey, schemaFilenameKey, keyFieldKey, quickstartKey,
            seedKey,
        ] + ExtraKeys.all)

    /// The keys of which exactly one must be set.
    static let sourceNames = [schemaStringKey.name, schemaFilenameKey.name, quickstartKey.name]
    /// The key that a task's configuration has besides the connector's.
    static let taskNumberName = "task.id"

    let pace: Pace
    /// nil: no end.
    let iterations: Int64?
    let keyField: String?
    let seed: Int64?
    let source: SchemaSource?
    let extras: RecordExtras
    let rules: GeneratorRules

    init(_ properties: ConfigValues) throws(ConnectError) {
        let values: Configuration
        do throws(ConfigError) {
            values = try Self.definition.parse(properties)
        } catch {
            throw ConnectError(.config, error.description)
        }
        self.pace = try Self.pace(values)
        self.extras = Self.extras(values)
        self.rules = values[ExtraKeys.generatorVersion].rules
        self.iterations = values[Self.iterationsKey] > 0 ? Int64(values[Self.iterationsKey]) : nil
        self.keyField = Self.nonEmpty(values[Self.keyFieldKey])
        self.seed = values[Self.seedKey]
        self.source =
            Self.nonEmpty(values[Self.quickstartKey]).map(SchemaSource.quickstart)
            ?? Self.nonEmpty(values[Self.schemaStringKey]).map(SchemaSource.text)
            ?? Self.nonEmpty(values[Self.schemaFilenameKey]).map(SchemaSource.file)
    }

    static let twoPaces = "Set rate or interval, not both"

    private static func pace(_ values: Configuration) throws(ConnectError) -> Pace {
        switch (values[ExtraKeys.rate], values[ExtraKeys.interval]) {
        case (.some, .some): throw ConnectError(.config, Self.twoPaces)
        case (let rate?, nil): return .steady(1e9 / rate)
        case (nil, let interval?): return interval > 0 ? .steady(Double(interval) * 1e6) : .unlimited
        case (nil, nil):
            let longest = values[Self.intervalKey]
            return longest > 0 ? .random(longest) : .unlimited
        }
    }

    private static func extras(_ values: Configuration) -> RecordExtras {
        var extras = RecordExtras(topic: values[Self.topicKey])
        extras.topics = TopicChoice(values[Self.topicKey]) ?? extras.topics
        extras.timestampField = Self.nonEmpty(values[ExtraKeys.timestampField])
        extras.stampsClock = values[ExtraKeys.timestampSource] == .now
        extras.correlations = values[ExtraKeys.correlations].compactMap(Correlation.init)
        extras.correlationSize = values[ExtraKeys.correlationSize]
        extras.correlationOrder = values[ExtraKeys.correlationOrder]
        extras.endsQuietly = values[ExtraKeys.endState] == .running
        return extras
    }

    private static func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
