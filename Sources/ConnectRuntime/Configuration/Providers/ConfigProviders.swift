package import ConnectAPI
import Log

/// A configuration whose references have been replaced.
package struct ResolvedConfiguration: Sendable, Equatable {
    /// Holds secrets: for plugins and clients, never to be shown.
    package var values: ConfigValues
    /// The shortest time that a provider says its values hold; nil: for good.
    package var timeToLive: Duration?
}

/// The worker's providers of configuration values: `config.providers` and what belongs to it.
///
/// Resolving takes one pass: what a provider gives is not looked at again. Text that refers to an unknown provider or
/// key stays as it is. Everything that a provider gave is hidden in logs and traces from then on.
package struct ConfigProviders: Sendable {
    package typealias Kind = any ConfigProvider.Type

    /// Providers that there are.
    package static let known: [Kind] = [
        FileConfigProvider.self, DirectoryConfigProvider.self, EnvVarConfigProvider.self,
    ]

    private let providers: [String: any ConfigProvider]

    package init(_ properties: [String: String], known: [Kind] = Self.known) throws(ConfigError) {
        var providers: [String: any ConfigProvider] = [:]
        let names = (properties["config.providers"] ?? "").split(separator: ",").map { $0.trimmingBlanks }
        for name in names where !name.isEmpty {
            let key = "config.providers.\(name)"
            guard let className = properties[key + ".class"]?.trimmingBlanks, !className.isEmpty else {
                throw ConfigError([
                    .init(
                        "Missing required configuration \"\(key).class\": config.providers names '\(name)'",
                        name: key + ".class")
                ])
            }
            guard let kind = known.first(where: { Self.is(className, $0) }) else {
                throw ConfigError(
                    key + ".class", .string(className),
                    "Class \(className) could not be found; there are "
                        + known.map { $0.className }.joined(separator: ", "))
            }
            providers[name] = try kind.init(Self.parameters(key + ".param.", properties))
        }
        self.providers = providers
    }

    private static func `is`(_ name: String, _ kind: Kind) -> Bool {
        name == kind.className || kind.className.hasSuffix("." + name)
    }

    private static func parameters(_ prefix: String, _ properties: [String: String]) -> [String: String] {
        var parameters: [String: String] = [:]
        for (name, value) in properties where name.hasPrefix(prefix) {
            parameters[String(name.dropFirst(prefix.count))] = value
        }
        return parameters
    }

    package var isEmpty: Bool { self.providers.isEmpty }

    /// Replaces what the values refer to. Reads files: not on an event loop.
    ///
    /// - Throws: If a provider can't be read.
    package func resolve(_ values: ConfigValues) throws(ConfigError) -> ResolvedConfiguration {
        let wanted = self.isEmpty ? [:] : self.wanted(values)
        guard !wanted.isEmpty else { return ResolvedConfiguration(values: values) }
        var found: [ConfigVariables.Reference: String] = [:]
        var timeToLive: Duration?
        for (place, keys) in wanted {
            guard let provider = self.providers[place.provider] else { continue }
            let answer = try provider.values(at: place.path, of: keys)
            if let time = answer.timeToLive { timeToLive = min(time, timeToLive ?? time) }
            for (key, value) in answer.values {
                Redactions.shared.hide(value)
                found[.init(provider: place.provider, path: place.path, key: key)] = value
            }
        }
        let resolved = values.mapValues { value in value.map { Self.replace(in: $0, found) } }
        return ResolvedConfiguration(values: resolved, timeToLive: timeToLive)
    }

    /// The same for the worker's own configuration, where nothing is null.
    package func resolve(_ properties: [String: String]) throws(ConfigError) -> [String: String] {
        if self.isEmpty { return properties }
        do throws(ConfigError) {
            return try self.resolve(properties.mapValues { .some($0) }).values.compactMapValues { $0 }
        } catch {
            let keys = properties.filter { ConfigVariables.areIn($0.value) }.keys.sorted()
            throw ConfigError("\(error) (configuration refers to providers in \(keys.joined(separator: ", ")))")
        }
    }

    private struct Place: Hashable {
        let provider: String
        let path: String
    }

    /// What is asked for at each place, so that a file is read once.
    private func wanted(_ values: ConfigValues) -> [Place: Set<String>] {
        var wanted: [Place: Set<String>] = [:]
        for case let text? in values.values {
            for case .reference(let reference, _) in ConfigVariables.parts(text)
            where self.providers[reference.provider] != nil {
                wanted[Place(provider: reference.provider, path: reference.path), default: []].insert(reference.key)
            }
        }
        return wanted
    }

    private static func replace(in text: String, _ found: [ConfigVariables.Reference: String]) -> String {
        var result = ""
        for part in ConfigVariables.parts(text) {
            switch part {
            case .text(let text): result += text
            case .reference(let reference, let text): result += found[reference] ?? String(text)
            }
        }
        return result
    }

    /// References that were left as they stand, in words without what may be a secret: for those who wonder why a
    /// password is refused.
    package func leftovers(in properties: [String: String]) -> [String] {
        var found: [String] = []
        for (key, text) in properties.sorted(by: { $0.key < $1.key }) {
            let parts = ConfigVariables.parts(text)
            for case .reference(let reference, let words) in parts {
                if self.providers[reference.provider] != nil {
                    found.append("\(key) still holds \(words), for which provider '\(reference.provider)' has no value")
                } else if parts.count == 1, !reference.provider.isEmpty, reference.provider.allSatisfy(Self.isNamePart)
                {
                    // else it may be a password that only looks like one
                    let name = reference.provider
                    found.append("\(key) still holds ${\(name):…}, but config.providers names no '\(name)'")
                }
            }
        }
        return found
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }

    /// A task's configuration as it may be stored: where the connector's holds a reference, the task's does too.
    package static func unresolved(_ task: ConfigValues, as connector: ConfigValues) -> ConfigValues {
        var values = task
        for case (let key, let text?) in connector where task[key] != nil && ConfigVariables.areIn(text) {
            values[key] = .some(text)
        }
        return values
    }
}
