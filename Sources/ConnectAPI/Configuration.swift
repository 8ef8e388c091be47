/// The values of a configuration after ``ConfigDefinition/parse(_:classes:)``: all of them right, none missing.
public struct Configuration: Sendable {
    /// What it was parsed from; holds keys that the definition doesn't have, too. May hold secrets: never print it.
    public let originals: [String: String?]
    private let values: [String: ConfigValue?]

    init(originals: [String: String?], values: [String: ConfigValue?]) {
        self.originals = originals
        self.values = values
    }

    /// The value of `key`, which must belong to the definition that this was parsed with.
    public subscript<Value>(key: ConfigKey<Value>) -> Value {
        guard let stored = self.values[key.name], let value = Value(configValue: stored) else {
            preconditionFailure("\(key.name) isn't a key of the definition that these values were parsed with")
        }
        return value
    }

    /// The value of the key of that name; nothing if it is null or not defined.
    public func value(named name: String) -> ConfigValue? { self.values[name] ?? nil }

    /// The originals whose key begins with `prefix`, without it; those with nothing behind it are left out.
    public func originals(withPrefix prefix: String) -> [String: String?] {
        Configuration.strip(prefix, from: self.originals)
    }

    /// The entries of `properties` whose key begins with `prefix`, without it.
    public static func strip(_ prefix: String, from properties: [String: String?]) -> [String: String?] {
        var result: [String: String?] = [:]
        for (name, value) in properties where name.utf8.count > prefix.utf8.count && name.hasPrefix(prefix) {
            result.updateValue(value, forKey: String(name.dropFirst(prefix.count)))
        }
        return result
    }

    /// Keys that were given and that the definition doesn't have, in alphabetical order.
    public var unknownNames: [String] {
        self.originals.keys.filter { self.values[$0] == nil }.sorted()
    }
}
