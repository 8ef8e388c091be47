package import ConnectAPI

/// What validation has to know about a plugin.
package struct PluginFacts: Sendable {
    package let kind: PluginInfo.Kind
    package let className: String
    package let version: String
    package let configuration: ConfigDefinition
    /// Whether ``configuration`` has the framework's keys too.
    package let repeatsCommonKeys: Bool
    /// A connector's own checks of several keys together.
    package let validate: @Sendable (_ properties: ConfigValues, _ results: inout ConfigValidation) -> Void
    package let exactlyOnceSupport: @Sendable (_ properties: ConfigValues) -> ExactlyOnceSupport
    package let definesTransactionBoundaries: @Sendable (_ properties: ConfigValues) -> Bool

    package init(
        kind: PluginInfo.Kind, className: String, version: String, configuration: ConfigDefinition,
        repeatsCommonKeys: Bool = false,
        validate: @escaping @Sendable (ConfigValues, inout ConfigValidation) -> Void = { _, _ in },
        exactlyOnceSupport: @escaping @Sendable (ConfigValues) -> ExactlyOnceSupport = { _ in .unknown },
        definesTransactionBoundaries: @escaping @Sendable (ConfigValues) -> Bool = { _ in false }
    ) {
        self.kind = kind
        self.className = className
        self.version = version
        self.configuration = configuration
        self.repeatsCommonKeys = repeatsCommonKeys
        self.validate = validate
        self.exactlyOnceSupport = exactlyOnceSupport
        self.definesTransactionBoundaries = definesTransactionBoundaries
    }
}

/// The plugins of a worker as validation sees them.
package protocol PluginCatalog: Sendable {
    /// All of them, each kind in the order of class names.
    var facts: [PluginFacts] { get }
    /// The full class name behind a name or alias; the name itself if it is none.
    func className(_ name: String) -> String
    /// What Java says when there is no connector of that name.
    func unknownConnector(_ name: String) -> String
}

extension PluginRegistry: PluginCatalog {
    package var facts: [PluginFacts] {
        self.entries.map { entry in
            let connector = entry.type as? any Connector.Type
            let source = entry.type as? any SourceConnector.Type
            var configuration = entry.type.configuration
            let repeats = connector?.repeatsCommonKeys == true
            if repeats {
                configuration = ConnectorKeys.common
                configuration.define(allOf: entry.type.configuration)
            }
            return PluginFacts(
                kind: entry.kind, className: entry.type.className, version: entry.type.version,
                configuration: configuration, repeatsCommonKeys: repeats,
                validate: { connector?.validate($0, results: &$1) },
                exactlyOnceSupport: { source?.exactlyOnceSupport($0) ?? .unknown },
                definesTransactionBoundaries: { source?.canDefineTransactionBoundaries($0) ?? false })
        }
    }
}

/// A catalog whose list of plugins is made once, for the many look-ups of one validation.
struct FixedCatalog: PluginCatalog {
    let facts: [PluginFacts]
    private let base: any PluginCatalog

    init(_ base: any PluginCatalog) {
        self.facts = base.facts
        self.base = base
    }

    func className(_ name: String) -> String { self.base.className(name) }
    func unknownConnector(_ name: String) -> String { self.base.unknownConnector(name) }
}

extension PluginCatalog {
    /// The plugin of that name or alias in one of the roles.
    package func find(_ name: String, _ kinds: PluginInfo.Kind...) -> PluginFacts? {
        let className = self.className(name)
        return self.facts.first { $0.className == className && kinds.contains($0.kind) }
    }

    package func classNames(_ kind: PluginInfo.Kind) -> [String] {
        self.facts.filter { $0.kind == kind }.map(\.className)
    }

    /// Versions installed of the class, once for each role that it has.
    package func versions(_ className: String) -> [String] {
        self.facts.filter { $0.className == className }.map(\.version)
    }

    /// The full name of a class that can be named in a configuration, even if it isn't of the right kind.
    package func resolveClass(_ name: String) -> String? {
        let className = self.className(name)
        if self.facts.contains(where: { $0.className == className }) { return className }
        if JavaInterface.names.contains(className) || !self.nested(in: className).isEmpty { return className }
        return nil
    }

    /// Classes whose names say that they belong to `className`, such as the `$Key` and `$Value` of a transformation.
    package func nested(in className: String) -> [String] {
        var names: [String] = []
        for facts in self.facts where facts.className.hasPrefix(className + "$") && !names.contains(facts.className) {
            names.append(facts.className)
        }
        return names
    }
}

/// Java's interfaces and abstract classes of plugins, which a user may name by mistake.
package enum JavaInterface {
    package static let names: Set<String> = [
        "org.apache.kafka.connect.storage.Converter", "org.apache.kafka.connect.storage.HeaderConverter",
        "org.apache.kafka.connect.transforms.Transformation",
        "org.apache.kafka.connect.transforms.predicates.Predicate",
        "org.apache.kafka.connect.connector.Connector", "org.apache.kafka.connect.source.SourceConnector",
        "org.apache.kafka.connect.sink.SinkConnector",
    ]
    private static let abstractClasses: Set<String> = [
        "org.apache.kafka.connect.connector.Connector", "org.apache.kafka.connect.source.SourceConnector",
        "org.apache.kafka.connect.sink.SinkConnector",
    ]

    /// As Java prints the class.
    static func describe(_ className: String) -> String {
        let isInterface = self.names.contains(className) && !self.abstractClasses.contains(className)
        return (isInterface ? "interface " : "class ") + className
    }
}

extension PluginInfo.Kind {
    /// Simple name of the interface that such plugins implement.
    package var interface: String {
        switch self {
        case .sink, .source: "Connector"
        case .converter: "Converter"
        case .headerConverter: "HeaderConverter"
        case .transformation: "Transformation"
        case .predicate: "Predicate"
        }
    }

    /// Full name of the interface, where a class is checked against it.
    var interfaceClass: String? {
        switch self {
        case .converter: "org.apache.kafka.connect.storage.Converter"
        case .headerConverter: "org.apache.kafka.connect.storage.HeaderConverter"
        case .transformation: "org.apache.kafka.connect.transforms.Transformation"
        case .predicate: "org.apache.kafka.connect.transforms.predicates.Predicate"
        case .sink, .source: nil
        }
    }
}

extension PluginCatalog {
    /// Why `className`, which can be resolved, is no plugin of the kind; nothing if it is one.
    func problem(with className: String, as kind: PluginInfo.Kind) -> String? {
        if self.facts.contains(where: { $0.className == className && $0.kind == kind }) { return nil }
        let nested = self.facts.filter { $0.kind == kind && $0.className.hasPrefix(className + "$") }.map(\.className)
        if className == kind.interfaceClass || !nested.isEmpty {
            let hint = nested.isEmpty ? "" : " Did you mean \(nested.joined(separator: ", "))?"
            return "This class is abstract and cannot be created." + hint
        }
        return "Class \(JavaInterface.describe(className)) does not implement the \(kind.interface) interface"
    }

    /// Why no version of the class fits `requirement`; nothing if one does or none is asked for.
    func problem(withVersion requirement: String?, of className: String) -> String? {
        guard let requirement else { return nil }
        let range: VersionRange
        do {
            guard let parsed = try VersionRange(requirement) else { return nil }
            range = parsed
        } catch {
            return error.description
        }
        let versions = self.versions(className)
        guard !versions.contains(where: range.contains) else { return nil }
        return "Plugin \(className) not found that matches the version range \(range), available versions: "
            + "[\(versions.joined(separator: ", "))]"
    }
}
