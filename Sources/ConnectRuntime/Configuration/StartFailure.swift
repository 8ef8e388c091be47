import ConnectAPI

/// Why a worker doesn't start: the exit code that the Java worker has for it, and one line for the person who reads it.
package struct StartFailure: Error, Sendable, CustomStringConvertible {
    /// As the images and Kafka's own script end.
    package enum Code: Int32, Sendable {
        /// A variable is missing, the brokers can't be reached, or the command line makes no sense.
        case environment = 1
        /// The configuration is wrong, or the worker can't be made of it.
        case configuration = 2
        /// What was made doesn't start, such as a port that is taken.
        case start = 3
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

    /// - Throws: ``StartFailure`` that names variables or keys, and the mend.
    package func load() throws(StartFailure) -> WorkerConfiguration {
        let properties: [String: String]
        switch self {
        case .environment(let environment):
            do {
                properties = try WorkerEnvironment.properties(environment)
            } catch {
                throw StartFailure(
                    .environment, "\(error). Set what is missing, or name a properties file: sluice worker FILE")
            }
        case .file(let path):
            do {
                properties = try JavaProperties(try SmallFile.read(path, limit: JavaProperties.sizeLimit)).dictionary
            } catch let error as SmallFile.Problem {
                throw StartFailure(.environment, "can't read \(path): \(error.message)")
            } catch {
                throw StartFailure(.configuration, "\(path): \(error)")
            }
        }
        do {
            return try WorkerConfiguration(properties)
        } catch {
            throw StartFailure(.configuration, error.problems.map(self.explain).joined(separator: "; "))
        }
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
