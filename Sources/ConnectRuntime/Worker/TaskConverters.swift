import ConnectAPI

/// The converters of one task: the connector's own where it names a class, else the worker's.
struct TaskConverters {
    let key: any Converter
    let value: any Converter
    /// Without a converter if there is no such plugin; it matters once a record has a header.
    let header: HeaderConversion

    init(
        _ connector: ConfigValues, _ worker: WorkerConfiguration, _ plugins: PluginRegistry
    ) throws {
        self.key = try Self.converter("key", WorkerKeys.keyConverter.name, connector, worker, plugins)
        self.value = try Self.converter("value", WorkerKeys.valueConverter.name, connector, worker, plugins)
        self.header = HeaderConversion(try Self.headerConverter(connector, worker, plugins))
    }

    private static func converter(
        _ part: String, _ key: String, _ connector: ConfigValues, _ worker: WorkerConfiguration,
        _ plugins: PluginRegistry
    ) throws -> any Converter {
        let (name, settings) = self.choice(part, connector, worker)
        guard let type = plugins.find(name, [.converter])?.type as? any Converter.Type else {
            throw ConfigError("Invalid value \(name) for configuration \(key): Class \(name) could not be found.")
        }
        let converter = type.init()
        try converter.configure(settings, isKey: part == "key")
        return converter
    }

    private static func headerConverter(
        _ connector: ConfigValues, _ worker: WorkerConfiguration, _ plugins: PluginRegistry
    ) throws -> (any HeaderConverter)? {
        let (name, settings) = self.choice("header", connector, worker)
        guard let type = plugins.find(name, [.headerConverter])?.type as? any HeaderConverter.Type else {
            if connector["header.converter"] == nil { return nil }
            throw ConfigError(
                "Invalid value \(name) for configuration header.converter: Class \(name) could not be found.")
        }
        let converter = type.init()
        try converter.configure(settings)
        return converter
    }

    /// Settings in the connector without a class have no effect.
    private static func choice(
        _ part: String, _ connector: ConfigValues, _ worker: WorkerConfiguration
    ) -> (name: String, settings: ConfigValues) {
        let key = "\(part).converter"
        if let name = connector[key] ?? nil {
            return (name.trimmingBlanks, Configuration.strip(key + ".", from: connector))
        }
        let name = worker.values.value(named: key)?.text ?? ""
        return (name, worker.converterProperties(part).mapValues { $0 })
    }
}
