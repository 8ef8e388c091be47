import ConnectAPI
import ConnectRuntime

/// The plugins of the real worker, with the definitions that were recorded from it.
struct GoldenCatalog: PluginCatalog {
    let facts: [PluginFacts]
    private let aliases: [String: String]

    static let shared = GoldenCatalog()

    private init() {
        var facts: [PluginFacts] = []
        var aliases: [String: Set<String>] = [:]
        for className in GoldenDefinitions.shared.ownersWithGroups
        where className.hasPrefix("org.apache.kafka.connect.") {
            for kind in Self.kinds(of: className) {
                facts.append(
                    PluginFacts(
                        kind: kind, className: className, version: "4.1.2",
                        configuration: GoldenDefinitions.shared.definition(of: className),
                        exactlyOnceSupport: { _ in .supported }))
                let simple = String(className.split { $0 == "." || $0 == "$" }.last ?? "")
                aliases[simple, default: []].insert(className)
                for word in ["Connector", "Converter"] where simple.hasSuffix(word) {
                    aliases[String(simple.dropLast(word.count)), default: []].insert(className)
                }
            }
        }
        self.facts = facts
        self.aliases = aliases.compactMapValues { $0.count == 1 ? $0.first : nil }
    }

    private static func kinds(of className: String) -> [PluginInfo.Kind] {
        if className.hasSuffix("SourceConnector") { return [.source] }
        if className.hasSuffix("SinkConnector") { return [.sink] }
        if className.hasSuffix("SimpleHeaderConverter") { return [.headerConverter] }
        if className.hasSuffix("Converter") { return [.converter, .headerConverter] }
        if className.contains(".predicates.") { return [.predicate] }
        return className.contains(".transforms.") ? [.transformation] : []
    }

    func className(_ name: String) -> String { self.aliases[name] ?? name }

    func unknownConnector(_ name: String) -> String {
        "Failed to find any class that implements Connector and which name matches \(name), available connectors are: "
    }
}

extension GoldenDefinitions {
    /// A definition made of the recorded rows.
    func definition(of owner: String) -> ConfigDefinition {
        ConfigDefinition(
            self.rows(of: owner).map { row in
                let type = ConfigType(rawValue: row.type) ?? .string
                var key = ConfigKeyDefinition(row.name, type, documentation: "")
                switch row.defaultValue {
                case "<required>": key.defaultValue = .required
                case "<null>": key.defaultValue = .value(nil)
                default:
                    if case .success(let value) = ConfigValue.parse(row.defaultValue, as: type) {
                        key.defaultValue = .value(value)
                    }
                }
                key.importance = ConfigImportance(rawValue: row.importance) ?? .medium
                key.group = row.group == "<null>" ? nil : row.group
                key.order = Int(row.order) ?? 0
                key.width = ConfigWidth(rawValue: row.width) ?? .none
                key.displayName = row.display
                key.validator = Self.validator(row.rawValidator)
                return key
            })
    }

    private static func validator(_ text: String) -> ConfigValidator? {
        if text.isEmpty { return nil }
        if text == "non-empty string" { return .nonEmptyString }
        if text == "non-empty list" { return .nonEmptyList }
        if text == "valid regex" { return .javaRegex }
        if text == "non-empty string, valid regex" { return .all(.nonEmptyString, .javaRegex) }
        if let open = text.firstIndex(of: "["), text.last == "]" {
            let names = text[text.index(after: open)...].dropLast().split(separator: ",").map { $0.trimming }
            return text.hasPrefix("(case") ? .oneOfIgnoringCase(names) : .oneOf(names)
        }
        return ConfigValidator(text) { _ in nil }
    }
}

extension Substring {
    fileprivate var trimming: String { String(self.drop { $0 == " " }) }
}
