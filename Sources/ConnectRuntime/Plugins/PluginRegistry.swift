package import ConnectAPI

/// The plugins of this worker by their Java class names, by simple names and by aliases, as Kafka Connect finds them.
package struct PluginRegistry: Sendable {
    /// A plugin under one of the roles that it can play.
    package struct Entry: Sendable {
        package let kind: PluginInfo.Kind
        package let type: any Plugin.Type

        package var info: PluginInfo {
            PluginInfo(className: self.type.className, kind: self.kind, version: self.type.version)
        }
    }

    /// In the order in which `GET /connector-plugins` lists them.
    package let entries: [Entry]
    /// Class names by simple name and alias; one that two classes would share belongs to neither.
    private let aliases: [String: String]

    package init(_ plugins: PluginList) {
        let kinds: [(PluginInfo.Kind, [any Plugin.Type])] = [
            (.sink, plugins.sinkConnectors), (.source, plugins.sourceConnectors),
            (.transformation, plugins.transforms), (.predicate, plugins.predicates),
            (.converter, plugins.converters), (.headerConverter, plugins.headerConverters),
        ]
        self.entries = kinds.flatMap { kind, types in
            types.sorted { JavaOrder.precedes($0.className, $1.className) }.map { Entry(kind: kind, type: $0) }
        }
        var classes: [String: Set<String>] = [:]
        for entry in self.entries {
            let simple = Self.simpleName(entry.type.className)
            for alias in [simple, Self.prunedName(simple, entry.kind)] {
                classes[alias, default: []].insert(entry.type.className)
            }
        }
        self.aliases = classes.compactMapValues { $0.count == 1 ? $0.first : nil }
    }

    /// The full class name behind a name or alias; the name itself if it is none.
    package func className(_ name: String) -> String { self.aliases[name] ?? name }

    /// The plugin called `name` in any of the roles that it has, the first of `kinds` that fits.
    package func find(_ name: String, _ kinds: [PluginInfo.Kind]) -> Entry? {
        let className = self.className(name)
        return self.entries.first { $0.type.className == className && kinds.contains($0.kind) }
    }

    /// The plugin called `name` in any role.
    package func find(_ name: String) -> Entry? {
        let className = self.className(name)
        return self.entries.first { $0.type.className == className }
    }

    package func list(connectorsOnly: Bool) -> [PluginInfo] {
        self.entries.filter { !connectorsOnly || $0.kind == .sink || $0.kind == .source }.map(\.info)
    }

    /// The connector called `name`.
    ///
    /// - Throws: 400 with Java's words and the connectors that there are.
    package func connector(_ name: String) throws(HerderError) -> Entry {
        guard let entry = self.find(name, [.sink, .source]) else { throw .badRequest(self.unknownConnector(name)) }
        return entry
    }

    package func connectorType(_ name: String?) -> ConnectorType {
        switch name.flatMap({ self.find($0, [.sink, .source]) })?.kind {
        case .source: .source
        case .sink: .sink
        default: .unknown
        }
    }

    /// What Java says when there is no such connector.
    package func unknownConnector(_ name: String) -> String {
        let known = self.entries.filter { $0.kind == .sink || $0.kind == .source }.map(Self.describe)
        return "Failed to find any class that implements Connector and which name matches \(name), available connectors"
            + " are: \(known.joined(separator: ", "))"
    }

    private static func describe(_ entry: Entry) -> String {
        "PluginDesc{klass=class \(entry.type.className), name='\(entry.type.className)', "
            + "version='\(entry.type.version)', encodedVersion=\(entry.type.version), type=\(entry.kind.rawValue), "
            + "typeName='\(entry.kind.rawValue)', location='classpath'}"
    }

    private static func simpleName(_ className: String) -> String {
        String(className.split { $0 == "." || $0 == "$" }.last ?? Substring(className))
    }

    /// The name cut off before the last place where it names its own kind.
    private static func prunedName(_ simple: String, _ kind: PluginInfo.Kind) -> String {
        let word =
            switch kind {
            case .source, .sink: "Connector"
            case .converter: "Converter"
            case .headerConverter: "HeaderConverter"
            case .transformation: "Transformation"
            case .predicate: "Predicate"
            }
        let text = Array(simple.utf8)
        let length = word.utf8.count
        guard text.count > length else { return simple }
        for start in stride(from: text.count - length, to: 0, by: -1)
        where text[start..<start + length].elementsEqual(word.utf8) {
            return String(decoding: text[..<start], as: UTF8.self)
        }
        return simple
    }
}
