import ConnectAPI

/// Why a worker doesn't start: the exit code that the Java worker has for it, and one line for the person who reads it.
package struct StartFailure: Error, Sendable, CustomStringConvertible {
    /// As the images and Kafka's own script end.
    package enum Code: Int32, Sendable {
        /// A variable is missing, metrics can't be served, the brokers can't be reached, or the command line makes no sense.
        case environment = 1
        /// The configuration is wrong, its file is missing, its REST port is taken, or the worker can't be made of it.
        case configuration = 2
    }

    package let code: Code
    /// One line.
    package let description: String

    package init(_ code: Code, _ text: String) {
        self.code = code
        self.description = text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}

/// Where a worker's configuration comes from, so that errors can say what to change.
package enum WorkerConfigurationSource: Sendable {
    /// Variables `CONNECT_…`.
    case environment([String: String])
    /// A file of properties, by its path.
    case file(String)

    /// - Parameter plugins: Those that there are; nil: converters are not looked up.
    /// - Throws: ``StartFailure`` that names variables or keys, and the mend.
    package func load(plugins: PluginRegistry? = nil) throws(StartFailure) -> WorkerConfiguration {
        let properties: [String: String]
        switch self {
        case .environment(let environment):
            do {
                properties = try WorkerEnvironment.properties(environment)
            } catch {
                let isMissing = error.problems.contains { $0.name == nil }
                throw StartFailure(
                    .environment,
                    isMissing
                        ? "\(error). Set what is missing, or name a properties file: sluice worker FILE" : "\(error)")
            }
        case .file(let path):
            do {
                properties = try JavaProperties(try SmallFile.read(path, limit: JavaProperties.sizeLimit)).dictionary
            } catch let error as SmallFile.Problem {
                throw StartFailure(.configuration, "can't read \(path): \(error.message)")
            } catch {
                throw StartFailure(.configuration, "\(path): \(error)")
            }
        }
        do {
            let configuration = try WorkerConfiguration(properties)
            try Self.checkNames(configuration)
            if let plugins { try Self.checkConverters(configuration, plugins) }
            return configuration
        } catch {
            throw StartFailure(.configuration, error.problems.map(self.explain).joined(separator: "; "))
        }
    }

    /// Names that may be set and empty, which Java finds out only when it uses them.
    private static func checkNames(_ configuration: WorkerConfiguration) throws(ConfigError) {
        var problems: [ConfigError.Problem] = []
        if configuration.groupID.isEmpty {
            problems.append(.init("group.id is empty: name the group of this worker", name: WorkerKeys.groupID.name))
        }
        for topic in InternalTopic.allCases where configuration.topic(topic).isEmpty {
            let name = "\(topic.rawValue).storage.topic"
            problems.append(
                .init("\(name) is empty: Must specify topic for the worker's \(topic.rawValue)", name: name))
        }
        if !problems.isEmpty { throw ConfigError(problems) }
    }

    private static func checkConverters(
        _ configuration: WorkerConfiguration, _ plugins: PluginRegistry
    ) throws(ConfigError) {
        let parts: [(String, PluginInfo.Kind)] = [
            (WorkerKeys.keyConverter.name, .converter), (WorkerKeys.valueConverter.name, .converter),
            (WorkerKeys.headerConverter.name, .headerConverter),
        ]
        var problems: [ConfigError.Problem] = []
        for (key, kind) in parts {
            guard let name = configuration.properties[key]?.trimmingBlanks, plugins.find(name, [kind]) == nil else {
                continue
            }
            let known = plugins.entries.filter { $0.kind == kind }.map { $0.type.className }
            problems.append(
                .init(
                    "Invalid value \(name) for configuration \(key): Class \(name) could not be found; there are "
                        + known.joined(separator: ", "), name: key))
        }
        if !problems.isEmpty { throw ConfigError(problems) }
    }

    private func explain(_ problem: ConfigError.Problem) -> String {
        guard let name = problem.name else { return problem.message }
        switch self {
        case .file(let path): return "\(problem.message) (key \(name) in \(path))"
        case .environment(let environment): return "\(problem.message) (variable \(Self.variable(name, environment)))"
        }
    }

    /// The variable that gave a property, or would give it.
    static func variable(_ property: String, _ environment: [String: String]) -> String {
        let given = environment.keys.sorted().last {
            $0.hasPrefix(WorkerEnvironment.prefix) && WorkerEnvironment.property(for: $0) == property
        }
        if let given { return given }
        var name = WorkerEnvironment.prefix
        for character in property {
            switch character {
            case ".": name += "_"
            case "_": name += "__"
            case "-": name += "___"
            default: name += character.uppercased()
            }
        }
        return name
    }
}
